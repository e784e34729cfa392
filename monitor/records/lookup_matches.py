"""Which rows of a look-up belong to which records, and which rows are of no use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.columns import CANONICAL_COLUMNS
from monitor.records.records import LookupUse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.records.sources import SourceFile
    from monitor.settings.sources import Lookup

Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

#: By each id, the columns that are the same for all its records. Any other is given only where
#: the id has one record: it is unknown which of a child's assessments a deadline is for.
_SHARED = {
    "child_id": frozenset({"team", "worker", "family_id"}),
    "assessment_id": frozenset(CANONICAL_COLUMNS) - {"child_id", "child_seen"},
}
#: The columns by which records of one id differ.
_APART = {
    "child_id": ["assessment_id", "referral_date", "start_date"],
    "assessment_id": ["child_id"],
}
#: What can be wrong with a row.
OF_ROWS = ("lookup_row_unmatched", "lookup_row_ambiguous", "lookup_row_without_id")


@dataclass(frozen=True, eq=False)
class LookupRows:
    """The rows of a look-up as canonical columns, with the marks that reading them left."""

    file: SourceFile
    lookup: Lookup
    rows: pd.DataFrame
    marks: pd.DataFrame
    #: The names of the sources that it is for.
    sources: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Match:
    """Which rows of a look-up belong to which records, by the number of their id among its ids.

    The number is -1 for a record or row without a match; an array by number therefore has one more
    place at its end.
    """

    given: LookupRows
    count: int
    of_rows: Places
    of_records: Places
    is_for: Bools
    #: Per number, that its id has several records.
    is_several: Bools

    @classmethod
    def of(cls, records: pd.DataFrame, given: LookupRows) -> Match:
        """Match the rows of a look-up to the records by its id."""
        by = given.lookup.by
        ids = pd.Index(given.rows[by].unique()).drop("", errors="ignore")
        is_for = records["source"].isin(given.sources).to_numpy()
        of_records = np.where(is_for, ids.get_indexer(records[by]), -1)
        return cls(
            given=given,
            count=len(ids),
            of_rows=ids.get_indexer(given.rows[by]),
            of_records=of_records,
            is_for=is_for,
            is_several=_have_several(records[_APART[by]], of_records, len(ids)),
        )

    @property
    def is_unmatched(self) -> Bools:
        """True for each record that should have a row and has none."""
        return self.is_for & (self.of_records < 0)

    @cached_property
    def first_rows(self) -> Places:
        """Return, per number, the place of its first row; -1 at the end."""
        first = np.full(self.count + 1, -1)
        places = np.flatnonzero((self.of_rows >= 0) & ~pd.Series(self.of_rows).duplicated())
        first[self.of_rows[places]] = places
        return first

    def holds_for(self, rows: Bools) -> Bools:
        """Return, per number, whether it holds for any of its rows."""
        holds = np.zeros(self.count + 1, dtype=bool)
        holds[self.of_rows[rows & (self.of_rows >= 0)]] = True
        return holds

    @cached_property
    def is_ambiguous(self) -> Mapping[str, Bools]:
        """Return, by column and per number, whether its rows differ; a blank is different too."""
        gives = self.given.lookup.gives()
        codes = {column: pd.factorize(self.given.rows[column])[0] for column in gives}
        first = self.first_rows[self.of_rows]
        return {column: self.holds_for(each != each[first]) for column, each in codes.items()}

    def has_several(self, column: str) -> Bools:
        """True for each record whose id has other records, which may not share this column."""
        is_shared = column in _SHARED[self.given.lookup.by]
        return np.zeros_like(self.is_for) if is_shared else self.is_several[self.of_records]

    def notes(self) -> Iterator[tuple[str, str, npt.NDArray[np.int64]]]:
        """Yield what is to be said of rows of the look-up: code, column, and the row numbers."""
        by, rows = self.given.lookup.by, self.given.rows["source_row"].to_numpy()
        unmatched, ambiguous, without_id = OF_ROWS
        yield without_id, by, rows[self.of_rows < 0]
        yield unmatched, by, rows[self._is_unused]
        for column in self.given.lookup.gives():
            yield ambiguous, column, rows[self.is_ambiguous[column][self.of_rows]]

    @property
    def _is_unused(self) -> Bools:
        return (self.of_rows >= 0) & ~np.isin(self.of_rows, self.of_records)

    def use(self) -> LookupUse:
        """Return how the look-up was used, in numbers."""
        gives = self.given.lookup.gives()
        ambiguous = np.logical_or.reduce(list(self.is_ambiguous.values()))
        return LookupUse(
            file=self.given.file,
            by=self.given.lookup.by,
            gives=gives,
            records=int(self.is_for.sum()),
            matched=int((self.of_records >= 0).sum()),
            unmatched_rows=int(self._is_unused.sum()),
            ambiguous_rows=int(ambiguous[self.of_rows].sum()),
            rows_without_id=int((self.of_rows < 0).sum()),
        )


def _have_several(apart: pd.DataFrame, of_records: Places, count: int) -> Bools:
    alike = apart.groupby(list(apart.columns), sort=False, dropna=False).ngroup()
    distinct = alike.groupby(of_records).nunique()
    several = np.zeros(count + 1, dtype=bool)
    several[distinct.index[distinct > 1].to_numpy(dtype=np.intp)] = True
    several[-1] = False
    return several
