"""Working days are counted after the first date and up to the second; day 0 is the date itself."""

from __future__ import annotations

from datetime import date

import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.assessments.working_days import (
    OutsideCalendar,
    bank_holidays,
    calendars_for,
    day_number,
    day_numbers,
    day_of,
)
from tests.oracle.records import BANK_HOLIDAYS, working_days

CALENDARS = calendars_for(date(2026, 4, 7), extra_bank_holidays=(), closures=(date(2026, 4, 8),))

GOLDEN = [
    pytest.param(date(2026, 4, 2), date(2026, 4, 7), 1, id="Thu before Easter to Tue after"),
    pytest.param(date(2025, 12, 24), date(2026, 1, 2), 4, id="Wed Christmas Eve to Fri"),
    pytest.param(date(2015, 7, 11), date(2015, 7, 13), 1, id="Sat to Mon"),
    pytest.param(date(2015, 7, 10), date(2015, 7, 11), 0, id="Fri to Sat"),
    pytest.param(date(2014, 12, 24), date(2015, 7, 16), 139, id="Wed Christmas Eve to Thu in July"),
    pytest.param(date(2015, 7, 16), date(2015, 7, 16), 0, id="Thu to the same Thu"),
    pytest.param(date(2015, 7, 16), date(2015, 7, 15), 0, id="Thu to the Wed before"),
    pytest.param(date(2025, 12, 27), date(2025, 12, 29), 1, id="Sat to Mon after Christmas"),
]


@pytest.mark.parametrize(("after", "until", "expected"), GOLDEN)
def test_the_golden_cases_of_the_design(after: date, until: date, expected: int) -> None:
    assert CALENDARS.statutory.count_between(after, until) == expected


usable = st.dates(date(2000, 1, 1), date(2028, 4, 7))


@given(after=usable, until=usable)
def test_every_count_is_that_of_a_loop_over_the_dates(after: date, until: date) -> None:
    assert CALENDARS.statutory.count_between(after, until) == working_days(
        after, until, BANK_HOLIDAYS
    )


@given(start=usable, nth=st.integers(1, 300))
def test_the_nth_working_day_is_a_working_day_with_that_count(start: date, nth: int) -> None:
    day = CALENDARS.manager.nth_after(np.array([day_number(start)]), np.array([nth]))
    found = day_of(day[0])
    assert CALENDARS.manager.count_between(start, found) == nth
    assert CALENDARS.manager.is_working(found)


def test_the_working_day_number_nought_is_the_date_itself() -> None:
    saturday = np.array([day_number(date(2015, 7, 11))])
    assert CALENDARS.manager.nth_after(saturday, np.array([0])).tolist() == saturday.tolist()


def test_closures_stop_the_manager_s_clock_and_not_the_statutory_one() -> None:
    tuesday, thursday = date(2026, 4, 7), date(2026, 4, 9)
    assert CALENDARS.manager.count_between(tuesday, thursday) == 1
    assert CALENDARS.statutory.count_between(tuesday, thursday) == 2
    assert CALENDARS.manager.names[date(2026, 4, 8)] == "closure"


def test_an_extra_bank_holiday_stops_both_clocks() -> None:
    monday = date(2026, 6, 15)
    extra = calendars_for(date(2026, 7, 1), extra_bank_holidays=(monday,), closures=())
    assert not extra.statutory.is_working(monday)
    assert not extra.manager.is_working(monday)


def test_a_bank_holiday_is_named_in_a_closure_s_place() -> None:
    good_friday = date(2026, 4, 3)
    both = calendars_for(good_friday, extra_bank_holidays=(), closures=(good_friday,))
    assert both.manager.names[good_friday] == "Good Friday"


def test_the_calendar_s_first_and_last_day_are_counted() -> None:
    first, last = date(1999, 12, 31), date(2034, 12, 31)  # Friday and Sunday
    assert CALENDARS.statutory.count_between(first, date(2000, 1, 4)) == 1
    assert CALENDARS.statutory.count_between(date(2034, 12, 28), last) == 1


@pytest.mark.parametrize("outside", [date(1999, 12, 30), date(2035, 1, 1)], ids=str)
def test_a_date_outside_the_calendar_is_an_error_and_never_a_working_day(outside: date) -> None:
    with pytest.raises(OutsideCalendar, match="outside the calendar"):
        CALENDARS.statutory.count_between(date(2015, 7, 16), outside)
    with pytest.raises(OutsideCalendar):
        CALENDARS.statutory.is_working(outside)


def test_the_last_working_day_is_reached_and_one_beyond_the_calendar_is_an_error() -> None:
    thursday, friday = (np.array([day_number(date(2034, 12, day))]) for day in (28, 29))
    assert CALENDARS.statutory.nth_after(thursday, np.array([1])).tolist() == friday.tolist()
    with pytest.raises(OutsideCalendar, match="beyond the end"):
        CALENDARS.statutory.nth_after(thursday, np.array([2]))


@pytest.mark.parametrize("as_at", [date(2000, 1, 1), date(2092, 12, 31)], ids=str)
def test_the_first_and_the_last_as_at_date_have_a_calendar(as_at: date) -> None:
    calendars_for(as_at, extra_bank_holidays=(), closures=())


@pytest.mark.parametrize("as_at", [date(1999, 12, 31), date(2093, 1, 1)], ids=str)
def test_an_as_at_date_that_no_calendar_reaches_is_an_error(as_at: date) -> None:
    with pytest.raises(OutsideCalendar):
        calendars_for(as_at, extra_bank_holidays=(), closures=())


def test_bank_holidays_beyond_those_known_are_an_error() -> None:
    with pytest.raises(OutsideCalendar):
        bank_holidays(date(2100, 1, 1), date(2101, 1, 1))


def test_substitute_days_are_kept() -> None:
    # Boxing Day 2026 is a Saturday; Monday 28 December stands in for it.
    assert date(2026, 12, 28) in bank_holidays(date(2026, 12, 1), date(2026, 12, 31))


def test_unusable_dates_are_told_apart_from_the_first_day_of_1970() -> None:
    numbers, usable_ones = day_numbers(np.array(["2015-07-16", "NaT"], dtype="datetime64[s]"))
    assert numbers.tolist() == [day_number(date(2015, 7, 16)), 0]
    assert usable_ones.tolist() == [True, False]


def test_the_bank_holidays_are_those_that_the_package_gives_for_england() -> None:
    published = holidays.country_holidays("GB", subdiv="ENG", years=range(2000, 2101))
    assert bank_holidays(date(2000, 1, 1), date(2100, 12, 31)) == dict(sorted(published.items()))
