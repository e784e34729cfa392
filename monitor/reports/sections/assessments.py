"""The tables that the team's and the service's report share."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from monitor.assessments.problems import CATALOGUE
from monitor.assessments.statuses import OPEN_STATUSES
from monitor.judgement.problem_list import NO_RECORD
from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Table, headings
from monitor.reports.parts.wording import NOTHING, counted
from monitor.reports.sections.listing import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from monitor.judgement.night import Night
    from monitor.reports.parts.rows import Column
    from monitor.reports.sections.listing import ListedRow
    from monitor.settings.words import Words

#: Each list: its columns, and what is said where it is empty.
_LISTS = {
    "due-soon": (
        "child team assessment worker deadline seen day_of_45 flags",
        "No deadline falls in these days.",
    ),
    "look": (
        "child team assessment worker deadline day_of_45 flags",
        "Nothing else stands out.",
    ),
    "completed": (
        "child team assessment status worker start deadline authorised flags",
        "No completed {assessment} stands out.",
    ),
}


def listed(
    name: str,
    caption: str,
    rows: Sequence[ListedRow],
    *,
    with_team: bool,
    words: Words,
) -> Table:
    """Return a table of assessments, a row of `_LISTS`, with the team of each where wanted."""
    named, empty = _LISTS[name]
    columns = [COLUMNS[each] for each in named.split() if with_team or each != "team"]
    return Table(name, caption, *in_cells(rows, columns, words), empty=words.fill(empty))


def due_soon(
    rows: Sequence[ListedRow], as_at: date, within: int, *, with_team: bool, words: Words
) -> Table:
    """Return what is due soon, what is due today first and marked."""
    caption = f"Due within {counted(within, 'working day')} ({len(rows)})"
    table = listed("due-soon", caption, rows, with_team=with_team, words=words)
    place = [heading.label for heading in table.headings].index("Deadline")
    today = [row.deadline == as_at for row in rows]
    return replace(
        table,
        rows=tuple(
            (*cells[:place], f"{cells[place]} (today)", *cells[place + 1 :]) if is_today else cells
            for cells, is_today in zip(table.rows, today, strict=True)
        ),
    )


def look_tables(
    rows: Sequence[ListedRow], flagged: int, *, with_team: bool, words: Words
) -> tuple[Table, Table]:
    """Return the flagged assessments that are no exceptions: the open ones, and the others apart.

    `flagged` is how many there are.
    """
    is_open = [row for row in rows if row.status in OPEN_STATUSES]
    others = [row for row in rows if row.status not in OPEN_STATUSES]
    hidden = flagged - len(rows)
    more = f"and {hidden} more in assessments.csv; the newest are here" if hidden else ""
    table = partial(listed, with_team=with_team, words=words)
    return (
        table("look", f"Open, before its deadline, but to look at ({len(is_open)})", is_open),
        replace(
            table("completed", f"Completed work to check ({len(others) + hidden})", others),
            more=more,
        ),
    )


class ProblemRow(NamedTuple):
    """A problem of a record; `record` is the place of that record."""

    record: int
    source: str
    source_row: int
    code: str
    message: str
    action: str
    child_id: str
    assessment_id: str
    worker: str


def problem_rows(night: Night) -> list[ProblemRow]:
    """Return the problems of records, with whose they are."""
    found = night.problems[night.problems["record"] != NO_RECORD]
    records = night.judged.loc[found["record"], ["child_id", "assessment_id", "worker"]]
    columns = (found[column] for column in ProblemRow._fields[:-3])
    ids = (records[column] for column in records.columns)
    return list(map(ProblemRow, *(column.tolist() for column in (*columns, *ids))))


#: How the user of the system corrects what an officer may correct in the configuration instead.
_IN_THE_SYSTEM = {
    "unparsed_date": "Correct the date in the system.",
    "unknown_code": "Correct it in the system. If it is right there, tell who runs this report.",
    "unknown_team": "Correct the team in the system. If it is right, tell who runs this report.",
}


def to_mend(problems: Sequence[ProblemRow], *, with_source: bool, words: Words) -> Table:
    """Return what is wrong in the records, where, and how to correct it."""
    columns: tuple[Column, ...] = (
        ("Row", lambda row: str(row.source_row)),
        *((("Source", lambda row: row.source),) if with_source else ()),
        ("Child", lambda row: row.child_id or NOTHING),
        ("{Assessment}", lambda row: row.assessment_id or NOTHING),
        ("{Worker}", lambda row: row.worker or NOTHING),
        ("What is wrong", lambda row: row.message),
        ("How to correct it", lambda row: _IN_THE_SYSTEM.get(row.code, row.action)),
    )
    return Table(
        "to-mend",
        f"Records to correct ({len(problems)})",
        *in_cells(problems, columns, words),
        empty="Nothing is wrong in these records.",
    )


def problem_counts(problems: pd.DataFrame) -> Table:
    """Return how often each kind of problem occurs, in the order of the catalogue."""
    counts = problems["code"].value_counts()
    rows = tuple(
        (kind_in_words(kind.code), str(int(counts[kind.code])), kind.action)
        for kind in CATALOGUE.values()
        if kind.code in counts.index
    )
    return Table(
        id="to-mend",
        caption="Problems in the extract",
        headings=headings("Problem", "#Times", "How to correct it"),
        rows=rows,
        empty="No problem was found in any record.",
    )


def kind_in_words(code: str) -> str:
    """Return the code of a kind of problem as words."""
    return code.replace("_", " ").capitalize()
