"""Look-ups: columns of a second file joined to the records by child or assessment id."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.columns import DATE_COLUMNS
from monitor.records.lookup_matches import OF_ROWS, LookupRows, Match
from monitor.records.records import Joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Bools = npt.NDArray[np.bool_]

#: What a record can show of one column that a look-up gives, and all that can be wrong.
_OF_COLUMNS = ("lookup_ambiguous", "lookup_several", "lookup_contradiction")
CODES = ("lookup_unmatched", *_OF_COLUMNS, *OF_ROWS)
_BLANKS = {"child_seen": ("", "not_recorded")}


def join(records: pd.DataFrame, marks: pd.DataFrame, lookups: Sequence[LookupRows]) -> Joined:
    """Fill what is blank in the records from each look-up in turn; nothing is overwritten.

    Each doubt is a mark of the record, and each row of a look-up that is of no use is noted.
    """
    begun = Joined(records, marks.assign(**_new_marks(lookups, len(records))), _noted("", ()), ())
    return reduce(_joined, lookups, begun)


def _new_marks(lookups: Sequence[LookupRows], count: int) -> dict[str, Bools]:
    names = [
        name
        for each in lookups
        for name in (
            f"lookup_unmatched@{each.lookup.by}",
            *(f"{code}@{column}" for column in each.lookup.gives() for code in _OF_COLUMNS),
        )
    ]
    return {name: np.zeros(count, dtype=bool) for name in names}


def _joined(before: Joined, given: LookupRows) -> Joined:
    match = Match.of(before.records, given)
    columns: dict[str, Any] = {}
    marks = {f"lookup_unmatched@{given.lookup.by}": match.is_unmatched}
    for column in given.lookup.gives():
        columns[column], left = _fill(before, match, column)
        marks.update(left)
    return Joined(
        before.records.assign(**columns),
        before.marks.assign(**{name: before.marks[name] | holds for name, holds in marks.items()}),
        pd.concat([before.noted, _noted(given.file.name, match.notes())], ignore_index=True),
        (*before.uses, match.use()),
    )


def _noted(source: str, notes: Iterable[tuple[str, str, npt.NDArray[np.int64]]]) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"source_row": rows, "column": column, "code": code})
        for code, column, rows in notes
    ]
    columns = {"source": "str", "source_row": "int64", "column": "str", "code": "str"}
    whole = pd.concat([pd.DataFrame(columns=list(columns)[1:]), *parts], ignore_index=True)
    return whole.assign(source=source)[list(columns)].astype(columns)


def _fill(before: Joined, match: Match, column: str) -> tuple[pd.Series[Any], dict[str, Bools]]:
    """Return a column with its blanks filled, what is written as it is, and the marks of that."""
    own, values = before.records[column], _values(match, column)
    own_marks = _marks_of(before.marks, column)
    row_marks = _marks_of(match.given.marks, column)
    new_marks = {name: match.holds_for(rows)[match.of_records] for name, rows in row_marks.items()}
    is_written = ~_is_blank(own, column) | _any_of(own_marks, len(own))
    has_value = ~_is_blank(values, column) | _any_of(new_marks, len(own))
    is_ambiguous = match.is_ambiguous[column][match.of_records]
    is_several = match.has_several(column) & has_value & ~is_ambiguous
    is_single = has_value & ~is_ambiguous & ~is_several
    takes = is_single & ~is_written
    differs = (own != values).to_numpy(dtype=bool)
    marks = {
        f"lookup_ambiguous@{column}": is_ambiguous & ~is_written,
        f"lookup_several@{column}": is_several & ~is_written,
        f"lookup_contradiction@{column}": is_single & is_written & differs,
        **{name: takes & holds for name, holds in new_marks.items()},
    }
    return _recorded(own.where(~takes, values), column, match.is_for), marks


def _values(match: Match, column: str) -> pd.Series[Any]:
    """Return, per record, what the first row of its id says; blank where there is none."""
    places = match.first_rows[match.of_records]
    blank = pd.NaT if column in DATE_COLUMNS else ""
    cells = match.given.rows[column].array
    return pd.Series(cells.take(places, allow_fill=True, fill_value=blank))


def _recorded(cells: pd.Series[Any], column: str, is_for: Bools) -> pd.Series[Any]:
    """Return the cells; child seen is not recorded where a look-up gives it and has nothing."""
    if column != "child_seen":
        return cells
    return cells.where(~(is_for & (cells == "").to_numpy(dtype=bool)), "not_recorded")


def _marks_of(marks: pd.DataFrame, column: str) -> dict[str, Bools]:
    """Return the marks that reading the cells of a column left."""
    return {
        str(name): marks[name].to_numpy(dtype=bool)
        for name in marks.columns
        if name.endswith(f"@{column}") and not name.startswith("lookup_")
    }


def _any_of(marks: Mapping[str, Bools], count: int) -> Bools:
    either: Bools = np.logical_or.reduce([np.zeros(count, dtype=bool), *marks.values()])
    return either


def _is_blank(cells: pd.Series[Any], column: str) -> Bools:
    if column in DATE_COLUMNS:
        return cells.isna().to_numpy(dtype=bool)
    return cells.isin(_BLANKS.get(column, ("",))).to_numpy(dtype=bool)
