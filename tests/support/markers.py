"""A test that starts a process, a browser or a server says so by its marker, or it fails."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

BROWSER = frozenset({"browser"})
PROCESS = frozenset({"process", "browser", "postgresql", "root", "strace", "systemd"})
SERVER = frozenset({"server", "postgresql"})
#: What the interpreter says of itself before it does it, and which markers allow it.
_ALLOWED_BY = {
    "subprocess.Popen": PROCESS,
    "os.fork": PROCESS,
    "os.posix_spawn": PROCESS,
    "os.system": PROCESS,
    "socket.bind": SERVER,
}
#: Fixtures that start one: every test that asks for them is marked.
_OF_FIXTURES = {"chromium": "browser", "forks": "process"}


class Guard:
    """Holds each test, while it runs, to what its markers say that it starts."""

    def __init__(self) -> None:
        """Listen to what the interpreter says of itself, until it ends."""
        self._markers: frozenset[str] | None = None
        sys.addaudithook(self._heard)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Mark the tests whose fixtures start something, before any are left out by marker."""
        for item in items:
            for fixture, marker in _OF_FIXTURES.items():
                if fixture in getattr(item, "fixturenames", ()):
                    item.add_marker(marker)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Hold this test to its markers, its fixtures included."""
        self._markers = frozenset(mark.name for mark in item.iter_markers())
        try:
            return (yield)
        finally:
            self._markers = None

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        allowed = _ALLOWED_BY.get(event)
        if allowed is None or self._markers is None:
            return
        if "playwright" in str(arguments):
            allowed = BROWSER
        if not self._markers & allowed:
            pytest.fail(f"{event} without a marker: one of {', '.join(sorted(allowed))}")
