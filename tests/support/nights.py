"""Nights in a row without files of history: each is judged beside the one before it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.history.frames import from_bytes
from monitor.judgement.past import NO_PAST, Before, Past
from monitor.judgement.problem_list import count_problems
from monitor.judgement.snapshot import snapshot
from monitor.judgement.trends import trend_rows
from monitor.nights.judging import judge_night
from monitor.nights.past import by_tonights_names
from monitor.reports.sections.listing import joined_flags
from tests.support.making import HEADINGS, csv_text, order_for, settings_of
from tests.support.storing import to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from monitor.nights.judging import Judged
    from monitor.settings.settings import Settings

Row = dict[str, str]

WEDNESDAY, THURSDAY, FRIDAY = date(2015, 7, 15), date(2015, 7, 16), date(2015, 7, 17)

#: What is known after nights that many tests begin with: of the extracts, settings and last date.
_KNOWN: dict[tuple[tuple[str, ...], str, date], Past] = {}


def judge_nights(
    folder: Path,
    *nights: Sequence[Row],
    settings: Settings | None = None,
    as_at: date = THURSDAY,
    accepted: str = "",
) -> Judged:
    """Judge one extract after another on days in a row, the last on `as_at`; return that one.

    `accepted` is the reason to pass the gates of the last night. Only that one is judged each time:
    the same earlier nights leave the same past, and no test changes it.
    """
    settings = settings or settings_of()
    *earlier, last = nights
    past = _past_of(tuple(map(csv_text, earlier)), settings, as_at)
    return judge_beside(folder, past, last, settings, as_at=as_at, accepted=accepted)


def _past_of(extracts: tuple[str, ...], settings: Settings, as_at: date) -> Past:
    """Judge the extracts on the days before the as-at date, each once; return what is known."""
    if not extracts:
        return NO_PAST
    key, night = (extracts, settings.model_dump_json(), as_at), as_at - timedelta(days=1)
    if key not in _KNOWN:
        past = _past_of(extracts[:-1], settings, night)
        with tempfile.TemporaryDirectory() as folder:
            judged = _judge_text(Path(folder), past, extracts[-1], settings, as_at=night)
        _KNOWN[key] = past_after(judged, past)
    return _KNOWN[key]


def judge_beside(
    folder: Path,
    past: Past,
    rows: Sequence[Row],
    settings: Settings,
    *,
    as_at: date,
    accepted: str = "",
    columns: Mapping[str, str] = HEADINGS,
) -> Judged:
    """Write the rows as `extract.csv` into `folder` and judge them beside the past."""
    text = csv_text(rows, columns)
    return _judge_text(folder, past, text, settings, as_at=as_at, accepted=accepted)


def _judge_text(
    folder: Path, past: Past, extract: str, settings: Settings, *, as_at: date, accepted: str = ""
) -> Judged:
    (folder / "extract.csv").write_bytes(extract.encode())
    order = order_for(folder, settings, as_at=as_at)
    return judge_night(replace(order, accepted=accepted), by_tonights_names(past, settings))


def past_after(judged: Judged, past: Past = NO_PAST) -> Past:
    """Return what the next night is judged beside: this night as the history keeps it."""
    night = judged.night
    before = Before(
        night=night.as_at,
        records=from_bytes(to_bytes(snapshot_of(judged))),
        read=night.service.records,
        problems=count_problems(night.problems),
        records_since={
            source.records_sha256: source.records_since
            for source in night.sources
            if source.records_sha256 and source.records_since
        },
        alarms=frozenset((alarm.code, alarm.about) for alarm in night.alarms),
        readings=night.missed.readings,
        restored=night.restored,
    )
    return Past(
        before=before,
        next_life=night.compared.next_life,
        nights=(*past.nights, night.as_at),
        completed_left=0 if night.accepted else past.completed_left + night.completed_left,
        explained=past.explained,
        trend=(*past.trend, *trend_rows(night)),
    )


def snapshot_of(judged: Judged) -> pd.DataFrame:
    """Return what the history keeps of a night's records."""
    night = judged.night
    flags = joined_flags(night.flags)
    return snapshot(night.judged, flags, night.compared, night.missed, as_at=night.as_at)


def changes_of(judged: Judged) -> dict[str, int]:
    """Return every change of the service that was found at all, with its count."""
    return {code: count for code, count in judged.night.service.changes.items() if count}
