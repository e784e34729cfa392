"""The calendar of working days, and the counting of them.

A working day is Monday to Friday and not a bank holiday in England. The count from a to b is the
number of working days d with a < d <= b: day 0 is the date itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holidays import HolidayBase

Days = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
#: 1 January 1970 was a Thursday; with this shift Monday is 0.
_WEEKDAY_OF_EPOCH = 3
_SATURDAY = 5
#: No date before this is usable, so no calendar begins later.
FIRST_USABLE = date(2000, 1, 1)
#: The bank holidays of the `holidays` package end here.
LAST_KNOWN_YEAR = 2100
#: Two years to the last plausible date, and room for a timescale of 999 working days after it.
_YEARS_AHEAD = 8


class OutsideCalendar(ValueError):
    """A date for which the calendar has no working days; never taken for a working day."""


def day_number(day: date) -> int:
    """Return the days from 1 January 1970 to `day`."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the date that lies `number` days after 1 January 1970."""
    return EPOCH + timedelta(days=int(number))


@cache
def bank_holidays(first: date, last: date) -> Mapping[date, str]:
    """Return England's bank holidays, as observed, by name; raises `OutsideCalendar`."""
    if last.year > LAST_KNOWN_YEAR:
        raise OutsideCalendar(f"bank holidays are known up to {LAST_KNOWN_YEAR}")
    years = range(first.year, last.year + 1)
    known = _united_kingdom()(subdiv="ENG", years=years, observed=True)
    return {day: name for day, name in sorted(known.items()) if first <= day <= last}


def is_working_day(
    day: date, *, extra_bank_holidays: Iterable[date], closures: Iterable[date]
) -> bool:
    """True if the authority works on a day; raises `OutsideCalendar`."""
    closed = {*extra_bank_holidays, *closures, *bank_holidays(day, day)}
    return day.weekday() < _SATURDAY and day not in closed


def _united_kingdom() -> type[HolidayBase]:
    """Return the class of the `holidays` package for the United Kingdom, read from its own file.

    Importing it by name loads the package's 250 other countries first, which takes 0.1 s. A test
    compares its days with those of `holidays.country_holidays`.
    """
    import holidays  # noqa: PLC0415  (only a command that counts days needs it)

    place = Path(holidays.__file__).with_name("countries") / "united_kingdom.py"
    loader = SourceFileLoader("united_kingdom", str(place))
    module = ModuleType(loader.name)
    loader.exec_module(module)
    united_kingdom: type[HolidayBase] = module.UnitedKingdom
    return united_kingdom


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """Working days between two dates, counted by one subtraction of two look-ups.

    Days are given as whole numbers since 1 January 1970 (`day_number`).
    """

    first: int
    #: For each date of the calendar, the working days up to and with it.
    counts: Days
    #: The working days in order.
    working: Days
    #: Why a weekday is no working day: the bank holiday's name, or "closure".
    names: Mapping[date, str]

    @classmethod
    def between(
        cls, first: date, last: date, *, holidays: Mapping[date, str], closures: Iterable[date] = ()
    ) -> WorkingCalendar:
        """Build the calendar of all dates from `first` to `last`."""
        names = {**dict.fromkeys(closures, "closure"), **holidays}
        days = np.arange(day_number(first), day_number(last) + 1, dtype=np.int64)
        closed = np.fromiter((day_number(day) for day in names), dtype=np.int64, count=len(names))
        is_working = ((days + _WEEKDAY_OF_EPOCH) % 7 < _SATURDAY) & ~np.isin(days, closed)
        return cls(
            first=int(days[0]),
            counts=np.cumsum(is_working, dtype=np.int64),
            working=days[is_working],
            names=names,
        )

    def count(self, *, after: Days, until: Days) -> Days:
        """Return the number of working days d with `after` < d <= `until`, at least 0.

        Day numbers in, counts out, one per pair (design, section 4). Raises `OutsideCalendar`.
        """
        between: Days = np.maximum(self._counted(until) - self._counted(after), 0)
        return between

    def nth_after(self, start: Days, nth: Days) -> Days:
        """Return the `nth` working day after each start, itself for 0; raises `OutsideCalendar`."""
        position = self._counted(start) + nth - 1
        if len(position) and int(position.max()) >= len(self.working):
            raise OutsideCalendar("a working day beyond the end of the calendar was asked for")
        return np.where(nth == 0, start, self.working[np.maximum(position, 0)])

    def count_between(self, after: date, until: date) -> int:
        """Return the working days d with `after` < d <= `until`, for one pair of dates."""
        one = self.count(after=_single(after), until=_single(until))
        return int(one[0])

    def is_working(self, day: date) -> bool:
        """True if `day` is a working day; raises `OutsideCalendar` outside the calendar."""
        number = _single(day)
        self._counted(number)
        return bool(np.isin(number, self.working)[0])

    def _counted(self, days: Days) -> Days:
        position = days - self.first
        outside = (position < 0) | (position >= len(self.counts))
        if outside.any():
            raise OutsideCalendar(
                f"a date outside the calendar ({day_of(self.first)} to "
                f"{day_of(self.first + len(self.counts) - 1)}) was to be counted"
            )
        counted: Days = self.counts[position]
        return counted


@dataclass(frozen=True, eq=False)
class Calendars:
    """The two clocks: the manager's deadline also heeds the authority's own closures."""

    statutory: WorkingCalendar
    manager: WorkingCalendar


def calendars_for(
    as_at: date, *, extra_bank_holidays: Iterable[date], closures: Iterable[date]
) -> Calendars:
    """Build both calendars for every usable date and timescale; raises `OutsideCalendar`."""
    if as_at < FIRST_USABLE:
        raise OutsideCalendar("the as-at date is before 2000")
    if as_at.year + _YEARS_AHEAD > LAST_KNOWN_YEAR:
        raise OutsideCalendar(f"the as-at date is after {LAST_KNOWN_YEAR - _YEARS_AHEAD}")
    first, last = FIRST_USABLE - timedelta(days=1), date(as_at.year + _YEARS_AHEAD, 12, 31)
    known = bank_holidays(first, last)
    holidays = {**dict.fromkeys(extra_bank_holidays, "extra bank holiday"), **known}
    return Calendars(
        statutory=WorkingCalendar.between(first, last, holidays=holidays),
        manager=WorkingCalendar.between(first, last, holidays=holidays, closures=closures),
    )


def _single(day: date) -> Days:
    return np.array([day_number(day)], dtype=np.int64)


def day_numbers(dates: npt.ArrayLike) -> tuple[Days, npt.NDArray[np.bool_]]:
    """Return a date column as day numbers, and where it is usable (unusable ones read as day 0).

    The zeros must be masked before counting: day 0 is 1970, outside every calendar.
    """
    values = np.asarray(dates).astype("datetime64[D]")
    usable = ~np.isnat(values)
    return np.where(usable, values.astype(np.int64), 0), usable
