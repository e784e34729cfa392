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
from monitor.judgement.past import Past
from monitor.nights.archive import open_archive
from monitor.nights.past import by_tonights_names, namer, steps_by_tonights_names
from monitor.publishing.folder import SUMMARY
from monitor.publishing.workbook import to_workbook
from monitor.reports.files.records import ADDED_COLUMNS
from monitor.reports.files.workbook import Contents, sheets

if TYPE_CHECKING:
    from datetime import date

    from monitor.nights.archive import Archive
    from monitor.nights.order import Order
    from monitor.settings.settings import Settings

#: What `csv_text` writes before a text that a spreadsheet would take for a formula.
_NEUTRALISED = r"^'(?=[=+\-@\t\r])"


@dataclass(frozen=True, eq=False)
class Exported:
    """A workbook, and what is in it."""

    night: date
    records: int
    problems: int
    workbook: bytes


def export_night(order: Order, night: date | None, team: str | None) -> Exported:
    """Return the newest night, or the given one, as a workbook; `team` alone, if it is named.

    A team may be named as it was on that night, or as it is now. Raises `UsageFault` where there is
    no such night or team, and `OutputUnusable` where the files of the night are not as they were
    published.
    """
    with open_archive(order.output) as archive:
        contents = _contents(archive, archive.night(night), order.settings)
        if team is not None:
            then = _name_then(archive, contents.night, team, order.settings)
            contents = contents.of_team(then, now=namer(order.settings)(then))
    return Exported(
        night=contents.night,
        records=len(contents.records),
        problems=len(contents.problems),
        workbook=to_workbook(sheets(contents, version=MADE_BY), made=contents.night),
    )


def _contents(archive: Archive, night: date, settings: Settings) -> Contents:
    found, history = json.loads(archive.file(night, SUMMARY)), archive.history
    kept = history.before(night)
    steps = history.steps.before(night + timedelta(days=1))
    named = by_tonights_names(Past(before=kept), settings).before
    return Contents(
        authority=found["authority"],
        night=night,
        alarms=found["alarms"],
        records=_records(archive, night, kept.records),
        problems=_table(archive.file(night, "problems.csv")),
        answers=challenges(steps_by_tonights_names(steps, named, settings), history.answers.all()),
    )


def _records(archive: Archive, night: date, stored: pd.DataFrame) -> pd.DataFrame:
    """Return the records read: as the history holds them, each with its source from the CSV.

    The history has their texts as they were read, and dates and counts with their types.
    """
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


def _name_then(archive: Archive, night: date, team: str, settings: Settings) -> str:
    """Return the name of a team on a night, whichever of its names is given."""
    name = namer(settings)
    names = [row.name for row in archive.history.trend([night]) if not row.is_service]
    same = [each for each in names if name(each) == name(team)]
    if not same:
        raise UsageFault(
            f"there is no team of this name on the night of {night}; names stand in its reports"
        )
    return team if team in same else same[0]
