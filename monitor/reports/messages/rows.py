"""The rows that messages list, put together once for all of them: as words, and as facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from monitor.reports.sections.listing import flags_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from monitor.judgement.night import Night
    from monitor.reports.sections.shares import Shared


class ListedRow(NamedTuple):
    """A listed assessment: its ids as they are, and the words of the reports (`Listing`)."""

    child_id: str
    assessment_id: str
    started: int
    no_deadline: bool
    child: str
    assessment: str
    team: str
    status: str
    worker: str
    start: str
    deadline: str
    late: str
    seen: str
    day_of_45: str
    nights: str
    flags: str


class ChangedRow(NamedTuple):
    """A change since the night before, in the same manner (`list_changes`, in words)."""

    child_id: str
    assessment_id: str
    child: str
    assessment: str
    team: str
    worker: str
    change: str
    due: str
    what: str


_Row = TypeVar("_Row")
#: What a row says, apart from the words of it.
Facts = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Rows:
    """Every row by its place in the tables of the night, and the facts behind it."""

    listed: Mapping[int, ListedRow]
    changed: Mapping[int, ChangedRow]
    facts_of_listed: Mapping[int, Facts]
    facts_of_changed: Mapping[int, Facts]


def rows_of(night: Night, shared: Shared) -> Rows:
    """Return all rows that any message may list."""
    words, changed = shared.listing.everything, shared.changed
    judged, flags = night.judged.loc[words.index], night.flags.loc[words.index]
    codes = {code: code for code in flags.columns}
    return Rows(
        listed=_by_place(words, map(ListedRow._make, _zipped(words, ListedRow._fields))),
        changed=_by_place(changed, map(ChangedRow._make, _zipped(changed, ChangedRow._fields))),
        facts_of_listed=_by_place(
            words,
            zip(
                judged["status"].astype("str").tolist(),
                *(judged[column].tolist() for column in _TEXTS),
                *(_iso(judged[column]) for column in _DATES),
                *(judged[column].to_numpy(np.int64, na_value=-1).tolist() for column in _NUMBERS),
                flags_in_words(flags, codes, ";").tolist(),
                strict=True,
            ),
        ),
        facts_of_changed=_by_place(
            changed,
            zip(
                *(changed[column].tolist() for column in _OF_CHANGES),
                *(_iso(changed[column]) for column in ("deadline_before", "deadline")),
                strict=True,
            ),
        ),
    )


#: Words with dates, whose spaces do not break in the reports.
_WITH_DATES = ("start", "deadline", "due", "what")
_TEXTS = ("child_id", "assessment_id", "team", "worker", "child_seen")
_DATES = ("start_date", "deadline")
_NUMBERS = ("working_days_late", "working_days_since_referral")
_OF_CHANGES = ("change", "child_id", "assessment_id", "team")


def _by_place(table: pd.DataFrame, rows: Iterable[_Row]) -> Mapping[int, _Row]:
    return dict(zip(table.index.tolist(), rows, strict=True))


def _zipped(table: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(_spaced(table[column]) for column in columns), strict=True)


def _spaced(column: pd.Series[Any]) -> list[Any]:
    """Return the values; a date in words may break where a narrow cell needs it."""
    if column.name in _WITH_DATES:
        column = column.str.replace("\N{NO-BREAK SPACE}", " ", regex=False)
    return column.tolist()


def _iso(column: pd.Series[pd.Timestamp]) -> list[str]:
    days: list[str] = column.to_numpy("datetime64[D]").astype("str").tolist()
    return days
