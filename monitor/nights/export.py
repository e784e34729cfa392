"""A published night as a workbook, for officers who ask for it."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from monitor import MADE_BY
from monitor.errors import BrokenPromise, UsageFault
from monitor.judgement.challenges import challenges
from monitor.judgement.moved_teams import moves_in, steps_under
from monitor.nights.archive import open_archive
from monitor.publishing.folder import SUMMARY
from monitor.publishing.workbook import to_workbook
from monitor.reports.files.records import ADDED_COLUMNS
from monitor.reports.files.workbook import Contents, sheets

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from monitor.nights.archive import Archive

#: What `csv_text` writes before a text that a spreadsheet would take for a formula.
_NEUTRALISED = r"^'(?=[=+\-@\t\r])"


@dataclass(frozen=True, eq=False)
class Exported:
    """A workbook, and what is in it."""

    night: date
    records: int
    problems: int
    workbook: bytes


def export_night(output: Path, night: date | None, team: str | None) -> Exported:
    """Return the newest night, or the given one, as a workbook; `team` alone, if it is named.

    Raises `UsageFault` where there is no such night or team, and `OutputUnusable` where the files
    of the night are not as they were published.
    """
    with open_archive(output) as archive:
        contents = _contents(archive, archive.night(night))
        if team is not None:
            _refuse_unknown(archive, contents.night, team)
            contents = contents.of_team(team)
    return Exported(
        night=contents.night,
        records=len(contents.records),
        problems=len(contents.problems),
        workbook=to_workbook(sheets(contents, version=MADE_BY), made=contents.night),
    )


def _contents(archive: Archive, night: date) -> Contents:
    found, history = json.loads(archive.file(night, SUMMARY)), archive.history
    steps = history.steps.before(night + timedelta(days=1))
    if moves := moves_in(history.facts(night)[1]):
        steps = steps_under(steps, history.records(night), moves)
    return Contents(
        authority=found["authority"],
        night=night,
        alarms=found["alarms"],
        records=_records(archive, night),
        problems=_table(archive.file(night, "problems.csv")),
        answers=challenges(steps, history.answers.all()),
    )


def _records(archive: Archive, night: date) -> pd.DataFrame:
    """Return the records read: as the history holds them, each with its source from the CSV.

    The history has their texts as they were read, and dates and counts with their types.
    """
    stored = archive.history.records(night)
    read = stored[stored["missing_nights"] == 0].reset_index(drop=True)
    published = _table(archive.file(night, "assessments.csv"))
    if not published["source_row"].equals(read["source_row"]):
        message = f"the history and assessments.csv of {night} do not hold the same records"
        raise BrokenPromise(message)
    judged_by = {name: _column(published, name) for name in ADDED_COLUMNS}
    return read.assign(source=published["source"], **judged_by)


def _column(published: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Return a column of the CSV, dates as dates; blank where an older version wrote none."""
    column = published.get(name, pd.Series("", published.index))
    return pd.to_datetime(column) if name.endswith("_deadline") else column


def _table(content: bytes) -> pd.DataFrame:
    """Return a published CSV: text as it was before it was made safe, row numbers as numbers."""
    table = pd.read_csv(
        io.BytesIO(content),
        encoding="utf-8-sig",
        dtype=defaultdict(lambda: "str", source_row="int64"),
        na_filter=False,
        skip_blank_lines=False,
    )
    texts = [name for name in table.columns if name != "source_row"]
    return table.assign(
        **{name: table[name].str.replace(_NEUTRALISED, "", regex=True) for name in texts}
    )


def _refuse_unknown(archive: Archive, night: date, team: str) -> None:
    rows = archive.history.trend([night])
    if team not in {row.name for row in rows if not row.is_service}:
        raise UsageFault(
            f"there is no team of this name on the night of {night}; names stand in its reports"
        )
