"""A relay that is slow, silent, busy or away: nothing outlasts the deadline, and letters wait."""

from __future__ import annotations

import socket
import time
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from monitor.delivery.smtp import time_limit
from monitor.delivery.smtp.relay import Pace
from tests.delivery.smtp.sending import TWO, assert_discreet, channel_to, closed_port, sent, states
from tests.delivery.smtp.server import DRIP, OK, SILENCE, Script, bare_server, for_ever

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.delivery.conftest import Certificates

pytestmark = pytest.mark.server


def test_who_is_not_offered_in_time_is_not_counted_as_tried(tmp_path: Path) -> None:
    script = Script({"DATA": [SILENCE]})
    outcomes = sent(script, tmp_path, deadline_seconds=0.4)
    assert [(each.state, each.is_tried) for each in outcomes] == [
        ("pending", True),
        ("pending", False),
    ]
    assert script.offered == [TWO[0].recipient]


def test_no_pause_outlasts_the_deadline(tmp_path: Path) -> None:
    began = time.monotonic()
    outcomes = sent(Script(greylists=1), tmp_path, pace=Pace(pauses=(60,)))
    assert time.monotonic() - began < 5
    assert states(outcomes) == ["pending", "pending"]


@pytest.mark.parametrize("answer", [SILENCE, DRIP])
@pytest.mark.parametrize("command", ["MAIL", "DATA"])
def test_no_relay_outlasts_the_deadline(tmp_path: Path, command: str, answer: str) -> None:
    script = Script({command: for_ever(answer)})
    began = time.monotonic()
    outcomes = sent(script, tmp_path, deadline_seconds=0.4)
    assert time.monotonic() - began < 5
    assert states(outcomes) == ["pending", "pending"]
    assert "within 0.4 seconds (deadline_seconds in [delivery.smtp])" in outcomes[1].reason


def test_a_letter_delivered_before_the_deadline_stays_delivered(tmp_path: Path) -> None:
    script = Script({"RCPT": [OK, DRIP]})
    assert states(sent(script, tmp_path, deadline_seconds=1)) == ["sent", "pending"]


@pytest.mark.parametrize("pieces", [(), [b"2"] * 1000], ids=["silence", "drip"])
def test_a_greeting_that_does_not_come_leaves_all_pending(
    tmp_path: Path, pieces: Sequence[bytes]
) -> None:
    began = time.monotonic()
    with bare_server(pieces) as port:
        outcomes = list(channel_to(port, tmp_path, deadline_seconds=0.4).send(TWO))
    assert time.monotonic() - began < 5
    assert states(outcomes) == ["pending", "pending"]
    assert len({outcome.reason for outcome in outcomes}) == 1


def test_a_handshake_that_does_not_come_leaves_all_pending(
    tmp_path: Path, certificates: Certificates
) -> None:
    began = time.monotonic()
    with bare_server() as port:
        channel = channel_to(
            port, tmp_path, security="tls", ca_file=str(certificates.ca_file), deadline_seconds=0.4
        )
        outcomes = list(channel.send(TWO))
    assert time.monotonic() - began < 5
    assert states(outcomes) == ["pending", "pending"]
    assert "deadline_seconds" in outcomes[0].reason


def test_a_name_that_is_looked_up_for_too_long_leaves_all_pending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_time = Event()
    monkeypatch.setattr(time_limit, "_connect", lambda *_: is_time.wait(30))
    began = time.monotonic()
    outcomes = list(channel_to(25, tmp_path, deadline_seconds=0.4).send(TWO))
    is_time.set()
    assert time.monotonic() - began < 5
    assert states(outcomes) == ["pending", "pending"]


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
    outcomes = list(channel_to(25, tmp_path, deadline_seconds=1).send(TWO))
    is_time.set()
    assert {outcome.reason.partition(":")[0] for outcome in outcomes} == {"no relay answers"}


def test_a_relay_that_is_away_all_night_leaves_all_pending_for_one_reason(tmp_path: Path) -> None:
    began = time.monotonic()
    outcomes = list(channel_to(closed_port(), tmp_path, deadline_seconds=1).send(TWO))
    assert 0.3 < time.monotonic() - began < 5
    assert states(outcomes) == ["pending", "pending"]
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
    assert states(sent(Script(), tmp_path)) == ["sent", "sent"]


@pytest.mark.parametrize("fault", [socket.gaierror(-2, "unknown"), UnicodeError("idna")])
def test_a_name_that_nobody_knows_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def unknown(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(socket, "create_connection", unknown)
    channel = channel_to(25, tmp_path, deadline_seconds=1)
    assert "the name of the relay is not known" in next(channel.send(TWO)).reason


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [
        (b"554 5.7.1 manager1@council.example is blocked\r\n", "answered 554"),
        (b"x" * 9000, "answered 500"),
    ],
)
def test_a_relay_that_wants_nothing_from_this_machine_is_asked_once(
    tmp_path: Path, greeting: bytes, reason: str
) -> None:
    with bare_server(iter([greeting])) as port:  # who asks again gets no answer
        outcomes = list(channel_to(port, tmp_path).send(TWO))
    assert states(outcomes) == ["pending", "pending"]
    for outcome in outcomes:
        assert reason in outcome.reason
        assert_discreet(outcome.reason)


@pytest.mark.parametrize("greeting", [[b"421 busy\r\n"], [b""]])
def test_a_relay_that_is_busy_is_asked_until_the_deadline(
    tmp_path: Path, greeting: list[bytes]
) -> None:
    with bare_server(greeting) as port:
        outcomes = list(channel_to(port, tmp_path, deadline_seconds=0.4).send(TWO))
    assert states(outcomes) == ["pending", "pending"]
