"""Dates that cannot be: far more of them than on the night before are a sign of swapped days."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.assessments.working_days import day_number, day_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from monitor.judgement.past import Before
    from monitor.judgement.status import Clock

Bools = npt.NDArray[np.bool_]

#: The alarm that these dates raise, about their column.
ALARM = "day_and_month_swapped"
#: Day and month swapped move a date by 27 days (2 March to 3 February) or more. A date that is out
#: of its order by less than half of that was planned or mistyped.
_OUT_BY_DAYS = 14
#: Of each column's dates on simulated nights, a swap put 6 to 31% out of order by as much.
_LEAST_PERCENT, _LEAST_DATES = 2, 5
_TIMES_AS_MANY = 2
_MONTHS = 12
#: Each column with the one that it must not be before, and whether it may lie in the future.
_ORDER = {
    "referral_date": (None, False),
    "start_date": ("referral_date", False),
    "deadline": ("start_date", True),
    "authorised_date": ("start_date", False),
    "submitted_date": ("start_date", False),
    "case_closed_date": ("referral_date", False),
}


class ImpossibleDates(NamedTuple):
    """A column in which many dates cannot be: how many, and how many before, with an example."""

    column: str
    has: int
    had: int
    source: str
    heading: str
    row: int


def newly_impossible(
    judged: pd.DataFrame,
    before: Before | None,
    clock: Clock,
    headings: Mapping[str, Mapping[str, str]],
) -> Iterator[ImpossibleDates]:
    """Yield the columns in which far more dates cannot be than on the night before.

    A column that raised the alarm on that night does so again, until few are left. `headings`
    has those of each source by their columns.
    """
    if before is None:
        return
    was_there = (before.records["missing_nights"] == 0).to_numpy(dtype=bool)
    for column in _ORDER:
        cannot_be = _cannot_be(judged, column, clock.today)
        has, dates = int(cannot_be.sum()), int(judged[column].notna().sum())
        if has < _LEAST_DATES or 100 * has < _LEAST_PERCENT * dates:
            continue
        could_not = _cannot_be(before.records, column, day_number(before.night))
        had = int((could_not & was_there).sum())
        if has >= _TIMES_AS_MANY * had or (ALARM, column) in before.alarms:
            source, row = judged[["source", "source_row"]].iloc[int(cannot_be.argmax())]
            heading = headings[source].get(column, column)
            yield ImpossibleDates(column, has, had, source, heading, int(row))


def _cannot_be(records: pd.DataFrame, column: str, today: int) -> Bools:
    """True for a date long after the night, or long before that of the earlier column.

    Only a day that is a month as well can have been swapped.
    """
    earlier, may_be_ahead = _ORDER[column]
    (days, known), by_day = day_numbers(records[column]), records[column].dt.day
    is_out = np.zeros(len(days), dtype=bool)
    if not may_be_ahead:
        is_out |= days > today + _OUT_BY_DAYS
    if earlier is not None:
        start, has_start = day_numbers(records[earlier])
        is_out |= has_start & (days < start - _OUT_BY_DAYS)
    return np.asarray(is_out & known & (by_day <= _MONTHS).to_numpy(dtype=bool), dtype=bool)
