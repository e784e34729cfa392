"""The signals by which people, schedulers and closing terminals end a program."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitor.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType
    from typing import NoReturn

#: By name: no platform has them all.
_STOPPING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


@contextmanager
def stoppable() -> Iterator[None]:
    """Have each of the signals raise `Stopped`, unless it is ignored."""
    numbers = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
    handlers = {number: signal.getsignal(number) for number in numbers}
    heard = {
        number: handler
        for number, handler in handlers.items()
        if handler is not None and handler is not signal.SIG_IGN
    }
    for number in heard:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped(signal.Signals(number).name)
