"""The time that all of a delivery may take: when it is over, the open connection is cut.

A socket's own time-out starts again with every byte, so that a server which drips outlasts it.
"""

from __future__ import annotations

import socket
import time
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock, Thread, Timer
from typing import Self


class TimeLimit:
    """A countdown that starts on entering the context."""

    def __init__(self, seconds: float) -> None:
        """Keep the seconds; they do not run yet."""
        self.seconds = seconds
        self._ends = 0.0
        self._timer = Timer(seconds, self._cut)
        self._lock = Lock()
        self._handle: socket.socket | None = None

    def __enter__(self) -> Self:
        """Start the countdown."""
        self._ends = time.monotonic() + self.seconds
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        """Stop the time, and forget the connection."""
        self._timer.cancel()
        self.release()

    def left(self) -> float:
        """Return how many seconds are left."""
        return max(0.0, self._ends - time.monotonic())

    @property
    def over(self) -> bool:
        """True if no time is left; it is so before the connection is cut."""
        return self.left() == 0

    def connected(self, address: tuple[str, int], *, patience_seconds: float) -> socket.socket:
        """Connect to an address within the time, and cut that connection when the time is over."""
        if self.over:
            raise TimeoutError
        connection = _connected(address, min(self.left(), patience_seconds))
        connection.settimeout(patience_seconds)
        self._guard(connection)
        return connection

    def release(self) -> None:
        """Leave the connection to its owner, who closes it."""
        with self._lock:
            self._close_handle()

    def _guard(self, connection: socket.socket) -> None:
        with self._lock:
            self._close_handle()
            self._handle = connection.dup()  # encryption takes the first one over
        if self.over:
            self._cut()

    def _close_handle(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def _cut(self) -> None:
        with self._lock, suppress(OSError):  # the other side may have cut it before
            if self._handle is not None:
                self._handle.shutdown(socket.SHUT_RDWR)


def _connected(address: tuple[str, int], seconds: float) -> socket.socket:
    """Connect in a thread: looking up a name has no time-out of its own."""
    opening: Future[socket.socket] = Future()
    Thread(target=_connect, args=(opening, address, seconds), daemon=True).start()
    try:
        return opening.result(timeout=seconds)
    except TimeoutError:
        if opening.cancel():
            raise
        return opening.result()


def _connect(opening: Future[socket.socket], address: tuple[str, int], seconds: float) -> None:
    try:
        connection = socket.create_connection(address, seconds)
    except (OSError, UnicodeError) as fault:
        if opening.set_running_or_notify_cancel():
            opening.set_exception(fault)
    else:
        if opening.set_running_or_notify_cancel():
            opening.set_result(connection)
        else:
            connection.close()
