"""One night, top to bottom."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.csv_text import to_csv
from monitor.errors import ExtractRefused, HistoryUnusable, ReportsInPlace, UsageFault
from monitor.facts import facts_of, stored_facts
from monitor.history.nights import Entry
from monitor.history.store import has_history, look_into_history, open_history
from monitor.index import list_nights, tell_failure, tell_night
from monitor.judging import Judged, Order, judge_night
from monitor.model import NO_PAST, Night, Past
from monitor.publish import (
    SUMMARY,
    alone,
    json_bytes,
    manifest_hash,
    manifest_of,
    publish,
    published_nights,
    recover,
    set_aside,
)
from monitor.render import to_html
from monitor.reports.changed import list_changes
from monitor.reports.listing import flags_in_words
from monitor.reports.night_files import reports
from monitor.reports.record_files import assessments, changes, problems
from monitor.reports.shares import share_out
from monitor.reports.summary import summary
from monitor.retention import forget_before, keep
from monitor.snapshots import snapshot
from monitor.trends import shown_nights, trend_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from monitor.history.nights import Nights

log = logging.getLogger("monitor")


@dataclass(frozen=True, eq=False)
class Published:
    """A night, and the folder in which it was published (None when nothing was to be written)."""

    night: Night
    folder: Path | None


def run_night(order: Order) -> Published:
    """Read, validate, judge, compare and publish one night; a failed one is told in the list.

    Raises `ExtractRefused`, `AnotherRun`, `OutputUnusable`, `HistoryUnusable`, `UsageFault` or
    `BrokenPromise`; in each case nothing of this night is published and no other is touched. Only
    `ReportsInPlace` is raised with the night published, where something after it is not done.
    """
    with alone(order.output), _told_in_the_list(order):
        with open_history(order.output, create=order.first_night) as history:
            _clear_up(order, history)
            _refuse_wrong_night(order, history)
            night = _admitted(order, past_of(order, history))
            _set_strangers_aside(order, history)
            folder = _publish(night, order, history)
            _forget_old_nights(order, history)
        return Published(night, folder)


@contextmanager
def _told_in_the_list(order: Order) -> Iterator[None]:
    """List the night when it is published, or tell there that it failed.

    Who gave a wrong date by hand sees it; of what cron asked wrongly the list must tell.
    """
    told = (order.output, order.settings.authority, order.as_at)
    try:
        yield
    except ReportsInPlace:
        tell_night(*told)
        raise
    except Exception as failure:
        if not (isinstance(failure, UsageFault) and order.as_at_given):
            tell_failure(*told, failure)
        raise
    tell_night(*told)


def forget_nights(order: Order, before: date) -> tuple[date, ...]:
    """Forget every night before a date, and list those that are left; return the forgotten."""
    with alone(order.output):
        with open_history(order.output) as history:
            _clear_up(order, history)
            forgotten = forget_before(history, order.output, before)
        list_nights(order.output, order.settings.authority)
    return forgotten


def rehearse_night(order: Order) -> Published:
    """Do all of a night but write it: every report is made, and nothing is kept."""
    if order.first_night and not has_history(order.output):
        past = NO_PAST
    else:
        with look_into_history(order.output) as history:
            _refuse_wrong_night(order, history)
            past = past_of(order, history)
    night = _admitted(order, past)
    _files(night, order)
    return Published(night, None)


def judge_beside_history(order: Order) -> Judged:
    """Judge a night beside what the history holds, if there is one; nothing is written."""
    if not has_history(order.output):
        return judge_night(order)
    with look_into_history(order.output) as history:
        return judge_night(order, past_of(order, history))


def past_of(order: Order, history: Nights) -> Past:
    """Return what the night of the order is compared with, and the trend that it goes on."""
    return history.past(order.as_at, trend=shown_nights)


def _clear_up(order: Order, history: Nights) -> None:
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


def _publish(night: Night, order: Order, history: Nights) -> Path:
    files, facts = _files(night, order), facts_of(night, order.settings)
    manifest = manifest_of(files, facts)
    entry = Entry(
        night=night.as_at,
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        compared_with=night.compared.night,
        accepted=night.accepted,
        records_read=night.service.records,
        next_life=night.compared.next_life,
        facts=stored_facts(night, facts),
        snapshot=_snapshot(night),
        figures=trend_rows(night),
    )
    folder = publish(
        files,
        manifest,
        output=order.output,
        as_at=order.as_at,
        prepare=lambda: history.prepare(entry),
    )
    history.settle(in_place=True)
    return folder


def _snapshot(night: Night) -> pd.DataFrame:
    codes = {code: code for code in night.flags.columns}
    flags = flags_in_words(night.flags, codes, ";")
    return snapshot(night.judged, flags, night.compared, as_at=night.as_at)


def _files(night: Night, order: Order) -> dict[str, bytes]:
    made_by, changed = f"assessment-monitor {__version__}", list_changes(night)
    shared = share_out(night, order.settings, changed=changed)
    pages = {
        path: to_html("report.html", report=report)
        for path, report in reports(night, shared, rules=order.settings.rules, version=made_by)
    }
    return {
        **pages,
        "assessments.csv": to_csv(assessments(night)),
        "changes.csv": to_csv(changes(changed)),
        "problems.csv": to_csv(problems(night)),
        SUMMARY: json_bytes(summary(night)),
    }


def _refuse_wrong_night(order: Order, history: Nights) -> None:
    """Refuse a first night that is none, a later one that is first, and one that is past."""
    nights = history.published()
    if order.first_night and set(nights) - {order.as_at}:
        message = f"there is a history already (newest night {nights[-1]}): leave out --first-night"
        raise UsageFault(message)
    if not nights and not order.first_night:
        message = f"the history in {order.output} holds no night: `run --first-night` begins it"
        raise HistoryUnusable(message)
    if nights and order.as_at < nights[-1]:
        _refuse_older_night(order, nights)


def _refuse_older_night(order: Order, nights: Sequence[date]) -> None:
    if not order.as_at_given:
        message = f"today is earlier than the newest night ({nights[-1]}); give --as-at to insist"
        raise UsageFault(message)
    if order.as_at in nights:
        message = f"only the newest night ({nights[-1]}) can be published again"
        raise UsageFault(message)
    kept = order.settings.history.keep_nights
    if len(nights) >= kept and order.as_at < nights[0]:
        message = f"this night is older than all that are kept (keep_nights = {kept})"
        raise UsageFault(message)
