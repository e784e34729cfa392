"""What goes to a relay is encrypted, and the relay is who it says."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import pytest

from monitor.delivery.smtp.access import access_of
from monitor.errors import ConfigurationFault
from tests.delivery.posting import post, smtp_delivery
from tests.delivery.smtp.sending import TWO, assert_whole, channel_to, states
from tests.delivery.smtp.server import Script, mail_server

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.reports.messages.letters import Outcome
    from tests.delivery.conftest import Certificates

pytestmark = pytest.mark.server


class TestEncryption:
    """What goes to a relay is encrypted, and the relay is who it says."""

    def _outcomes(
        self, folder: Path, script: Script, *, server: dict[str, Any], **keys: Any
    ) -> list[Outcome]:
        with mail_server(script, **server) as port:
            outcomes = list(channel_to(port, folder, **keys).send(TWO))
        for captured in script.captured:
            assert_whole(captured)
        return outcomes

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_letters_go_encrypted_to_a_relay_with_the_authoritys_own_certificate(
        self, tmp_path: Path, certificates: Certificates, security: str
    ) -> None:
        script, server = Script(), {security: certificates.good}
        (tmp_path / "ca.pem").write_bytes(certificates.ca_file.read_bytes())
        keys = {"security": security, "ca_file": "ca.pem"}
        assert states(self._outcomes(tmp_path, script, server=server, **keys)) == ["sent"] * 2
        assert script.connections == 1

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    @pytest.mark.parametrize(
        ("shown", "reason"),
        [
            ("elsewhere", "is made out to another name: set host"),
            ("expired", "has expired: ask those who run the relay"),
            ("strange", "not trusted here: name the file"),
        ],
    )
    def test_a_relay_that_is_not_who_it_says_gets_nothing(
        self, tmp_path: Path, certificates: Certificates, security: str, shown: str, reason: str
    ) -> None:
        script, server = Script(), {security: getattr(certificates, shown)}
        keys = {"security": security, "ca_file": str(certificates.ca_file)}
        outcomes = self._outcomes(tmp_path, script, server=server, **keys)
        assert states(outcomes) == ["pending", "pending"]
        assert reason in outcomes[0].reason
        assert outcomes[0].reason == outcomes[1].reason
        assert script.connections == 1
        assert "MAIL" not in script.heard

    def test_without_a_file_of_its_own_the_systems_authorities_are_asked(
        self, tmp_path: Path, certificates: Certificates
    ) -> None:
        server = {"starttls": certificates.good}
        (first, _) = self._outcomes(tmp_path, Script(), server=server, security="starttls")
        assert "not trusted here" in first.reason

    def test_a_certificate_wrong_in_another_way_is_told_by_its_number(
        self, tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: Any, **__: Any) -> None:
            fault = ssl.SSLCertVerificationError()
            fault.verify_code = 79
            raise fault

        monkeypatch.setattr(ssl.SSLContext, "wrap_socket", refuse)
        server = {"starttls": certificates.good}
        (first, _) = self._outcomes(tmp_path, Script(), server=server, security="starttls")
        assert "could not be verified (OpenSSL says 79)" in first.reason

    def test_nothing_is_sent_where_no_encryption_is_offered(self, tmp_path: Path) -> None:
        script = Script()
        outcomes = self._outcomes(tmp_path, script, server={}, security="starttls")
        assert states(outcomes) == ["pending", "pending"]
        assert "does not offer STARTTLS, and nothing was sent in the clear" in outcomes[0].reason
        assert script.captured == []
        assert script.connections == 1

    def test_encryption_spoken_to_a_port_without_it_is_told(self, tmp_path: Path) -> None:
        outcomes = self._outcomes(tmp_path, Script(), server={}, security="tls")
        assert "no encryption could be agreed" in outcomes[0].reason

    def test_a_protocol_that_is_too_old_is_not_spoken(self, tmp_path: Path) -> None:
        smtp = smtp_delivery(25, security="tls").smtp
        assert smtp is not None
        rules = access_of(smtp, post(tmp_path)).tls
        assert rules is not None
        assert rules.minimum_version == ssl.TLSVersion.TLSv1_2
        assert rules.check_hostname

    @pytest.mark.parametrize("name", ["away.pem", "empty.pem", "."])
    def test_a_file_of_certificates_that_cannot_be_had_is_named(
        self, tmp_path: Path, name: str
    ) -> None:
        (tmp_path / "empty.pem").touch()
        channel = channel_to(25, tmp_path, security="tls", ca_file=name)
        with pytest.raises(ConfigurationFault, match=rf"\[delivery.smtp\] ca_file: {name} "):
            channel.probe()
        assert states(list(channel.send(TWO))) == ["pending", "pending"]
