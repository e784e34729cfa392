"""Pings to an outside monitor when a run begins and ends, so that silence is noticed."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from monitor.errors import exit_code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger("monitor")

_PATIENCE_SECONDS = 10
#: The run did what it was to do; with 1 it found exceptions, which is no fault of the run.
_WELL = (0, 1)


@contextmanager
def watched_from_outside(url: str | None) -> Iterator[Callable[[int], None]]:
    """Ping the outside monitor when a run begins, and with its exit code when it ends.

    Yields a function to call with the exit code of a run that comes to its end. Nothing but the
    code is sent: `URL/start`, `URL` or `URL/CODE`. Never fatal, and over after ten seconds.
    """
    ended = [0]
    _tell(url, "/start")
    try:
        yield ended.append
    except BaseException as fault:
        ended.append(exit_code_of(fault))
        raise
    finally:
        _tell(url, "" if ended[-1] in _WELL else f"/{ended[-1]}")


def _tell(url: str | None, what: str) -> None:
    if url is None:
        return
    ping = Thread(target=_open, args=(f"{url}{what}",), daemon=True)
    ping.start()
    ping.join(_PATIENCE_SECONDS)
    if ping.is_alive():
        log.warning("the outside monitor of [ping] did not answer within ten seconds")


def _open(url: str) -> None:
    from http.client import HTTPException  # noqa: PLC0415  (sockets and TLS, only where [ping] is)
    from urllib.request import urlopen  # noqa: PLC0415

    try:
        with urlopen(url, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310  (http or https: held by the settings)
            answer.read(1)
    except (OSError, HTTPException, ValueError):
        log.warning("the outside monitor of [ping] could not be told")
