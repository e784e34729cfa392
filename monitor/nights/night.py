"""One night, top to bottom."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from monitor.errors import ExtractRefused, ReportsInPlace, UnknownTeamMoved, UsageFault
from monitor.history.store import look_or_begin, open_history
from monitor.judgement.night import FailedNight
from monitor.nights.admission import refuse_wrong_night, without_news
from monitor.nights.edition import edition_of, entry_of
from monitor.nights.judging import judge_night
from monitor.nights.known import known_of
from monitor.nights.messages import Mail
from monitor.nights.moved_teams import with_teams_moved
from monitor.nights.reconfigured import by_configuration
from monitor.nights.retention import keep
from monitor.nights.sending import Delivered, deliver, notify_of_failure
from monitor.nights.workbooks import hand_out_workbooks
from monitor.publishing.folder import alone, published_nights
from monitor.publishing.manifest import manifest_hash, manifest_of
from monitor.publishing.nights_list import list_failure, list_night, list_nights, reason_of
from monitor.publishing.staging import publish, recover, set_aside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.history.nights import Nights
    from monitor.judgement.night import Night
    from monitor.judgement.past import Past
    from monitor.nights.edition import Edition
    from monitor.nights.order import Order
    from monitor.nights.reconfigured import ByConfiguration

log = logging.getLogger("monitor")

#: What may fail once a night is in place.
_UNDELETED = (
    "nights beyond keep_nights could not all be deleted (is one of them open in another program?); "
    "the next run tries again"
)
_UNLISTED = (
    "the list of nights or figures.csv is not written (is one of them open in another program?)"
)
_NOT_HANDED_OUT = "a team has no new workbook to answer in"
_UNSENT = "not every message was sent; `assessment-monitor send` tries again"


@dataclass(frozen=True, eq=False)
class RunResult:
    """A night, and the folder in which it was published (None when nothing was to be written)."""

    night: Night
    folder: Path | None
    #: The messages that were, or would be, written.
    mail: Mail = field(default_factory=Mail)
    delivered: Delivered = field(default_factory=Delivered)
    #: Of a rehearsal: who is on another list because the configuration changed.
    by_configuration: ByConfiguration | None = None


def run_night(order: Order) -> RunResult:
    """Read, validate, judge, compare, publish and send one night; a failed one is reported.

    Raises `ExtractRefused`, `AnotherRun`, `OutputUnusable`, `HistoryUnusable`, `UsageFault` or
    `BrokenPromise`; in each case nothing of this night is published and no other is touched. Only
    `ReportsInPlace` is raised with the night published, where something after it is not done.
    """
    with (
        alone(order.output),
        _failure_reported(order),
        open_history(order.output, create=order.first_night) as history,
    ):
        log.debug("the lock is held, and the history is open")
        clear_up(order, history)
        refuse_wrong_night(order, history)
        order = with_teams_moved(without_news(order, history), history)
        night = _admitted(order, known_of(order, history, reads_sources=True))
        log.debug("the night is judged")
        pa.default_memory_pool().release_unused()  # what reading took is free for the pages
        _set_strangers_aside(order.output, history)
        edition = edition_of(night, order, history.outbox)
        pa.default_memory_pool().release_unused()  # and what they took, for the history
        log.debug("%d files and %d messages made", len(edition.files), len(edition.mail.messages))
        folder = _publish(edition, order, history)
        log.debug("the reports are in place: %s", folder)
        return RunResult(night, folder, edition.mail, _follow_up(night, order, history))


def send_pending(order: Order) -> Delivered:
    """Finish what an interruption left, and send what is pending; raises as `run_night` does."""
    with alone(order.output), open_history(order.output) as history:
        clear_up(order, history)
        return deliver(order, history)


def rehearse_night(order: Order) -> RunResult:
    """Do all of a night but write it: every report is made, and nothing is kept."""
    with look_or_begin(order.output, begin=order.first_night) as history:
        refuse_wrong_night(order, history)
        order = with_teams_moved(order, history)
        night = _admitted(order, known_of(order, history, reads_sources=True))
        mail = edition_of(night, order, history.outbox).mail
        changed = by_configuration(order, history, night)
        return RunResult(night, None, mail, by_configuration=changed)


def clear_up(order: Order, history: Nights) -> None:
    """Finish or undo what an interruption left, in the folder and in the history alike."""
    prepared = history.prepared()
    found = recover(order.output, prepared)
    if prepared is not None:
        in_place = manifest_hash(order.output / prepared.night.isoformat())
        history.settle(in_place=in_place == prepared.manifest_sha256)
    if found or prepared is not None:
        log.warning("what an interrupted run left was cleared up")
        list_nights(order.output, order.settings)


def _set_strangers_aside(output: Path, history: Nights) -> None:
    for night in sorted(set(published_nights(output)) - set(history.published())):
        set_aside(output, night)
        log.warning("the folder %s is not in the history, and was set aside", night)


def _admitted(order: Order, past: Past) -> Night:
    """Judge the night; raises `ExtractRefused` at a gate, unless a reason was given to pass it."""
    judged = judge_night(order, past, keeps_cells=False)
    if judged.refusals and not order.accepted:
        sentence = f'{"; ".join(judged.refusals)}. If that is right: run --accept "REASON"'
        raise ExtractRefused(sentence, source=", ".join(s.name for s in judged.night.sources))
    return judged.night


def _publish(edition: Edition, order: Order, history: Nights) -> Path:
    """Put the night in place; one that is in place is listed, even where what follows failed."""
    manifest = manifest_of(edition.files, edition.facts)
    try:
        folder = publish(
            edition.files,
            manifest,
            output=order.output,
            as_at=order.as_at,
            prepare=lambda: history.prepare(entry_of(edition, manifest, posting=order.posting)),
        )
        history.settle(in_place=True)
    except ReportsInPlace:
        with _noted(_UNLISTED, []):
            list_night(order.output, order.settings, order.as_at)
        raise
    return folder


def _follow_up(night: Night, order: Order, history: Nights) -> Delivered:
    """Delete old nights, list the new one, hand out workbooks, send messages: nothing undoes it.

    Each is tried, whatever happened to the others; raises `ReportsInPlace` where one failed.
    """
    settings, delivered = order.settings, Delivered()
    without: tuple[str, ...] = ()
    faults: list[tuple[str, Exception]] = []
    with _noted(_UNDELETED, faults):
        keep(history, order.output, settings.history.keep_nights)
    with _noted(_UNLISTED, faults):
        list_night(order.output, settings, order.as_at)
    with _noted(_NOT_HANDED_OUT, faults):
        without = hand_out_workbooks(night, order)
    with _noted(_UNSENT, faults):
        delivered = deliver(order, history)
        missed = dict.fromkeys((*delivered.copies_missed, *without))
        delivered = replace(delivered, copies_missed=tuple(missed))
    if faults:
        sentence, fault = faults[-1]
        message = f"the reports of {order.as_at} are in place, but {sentence} ({_why(fault)})"
        raise ReportsInPlace(message) from fault
    return delivered


@contextmanager
def _noted(sentence: str, faults: list[tuple[str, Exception]]) -> Iterator[None]:
    """Log a fault and add it to the list, so that the next step is done all the same."""
    try:
        yield
    except Exception as fault:  # noqa: BLE001  (the night is in place, and the rest is to follow)
        log.warning("%s", sentence)
        faults.append((sentence, fault))


def _why(fault: Exception) -> str:
    """Return what the system says of a fault, or its kind: never its text."""
    said = fault.strerror if isinstance(fault, OSError) else None
    return said or type(fault).__name__


@contextmanager
def _failure_reported(order: Order) -> Iterator[None]:
    """Report a night that failed, in the list of nights and to the service.

    A mistyped --as-at or team of --team-moved is shown to its typist alone.
    """
    try:
        yield
    except ReportsInPlace:
        raise
    except Exception as failure:
        typed = UsageFault if order.as_at_given else UnknownTeamMoved
        if not isinstance(failure, typed):
            failed = FailedNight(order.as_at, reason_of(failure, order.output))
            is_news = list_failure(order.output, order.settings, failed)
            is_refused = isinstance(failure, ExtractRefused)
            notify_of_failure(order, failed, is_refused=is_refused, is_news=is_news)
        raise
