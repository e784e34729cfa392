"""How long nights are kept: their reports, what was set aside, and the history alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import UsageFault
from monitor.history.store import remove_backups
from monitor.publishing.folder import kept_aside, published_nights
from monitor.publishing.staging import remove_nights

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from monitor.history.nights import Nights


def keep(history: Nights, output: Path, nights: int) -> tuple[date, ...]:
    """Forget all but the newest `nights` nights; return those that were forgotten.

    While there are fewer, nothing is too old: what was set aside may be all that is left of a
    history that was lost.
    """
    stored = history.published()
    return forget_before(history, output, stored[-nights]) if len(stored) >= nights else ()


def forget_before(history: Nights, output: Path, first: date) -> tuple[date, ...]:
    """Forget every night before `first`; return those that were forgotten.

    The history goes last: an interruption leaves the night in it, so that the next time the rest
    is forgotten as well. Raises `UsageFault` where nothing would be left to compare with.
    """
    forgotten = nights_before(history, output, first)
    if forgotten:
        remove_nights(output, forgotten)
        remove_backups(output)
        history.forget(forgotten)
    return forgotten


def nights_before(history: Nights, output: Path, first: date) -> tuple[date, ...]:
    """Return the nights before `first` that are published, stored or set aside.

    Raises `UsageFault` where nothing would be left to compare with.
    """
    stored = history.published()
    if stored and stored[-1] < first:
        raise UsageFault(
            f"the next night is compared with the newest ({stored[-1]}), so it cannot be forgotten"
        )
    everything = {*stored, *published_nights(output), *kept_aside(output)}
    return tuple(sorted(night for night in everything if night < first))
