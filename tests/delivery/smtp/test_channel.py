"""Letters handed to a real relay: delivered, refused or tried again, and none holds up another."""

from __future__ import annotations

import email
import smtplib
from email.policy import SMTP
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from monitor.delivery.smtp.relay import Pace
from monitor.reports.messages.letters import UNCONFIRMED
from tests.delivery.posting import break_the_mail_of, letter
from tests.delivery.smtp.sending import TWO, channel_to, sent, states
from tests.delivery.smtp.server import CUT, OK, SILENCE, Script, for_ever, mail_server

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.server


def test_every_letter_is_delivered_on_one_connection(tmp_path: Path) -> None:
    script = Script()
    assert states(sent(script, tmp_path)) == ["sent", "sent"]
    assert [each.recipients for each in script.captured] == [[each.recipient] for each in TWO]
    assert script.connections == 1
    assert script.heard[-1] == "QUIT"


def test_this_machine_calls_itself_by_the_senders_domain(tmp_path: Path) -> None:
    script = Script()
    sent(script, tmp_path)
    assert script.heard[0] == "EHLO council.example"


def test_an_attached_page_arrives(tmp_path: Path) -> None:
    script = Script()
    page = b"<p>\r\n.\r\n</p>\n" * 2_000
    sent(script, tmp_path, [letter(1, attachment=("north.html", page))])
    message = email.message_from_bytes(script.captured[0].content, policy=SMTP)
    (attached,) = message.iter_attachments()
    assert attached.get_payload(decode=True) == page


def test_a_letter_is_recorded_before_the_next_is_sent(tmp_path: Path) -> None:
    script = Script()
    with mail_server(script) as port:
        outcomes = channel_to(port, tmp_path).send(TWO)
        assert next(outcomes).state == "sent"
        assert len(script.captured) == 1
        assert next(outcomes).state == "sent"


def test_one_of_two_recipients_refused_does_not_hold_up_the_other(tmp_path: Path) -> None:
    script = Script({"RCPT": ["550 5.1.1 <manager1@council.example> unknown"]})
    outcomes = sent(script, tmp_path)
    assert states(outcomes) == ["refused", "sent"]
    assert outcomes[0].reason == "the relay refused the recipient (550)"
    assert [each.recipients for each in script.captured] == [[TWO[1].recipient]]


def test_a_letter_that_meets_a_fault_of_the_program_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_the_mail_of(letter(1), monkeypatch)
    outcomes = sent(Script(), tmp_path)
    assert states(outcomes) == ["failed", "sent"]
    assert outcomes[0].reason == "an internal fault (KeyError)"


def test_a_recipient_that_the_library_only_returns_as_refused_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        smtplib.SMTP, "sendmail", lambda *_: {"manager1@council.example": (550, b"no")}
    )
    assert states(sent(Script(), tmp_path)) == ["refused", "refused"]


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["421 4.3.2 busy", "450 4.2.0 greylisted", "452 4.2.2 full"])
def test_what_is_refused_for_now_is_tried_again(tmp_path: Path, command: str, answer: str) -> None:
    script = Script({command: [answer, answer]})
    assert states(sent(script, tmp_path)) == ["sent", "sent"]
    assert len(script.captured) == 2


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_what_is_refused_for_now_for_ever_holds_up_nobody_else(
    tmp_path: Path, command: str
) -> None:
    answers = ["451 4.7.1 manager1@council.example", OK]
    script = Script({command: chain(answers, answers[:1] * 3)})
    outcomes = sent(script, tmp_path)
    assert states(outcomes) == ["pending", "sent"]
    assert "(451)" in outcomes[0].reason
    assert script.heard.count(command) == 5


def test_a_relay_that_greylists_is_offered_everybody_before_anybody_again(tmp_path: Path) -> None:
    everybody = [letter(row) for row in range(1, 41)]
    script = Script(greylists=2)
    with mail_server(script) as port:
        outcomes = list(channel_to(port, tmp_path).send(everybody))
    assert states(outcomes) == ["pending"] * 80 + ["sent"] * 40
    assert script.offered == [each.recipient for each in everybody] * 3


def test_a_relay_that_hangs_up_after_many_refusals_is_offered_the_next_at_once(
    tmp_path: Path,
) -> None:
    script = Script({"RCPT": ["450 Later"], "RSET": ["421 4.7.0 Error: too many errors"]})
    assert states(sent(script, tmp_path)) == ["sent", "sent"]
    first, second = (each.recipient for each in TWO)
    assert script.offered == [first, second, first]


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
    outcomes = sent(script, tmp_path)
    assert states(outcomes) == [state, "sent"]
    assert reason in outcomes[0].reason
    assert script.heard.count(command) == 2


def test_a_relay_that_wants_a_login_refuses_no_letter_for_good(tmp_path: Path) -> None:
    script = Script({"MAIL": for_ever("530 5.7.57 Client not authenticated to send mail")})
    outcomes = sent(script, tmp_path)
    assert states(outcomes) == ["pending", "pending"]
    assert "wants a login or encryption, see [delivery.smtp]" in outcomes[0].reason


def test_a_letter_cut_off_before_its_answer_is_sent_once_more_as_the_same_bytes(
    tmp_path: Path,
) -> None:
    script = Script({"DATA": [CUT]})
    assert states(sent(script, tmp_path)) == ["sent", "sent"]
    first, _, second = script.captured
    assert first == second
    assert script.connections == 3


def test_a_relay_that_always_hangs_up_gets_a_letter_twice_at_most(tmp_path: Path) -> None:
    script = Script({"DATA": [CUT, OK, CUT]})
    outcomes = sent(script, tmp_path)
    assert states(outcomes) == ["failed", "sent"]
    assert "did not confirm the message twice, and may have taken it" in outcomes[0].reason
    assert len(script.captured) == 3


def test_a_letter_that_may_have_arrived_before_is_sent_once_more_in_all(tmp_path: Path) -> None:
    letters = (letter(1, unconfirmed=True), letter(2, unconfirmed=True))
    script = Script({"RCPT": ["451 Later", OK, *["451 Later"] * 3], "DATA": [CUT]})
    outcomes = sent(script, tmp_path, letters)
    assert states(outcomes) == ["pending", "failed"]
    assert outcomes[0].reason == UNCONFIRMED
    assert len(script.captured) == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_a_connection_cut_before_the_letter_is_opened_again(tmp_path: Path, command: str) -> None:
    script = Script({command: [OK, CUT]})
    assert states(sent(script, tmp_path)) == ["sent", "sent"]
    assert len(script.captured) == 2
    assert script.connections == 2


def test_a_letter_of_which_no_word_was_sent_has_not_arrived(tmp_path: Path) -> None:
    outcomes = sent(Script({"RCPT": [OK, CUT, CUT]}), tmp_path)
    assert states(outcomes) == ["sent", "pending"]
    assert outcomes[1].reason == "the relay hung up"


def test_a_letter_that_is_not_confirmed_in_time_is_left_for_later(tmp_path: Path) -> None:
    script = Script({"DATA": [SILENCE]})
    outcomes = sent(script, tmp_path, pace=Pace(patience_seconds=0.3))
    assert states(outcomes) == ["pending", "sent"]
    assert outcomes[0].reason == UNCONFIRMED


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
        outcomes = sent(script, tmp_path, [letter(1, recipient=recipient), letter(2)])
        assert states(outcomes) == ["refused", "sent"]
        assert "not among allowed_domains of [delivery]" in outcomes[0].reason

    def test_a_letter_that_cannot_be_sent_as_it_is_has_failed(self, tmp_path: Path) -> None:
        outcomes = sent(Script(), tmp_path, [letter(1, subject="a\nb"), letter(2)])
        assert states(outcomes) == ["failed", "sent"]
