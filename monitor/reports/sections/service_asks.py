"""What is asked, for the service: what waits for it, who has not answered, which promises ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from monitor.judgement.asking import NOT_ASKING
from monitor.judgement.asking_figures import due_last_week
from monitor.judgement.steps import answers_of
from monitor.reports.parts.rows import WHOSE, NamedRow, days_of, in_cells, names_of
from monitor.reports.parts.tables import REFERENCE, Section, Table
from monitor.reports.parts.wording import counted, figure, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from monitor.judgement.night import Night
    from monitor.reports.parts.rows import Column
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.asked_row import AskedRow
    from monitor.reports.sections.listing import ListedRow
    from monitor.settings.words import Words

#: How a promise ended, the worst first.
_ENDS = {
    "broken": "Broken",
    "moved": "Not kept: the deadline was moved",
    "void": "Overtaken by events",
    "not_yet_due": "Not known: it is missing from the extract, or the night is in doubt",
    "kept": "Kept",
}

#: Instead of the child's id, which the history does not keep.
_GONE = "No longer in the extract"


@dataclass(frozen=True, slots=True)
class PromiseRow(NamedRow):
    """A promise that was due; `end` is a code."""

    reference: str
    until: date | None
    end: str


_SILENT: Column = ("#Working days silent", lambda row: str(row.days_silent))
_REFERENCE: Column = (REFERENCE, lambda row: row.reference)
_UNANSWERED: tuple[Column, ...] = (
    *(WHOSE["child"], WHOSE["team"], _REFERENCE),
    ("With whom", lambda row: row.whom),
    ("To answer by", lambda row: unbroken(row.to_answer_by)),
    _SILENT,
)
_PROMISES: tuple[Column, ...] = (
    *(WHOSE["child"], WHOSE["team"], _REFERENCE),
    ("Promised for", lambda row: unbroken(row.until)),
    ("How it ended", lambda row: _ENDS[row.end]),
)


def waiting_tables(
    night: Night,
    asked: AskedShare,
    exceptions: Sequence[ListedRow],
    paths: Mapping[str, str],
    words: Words,
) -> Iterator[Table]:
    """Yield what waits for the reader, and what for another level above the teams.

    What is missing from the extract comes first, and the rest in the order of `exceptions`.
    """
    places = {row.place: place for place, row in enumerate(exceptions)}
    columns: tuple[Column, ...] = (
        *(WHOSE[name] for name in ("child", "team", "assessment")),
        ("#Working days late", lambda row: figure(row.working_days_late)),
        _REFERENCE,
        ("With whom", lambda row: row.whom),
        ("Last answer", lambda row: row.answer),
        _SILENT,
    )

    def table(name: str, title: str, waiting: Sequence[AskedRow]) -> Table:
        rows = sorted(waiting, key=lambda row: places.get(row.place, -1))
        return Table(
            name,
            f"{title} ({len(rows)})",
            *in_cells(rows, columns, words),
            links=tuple(link_to(row, paths) for row in rows),
        )

    unasked = (night.asking or NOT_ASKING).cannot_be_asked
    phrase = "and {} that cannot be asked about, since the ids are missing or not their own"
    yield replace(
        table("waiting-for-you", "Waiting for you", asked.waiting_above),
        empty="Nothing waits for an answer of yours.",
        more=phrase.format(counted(unasked, words.assessment, words.assessments))
        if unasked
        else "",
    )
    if others := asked.waiting_elsewhere:
        yield table("waiting-above", "Waiting for another level above the teams", others)


def asked_of_teams(
    night: Night, asked: AskedShare, paths: Mapping[str, str], words: Words
) -> Iterator[Section]:
    """Yield the lists to which the top of the page leads."""
    promises, silent = _promises(night), sorted(asked.unanswered, key=lambda row: -row.days_silent)
    title = f"Without an answer, longest silence first ({len(silent)})"
    tables = (
        Table(
            "promises",
            f"Promises due last week ({len(promises)})",
            *in_cells(promises, _PROMISES, words),
        ),
        Table(
            "unanswered",
            title,
            *in_cells(silent, _UNANSWERED, words),
            links=tuple(link_to(row, paths) for row in silent),
        ),
    )
    if shown := tuple(table for table in tables if table.rows):
        heading = "What was promised, and what is unanswered"
        yield Section("asked", heading, shown, folded="Show the lists")


def link_to(row: AskedRow, paths: Mapping[str, str]) -> str:
    """Return where an exception is on the page of its team, or what is missing there."""
    return f"{paths.get(row.team_name, '')}#{'vanished' if row.place < 0 else f'r{row.place}'}"


def _promises(night: Night) -> list[PromiseRow]:
    steps = (night.asking or NOT_ASKING).all_steps
    due = due_last_week(answers_of(steps), night.as_at)
    order = due["promise"].map({code: place for place, code in enumerate(_ENDS)})
    due = due.assign(order=order).sort_values(["order", "until"], kind="stable")
    return list(
        map(
            PromiseRow,
            *names_of(_records(night, due)),
            due["reference"].tolist(),
            days_of(due["until"]),
            due["promise"].tolist(),
        )
    )


def _records(night: Night, due: pd.DataFrame) -> pd.DataFrame:
    """Return the record of each promise, tonight's or as last seen, with the team that promised."""
    columns = ["child_id", "assessment_id", "worker"]
    gone = night.compared.gone.drop_duplicates("life").set_index("life")[columns]
    lives = night.compared.followed["life"]
    is_due = lives.isin(due["life"])  # few of all records
    there = night.judged.loc[is_due.to_numpy(), columns].set_axis(lives[is_due])
    known = pd.concat([there, gone])
    known = known[~known.index.duplicated()]
    found = known.reindex(due["life"]).fillna({"child_id": _GONE}).fillna("")
    return found.assign(team=due["team"].array)
