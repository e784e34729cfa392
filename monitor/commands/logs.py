"""The log for operators: each line with its time in UTC, on stderr and in a file."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

log = logging.getLogger("monitor")


@dataclass(frozen=True)
class LogOptions:
    """How much is logged, and where besides stderr."""

    file: Path | None = None
    #: Only warnings and errors go to stderr.
    quiet: bool = False
    #: The steps of a command are logged as well.
    verbose: bool = False


class _Line(logging.Formatter):
    """`2026-07-16T02:30:04.123Z LEVEL words`."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"


@contextmanager
def logged() -> Iterator[Callable[[LogOptions], None]]:
    """Log to stderr; yields what takes the options of a command, once they are known.

    A line that cannot be written is lost, and ends no night.
    """
    before = log.level, logging.raiseExceptions
    logging.raiseExceptions = False
    on_stderr = logging.StreamHandler(sys.stderr)
    with ExitStack() as until_the_end:
        _add(on_stderr, until_the_end)

        def set_log(options: LogOptions) -> None:
            level = logging.DEBUG if options.verbose else logging.INFO
            on_stderr.setLevel(logging.WARNING if options.quiet else level)
            log.setLevel(level)
            if options.file is not None:
                _log_to(options.file, until_the_end)

        set_log(LogOptions())
        try:
            yield set_log
        finally:
            log.level, logging.raiseExceptions = before


def _log_to(file: Path, until_the_end: ExitStack) -> None:
    """Log to a file too, which is opened anew where the system has moved it away."""
    from logging.handlers import WatchedFileHandler

    try:
        _add(WatchedFileHandler(file, encoding="utf-8"), until_the_end)
    except OSError as fault:
        log.warning("the log file %s cannot be written (%s)", file, fault.strerror)


def _add(handler: logging.Handler, until_the_end: ExitStack) -> None:
    """Have the lines of every library go there, too, from warnings on."""
    handler.setFormatter(_Line("%(asctime)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    until_the_end.callback(_close, handler)
    until_the_end.callback(root.removeHandler, handler)


def _close(handler: logging.Handler) -> None:
    with suppress(OSError):  # what the disk had no room for
        handler.close()
