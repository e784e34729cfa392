"""One night, top to bottom."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor.errors import (
    ExtractRefused,
    ReportsInPlace,
    UsageFault,
)
from monitor.history.store import has_history, look_into_history, look_or_begin, open_history
from monitor.nights.admission import refuse_wrong_night, without_news
from monitor.nights.edition import edition_of, entry_of
from monitor.nights.judging import Judged, judge_night
from monitor.nights.messages import Mail
from monitor.nights.past import past_of
from monitor.nights.retention import forget_before, keep
from monitor.nights.sending import Told, tell_of_failure, tell_people
from monitor.publishing.folder import alone, published_nights
from monitor.publishing.manifest import manifest_hash, manifest_of
from monitor.publishing.nights_list import list_nights, tell_failure, tell_night
from monitor.publishing.staging import publish, recover, set_aside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from monitor.history.nights import Nights
    from monitor.judgement.night import Night
    from monitor.judgement.past import Past
    from monitor.nights.order import Order

log = logging.getLogger("monitor")


@dataclass(frozen=True, eq=False)
class Published:
    """A night, and the folder in which it was published (None when nothing was to be written)."""

    night: Night
    folder: Path | None
    #: What was, or would be, written to whom.
    mail: Mail = field(default_factory=Mail)
    told: Told = field(default_factory=Told)


def run_night(order: Order) -> Published:
    """Read, validate, judge, compare, publish and send one night; a failed one is told.

    Raises `ExtractRefused`, `AnotherRun`, `OutputUnusable`, `HistoryUnusable`, `UsageFault` or
    `BrokenPromise`; in each case nothing of this night is published and no other is touched. Only
    `ReportsInPlace` is raised with the night published, where something after it is not done.
    """
    with (
        alone(order.output),
        _listed(order),
        open_history(order.output, create=order.first_night) as history,
    ):
        clear_up(order, history)
        refuse_wrong_night(order, history)
        order = without_news(order, history)
        night = _admitted(order, past_of(history, order.as_at, order.settings))
        _set_strangers_aside(order, history)
        published = _publish(night, order, history)
        told = _tell_people(order, history)
        _forget_old_nights(order, history)
        return replace(published, told=told)


def send_pending(order: Order) -> Told:
    """Finish what an interruption left, and send what is pending; raises as `run_night` does."""
    with alone(order.output), open_history(order.output) as history:
        clear_up(order, history)
        return tell_people(order, history)


def _tell_people(order: Order, history: Nights) -> Told:
    """List a night that is in place, and tell people of it: nothing undoes the night any more.

    A list that cannot be written, since somebody holds it open, keeps nobody from being told.
    """
    unlisted = _unlisted(order)
    try:
        told = tell_people(order, history)
    except Exception as fault:
        message = (
            f"the reports of {order.as_at} are in place, but not everybody was told of them; "
            f"`assessment-monitor send` tries again ({_why(fault)})"
        )
        raise ReportsInPlace(message) from fault
    if unlisted is not None:
        message = (
            f"the reports of {order.as_at} are in place, but the list of nights is not written "
            f"({_why(unlisted)})"
        )
        raise ReportsInPlace(message) from unlisted
    return told


def _why(fault: Exception) -> str:
    """Return what the system says of a fault, or its kind: never its text."""
    said = fault.strerror if isinstance(fault, OSError) else None
    return said or type(fault).__name__


def _unlisted(order: Order) -> Exception | None:
    """List the night that is in place; return what kept that from being done, if anything."""
    try:
        tell_night(order.output, order.settings.authority, order.as_at)
    except (OSError, LookupError, TypeError, ValueError) as fault:
        log.warning("the list of nights could not be written")
        return fault
    return None


@contextmanager
def _listed(order: Order) -> Iterator[None]:
    """List the night when it is published, or tell there, and the service, that it failed.

    Who gave a wrong date by hand sees it; of what cron asked wrongly the list must tell.
    """
    told = (order.output, order.settings.authority, order.as_at)
    try:
        yield
    except ReportsInPlace:
        _unlisted(order)
        raise
    except Exception as failure:
        if not (isinstance(failure, UsageFault) and order.as_at_given):
            is_news = tell_failure(*told, failure)
            tell_of_failure(order, failure, is_news=is_news)
        raise
    tell_night(*told)


def forget_nights(order: Order, before: date) -> tuple[date, ...]:
    """Forget every night before a date, and list those that are left; return the forgotten."""
    with alone(order.output):
        with open_history(order.output) as history:
            clear_up(order, history)
            forgotten = forget_before(history, order.output, before)
        list_nights(order.output, order.settings.authority)
    return forgotten


def rehearse_night(order: Order) -> Published:
    """Do all of a night but write it: every report is made, and nothing is kept."""
    with look_or_begin(order.output, begin=order.first_night) as history:
        refuse_wrong_night(order, history)
        night = _admitted(order, past_of(history, order.as_at, order.settings))
        return Published(night, None, edition_of(night, order, history.outbox).mail)


def judge_beside_history(order: Order) -> Judged:
    """Judge a night beside what the history holds, if there is one; nothing is written."""
    if not has_history(order.output):
        return judge_night(order)
    with look_into_history(order.output) as history:
        return judge_night(order, past_of(history, order.as_at, order.settings))


def clear_up(order: Order, history: Nights) -> None:
    """Finish or undo what an interruption left, in the folder and in the history alike."""
    prepared = history.prepared()
    found = recover(order.output, prepared)
    if prepared is not None:
        in_place = manifest_hash(order.output / prepared.night.isoformat())
        history.settle(in_place=in_place == prepared.manifest_sha256)
    if found or prepared is not None:
        log.warning("what an interrupted run left was cleared up")
        list_nights(order.output, order.settings.authority)


def _set_strangers_aside(order: Order, history: Nights) -> None:
    """Set aside each folder that the history does not know, once there is a night to publish."""
    for night in sorted(set(published_nights(order.output)) - set(history.published())):
        set_aside(order.output, night)
        log.warning("the folder %s is not in the history, and was set aside", night)


def _forget_old_nights(order: Order, history: Nights) -> None:
    try:
        keep(history, order.output, order.settings.history.keep_nights)
    except (OSError, sqlite3.Error) as fault:
        message = (
            f"the reports of {order.as_at} are in place, but nights beyond keep_nights could not "
            "all be deleted (is one of them open in another program?); the next run tries again"
        )
        raise ReportsInPlace(message) from fault


def _admitted(order: Order, past: Past) -> Night:
    """Judge the night; raises `ExtractRefused` at a gate, unless a reason was given to pass it."""
    judged = judge_night(order, past)
    if judged.refusals and not order.accepted:
        sentence = f'{"; ".join(judged.refusals)}. If that is right: run --accept "REASON"'
        raise ExtractRefused(sentence, source=", ".join(s.name for s in judged.night.sources))
    return judged.night


def _publish(night: Night, order: Order, history: Nights) -> Published:
    edition = edition_of(night, order, history.outbox)
    manifest = manifest_of(edition.files, edition.facts)
    folder = publish(
        edition.files,
        manifest,
        output=order.output,
        as_at=order.as_at,
        prepare=lambda: history.prepare(entry_of(edition, manifest, order=order)),
    )
    history.settle(in_place=True)
    return Published(night, folder, edition.mail)
