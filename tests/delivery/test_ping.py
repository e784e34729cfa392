"""An outside monitor is told that a run began and how it ended, and nothing else."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from monitor.delivery import ping
from monitor.delivery.ping import watched_from_outside
from monitor.errors import ExtractRefused, exit_code_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.server


class Outside:
    """A monitor that notes the requests it gets."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outside.asked.append(self.path)
                self.send_response(404 if "refused" in self.path else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/an-id"


@pytest.fixture
def outside() -> Iterator[Outside]:
    monitor = Outside()
    thread = threading.Thread(target=monitor.server.serve_forever, args=(0.01,))
    thread.start()
    yield monitor
    monitor.server.shutdown()
    monitor.server.server_close()
    thread.join()


@pytest.mark.parametrize(("code", "told"), [(0, "/an-id"), (1, "/an-id"), (4, "/an-id/4")], ids=str)
def test_a_run_that_comes_to_its_end_tells_its_exit_code(
    outside: Outside, code: int, told: str
) -> None:
    with watched_from_outside(outside.url) as ended:
        assert outside.asked == ["/an-id/start"]
        ended(code)
    assert outside.asked == ["/an-id/start", told]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ExtractRefused("is cut", source="extract.csv"), "/an-id/3"),
        (RuntimeError("the name of a child"), "/an-id/70"),
        (KeyboardInterrupt(), "/an-id/130"),
    ],
    ids=["refused", "unforeseen", "interrupted"],
)
def test_a_run_that_breaks_tells_the_code_that_it_ends_with(
    outside: Outside, fault: BaseException, told: str
) -> None:
    with suppress(type(fault)), watched_from_outside(outside.url):
        raise fault
    assert outside.asked == ["/an-id/start", told]


def test_without_an_address_nobody_is_asked(outside: Outside) -> None:
    with watched_from_outside(None) as ended:
        ended(0)
    assert outside.asked == []


def test_an_outside_monitor_that_refuses_ends_no_run(
    outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    with watched_from_outside(f"{outside.url}/refused") as ended:
        ended(0)
    assert len(outside.asked) == 2
    assert "could not be told" in caplog.text


def test_an_outside_monitor_that_is_away_ends_no_run(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with watched_from_outside(f"http://127.0.0.1:{taken.getsockname()[1]}/an-id"):
            pass
    assert caplog.text.count("could not be told") == 2


def test_an_outside_monitor_that_is_silent_holds_no_run_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ping, "_PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with watched_from_outside(f"http://127.0.0.1:{port}/an-id") as ended:
            ended(0)
    assert "outside monitor" in caplog.text


def test_each_fault_has_the_exit_code_of_the_command_line() -> None:
    assert exit_code_of(KeyboardInterrupt()) == 130
    assert exit_code_of(ValueError()) == 70
    assert exit_code_of(ExtractRefused("is cut", source="a")) == 3
