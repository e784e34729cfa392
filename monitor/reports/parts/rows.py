"""Rows that pages and messages list: facts, and the words in which both say them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.assessments.columns import NO_TEAM
from monitor.reports.parts.tables import headings
from monitor.reports.parts.wording import NOTHING
from monitor.settings.words import PLAIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    import pandas as pd

    from monitor.reports.parts.tables import Heading, Row
    from monitor.settings.words import Words

T = TypeVar("T")
#: A heading (a leading # marks a numeric column), and what it says of a row.
Column = tuple[str, "Callable[[Any], str]"]


@dataclass(frozen=True, slots=True)
class NamedRow:
    """Whose record a row is: its ids, team and worker as the extract has them, and in words."""

    child_id: str
    assessment_id: str
    team: str
    worker: str

    @property
    def child(self) -> str:
        """Return the child's id, or that there is none."""
        return self.child_id or "No child id"

    @property
    def assessment(self) -> str:
        """Return the assessment's id, or a dash."""
        return self.assessment_id or NOTHING

    @property
    def team_name(self) -> str:
        """Return the team, or that none is recorded."""
        return self.team or NO_TEAM

    @property
    def worker_name(self) -> str:
        """Return the worker, or a dash."""
        return self.worker or NOTHING


#: The columns that name a record.
WHOSE: dict[str, Column] = {
    "child": ("Child", lambda row: row.child),
    "team": ("Team", lambda row: row.team_name),
    "assessment": ("{Assessment}", lambda row: row.assessment),
    "worker": ("{Worker}", lambda row: row.worker_name),
}


def whose_columns(*, with_team: bool) -> list[Column]:
    """Return the columns that name a record, with its team where wanted."""
    return [column for name, column in WHOSE.items() if with_team or name != "team"]


def in_cells(
    rows: Iterable[object], columns: Iterable[Column], words: Words = PLAIN_WORDS
) -> tuple[tuple[Heading, ...], tuple[Row, ...]]:
    """Return the headings and the rows of a table: what these columns say of each row."""
    labels, says = zip(*columns, strict=True)
    return headings(*map(words.fill, labels)), tuple(
        tuple(say(row) for say in says) for row in rows
    )


def by_group(rows: Iterable[T], groups: Iterable[int], count: int) -> list[list[T]]:
    """Return the rows of each group from 0 to `count` - 1, in their order; no row of another."""
    parts: list[list[T]] = [[] for _ in range(count)]
    for row, group in zip(rows, groups, strict=True):
        if group < count:
            parts[group].append(row)
    return parts


def names_of(records: pd.DataFrame) -> list[list[str]]:
    """Return the columns of which a `NamedRow` is made."""
    names = ("child_id", "assessment_id", "team", "worker")
    return [records[column].tolist() for column in names]


def days_of(column: pd.Series[pd.Timestamp]) -> list[date | None]:
    """Return a column of dates as dates."""
    days: list[date | None] = column.to_numpy("datetime64[D]").tolist()
    return days


def numbers_of(column: pd.Series[int]) -> list[int | None]:
    """Return a column of whole numbers as numbers."""
    numbers: list[int | None] = column.astype("object").where(column.notna(), None).tolist()
    return numbers


def iso(days: Sequence[date | None]) -> list[str]:
    """Return dates as ISO texts, as a message's digest has them."""
    return ["NaT" if day is None else day.isoformat() for day in days]
