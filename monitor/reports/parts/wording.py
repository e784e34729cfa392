"""Dates, numbers and the inspectors' sentence in words."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from monitor.settings.words import PLAIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from monitor.judgement.night import Figures
    from monitor.settings.words import Words

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
NOTHING = "–"
#: What stands above the reasons why a night is suspicious, wherever it is shown.
DO_NOT_RELY = "Do not rely on this report yet"


def long_date(day: date) -> str:
    """Return a date as “Thursday 16 July 2015”."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_of(day: date) -> str:
    """Return the month of a date as “July 2015”."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Return a date as “Thu 16 Jul 2015”."""
    return f"{_WEEKDAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def dated(day: date | None) -> str:
    """Return a date as “Thu 16 Jul 2015”, and a dash for none."""
    return NOTHING if day is None else short_date(day)


@cache
def unbroken(day: date | None) -> str:
    """Return the same with spaces at which a narrow column does not break."""
    return dated(day).replace(" ", "\N{NO-BREAK SPACE}")


def judged_by(
    deadline: date | None,
    now: date | None,
    say: Callable[[date | None], str],
    *,
    is_missed: bool,
) -> str:
    """Return the deadline that an assessment is judged by, and the other one that it has now."""
    how = "missed" if is_missed else "judged by"
    since = f"moved since to {say(now)}" if now else "none set now"
    return f"{how} {say(deadline)}; {since}"


def weekday(day: date) -> str:
    """Return the name of the weekday."""
    return _WEEKDAYS[day.weekday()]


def short_dates(dates: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    """Return a date column in words, each distinct date put into words once."""
    codes, distinct = pd.factorize(dates)
    words = pd.array([*map(unbroken, distinct), NOTHING], dtype="str")
    return pd.Series(words.take(codes), index=dates.index)


def breaking(words: str) -> str:
    """Return words whose dates may break where a narrow cell needs it."""
    return words.replace("\N{NO-BREAK SPACE}", " ")


def figure(value: float | None) -> str:
    """Return a figure of a table, and a dash for none."""
    return NOTHING if value is None else str(value)


def share(value: float | None) -> str:
    """Return a percentage of a table, and a dash for none."""
    return NOTHING if value is None else f"{value}%"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def one_line(text: str, most: int | None = None) -> str:
    """Return any text as one line of at most `most` characters, without those that nobody sees."""
    seen = text if text.isprintable() else "".join(map(_seen, text))
    line = " ".join(seen.split())
    return line if most is None or len(line) <= most else f"{line[: most - 1]}…"


def _seen(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return " " if hidden else character


def headline(figures: Figures, *, long_overdue: int, words: Words = PLAIN_WORDS) -> str:
    """Return the inspectors' sentence with the figures of the service or of one team."""
    past = figures.past_deadline
    if past.of == 0:
        return words.fill("There is no {assessment} to judge.")
    have = "has" if past.count == 1 else "have"
    sentence = (
        f"{past.count} of {counted(past.of, words.assessment, words.assessments)} "
        f"({whole_share(past.count, past.of)}) {have} missed the deadline set by the manager"
    )
    return f"{sentence}{_by_days(figures, long_overdue)} {no_deadline(figures.have_no_deadline)}"


def _by_days(figures: Figures, long_overdue: int) -> str:
    past = figures.past_deadline
    if past.mean_working_days_late is None:
        return "."
    is_are = "is" if past.long_overdue == 1 else "are"
    return (
        f"{on_average(past.mean_working_days_late)}; {past.long_overdue} {is_are} more than "
        f"{long_overdue} working days past it and the worst is {past.max_working_days_late}."
    )


def on_average(days: float) -> str:
    """Return by how many working days a deadline was missed on average, as part of a sentence."""
    return f", by {days:g} {'working day' if days == 1 else 'working days'} on average"


def no_deadline(count: int) -> str:
    """Return how many have no deadline, as a sentence."""
    return f"{count} {'has' if count == 1 else 'have'} no deadline."


def whole_share(count: int, of: int) -> str:
    """Return a share as a whole percentage, half up."""
    return f"{(200 * count + of) // (2 * of)}%"
