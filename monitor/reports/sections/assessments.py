"""The tables that the team's and the service's report share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from monitor.assessments.problems import CATALOGUE
from monitor.assessments.statuses import LABELS
from monitor.judgement.problem_list import NO_RECORD
from monitor.judgement.rounding import half_up
from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Table, Tile, headings
from monitor.reports.parts.wording import NOTHING, figure, share
from monitor.reports.sections.asked import answer_column
from monitor.reports.sections.listing import COLUMNS
from monitor.settings.words import in_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from monitor.judgement.night import Figures, Night
    from monitor.reports.parts.rows import Column
    from monitor.reports.parts.tables import Row
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.listing import ListedRow
    from monitor.settings.words import Words

_NO_EXCEPTION = "No {assessment} is overdue, without a deadline or unreadable."
#: Each list: its columns, and what is said where it is empty.
_LISTS = {
    "needs-you": (
        "child team assessment status worker start deadline late seen day_of_45 nights flags",
        _NO_EXCEPTION,
    ),
    "no-deadline": (
        "child team assessment worker start day_of_45 seen flags",
        "No open {assessment} that can be read is without a deadline.",
    ),
    "due-soon": (
        "child team assessment worker start deadline seen day_of_45 flags",
        "No deadline falls in these days.",
    ),
    "look": (
        "child team assessment status worker start deadline day_of_45 flags",
        "Nothing else stands out.",
    ),
}
_NOT_LISTED = "No {assessment} is listed, but this night is no all-clear: see the top of this page."


def tiles(
    figures: Figures, to_mend: int, *, statutory: int, tables: Sequence[str]
) -> tuple[Tile, ...]:
    """Return the figures at the top of a report; `tables` names, tile by tile, the table of each.

    `to_mend` is the number of problems of records.
    """
    shown = (
        (figures.statuses["overdue"], "overdue"),
        (figures.statuses["no_deadline"], "no deadline"),
        (figures.statuses["due_soon"], "due soon"),
        (figures.flags["child_not_seen"], "child not seen"),
        (figures.flags["past_45_working_days"], f"past {statutory} working days"),
        (to_mend, "records to correct"),
    )
    return tuple(
        Tile(str(count), label, f"#{table}")
        for (count, label), table in zip(shown, tables, strict=True)
    )


def listed(
    name: str,
    caption: str,
    rows: Sequence[ListedRow],
    *,
    with_team: bool,
    words: Words,
    asked: AskedShare | None = None,
) -> Table:
    """Return a table of assessments, a row of `_LISTS`, with the team of each where wanted.

    With `asked` it says how each was answered.
    """
    named, empty = _LISTS[name]
    columns = [COLUMNS[each] for each in named.split() if with_team or each != "team"]
    if asked is not None:
        columns.append(answer_column(asked))
    return Table(name, caption, *in_cells(rows, columns, words), empty=words.fill(empty))


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


def oldest_without_deadline(listed: Iterable[ListedRow]) -> list[ListedRow]:
    """Return those without a deadline, oldest first; an unknown start comes before all."""
    chosen = (row for row in listed if row.status == "no_deadline")
    return sorted(chosen, key=lambda row: row.start_date or date.min)


def not_late_but_look(
    rows: Sequence[ListedRow], flagged: int, *, with_team: bool, words: Words
) -> Table:
    """Return the flagged assessments that are no exceptions; `flagged` is how many there are."""
    caption, hidden = f"Not late, but look ({flagged})", flagged - len(rows)
    more = f"and {hidden} more in assessments.csv; of those completed the newest stand here"
    table = listed("look", caption, rows, with_team=with_team, words=words)
    return replace(table, more=more if hidden else "")


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
