"""Which record of tonight is which of the night before: by its key, then past a renumbering."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from monitor.assessments.working_days import Bools, day_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.assessments.numbering import Codes, Ids

#: By these, records that share a key are distinguished before they are numbered.
_CONTENT = ("deadline", "authorised_date", "state", "team", "worker")
#: The largest number: no day is later, and it is sure to be told apart from every other.
NEVER = _MOST = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Matches:
    """What was found of each of tonight's records, and of each of the night before.

    `place` is the position of the record in the night before, -1 where there is none;
    `is_followed` says that it has a key and is no duplicate; `is_ambiguous` that it could be
    several; `key_place` (a row per record of the night before) is the position of the first of
    tonight's records that has its key, -1 where none has.
    """

    place: Codes
    is_followed: Bools
    is_ambiguous: Bools
    key_place: Codes
    #: Each way of matching that left some unclear: a number per record of both nights.
    unclear: tuple[Codes, ...]

    def earliest(self, days: Codes) -> Codes:
        """Return, for each of tonight's records, its day of those of the night before.

        `days` are day numbers, `NEVER` where there is none. An ambiguous record has the earliest
        of all the records that it could be.
        """
        found = np.append(days, NEVER)[self.place]
        for codes in self.unclear:
            ours, theirs = codes[: len(self.place)], codes[len(self.place) :]
            least = np.full(int(codes.max(initial=-1)) + 1, NEVER, dtype=np.int64)
            np.minimum.at(least, theirs[theirs >= 0], days[theirs >= 0])
            is_one = self.is_ambiguous & (ours >= 0)
            found[is_one] = np.minimum(found[is_one], least[ours[is_one]])
        return found


@dataclass(frozen=True, eq=False)
class _Both:
    """Tonight's records and, after them, those of the night before, as numbers.

    Equal numbers are equal texts or dates. `key` is the number of the record's key: assessment id
    and child id where there is an assessment id, else child, referral and start.
    """

    tonight: pd.DataFrame
    before: pd.DataFrame
    assessment: Codes
    child: Codes
    referral: Codes
    start: Codes
    key: Codes
    has_assessment: Bools
    has_child: Bools
    has_start: Bools
    is_followed: Bools

    @cached_property
    def is_tonight(self) -> Bools:
        """True where the record is one of tonight's."""
        return np.arange(len(self.key)) < len(self.tonight)

    @cached_property
    def is_one_of_several(self) -> Bools:
        """True where another record of the same night has its key."""
        places = (self.key + 1) * 2 + self.is_tonight
        return np.asarray(np.bincount(places)[places] > 1, dtype=bool)

    def content(self, chosen: Bools) -> pd.DataFrame:
        """Return what tells the chosen records of one key apart."""
        of_each = ((self.tonight, chosen[self.is_tonight]), (self.before, chosen[~self.is_tonight]))
        return pd.concat([records.loc[where, list(_CONTENT)] for records, where in of_each])


def match(tonight: pd.DataFrame, is_copy: Bools, before: pd.DataFrame, ids: Ids) -> Matches:
    """Find each of tonight's records, those apart that are copies, in the night before.

    Both have the canonical columns, the night before its `status`; `ids` are those of both, one
    behind the other. Each way of matching looks only at what the ways before it left; it needs one
    record on each side, and several are ambiguous.
    """
    count = len(tonight)
    place, ambiguous = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=bool)
    if before.empty:
        has_id = (tonight[["assessment_id", "child_id"]] != "").any(axis="columns").to_numpy()
        return Matches(place, has_id & ~is_copy, ambiguous, key_place=place[:0], unclear=())
    both = _both(tonight, is_copy, before, ids)
    free = both.is_followed.copy()
    shared: list[Codes] = []
    for way in _WAYS:
        codes = way(both, free)
        found, unclear = _one_to_one(codes, count)
        if unclear.any():
            shared.append(codes)
        place = np.maximum(place, found)
        ambiguous |= unclear
        free[:count] &= found < 0
        free[count + found[found >= 0]] = False
    return Matches(
        place=place,
        is_followed=both.is_followed[:count],
        is_ambiguous=ambiguous & (place < 0),
        key_place=np.where(both.is_followed[count:], _first_with_key(both), -1),
        unclear=tuple(shared),
    )


def _first_with_key(both: _Both) -> Codes:
    """Return, per record of the night before, the first of tonight's with its key, else -1."""
    followed = np.flatnonzero(both.is_followed & both.is_tonight)[::-1]
    first = np.full(int(both.key.max(initial=-1)) + 2, -1, dtype=np.int64)
    first[both.key[followed]] = followed
    return first[both.key[~both.is_tonight]]


def _both(tonight: pd.DataFrame, copies: Bools, before: pd.DataFrame, ids: Ids) -> _Both:
    assessment, child = ids.assessments, ids.children
    nights = (tonight, before)
    has_assessment, has_child = (
        np.concatenate([(night[column] != "").to_numpy(dtype=bool) for night in nights])
        for column in ("assessment_id", "child_id")
    )
    days = pd.concat([night[["referral_date", "start_date"]] for night in nights])
    referral, _ = day_numbers(days["referral_date"])
    start, has_start = day_numbers(days["start_date"])
    by_dates = ~has_assessment & has_child
    was_copy = (before["status"] == "duplicate").to_numpy(dtype=bool)
    is_copy = np.concatenate([copies, was_copy])
    of_dates = (np.where(by_dates, day, 0) for day in (referral, start))
    return _Both(
        tonight=tonight,
        before=before,
        assessment=assessment,
        child=child,
        referral=referral,
        start=start,
        key=_numbered(~is_copy, chain((assessment, child), of_dates)),
        has_assessment=has_assessment,
        has_child=has_child,
        has_start=has_start,
        is_followed=(has_assessment | by_dates) & ~is_copy,
    )


def _by_key_and_content(both: _Both, free: Bools) -> Codes:
    """Number the records whose key several have by what else they hold: their order is nothing."""
    chosen = free & np.isin(both.key, np.unique(both.key[free & both.is_one_of_several]))
    content = both.content(chosen)
    return _spread(chosen, (both.key[chosen], *(content[column].array for column in _CONTENT)))


def _by_key(both: _Both, free: Bools) -> Codes:
    """Number the records by key; several of one key are numbered in the order of their dates."""
    chosen = free & both.is_one_of_several
    by = {"key": both.key, "is_tonight": both.is_tonight, "start": both.start}
    by["referral"], by["has_no_referral"] = both.referral, both.referral == 0
    several = pd.DataFrame({name: column[chosen] for name, column in by.items()})
    in_order = several.sort_values(["start", "has_no_referral", "referral"], kind="stable")
    copies = in_order.groupby(["key", "is_tonight"], sort=False).cumcount().sort_index().to_numpy()
    numbers = np.where(free, both.key, -1)
    further = _spread(chosen, (both.key[chosen], copies)) + int(both.key.max(initial=-1)) + 1
    is_further = chosen.copy()
    is_further[chosen] = copies > 0
    numbers[is_further] = further[is_further]
    return numbers


def _by_spell(both: _Both, free: Bools) -> Codes:
    """Number the records by child, referral and start: a system may renumber its assessments."""
    chosen = free & both.has_child & both.has_start
    return _numbered(chosen, (both.child, both.referral, both.start))


def _by_assessment(both: _Both, free: Bools) -> Codes:
    """Number the records by assessment id, where one of them lacks the child's."""
    codes = _numbered(free & both.has_assessment, (both.assessment,))
    lacking = np.unique(codes[(codes >= 0) & ~both.has_child])
    return np.where(np.isin(codes, lacking), codes, -1)


_WAYS = (_by_key_and_content, _by_key, _by_spell, _by_assessment)


def _numbered(chosen: Bools, columns: Iterable[Codes]) -> Codes:
    """Number the chosen rows by these columns, equal ones alike; -1 for the others."""
    return _spread(chosen, (column[chosen] for column in columns))


def _spread(chosen: Bools, columns: Iterable[Any]) -> Codes:
    """Number the chosen rows, whose columns these are, equal ones alike; -1 for the others.

    Rows of few columns are compared by one number after another, which is many times quicker than
    `groupby` on a night of few records, and as quick on one of many.
    """
    of_rows, width = np.zeros(int(chosen.sum()), dtype=np.int64), 1
    for column in columns:
        values, count = _from_nought(column)
        if width * count > _MOST:
            of_rows, found = pd.factorize(of_rows)
            width = len(found)
        width *= count
        of_rows = of_rows * count + values
    numbers = np.full(len(chosen), -1, dtype=np.int64)
    numbers[chosen] = pd.factorize(of_rows)[0]
    return numbers


def _from_nought(values: Any) -> tuple[Codes, int]:  # noqa: ANN401  (a column of any type)
    """Return texts, dates or numbers as numbers from nought, and how many there may be."""
    if values.dtype.kind == "i":
        least = int(values.min(initial=0))
        return values - least, int(values.max(initial=0)) - least + 1
    found, distinct = pd.factorize(values)  # -1 is a blank date
    return found + 1, len(distinct) + 1


def _one_to_one(codes: Codes, count: int) -> tuple[Codes, Bools]:
    """Return where each of tonight's records stood the night before, and where it is unclear."""
    ours, theirs = codes[:count], codes[count:]
    width = int(codes.max(initial=-1)) + 1
    times_here = np.bincount(ours[ours >= 0], minlength=width)
    times_there = np.bincount(theirs[theirs >= 0], minlength=width)
    is_single = (times_here == 1) & (times_there == 1)
    where = np.zeros(width, dtype=np.int64)
    where[theirs[theirs >= 0]] = np.flatnonzero(theirs >= 0)
    taking_part = ours >= 0
    found, unclear = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=bool)
    found[taking_part] = np.where(is_single[ours[taking_part]], where[ours[taking_part]], -1)
    unclear[taking_part] = (times_there > 0)[ours[taking_part]] & (found[taking_part] < 0)
    return found, unclear
