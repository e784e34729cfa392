"""Working days in England for the two years of the samples, kept apart from the monitor's own."""

from __future__ import annotations

from datetime import date, timedelta

BANK_HOLIDAYS = frozenset(
    {
        date(2014, 1, 1),
        date(2014, 4, 18),
        date(2014, 4, 21),
        date(2014, 5, 5),
        date(2014, 5, 26),
        date(2014, 8, 25),
        date(2014, 12, 25),
        date(2014, 12, 26),
        date(2015, 1, 1),
        date(2015, 4, 3),
        date(2015, 4, 6),
        date(2015, 5, 4),
        date(2015, 5, 25),
        date(2015, 8, 31),
        date(2015, 12, 25),
        date(2015, 12, 28),
    }
)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Say whether people are at work; only 2014 and 2015 are known."""
    if day.year not in {2014, 2015}:
        message = f"the samples know no bank holidays of {day.year}"
        raise ValueError(message)
    return day.weekday() < _SATURDAY and day not in BANK_HOLIDAYS


def working_days_after(day: date, count: int) -> date:
    """Return the working day that lies `count` working days after `day`, or before if negative."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days_between(first: date, last: date) -> int:
    """Return the number of working days after `first`, up to and with `last`."""
    days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    return sum(is_working_day(day) for day in days)
