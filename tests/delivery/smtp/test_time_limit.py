"""The time for all of a delivery: when it is over, the connection is cut, whatever it does."""

from __future__ import annotations

import socket
import time
from concurrent.futures import Future
from typing import Any

import pytest

from monitor.delivery.smtp import time_limit
from monitor.delivery.smtp.time_limit import TimeLimit
from tests.delivery.smtp.server import bare_server

pytestmark = pytest.mark.server


def test_reading_ends_when_the_time_is_over() -> None:
    with (
        bare_server() as port,
        TimeLimit(0.5) as limit,
        limit.connected(("127.0.0.1", port), patience_seconds=10) as connection,
    ):
        assert not limit.over
        assert connection.recv(1) == b""
        assert limit.over


def test_a_connection_that_comes_as_the_time_ends_is_cut_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connect = socket.create_connection

    def slow(*where: Any) -> socket.socket:
        connection = connect(*where)
        monkeypatch.setattr(TimeLimit, "over", True)
        return connection

    monkeypatch.setattr(socket, "create_connection", slow)
    with bare_server() as port, TimeLimit(10) as limit:
        began = time.monotonic()
        with limit.connected(("127.0.0.1", port), patience_seconds=10) as connection:
            assert connection.recv(1) == b""
        assert time.monotonic() - began < 5


def test_nothing_is_connected_after_the_time() -> None:
    with TimeLimit(0) as limit, pytest.raises(TimeoutError):
        limit.connected(("127.0.0.1", 9), patience_seconds=10)


def test_an_answer_that_comes_as_nobody_wants_to_wait_any_more_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between the end of waiting and the end of the wish for it the connection may come."""
    monkeypatch.setattr(Future, "cancel", lambda _: False)
    with bare_server() as port, socket.create_connection(("127.0.0.1", port)) as connection:

        def connect(opening: Future[socket.socket], *_: Any) -> None:
            time.sleep(1)
            opening.set_result(connection)

        monkeypatch.setattr(time_limit, "_connect", connect)
        with TimeLimit(0.5) as limit:
            assert limit.connected(("127.0.0.1", port), patience_seconds=1) is connection


def test_time_that_ends_without_a_connection_cuts_nothing() -> None:
    with TimeLimit(0.01) as limit:
        time.sleep(0.05)
        assert limit.over
        assert limit.left() == 0


def test_a_connection_that_the_other_side_cut_first_is_no_fault() -> None:
    with bare_server([b""]) as port, TimeLimit(0.2) as limit:
        with limit.connected(("127.0.0.1", port), patience_seconds=1):
            time.sleep(0.3)
        assert limit.over


def test_a_connection_that_nobody_waits_for_any_more_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = socket.socket()
    monkeypatch.setattr(socket, "create_connection", lambda *_: late)
    time_limit._connect(_given_up(), ("127.0.0.1", 9), 1)
    assert late.fileno() == -1


def test_a_fault_that_nobody_waits_for_any_more_is_nobodys_concern(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    time_limit._connect(_given_up(), ("127.0.0.1", 9), 1)


def _given_up() -> Future[socket.socket]:
    opening: Future[socket.socket] = Future()
    opening.cancel()
    return opening
