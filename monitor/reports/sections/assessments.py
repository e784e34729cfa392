"""The tables that the team's and the service's report share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from monitor.assessments.problems import CATALOGUE
from monitor.assessments.statuses import LABELS
from monitor.judgement.problem_list import NO_RECORD
from monitor.judgement.rounding import half_up
from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Table, Tile, headings
from monitor.reports.parts.wording import NOTHING, counted, figure, share
from monitor.reports.sections.listing import COLUMNS
from monitor.settings.words import in_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from monitor.judgement.night import Figures, Night
    from monitor.reports.parts.rows import Column
    from monitor.reports.parts.tables import Heading, Row
    from monitor.reports.sections.listing import ListedRow
    from monitor.settings.words import Words

_NO_EXCEPTION = "No {assessment} is overdue, without a deadline or unreadable."
_NOT_LISTED = "No {assessment} is listed, but this night is no all-clear: see the top of this page."


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
        (to_mend, "records to correct"),
    )
    return tuple(
        Tile(str(count), label, f"#{table}")
        for (count, label), table in zip(told, tables, strict=True)
    )


def _listed(
    listed: Sequence[ListedRow], columns: Sequence[str], *, with_team: bool, words: Words
) -> tuple[tuple[Heading, ...], tuple[Row, ...]]:
    """Return the headings and the rows of these columns, the team after the child where wanted."""
    return in_cells(
        listed, (COLUMNS[column] for column in columns if with_team or column != "team"), words
    )


def exceptions(
    listed: Sequence[ListedRow], *, with_team: bool, words: Words, caption: str
) -> Table:
    """Return the assessments that somebody must act on, worst first."""
    columns = (
        *("child", "team", "assessment", "status", "worker", "start", "deadline"),
        *("late", "seen", "day_of_45", "nights", "flags"),
    )
    labels, rows = _listed(listed, columns, with_team=with_team, words=words)
    return Table("needs-you", caption, labels, rows, words.fill(_NO_EXCEPTION))


def first_in_words(
    night: Night, worst_first: Sequence[ListedRow], *, with_team: bool, words: Words
) -> str:
    """Return which child comes first, and why."""
    if not worst_first:
        return words.fill(_NOT_LISTED if night.alarms else _NO_EXCEPTION)
    first = worst_first[0]
    team = f", {first.team_name}" if with_team else ""
    late = f", {first.how_late}" if first.how_late else ""
    flags = f". {first.flags}" if first.flags else ""
    return (
        f"Child {first.child}, {words.assessment} {first.assessment} "
        f"({in_sentence(words.worker)} {first.worker_name}{team}): "
        f"{LABELS[first.status].lower()}{late}{flags}."
    )


def without_deadline(listed: Sequence[ListedRow], *, with_team: bool, words: Words) -> Table:
    """Return the open assessments for which no deadline was set, oldest first."""
    columns = ("child", "team", "assessment", "worker", "start", "day_of_45", "seen", "flags")
    labels, rows = _listed(
        oldest_without_deadline(listed), columns, with_team=with_team, words=words
    )
    return Table(
        "no-deadline",
        f"No deadline set, oldest first ({len(rows)})",
        labels,
        rows,
        words.fill("No open {assessment} that can be read is without a deadline."),
    )


def oldest_without_deadline(listed: Iterable[ListedRow]) -> list[ListedRow]:
    """Return those without a deadline, oldest first; an unknown start comes before all."""
    chosen = (row for row in listed if row.status == "no_deadline")
    return sorted(chosen, key=lambda row: row.start_date or date.min)


def due_soon(
    listed: Sequence[ListedRow], *, with_team: bool, words: Words, working_days: int
) -> Table:
    """Return the open assessments whose deadline lies within the window."""
    columns = (
        *("child", "team", "assessment", "worker", "start"),
        *("deadline", "seen", "day_of_45", "flags"),
    )
    labels, rows = _listed(listed, columns, with_team=with_team, words=words)
    caption = f"Due within {counted(working_days, 'working day')} ({len(rows)})"
    return Table("due-soon", caption, labels, rows, "No deadline falls in these days.")


def not_late_but_look(
    listed: Sequence[ListedRow], flagged: int, *, with_team: bool, words: Words
) -> Table:
    """Return the flagged assessments that are no exceptions; `flagged` is how many there are."""
    columns = (
        *("child", "team", "assessment", "status", "worker", "start"),
        *("deadline", "day_of_45", "flags"),
    )
    labels, rows = _listed(listed, columns, with_team=with_team, words=words)
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


def to_mend(problems: Sequence[ProblemRow], *, with_source: bool, words: Words) -> Table:
    """Return what is wrong in the records, where, and how to correct it."""
    columns: tuple[Column, ...] = (
        ("Row", lambda row: str(row.source_row)),
        *((("Source", lambda row: row.source),) if with_source else ()),
        ("Child", lambda row: row.child_id or NOTHING),
        ("{Assessment}", lambda row: row.assessment_id or NOTHING),
        ("{Worker}", lambda row: row.worker or NOTHING),
        ("What is wrong", lambda row: row.message),
        ("How to correct it", lambda row: row.action),
    )
    labels, rows = in_cells(problems, columns, words)
    return Table(
        id="to-mend",
        caption=f"Records to correct ({len(problems)})",
        headings=labels,
        rows=rows,
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
