"""A relay may want a password, which comes from one place and is shown nowhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from monitor.delivery.smtp.access import access_of
from monitor.errors import ConfigurationFault
from tests.delivery.posting import post, smtp_delivery
from tests.delivery.smtp.sending import TWO, assert_discreet, channel_to, states
from tests.delivery.smtp.server import PASSWORD, USER, Script, mail_server

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.reports.messages.letters import Outcome
    from tests.delivery.conftest import Certificates

pytestmark = pytest.mark.server


class TestLogin:
    """A relay may want a password, which is shown nowhere."""

    @pytest.fixture
    def keys(self, certificates: Certificates) -> dict[str, Any]:
        return {
            "security": "starttls",
            "ca_file": str(certificates.ca_file),
            "username": USER,
            "password_env": "RELAY_PASSWORD",
        }

    def _outcomes(
        self, folder: Path, certificates: Certificates, keys: dict[str, Any], script: Script
    ) -> list[Outcome]:
        with mail_server(script, starttls=certificates.good, with_login=True) as port:
            return list(channel_to(port, folder, **keys).send(TWO))

    def test_the_password_comes_from_the_environment(
        self, tmp_path: Path, certificates: Certificates, keys: dict[str, Any]
    ) -> None:
        keys["secrets"] = {"RELAY_PASSWORD": PASSWORD}
        outcomes = self._outcomes(tmp_path, certificates, keys, Script())
        assert states(outcomes) == ["sent", "sent"]

    @pytest.mark.parametrize("written", ["{}", "{}\n", "{}\r\n", "\ufeff{}\r\n"])
    def test_the_password_comes_from_a_file(
        self, tmp_path: Path, certificates: Certificates, keys: dict[str, Any], written: str
    ) -> None:
        (tmp_path / "password").write_bytes(written.format(PASSWORD).encode())
        (tmp_path / "password").chmod(0o640)
        keys |= {"password_env": None, "password_file": "password"}
        outcomes = self._outcomes(tmp_path, certificates, keys, Script())
        assert states(outcomes) == ["sent", "sent"]

    def test_the_password_comes_from_a_credential_of_systemd(
        self, tmp_path: Path, certificates: Certificates, keys: dict[str, Any]
    ) -> None:
        (tmp_path / "smtp-password").write_text(PASSWORD)
        keys |= {"password_env": None, "password_credential": "smtp-password"}
        keys["secrets"] = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
        outcomes = self._outcomes(tmp_path, certificates, keys, Script())
        assert states(outcomes) == ["sent", "sent"]

    @pytest.mark.parametrize("folder", [None, "nowhere"])
    def test_a_credential_that_cannot_be_had_is_told(
        self, tmp_path: Path, keys: dict[str, Any], folder: str | None
    ) -> None:
        keys |= {"password_env": None, "password_credential": "smtp-password"}
        keys["secrets"] = {} if folder is None else {"CREDENTIALS_DIRECTORY": folder}
        with pytest.raises(ConfigurationFault, match=r"password_credential: .*(not set|cannot)"):
            channel_to(25, tmp_path, **keys).probe()

    def test_a_wrong_password_is_told_and_not_tried_again(
        self, tmp_path: Path, certificates: Certificates, keys: dict[str, Any]
    ) -> None:
        keys["secrets"] = {"RELAY_PASSWORD": "a secret of another"}
        script = Script()
        outcomes = self._outcomes(tmp_path, certificates, keys, script)
        assert states(outcomes) == ["pending", "pending"]
        assert "did not accept the login (535): check username and password" in outcomes[0].reason
        assert script.connections == 1
        for outcome in outcomes:
            assert_discreet(outcome.reason)

    def test_a_relay_without_a_login_is_told(
        self, tmp_path: Path, certificates: Certificates, keys: dict[str, Any]
    ) -> None:
        keys["secrets"] = {"RELAY_PASSWORD": PASSWORD}
        with mail_server(Script(), starttls=certificates.good) as port:
            outcomes = list(channel_to(port, tmp_path, **keys).send(TWO))
        assert "offers no way to log in" in outcomes[0].reason

    @pytest.mark.parametrize("content", ["", "\n", "two\nlines\n", "pässword\n", None])
    def test_a_password_that_cannot_be_had_names_the_file_alone(
        self, tmp_path: Path, keys: dict[str, Any], content: str | None
    ) -> None:
        if content is not None:
            (tmp_path / "place").write_text(content, encoding="utf-8")
            (tmp_path / "place").chmod(0o600)
        keys |= {"password_env": None, "password_file": "place"}
        channel = channel_to(25, tmp_path, **keys)
        with pytest.raises(ConfigurationFault, match=r"password_file: place (holds|must|cannot)"):
            channel.probe()

    @pytest.mark.skipif(sys.platform == "win32", reason="there the folder decides who may read")
    def test_a_password_that_every_user_can_read_is_refused(
        self, tmp_path: Path, keys: dict[str, Any]
    ) -> None:
        (tmp_path / "place").write_text(PASSWORD)
        (tmp_path / "place").chmod(0o644)
        keys |= {"password_env": None, "password_file": "place"}
        with pytest.raises(ConfigurationFault, match=r"place can be read by every user .* o-r it"):
            channel_to(25, tmp_path, **keys).probe()

    @pytest.mark.parametrize("password", [None, "", "pässword", "two\nlines"])
    def test_a_password_that_cannot_be_had_names_the_variable_alone(
        self, tmp_path: Path, keys: dict[str, Any], password: str | None
    ) -> None:
        keys["secrets"] = {} if password is None else {"RELAY_PASSWORD": password}
        channel = channel_to(25, tmp_path, **keys)
        place = "password_env: the environment variable RELAY_PASSWORD"
        with pytest.raises(ConfigurationFault, match=rf"\[delivery.smtp\] {place} (holds|must)"):
            channel.probe()

    def test_without_a_password_all_letters_wait(
        self, tmp_path: Path, keys: dict[str, Any]
    ) -> None:
        outcomes = list(channel_to(25, tmp_path, **keys).send(TWO))
        assert states(outcomes) == ["pending", "pending"]
        assert "RELAY_PASSWORD holds no password" in outcomes[0].reason

    def test_a_password_is_not_shown_where_its_access_is_printed(
        self, tmp_path: Path, keys: dict[str, Any]
    ) -> None:
        smtp = smtp_delivery(25, **keys).smtp
        assert smtp is not None
        access = access_of(smtp, post(tmp_path, RELAY_PASSWORD=PASSWORD))
        assert PASSWORD not in repr(access)
