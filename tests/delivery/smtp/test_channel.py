"""Letters handed to a real relay: delivered, refused, put off, and never in the clear."""

from __future__ import annotations

import email
import smtplib
import socket
import ssl
import sys
import time
from email.policy import SMTP
from itertools import chain
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from monitor.delivery.mime import MOST_BYTES
from monitor.delivery.smtp import time_limit
from monitor.delivery.smtp.access import access_of
from monitor.delivery.smtp.channel import SmtpChannel
from monitor.delivery.smtp.relay import Pace
from monitor.errors import ConfigurationFault
from monitor.reports.messages.letters import UNCONFIRMED
from tests.delivery.posting import CHILD, SENDER, break_the_mail_of, letter, post, smtp_delivery
from tests.delivery.smtp.server import (
    CUT,
    DRIP,
    OK,
    PASSWORD,
    SILENCE,
    USER,
    Captured,
    Script,
    bare_server,
    for_ever,
    mail_server,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.reports.messages.letters import Letter, Outcome
    from tests.delivery.conftest import Certificates

pytestmark = pytest.mark.server

_QUICK = Pace(
    patience_seconds=10, first_wait_seconds=0.01, longest_wait_seconds=0.05, pauses=(0.01,) * 3
)
_TWO = (letter(1), letter(2))


def _channel(port: int, folder: Path, *, pace: Pace = _QUICK, **keys: Any) -> SmtpChannel:
    secrets = keys.pop("secrets", {})
    return SmtpChannel(smtp_delivery(port, **keys), post(folder, **secrets), pace)


def _sent(
    script: Script, folder: Path, letters: Sequence[Letter] = _TWO, **keys: Any
) -> list[Outcome]:
    """Send letters to a server that speaks in the clear and answers as the script says."""
    with mail_server(script) as port:
        offered = list(_channel(port, folder, **keys).send(letters))
    outcomes = {outcome.row: outcome for outcome in offered}
    assert [outcome.row for outcome in offered][: len(letters)] == [each.row for each in letters]
    for outcome in offered:
        _assert_discreet(outcome.reason)
    for captured in script.captured:
        _assert_whole(captured)
    return [outcomes[each.row] for each in letters]


def _states(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.state for outcome in outcomes]


def _assert_discreet(reason: str) -> None:
    """A reason names nobody, quotes nothing and gives no password away."""
    assert not any(each in reason for each in ("@", "manager", CHILD, PASSWORD, "North", "secret"))


def _assert_whole(captured: Captured) -> None:
    """A message that the server took is one letter, for one reader, with both parts."""
    message = email.message_from_bytes(captured.content, policy=SMTP)
    assert captured.sender == SENDER == message["From"]
    assert captured.recipients == [message["To"]]
    assert message["Cc"] is message["Bcc"] is None
    assert CHILD not in message["Subject"]
    (row,) = (each for each in (1, 2, 3) if f"manager{each}@" in message["To"])
    assert message["Message-ID"] == f"<{letter(row).key}@council.example>"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert CHILD in part.get_content()
    assert len(captured.content) < MOST_BYTES


def _closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_every_letter_is_delivered_on_one_connection(tmp_path: Path) -> None:
    script = Script()
    assert _states(_sent(script, tmp_path)) == ["sent", "sent"]
    assert [each.recipients for each in script.captured] == [[each.recipient] for each in _TWO]
    assert script.connections == 1
    assert script.heard[-1] == "QUIT"


def test_this_machine_calls_itself_by_the_senders_domain(tmp_path: Path) -> None:
    script = Script()
    _sent(script, tmp_path)
    assert script.heard[0] == "EHLO council.example"


def test_an_attached_page_arrives(tmp_path: Path) -> None:
    script = Script()
    page = b"<p>\r\n.\r\n</p>\n" * 2_000
    _sent(script, tmp_path, [letter(1, attachment=("north.html", page))])
    message = email.message_from_bytes(script.captured[0].content, policy=SMTP)
    (attached,) = message.iter_attachments()
    assert attached.get_payload(decode=True) == page


def test_a_letter_is_recorded_before_the_next_is_sent(tmp_path: Path) -> None:
    script = Script()
    with mail_server(script) as port:
        outcomes = _channel(port, tmp_path).send(_TWO)
        assert next(outcomes).state == "sent"
        assert len(script.captured) == 1
        assert next(outcomes).state == "sent"


def test_one_of_two_recipients_refused_does_not_hold_up_the_other(tmp_path: Path) -> None:
    script = Script({"RCPT": ["550 5.1.1 <manager1@council.example> unknown"]})
    outcomes = _sent(script, tmp_path)
    assert _states(outcomes) == ["refused", "sent"]
    assert outcomes[0].reason == "the relay refused the recipient (550)"
    assert [each.recipients for each in script.captured] == [[_TWO[1].recipient]]


def test_a_letter_that_meets_a_fault_of_the_program_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_the_mail_of(letter(1), monkeypatch)
    outcomes = _sent(Script(), tmp_path)
    assert _states(outcomes) == ["failed", "sent"]
    assert outcomes[0].reason == "an internal fault (KeyError)"


def test_a_recipient_that_the_library_only_returns_as_refused_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        smtplib.SMTP, "sendmail", lambda *_: {"manager1@council.example": (550, b"no")}
    )
    assert _states(_sent(Script(), tmp_path)) == ["refused", "refused"]


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["421 4.3.2 busy", "450 4.2.0 greylisted", "452 4.2.2 full"])
def test_what_is_refused_for_now_is_tried_again(tmp_path: Path, command: str, answer: str) -> None:
    script = Script({command: [answer, answer]})
    assert _states(_sent(script, tmp_path)) == ["sent", "sent"]
    assert len(script.captured) == 2


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_what_is_refused_for_now_for_ever_holds_up_nobody_else(
    tmp_path: Path, command: str
) -> None:
    answers = ["451 4.7.1 manager1@council.example", OK]
    script = Script({command: chain(answers, answers[:1] * 3)})
    outcomes = _sent(script, tmp_path)
    assert _states(outcomes) == ["pending", "sent"]
    assert "(451)" in outcomes[0].reason
    assert script.heard.count(command) == 5


def test_a_relay_that_greylists_is_offered_everybody_before_anybody_again(tmp_path: Path) -> None:
    everybody = [letter(row) for row in range(1, 41)]
    script = Script(greylists=2)
    with mail_server(script) as port:
        outcomes = list(_channel(port, tmp_path).send(everybody))
    assert _states(outcomes) == ["pending"] * 80 + ["sent"] * 40
    assert script.offered == [each.recipient for each in everybody] * 3


def test_a_relay_that_hangs_up_after_many_refusals_is_offered_the_next_at_once(
    tmp_path: Path,
) -> None:
    script = Script({"RCPT": ["450 Later"], "RSET": ["421 4.7.0 Error: too many errors"]})
    assert _states(_sent(script, tmp_path)) == ["sent", "sent"]
    first, second = (each.recipient for each in _TWO)
    assert script.offered == [first, second, first]


def test_who_is_not_offered_in_time_is_not_counted_as_tried(tmp_path: Path) -> None:
    script = Script({"DATA": [SILENCE]})
    outcomes = _sent(script, tmp_path, deadline_seconds=0.4)
    assert [(each.state, each.is_tried) for each in outcomes] == [
        ("pending", True),
        ("pending", False),
    ]
    assert script.offered == [_TWO[0].recipient]


def test_no_pause_outlasts_the_deadline(tmp_path: Path) -> None:
    began = time.monotonic()
    outcomes = _sent(Script(greylists=1), tmp_path, pace=Pace(pauses=(60,)))
    assert time.monotonic() - began < 5
    assert _states(outcomes) == ["pending", "pending"]


@pytest.mark.parametrize(
    ("command", "answer", "state", "reason"),
    [
        ("MAIL", "550 5.7.1 no", "failed", "refused the sender (550): check sender in [delivery]"),
        ("MAIL", "552 5.3.4 too big", "failed", "refused the sender (552)"),
        ("RCPT", "553 5.1.3 no", "refused", "refused the recipient (553)"),
        ("DATA", "554 5.6.0 no", "failed", "refused the message (554)"),
        ("DATA", "552 5.2.3 too big", "failed", "refused the message (552)"),
    ],
)
def test_what_is_refused_for_good_is_not_tried_again(
    tmp_path: Path, command: str, answer: str, state: str, reason: str
) -> None:
    script = Script({command: [answer]})
    outcomes = _sent(script, tmp_path)
    assert _states(outcomes) == [state, "sent"]
    assert reason in outcomes[0].reason
    assert script.heard.count(command) == 2


def test_a_relay_that_wants_a_login_refuses_no_letter_for_good(tmp_path: Path) -> None:
    script = Script({"MAIL": for_ever("530 5.7.57 Client not authenticated to send mail")})
    outcomes = _sent(script, tmp_path)
    assert _states(outcomes) == ["pending", "pending"]
    assert "wants a login or encryption, see [delivery.smtp]" in outcomes[0].reason


def test_a_letter_cut_off_before_its_answer_is_sent_once_more_as_the_same_bytes(
    tmp_path: Path,
) -> None:
    script = Script({"DATA": [CUT]})
    assert _states(_sent(script, tmp_path)) == ["sent", "sent"]
    first, _, second = script.captured
    assert first == second
    assert script.connections == 3


def test_a_relay_that_always_hangs_up_gets_a_letter_twice_at_most(tmp_path: Path) -> None:
    script = Script({"DATA": [CUT, OK, CUT]})
    outcomes = _sent(script, tmp_path)
    assert _states(outcomes) == ["failed", "sent"]
    assert "did not confirm the message twice, and may have taken it" in outcomes[0].reason
    assert len(script.captured) == 3


def test_a_letter_that_may_have_arrived_before_is_sent_once_more_in_all(tmp_path: Path) -> None:
    letters = (letter(1, unconfirmed=True), letter(2, unconfirmed=True))
    script = Script({"RCPT": ["451 Later", OK, *["451 Later"] * 3], "DATA": [CUT]})
    outcomes = _sent(script, tmp_path, letters)
    assert _states(outcomes) == ["pending", "failed"]
    assert outcomes[0].reason == UNCONFIRMED
    assert len(script.captured) == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_a_connection_cut_before_the_letter_is_opened_again(tmp_path: Path, command: str) -> None:
    script = Script({command: [OK, CUT]})
    assert _states(_sent(script, tmp_path)) == ["sent", "sent"]
    assert len(script.captured) == 2
    assert script.connections == 2


def test_a_letter_of_which_no_word_was_sent_has_not_arrived(tmp_path: Path) -> None:
    outcomes = _sent(Script({"RCPT": [OK, CUT, CUT]}), tmp_path)
    assert _states(outcomes) == ["sent", "pending"]
    assert outcomes[1].reason == "the relay hung up"


def test_a_letter_that_is_not_confirmed_in_time_is_left_for_later(tmp_path: Path) -> None:
    script = Script({"DATA": [SILENCE]})
    outcomes = _sent(script, tmp_path, pace=Pace(patience_seconds=0.3))
    assert _states(outcomes) == ["pending", "sent"]
    assert outcomes[0].reason == UNCONFIRMED


@pytest.mark.parametrize("answer", [SILENCE, DRIP])
@pytest.mark.parametrize("command", ["MAIL", "DATA"])
def test_no_relay_outlasts_the_deadline(tmp_path: Path, command: str, answer: str) -> None:
    script = Script({command: for_ever(answer)})
    began = time.monotonic()
    outcomes = _sent(script, tmp_path, deadline_seconds=0.4)
    assert time.monotonic() - began < 5
    assert _states(outcomes) == ["pending", "pending"]
    assert "within 0.4 seconds (deadline_seconds in [delivery.smtp])" in outcomes[1].reason


def test_a_letter_delivered_before_the_deadline_stays_delivered(tmp_path: Path) -> None:
    script = Script({"RCPT": [OK, DRIP]})
    assert _states(_sent(script, tmp_path, deadline_seconds=1)) == ["sent", "pending"]


@pytest.mark.parametrize("pieces", [(), [b"2"] * 1000], ids=["silence", "drip"])
def test_a_greeting_that_does_not_come_leaves_all_pending(
    tmp_path: Path, pieces: Sequence[bytes]
) -> None:
    began = time.monotonic()
    with bare_server(pieces) as port:
        outcomes = list(_channel(port, tmp_path, deadline_seconds=0.4).send(_TWO))
    assert time.monotonic() - began < 5
    assert _states(outcomes) == ["pending", "pending"]
    assert len({outcome.reason for outcome in outcomes}) == 1


def test_a_handshake_that_does_not_come_leaves_all_pending(
    tmp_path: Path, certificates: Certificates
) -> None:
    began = time.monotonic()
    with bare_server() as port:
        channel = _channel(
            port, tmp_path, security="tls", ca_file=str(certificates.ca_file), deadline_seconds=0.4
        )
        outcomes = list(channel.send(_TWO))
    assert time.monotonic() - began < 5
    assert _states(outcomes) == ["pending", "pending"]
    assert "deadline_seconds" in outcomes[0].reason


def test_a_name_that_is_looked_up_for_too_long_leaves_all_pending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_time = Event()
    monkeypatch.setattr(time_limit, "_connect", lambda *_: is_time.wait(30))
    began = time.monotonic()
    outcomes = list(_channel(25, tmp_path, deadline_seconds=0.4).send(_TWO))
    is_time.set()
    assert time.monotonic() - began < 5
    assert _states(outcomes) == ["pending", "pending"]


def test_what_stood_in_the_way_before_the_time_was_over_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = iter([ConnectionRefusedError])
    is_time = Event()

    def connect(*_: Any) -> None:
        for fault in tries:
            raise fault
        is_time.wait(30)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    outcomes = list(_channel(25, tmp_path, deadline_seconds=1).send(_TWO))
    is_time.set()
    assert {outcome.reason.partition(":")[0] for outcome in outcomes} == {"no relay answers"}


def test_a_relay_that_is_away_all_night_leaves_all_pending_for_one_reason(tmp_path: Path) -> None:
    began = time.monotonic()
    outcomes = list(_channel(_closed_port(), tmp_path, deadline_seconds=1).send(_TWO))
    assert 0.3 < time.monotonic() - began < 5
    assert _states(outcomes) == ["pending", "pending"]
    assert {outcome.reason for outcome in outcomes} == {
        "no relay answers: check host and port in [delivery.smtp], and whether it is running"
    }


def test_a_relay_that_comes_back_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect, tries = socket.create_connection, iter([ConnectionRefusedError, TimeoutError])

    def away_twice(*where: Any) -> socket.socket:
        for fault in tries:
            raise fault
        return connect(*where)

    monkeypatch.setattr(socket, "create_connection", away_twice)
    assert _states(_sent(Script(), tmp_path)) == ["sent", "sent"]


@pytest.mark.parametrize("fault", [socket.gaierror(-2, "unknown"), UnicodeError("idna")])
def test_a_name_that_nobody_knows_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def unknown(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(socket, "create_connection", unknown)
    channel = _channel(25, tmp_path, deadline_seconds=1)
    assert "the name of the relay is not known" in next(channel.send(_TWO)).reason


@pytest.mark.parametrize(
    ("greeting", "state", "reason"),
    [
        (b"554 5.7.1 manager1@council.example is blocked\r\n", "pending", "answered 554"),
        (b"x" * 9000, "pending", "answered 500"),
    ],
)
def test_a_relay_that_wants_nothing_from_this_machine_is_asked_once(
    tmp_path: Path, greeting: bytes, state: str, reason: str
) -> None:
    with bare_server([greeting]) as port:
        outcomes = list(_channel(port, tmp_path).send(_TWO))
    assert _states(outcomes) == [state, state]
    for outcome in outcomes:
        assert reason in outcome.reason
        _assert_discreet(outcome.reason)


@pytest.mark.parametrize("greeting", [[b"421 busy\r\n"], [b""]])
def test_a_relay_that_is_busy_is_asked_until_the_deadline(
    tmp_path: Path, greeting: list[bytes]
) -> None:
    with bare_server(greeting) as port:
        outcomes = list(_channel(port, tmp_path, deadline_seconds=0.4).send(_TWO))
    assert _states(outcomes) == ["pending", "pending"]


class TestEncryption:
    """What goes to a relay is encrypted, and the relay is who it says."""

    def _outcomes(
        self, folder: Path, script: Script, *, server: dict[str, Any], **keys: Any
    ) -> list[Outcome]:
        with mail_server(script, **server) as port:
            outcomes = list(_channel(port, folder, **keys).send(_TWO))
        for captured in script.captured:
            _assert_whole(captured)
        return outcomes

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_letters_go_encrypted_to_a_relay_with_the_authoritys_own_certificate(
        self, tmp_path: Path, certificates: Certificates, security: str
    ) -> None:
        script, server = Script(), {security: certificates.good}
        (tmp_path / "ca.pem").write_bytes(certificates.ca_file.read_bytes())
        keys = {"security": security, "ca_file": "ca.pem"}
        assert _states(self._outcomes(tmp_path, script, server=server, **keys)) == ["sent"] * 2
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
        assert _states(outcomes) == ["pending", "pending"]
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
        assert _states(outcomes) == ["pending", "pending"]
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
        channel = _channel(25, tmp_path, security="tls", ca_file=name)
        with pytest.raises(ConfigurationFault, match=rf"\[delivery.smtp\] ca_file: {name} "):
            channel.probe()
        assert _states(list(channel.send(_TWO))) == ["pending", "pending"]


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
            return list(_channel(port, folder, **keys).send(_TWO))

    def test_the_password_comes_from_the_environment(
        self, tmp_path: Path, certificates: Certificates, keys: dict[str, Any]
    ) -> None:
        keys["secrets"] = {"RELAY_PASSWORD": PASSWORD}
        outcomes = self._outcomes(tmp_path, certificates, keys, Script())
        assert _states(outcomes) == ["sent", "sent"]

    @pytest.mark.parametrize("written", ["{}", "{}\n", "{}\r\n", "\ufeff{}\r\n"])
    def test_the_password_comes_from_a_file(
        self, tmp_path: Path, certificates: Certificates, keys: dict[str, Any], written: str
    ) -> None:
        (tmp_path / "password").write_bytes(written.format(PASSWORD).encode())
        (tmp_path / "password").chmod(0o640)
        keys |= {"password_env": None, "password_file": "password"}
        outcomes = self._outcomes(tmp_path, certificates, keys, Script())
        assert _states(outcomes) == ["sent", "sent"]

    def test_the_password_comes_from_a_credential_of_systemd(
        self, tmp_path: Path, certificates: Certificates, keys: dict[str, Any]
    ) -> None:
        (tmp_path / "smtp-password").write_text(PASSWORD)
        keys |= {"password_env": None, "password_credential": "smtp-password"}
        keys["secrets"] = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
        outcomes = self._outcomes(tmp_path, certificates, keys, Script())
        assert _states(outcomes) == ["sent", "sent"]

    @pytest.mark.parametrize("folder", [None, "nowhere"])
    def test_a_credential_that_cannot_be_had_is_told(
        self, tmp_path: Path, keys: dict[str, Any], folder: str | None
    ) -> None:
        keys |= {"password_env": None, "password_credential": "smtp-password"}
        keys["secrets"] = {} if folder is None else {"CREDENTIALS_DIRECTORY": folder}
        with pytest.raises(ConfigurationFault, match=r"password_credential: .*(not set|cannot)"):
            _channel(25, tmp_path, **keys).probe()

    def test_a_wrong_password_is_told_and_not_tried_again(
        self, tmp_path: Path, certificates: Certificates, keys: dict[str, Any]
    ) -> None:
        keys["secrets"] = {"RELAY_PASSWORD": "a secret of another"}
        script = Script()
        outcomes = self._outcomes(tmp_path, certificates, keys, script)
        assert _states(outcomes) == ["pending", "pending"]
        assert "did not accept the login (535): check username and password" in outcomes[0].reason
        assert script.connections == 1
        for outcome in outcomes:
            _assert_discreet(outcome.reason)

    def test_a_relay_without_a_login_is_told(
        self, tmp_path: Path, certificates: Certificates, keys: dict[str, Any]
    ) -> None:
        keys["secrets"] = {"RELAY_PASSWORD": PASSWORD}
        with mail_server(Script(), starttls=certificates.good) as port:
            outcomes = list(_channel(port, tmp_path, **keys).send(_TWO))
        assert "offers no way to log in" in outcomes[0].reason

    @pytest.mark.parametrize("content", ["", "\n", "two\nlines\n", "pässword\n", None])
    def test_a_password_that_cannot_be_had_names_the_file_alone(
        self, tmp_path: Path, keys: dict[str, Any], content: str | None
    ) -> None:
        if content is not None:
            (tmp_path / "place").write_text(content, encoding="utf-8")
            (tmp_path / "place").chmod(0o600)
        keys |= {"password_env": None, "password_file": "place"}
        channel = _channel(25, tmp_path, **keys)
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
            _channel(25, tmp_path, **keys).probe()

    @pytest.mark.parametrize("password", [None, "", "pässword", "two\nlines"])
    def test_a_password_that_cannot_be_had_names_the_variable_alone(
        self, tmp_path: Path, keys: dict[str, Any], password: str | None
    ) -> None:
        keys["secrets"] = {} if password is None else {"RELAY_PASSWORD": password}
        channel = _channel(25, tmp_path, **keys)
        place = "password_env: the environment variable RELAY_PASSWORD"
        with pytest.raises(ConfigurationFault, match=rf"\[delivery.smtp\] {place} (holds|must)"):
            channel.probe()

    def test_without_a_password_all_letters_wait(
        self, tmp_path: Path, keys: dict[str, Any]
    ) -> None:
        outcomes = list(_channel(25, tmp_path, **keys).send(_TWO))
        assert _states(outcomes) == ["pending", "pending"]
        assert "RELAY_PASSWORD holds no password" in outcomes[0].reason

    def test_a_password_is_not_shown_where_its_access_is_printed(
        self, tmp_path: Path, keys: dict[str, Any]
    ) -> None:
        smtp = smtp_delivery(25, **keys).smtp
        assert smtp is not None
        access = access_of(smtp, post(tmp_path, RELAY_PASSWORD=PASSWORD))
        assert PASSWORD not in repr(access)


class TestAddresses:
    """Nothing goes where it may not."""

    @pytest.mark.parametrize(
        "recipient",
        [
            "a@other.example",
            "a@sub.council.example",
            "a@council.example.other",
            "a@notcouncil.example",
        ],
    )
    def test_a_domain_that_is_not_allowed_is_refused(self, tmp_path: Path, recipient: str) -> None:
        script = Script()
        outcomes = _sent(script, tmp_path, [letter(1, recipient=recipient), letter(2)])
        assert _states(outcomes) == ["refused", "sent"]
        assert "not among allowed_domains of [delivery]" in outcomes[0].reason

    def test_a_letter_that_cannot_be_sent_as_it_is_has_failed(self, tmp_path: Path) -> None:
        outcomes = _sent(Script(), tmp_path, [letter(1, subject="a\nb"), letter(2)])
        assert _states(outcomes) == ["failed", "sent"]


class TestProbe:
    """`check` tries the connection and sends nothing."""

    def test_a_relay_that_would_take_letters_is_in_order(self, tmp_path: Path) -> None:
        script = Script()
        with mail_server(script) as port:
            assert _channel(port, tmp_path).probe() is None
        assert script.heard == ["EHLO council.example", "NOOP", "QUIT"]

    def test_a_relay_that_is_away_is_asked_once(self, tmp_path: Path) -> None:
        began = time.monotonic()
        said = _channel(_closed_port(), tmp_path).probe()
        assert time.monotonic() - began < 5
        assert said is not None
        assert "no relay answers" in said

    def test_a_relay_that_closes_while_it_is_asked_is_told(self, tmp_path: Path) -> None:
        with mail_server(Script({"NOOP": ["421 closing"]})) as port:
            said = _channel(port, tmp_path).probe()
        assert said is not None
        assert "answered 421" in said
