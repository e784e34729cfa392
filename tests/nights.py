"""Nights in a row without files of history: each is judged beside the one before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from monitor.history.frames import from_bytes, to_bytes
from monitor.judging import judge_night
from monitor.model import NO_PAST, Before, Past
from monitor.problem_list import count_problems
from monitor.reports.listing import flags_in_words
from monitor.snapshots import snapshot
from monitor.trends import trend_rows
from tests.making import HEADINGS, csv_text, order_for, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from monitor.config import Settings
    from monitor.judging import Judged

Row = dict[str, str]

WEDNESDAY, THURSDAY, FRIDAY = date(2015, 7, 15), date(2015, 7, 16), date(2015, 7, 17)


def judge_nights(
    folder: Path,
    *nights: Sequence[Row],
    settings: Settings | None = None,
    as_at: date = THURSDAY,
    accepted: str = "",
) -> Judged:
    """Judge one extract after another on days in a row, the last on `as_at`; return that one.

    `accepted` is the reason to pass the gates of the last night.
    """
    past, settings = NO_PAST, settings or settings_of()
    *earlier, last = nights
    for number, rows in enumerate(earlier):
        night = as_at - timedelta(days=len(earlier) - number)
        past = past_after(judge_beside(folder, past, rows, settings, as_at=night), past)
    return judge_beside(folder, past, last, settings, as_at=as_at, accepted=accepted)


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
    (folder / "extract.csv").write_bytes(csv_text(rows, columns).encode())
    order = order_for(folder, settings, as_at=as_at)
    return judge_night(replace(order, accepted=accepted), past)


def past_after(judged: Judged, past: Past = NO_PAST) -> Past:
    """Return what the next night is judged beside: this night as the history keeps it."""
    night = judged.night
    before = Before(
        night=night.as_at,
        records=from_bytes(to_bytes(snapshot_of(judged))),
        read=night.service.records,
        problems=count_problems(night.problems),
        inputs={source.name: source.sha256 for source in night.sources},
    )
    return Past(before, night.compared.next_life, (*past.trend, *trend_rows(night)))


def snapshot_of(judged: Judged) -> pd.DataFrame:
    """Return what the history keeps of a night's records."""
    night = judged.night
    codes = {code: code for code in night.flags.columns}
    flags = flags_in_words(night.flags, codes, ";")
    return snapshot(night.judged, flags, night.compared, as_at=night.as_at)


def changes_of(judged: Judged) -> dict[str, int]:
    """Return every change of the service that was found at all, with its count."""
    return {code: count for code, count in judged.night.service.changes.items() if count}
