"""Text to dates: ISO first, then the declared formats; what is unreadable is marked."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from monitor.assessments.working_days import FIRST_USABLE
from monitor.settings.dates import EXCEL_SERIALS

if TYPE_CHECKING:
    from collections.abc import Sequence

Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]

LONDON = ZoneInfo("Europe/London")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WITH_TIME = re.compile(
    r"(?P<date>.+?)(?:[Tt]| +)(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?"
    r"(?: ?(?P<half>[AaPp][Mm]))?(?: ?(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?"
)
_SERIAL = re.compile(r"[0-9]{1,7}(?:\.[0-9]+)?")
_MONTH_BY_NAME = re.compile(r"%[bB]\.?")
_LETTERS = re.compile(r"([^\W\d_]+)\.?")
_LONG_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
#: The months as the English write them, by their numbers.
_MONTHS = {
    **{long: number for number, long in enumerate(_LONG_MONTHS, start=1)},
    **{long[:3]: number for number, long in enumerate(_LONG_MONTHS, start=1)},
    "sept": 9,
}
#: Excel counts days from here, its own leap day of 1900 included.
_SERIAL_ZERO = date(1899, 12, 30)
#: Excel's last day, 31 December 9999.
_LAST_SERIAL = 2_958_465
#: Dates are believed from 2000 to this many years after the as-at date.
_YEARS_AHEAD = 2


def read_dates(
    texts: Sequence[str], formats: Sequence[str], *, serial_dates: bool
) -> tuple[npt.NDArray[np.datetime64], Bools]:
    """Return the dates (`datetime64[s]`, NaT where there is none) and where text was unreadable.

    `texts` are trimmed; give each distinct one once. A time behind the date is dropped; one with
    an offset from UTC is taken to Europe/London first.
    """
    declared = tuple(each for each in formats if each != EXCEL_SERIALS)
    read = [_read(text, declared, serial_dates=serial_dates) for text in texts]
    dates = np.array(read, dtype="datetime64[D]").astype("datetime64[s]")
    return dates, np.array([text != "" for text in texts], dtype=bool) & np.isnat(dates)


def latest_plausible(as_at: date) -> date:
    """Return the last date that is believed: two years after the as-at date."""
    year = as_at.year + _YEARS_AHEAD
    leap_day = (as_at.month, as_at.day) == (2, 29)
    return as_at.replace(year=year, day=28) if leap_day else as_at.replace(year=year)


def believe(dates: Dates, as_at: date) -> tuple[Dates, Bools]:
    """Return the dates with NaT for each that is not believed, and true where that is so."""
    first, last = np.datetime64(FIRST_USABLE), np.datetime64(latest_plausible(as_at))
    outside = (dates < first) | (dates > last)
    return np.where(outside, np.datetime64("NaT", "s"), dates), outside


def _read(text: str, formats: Sequence[str], *, serial_dates: bool) -> date | None:
    if not text:
        return None
    if (found := _date(text, formats)) is not None:
        return found
    if serial_dates and _SERIAL.fullmatch(text):
        return _date_of_serial(int(float(text)))
    timed = _WITH_TIME.fullmatch(text)
    return _date_of_moment(timed, formats) if timed else None


def _date_of_serial(days: int) -> date | None:
    return _SERIAL_ZERO + timedelta(days=days) if 1 <= days <= _LAST_SERIAL else None


def _date(text: str, formats: Sequence[str]) -> date | None:
    if _ISO_DATE.fullmatch(text):
        return _parsed(text, "%Y-%m-%d")
    for each in formats:
        if (found := _parsed(text, each)) is not None:
            return found
    return None


def _parsed(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007  (a date is wanted, no moment)
    except ValueError:
        return _with_english_month(text, form)


def _with_english_month(text: str, form: str) -> date | None:
    """Return a date whose month is named in another way than its format has it, such as Sept."""
    if not _MONTH_BY_NAME.search(form):
        return None
    plain = _LETTERS.sub(_number_of_month, text)
    return None if plain == text else _parsed(plain, _MONTH_BY_NAME.sub("%m", form))


def _number_of_month(word: re.Match[str]) -> str:
    number = _MONTHS.get(word[1].casefold())
    return word[0] if number is None else str(number)


def _date_of_moment(timed: re.Match[str], formats: Sequence[str]) -> date | None:
    day, clock = _date(timed["date"], formats), _clock(timed["time"], timed["half"])
    if day is None or clock is None:
        return None
    if timed["offset"] is None:
        return day
    return _in_london(day, clock, timed["offset"])


def _in_london(day: date, clock: time, offset: str) -> date | None:
    """Return the date in London at that moment; at the ends of the calendar the date as written."""
    text = offset.upper().replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(f"{day.isoformat()}T{clock.isoformat()}{text}")
    except ValueError:
        return None
    try:
        return moment.astimezone(LONDON).date()
    except OverflowError:
        return day


def _clock(text: str, half: str | None) -> time | None:
    form = "%H:%M:%S" if text.count(":") > 1 else "%H:%M"
    if half:
        form, text = f"{form.replace('%H', '%I')} %p", f"{text} {half}"
    try:
        return datetime.strptime(text, form).time()  # noqa: DTZ007  (a clock time, no moment)
    except ValueError:
        return None
