"""The tables that the team's and the service's report share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monitor.assessments.problems import CATALOGUE
from monitor.judgement.figures import half_up
from monitor.judgement.problem_list import NO_RECORD
from monitor.reports.parts.rows import as_rows
from monitor.reports.parts.tables import Heading, Table, Tile, headings
from monitor.reports.parts.wording import NOTHING, counted, figure, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import Figures, Night
    from monitor.reports.parts.tables import Row

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
    "nights": "#Nights on this list",
    "flags": "Look at",
}


_NO_EXCEPTION = "No assessment is overdue, without a deadline or unreadable."
_NOT_LISTED = "No assessment is listed, but this night is no all-clear: see the top of this page."


def tiles(
    figures: Figures, to_mend: int, *, statutory: int, tables: Sequence[str]
) -> tuple[Tile, ...]:
    """Return the figures at the top of a report.

    `to_mend` is the number of problems of records; `tables` names, tile by tile, the table of this
    report that tells more.
    """
    told = (
        (figures.statuses["overdue"], "overdue"),
        (figures.statuses["no_deadline"], "no deadline"),
        (figures.statuses["due_soon"], "due soon"),
        (figures.flags["child_not_seen"], "child not seen"),
        (figures.flags["past_45_working_days"], f"past {statutory} working days"),
        (to_mend, "to mend in the records"),
    )
    return tuple(
        Tile(str(count), label, f"#{table}")
        for (count, label), table in zip(told, tables, strict=True)
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
        *("late", "seen", "day_of_45", "nights", "flags"),
    )
    labels, rows = _listed(listed, columns, with_team=with_team)
    return Table("needs-you", caption, labels, rows, _NO_EXCEPTION)


def first_in_words(night: Night, worst_first: pd.DataFrame, *, with_team: bool) -> str:
    """Say which child comes first, and why."""
    if not len(worst_first):
        return _NOT_LISTED if night.alarms else _NO_EXCEPTION
    first: dict[str, str] = dict(worst_first.iloc[0])
    team = f", {first['team']}" if with_team else ""
    late = "" if first["late"] == NOTHING else f", working days late: {first['late']}"
    flags = f". {first['flags']}" if first["flags"] else ""
    return (
        f"Child {first['child']}, assessment {first['assessment']} (worker {first['worker']}"
        f"{team}): {first['status'].lower()}{late}{flags}."
    )


def without_deadline(listed: pd.DataFrame, *, with_team: bool) -> Table:
    """Return the open assessments for which no deadline was set, oldest first."""
    chosen = listed[listed["no_deadline"]].sort_values("started", kind="stable")
    columns = ("child", "assessment", "worker", "start", "day_of_45", "seen", "flags")
    labels, rows = _listed(chosen, columns, with_team=with_team)
    caption = f"No deadline set, oldest first ({len(rows)})"
    return Table(
        "no-deadline",
        caption,
        labels,
        rows,
        "No open assessment that can be read is without a deadline.",
    )


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


def problem_rows(night: Night) -> pd.DataFrame:
    """Return the problems of records with the ids in words; `record` says whose they are."""
    of_records = night.problems[night.problems["record"] != NO_RECORD].reset_index(drop=True)
    records = night.judged.loc[of_records["record"], ["child_id", "assessment_id", "worker"]]
    ids = records.where(records != "", NOTHING).reset_index(drop=True)
    return pd.concat([of_records.astype({"source_row": "str"}), ids], axis="columns")


def to_mend(problems: pd.DataFrame, *, with_source: bool) -> Table:
    """Return what is wrong in the records, where, and how to mend it."""
    source = ("source",) if with_source else ()
    columns = (
        *("source_row", *source, "child_id", "assessment_id", "worker"),
        *("message", "action"),
    )
    return Table(
        id="to-mend",
        caption=f"Records to mend ({len(problems)})",
        headings=headings(
            "Row",
            *(("Source",) if with_source else ()),
            *("Child", "Assessment", "Worker", "What is wrong", "How to mend it"),
        ),
        rows=as_rows(problems, columns),
        empty="Nothing is wrong in these records.",
    )


def problem_counts(problems: pd.DataFrame) -> Table:
    """Return how often each kind of problem occurs, in the order of the catalogue."""
    counts = problems["code"].value_counts()
    rows = tuple(
        (_in_words(kind.code), str(int(counts[kind.code])), kind.action)
        for kind in CATALOGUE.values()
        if kind.code in counts.index
    )
    return Table(
        id="to-mend",
        caption="Problems in the extract",
        headings=headings("Problem", "#Times", "How to mend it"),
        rows=rows,
        empty="No problem was found in any record.",
    )


def _in_words(code: str) -> str:
    return code.replace("_", " ").capitalize()


def team_row(figures: Figures, workers: int, work: int) -> Row:
    """Return a team's line in the comparison of teams; `work` is what its workers have open."""
    past = figures.past_deadline
    return (
        figures.name,
        str(past.open.of),
        *(str(figures.statuses[status]) for status in ("overdue", "no_deadline")),
        str(figures.flags["new_tonight"]),
        str(figures.statuses["due_soon"]),
        str(figures.flags["child_not_seen"]),
        f"{past.count} of {past.of}",
        share(past.percent),
        figure(past.mean_working_days_late),
        figure(past.max_working_days_late),
        str(workers),
        figure(half_up(work, workers) if workers else None),
    )
