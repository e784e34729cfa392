"""The tables that the team's and the service's report share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.model import NO_TEAM
from monitor.problem_list import NO_RECORD
from monitor.problems import CATALOGUE
from monitor.reports.listing import as_rows
from monitor.reports.tables import Heading, Table, Tile, headings
from monitor.reports.wording import NOTHING, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Figures, Night
    from monitor.reports.tables import Row

#: Bands of working days late: label, first and last day of the band.
BANDS = (
    ("0, since a non-working day", 0, 0),
    ("1 to 10", 1, 10),
    ("11 to 20", 11, 20),
    ("21 to 30", 21, 30),
    ("31 to 50", 31, 50),
    ("51 to 70", 51, 70),
    ("Over 70", 71, None),
)
_HEADINGS = {
    "child": "Child",
    "team": "Team",
    "assessment": "Assessment",
    "status": "Status",
    "worker": "Worker",
    "start": "Started",
    "deadline": "Deadline",
    "late": "#Working days late",
    "seen": "Child seen",
    "day_of_45": "#Day of 45",
    "flags": "Look at",
}


def tiles(figures: Figures, to_mend: int, *, statutory: int) -> tuple[Tile, ...]:
    """Return the figures at the top of a report; `to_mend` is the number of problems."""
    return (
        Tile(str(figures.statuses["overdue"]), "overdue", "#needs-you"),
        Tile(str(figures.statuses["no_deadline"]), "no deadline", "#no-deadline"),
        Tile(str(figures.statuses["due_soon"]), "due soon", "#due-soon"),
        Tile(str(figures.flags["child_not_seen"]), "child not seen", "#needs-you"),
        Tile(
            str(figures.flags["past_45_working_days"]), f"past {statutory} working days", "#days"
        ),
        Tile(str(to_mend), "to mend in the records", "#to-mend"),
    )


def _listed(
    listed: pd.DataFrame, columns: Sequence[str], *, with_team: bool
) -> tuple[tuple[Heading, ...], tuple[Row, ...]]:
    """Return the headings and the rows of these columns, the team after the first where wanted."""
    shown = [columns[0], *(("team",) if with_team else ()), *columns[1:]]
    return headings(*(_HEADINGS[column] for column in shown)), as_rows(listed, shown)


def exceptions(listed: pd.DataFrame, *, with_team: bool, caption: str) -> Table:
    """Return the assessments that somebody must act on, worst first."""
    columns = (
        *("child", "assessment", "status", "worker", "start", "deadline"),
        *("late", "seen", "day_of_45", "flags"),
    )
    labels, rows = _listed(listed, columns, with_team=with_team)
    nothing = "No assessment is overdue, without a deadline or unreadable."
    return Table("needs-you", caption, labels, rows, nothing)


def without_deadline(listed: pd.DataFrame, *, with_team: bool) -> Table:
    """Return the open assessments for which no deadline was set, in the order given."""
    chosen = listed[listed["no_deadline"]]
    columns = ("child", "assessment", "worker", "start", "day_of_45", "seen")
    labels, rows = _listed(chosen, columns, with_team=with_team)
    caption = f"No deadline set, oldest first ({len(rows)})"
    return Table("no-deadline", caption, labels, rows, "Every open assessment has a deadline.")


def due_soon(listed: pd.DataFrame, *, with_team: bool, working_days: int) -> Table:
    """Return the open assessments whose deadline lies within the window."""
    columns = ("child", "assessment", "worker", "start", "deadline", "seen", "day_of_45", "flags")
    labels, rows = _listed(listed, columns, with_team=with_team)
    caption = f"Due within {counted(working_days, 'working day')} ({len(rows)})"
    return Table("due-soon", caption, labels, rows, "No deadline falls in these days.")


def not_late_but_look(listed: pd.DataFrame, flagged: int, *, with_team: bool) -> Table:
    """Return the flagged assessments that are no exceptions; `flagged` is how many there are."""
    columns = ("child", "assessment", "status", "worker", "start", "deadline", "day_of_45", "flags")
    labels, rows = _listed(listed, columns, with_team=with_team)
    hidden = flagged - len(rows)
    return Table(
        id="look",
        caption=f"Not late, but look ({flagged})",
        headings=labels,
        rows=rows,
        empty="Nothing else stands out.",
        more=(
            f"and {hidden} more in assessments.csv; of those completed the newest stand here"
            if hidden
            else ""
        ),
    )


def to_mend(night: Night, problems: pd.DataFrame) -> Table:
    """Return what is wrong in the records, where, and how to mend it."""
    of_records = problems[problems["record"] != NO_RECORD]
    records = night.judged.loc[of_records["record"], ["child_id", "assessment_id"]]
    ids = records.where(records != "", NOTHING).reset_index(drop=True)
    rows = pd.concat([of_records.reset_index(drop=True), ids], axis="columns")
    source = ("source",) if len(night.sources) > 1 else ()
    return Table(
        id="to-mend",
        caption=f"Records to mend ({len(rows)})",
        headings=headings(
            "Row",
            *(("Source",) if source else ()),
            *("Child", "Assessment", "What is wrong", "How to mend it"),
        ),
        rows=as_rows(
            rows.astype({"source_row": "str"}),
            ("source_row", *source, "child_id", "assessment_id", "message", "action"),
        ),
        empty="Nothing is wrong in these records.",
    )


def problem_counts(problems: pd.DataFrame) -> Table:
    """Return how often each kind of problem occurs, in the order of the catalogue."""
    counts = problems["code"].value_counts()
    rows = tuple(
        (kind.code, str(int(counts[kind.code])), kind.action)
        for kind in CATALOGUE.values()
        if kind.code in counts.index
    )
    return Table(
        id="to-mend",
        caption="Problems in the records",
        headings=headings("Problem", "#Times", "How to mend it"),
        rows=rows,
        empty="No problem was found in any record.",
    )


def bands(judged: pd.DataFrame) -> Table:
    """Return how many assessments of the headline are late by how many working days."""
    late = judged.loc[judged["in_headline"], ["status", "working_days_late"]].dropna()
    days = late["working_days_late"].to_numpy(dtype=np.int64)
    is_open = (late["status"] == "overdue").to_numpy(dtype=bool)
    rows = []
    for label, first, last in BANDS:
        inside = (days >= first) & (days <= (last if last is not None else days.max(initial=0)))
        rows.append((label, str(int((inside & is_open).sum())), str(int((inside & ~is_open).sum()))))
    return Table(
        id="days",
        caption="How late, in working days",
        headings=headings("Working days late", "#Open", "#Completed"),
        rows=tuple(rows),
        empty="",
    )


def caseload(judged: pd.DataFrame) -> Table:
    """Return the open work of each worker, the most overdue first."""
    is_open = judged.loc[judged["is_open"], ["worker", "status"]]
    worker = is_open["worker"].where(is_open["worker"] != "", "No worker recorded")
    counts = pd.DataFrame(
        {
            "open": worker.value_counts(sort=False),
            "overdue": worker[is_open["status"] == "overdue"].value_counts(sort=False),
            "no_deadline": worker[is_open["status"] == "no_deadline"].value_counts(sort=False),
        }
    )
    counts = counts.fillna(0).astype("int64").rename_axis("worker").reset_index()
    ordered = counts.sort_values(
        ["overdue", "no_deadline", "open", "worker"], ascending=[False, False, False, True]
    ).astype("str")
    return Table(
        id="workers",
        caption="Open assessments of each worker",
        headings=headings("Worker", "#Open", "#Overdue", "#No deadline"),
        rows=as_rows(ordered, ("worker", "open", "overdue", "no_deadline")),
        empty="No assessment is open.",
    )


def team_row(figures: Figures) -> Row:
    """Return a team's line in the comparison of teams."""
    past = figures.past_deadline
    return (
        figures.name,
        str(past.open.of),
        *(str(figures.statuses[status]) for status in ("overdue", "no_deadline", "due_soon")),
        str(figures.flags["child_not_seen"]),
        f"{past.count} of {past.of}",
        NOTHING if past.percent is None else f"{past.percent}%",
        NOTHING if past.mean_working_days_late is None else str(past.mean_working_days_late),
        NOTHING if past.max_working_days_late is None else str(past.max_working_days_late),
    )


def is_team(judged: pd.DataFrame, name: str) -> pd.Series[bool]:
    """Say which records belong to a team, by the name under which it is listed."""
    return judged["team"] == ("" if name == NO_TEAM else name)
