"""The oracle: the rules once more, slow and obvious, to judge the fast code by.

Written from the rules and not from the program: nothing of `monitor` is imported, every date is
walked one by one, and the bank holidays are computed here. Where the two disagree, one is wrong.

Three words are used as the rules use them. A cell is *usable* when it holds a date that parses and
is plausible, or a text that is not blank. A record is *completed* by its authorised date and its
state. It is *open* when its status says that somebody still has the work, `unreadable` included.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypedDict

from tests.support.untraced import untraced

STATUSES = (
    "duplicate",
    "cancelled",
    "unreadable",
    "completed_no_deadline",
    "completed_late",
    "completed_on_time",
    "no_deadline",
    "overdue",
    "due_soon",
    "on_track",
)
OPEN = frozenset({"unreadable", "no_deadline", "overdue", "due_soon", "on_track"})
COMPLETED = frozenset({"completed_no_deadline", "completed_late", "completed_on_time"})
PAST_DEADLINE = frozenset({"overdue", "completed_late"})

DATE_COLUMNS = (
    "referral_date",
    "start_date",
    "deadline",
    "authorised_date",
    "submitted_date",
    "case_closed_date",
)
STATES = ("open", "awaiting_authorisation", "authorised", "cancelled")
CHILD_SEEN = ("yes", "no", "not_recorded", "not_applicable")
BUILT_IN_CHILD_SEEN = {
    "yes": ("yes", "y", "true", "1", "seen", "seen alone", "a) yes"),
    "no": ("no", "n", "false", "0", "not seen", "b) no"),
    "not_recorded": ("unknown", "not recorded", "c) unknown"),
    "not_applicable": ("unborn", "not applicable", "n/a"),
}

ONE_DAY = timedelta(days=1)
Problem = tuple[str, str]
Key = tuple[object, ...]


@dataclass(frozen=True)
class OracleRules:
    """The settings that the rules depend on, and the date to judge by."""

    as_at: date
    date_formats: tuple[str, ...] = ("%d/%m/%Y",)
    due_soon_working_days: int = 5
    statutory_working_days: int = 45
    long_overdue_working_days: int = 70
    headline_months: int = 12
    extra_bank_holidays: frozenset[date] = frozenset()
    closures: frozenset[date] = frozenset()
    timescale_from: str | None = None  # "start" or "referral", where `timescale` is mapped
    states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    child_seen_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    teams: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (name, aliases)
    excel_serials: bool = False


@dataclass(frozen=True)
class OracleRecord:
    """What the rules say of one record, in the order of the rows."""

    team: str  # the configured name where it is known, else as it stands; blank stays blank
    deadline: date | None
    authorised_date: date | None  # kept where it does not complete the record
    completed: bool  # section 6, whatever the status
    status: str
    working_days_late: int | None
    working_days_since_referral: int | None
    flags: frozenset[str]
    problems: frozenset[Problem]  # (column, code); column "" is the whole record
    missed_deadline: date | None = None  # what an earlier night saw missed
    effective_deadline: date | None = None


class OpenPastDeadline(TypedDict):
    """The open-only figure that stands beside the headline."""

    count: int
    of: int
    percent: float | None


class PastDeadline(TypedDict):
    """The headline, as in `summary.json`."""

    count: int
    of: int
    percent: float | None
    mean_working_days_late: float | None
    median_working_days_late: float | None
    max_working_days_late: int | None
    long_overdue: int
    left_out_of_days: int
    outside_period: int
    open: OpenPastDeadline


class OracleSummary(TypedDict):
    """The figures of some records; problems holds only the codes that occur."""

    past_deadline: PastDeadline
    statuses: dict[str, int]
    flags: dict[str, int]
    problems: dict[str, int]


# Bank holidays of England (section 4), from 1999 to 2029.

FIRST_DAY = date(1999, 1, 1)
LAST_DAY = date(2029, 12, 31)
ONE_OFF_HOLIDAYS = {
    date(1999, 12, 31),  # Friday, the millennium
    date(2002, 6, 3),  # Monday, Golden Jubilee
    date(2011, 4, 29),  # Friday, royal wedding
    date(2012, 6, 5),  # Tuesday, Diamond Jubilee
    date(2022, 6, 3),  # Friday, Platinum Jubilee
    date(2022, 9, 19),  # Monday, state funeral
    date(2023, 5, 8),  # Monday, coronation
}
EARLY_MAY_MOVED = {2020: date(2020, 5, 8)}  # Friday, 75 years of VE day
SPRING_MOVED = {
    2002: date(2002, 6, 4),  # Tuesday
    2012: date(2012, 6, 4),  # Monday
    2022: date(2022, 6, 2),  # Thursday
}


def easter_sunday(year: int) -> date:
    """Easter by the anonymous Gregorian algorithm."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leaps, year_rest = divmod(of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leaps - epact - year_rest) % 7
    correction = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def first_monday(year: int, month: int) -> date:
    """The first Monday of a month."""
    day = date(year, month, 1)
    while day.weekday() != 0:
        day += ONE_DAY
    return day


def last_monday(year: int, month: int) -> date:
    """The last Monday of a month of 31 days."""
    day = date(year, month, 31)
    while day.weekday() != 0:
        day -= ONE_DAY
    return day


def with_substitutes(days: Iterable[date]) -> set[date]:
    """Holidays of fixed date; one at a weekend is kept on the next weekday that is free."""
    kept = {day for day in days if day.weekday() < 5}
    for day in sorted(set(days) - kept):
        substitute = day
        while substitute.weekday() >= 5 or substitute in kept:
            substitute += ONE_DAY
        kept.add(substitute)
    return kept


def bank_holidays_of(year: int) -> set[date]:
    """The yearly bank holidays of England that fall on a weekday, substitutes included."""
    easter = easter_sunday(year)
    return {
        easter - 2 * ONE_DAY,
        easter + ONE_DAY,
        EARLY_MAY_MOVED.get(year, first_monday(year, 5)),
        SPRING_MOVED.get(year, last_monday(year, 5)),
        last_monday(year, 8),
        *with_substitutes([date(year, 1, 1)]),
        *with_substitutes([date(year, 12, 25), date(year, 12, 26)]),
    }


BANK_HOLIDAYS = frozenset(
    ONE_OFF_HOLIDAYS.union(*(bank_holidays_of(year) for year in range(1999, 2030)))
)


# Counting days (section 4).


def is_working_day(day: date, holidays: frozenset[date]) -> bool:
    """Section 3: Monday to Friday, not a holiday; a day outside the calendar is an error."""
    if not FIRST_DAY <= day <= LAST_DAY:
        message = f"{day} is outside the oracle's calendar, {FIRST_DAY} to {LAST_DAY}"
        raise ValueError(message)
    return day.weekday() < 5 and day not in holidays


@cache
def working_days(a: date, b: date, holidays: frozenset[date]) -> int:
    """Section 4: the number of working days d with a < d <= b, and 0 where b <= a."""
    count = 0
    day = a
    while day < b:
        day += ONE_DAY
        if is_working_day(day, holidays):
            count += 1
    return count


@cache
def nth_working_day(after: date, n: int, holidays: frozenset[date], last: date) -> date | None:
    """The nth working day after a date (0 is the date itself); None if later than `last`."""
    day = after
    remaining = n
    while remaining > 0 and day < last:
        day += ONE_DAY
        if is_working_day(day, holidays):
            remaining -= 1
    return day if remaining == 0 and day <= last else None


def months_later(day: date, months: int) -> date:
    """The same day some calendar months on (or back), clipped to the end of the month."""
    years, month_from_0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_of_month = 31
    while True:
        try:
            return date(years, month_from_0 + 1, min(day.day, last_of_month))
        except ValueError:
            last_of_month -= 1


@dataclass(frozen=True)
class Clock:
    """The as-at date with what hangs on it: the two calendars and the ends of the periods."""

    as_at: date
    statutory: frozenset[date]  # days that do not count towards the 45
    manager: frozenset[date]  # days that do not count for the manager's deadline
    latest_plausible: date
    headline_after: date


def clock_of(rules: OracleRules) -> Clock:
    """Sections 3, 5 and 6: closures count for the manager's deadline only."""
    statutory = BANK_HOLIDAYS | rules.extra_bank_holidays
    return Clock(
        as_at=rules.as_at,
        statutory=statutory,
        manager=statutory | rules.closures,
        latest_plausible=months_later(rules.as_at, 24),
        headline_after=months_later(rules.as_at, -rules.headline_months),
    )


# Reading one date (section 6).

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WITH_TIME = re.compile(
    r"(?P<day>.*[0-9A-Za-z])(?:T|[ ]+)"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"(?:[ ]*(?P<half>[AaPp][Mm]))?"
    r"(?:[ ]*(?P<offset>Z|[+-][0-9]{2}(?::?[0-9]{2})?))?"
)
EXCEL_SERIAL = re.compile(r"([0-9]{1,7})(?:\.[0-9]+)?")
EXCEL_DAY_0 = date(1899, 12, 30)
EXCEL_LAST = 2958465  # 31 December 9999


def read_date(text: str, rules: OracleRules) -> date | None:
    """Section 6: ISO first, then the declared formats, without any time; None is unparsed."""
    return (
        read_day(text, rules.date_formats)
        or read_day_with_time(text, rules.date_formats)
        or (read_excel_serial(text) if rules.excel_serials else None)
    )


def read_day(text: str, date_formats: tuple[str, ...]) -> date | None:
    """A date alone: ISO, else the first declared format that fits."""
    if ISO_DATE.fullmatch(text):
        return day_by_format(text, "%Y-%m-%d")
    days = (day_by_format(text, date_format) for date_format in date_formats)
    return next((day for day in days if day is not None), None)


def day_by_format(text: str, date_format: str) -> date | None:
    """The date that one format reads, or None."""
    try:
        return datetime.strptime(text, date_format).date()
    except ValueError:
        return None


def read_day_with_time(text: str, date_formats: tuple[str, ...]) -> date | None:
    """A date with a time behind it: the time is dropped, an offset is taken to London first."""
    match = WITH_TIME.fullmatch(text)
    day = read_day(match["day"], date_formats) if match else None
    since_midnight = time_of_day(match) if match else None
    if match is None or day is None or since_midnight is None:
        return None
    if match["offset"] is None:
        return day
    return date_in_london(day, since_midnight - offset_from_utc(match["offset"]))


def time_of_day(match: re.Match[str]) -> timedelta | None:
    """The time since midnight, or None where there is no such time."""
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].upper() == "PM" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second)


def offset_from_utc(offset: str) -> timedelta:
    """`Z`, `+01:00`, `+0100` or `+01`."""
    if offset == "Z":
        return timedelta(0)
    minutes = int(offset[-2:]) if len(offset) > len("+01") else 0
    ahead = timedelta(hours=int(offset[1:3]), minutes=minutes)
    return -ahead if offset[0] == "-" else ahead


def date_in_london(day: date, utc_since_midnight: timedelta) -> date:
    """The date on a London clock; at the very ends of the calendar, the date as it was written."""
    try:
        utc = datetime(day.year, day.month, day.day) + utc_since_midnight
        return (utc + timedelta(hours=1)).date() if is_summer_time(utc) else utc.date()
    except OverflowError:
        return day


def is_summer_time(utc: datetime) -> bool:
    """British Summer Time: 01:00 UTC on the last Sunday of March to that of October."""
    return summer_time_edge(utc.year, 3) <= utc < summer_time_edge(utc.year, 10)


def summer_time_edge(year: int, month: int) -> datetime:
    """01:00 on the last Sunday of a month of 31 days."""
    edge = datetime(year, month, 31, 1)
    while edge.weekday() != 6:
        edge -= ONE_DAY
    return edge


def read_excel_serial(text: str) -> date | None:
    """The day number of an Excel sheet, where the source declares them."""
    match = EXCEL_SERIAL.fullmatch(text)
    if match is None or not 1 <= int(match[1]) <= EXCEL_LAST:
        return None
    return EXCEL_DAY_0 + int(match[1]) * ONE_DAY


def is_plausible(day: date, clock: Clock) -> bool:
    """Section 6: not before 2000, nor over two years after the as-at date."""
    return date(2000, 1, 1) <= day <= clock.latest_plausible


# Reading one record (section 6).


@dataclass(frozen=True)
class Reading:
    """The canonical columns of one record, normalised: what two records are compared by."""

    assessment_id: str
    child_id: str
    team: str
    worker: str
    family_id: str
    referral_date: date | None
    start_date: date | None
    deadline: date | None
    timescale: int | None
    authorised_date: date | None
    submitted_date: date | None
    case_closed_date: date | None
    state: str  # a canonical state, or blank
    child_seen: str  # a canonical word, or blank where the column is not mapped


def trimmed(row: Mapping[str, str], column: str) -> str:
    """Section 6: surrounding white space is trimmed, no-break too; not mapped is blank."""
    return row.get(column, "").strip()


def read_record(
    row: Mapping[str, str], columns: frozenset[str], rules: OracleRules, clock: Clock
) -> tuple[Reading, frozenset[Problem]]:
    """One row as the canonical record, with the problems of its cells."""
    dates: dict[str, date | None] = {}
    problems: set[Problem] = set()
    for column in DATE_COLUMNS:
        dates[column] = usable_date(row, column, rules, clock, problems)
    timescale = usable_timescale(row, problems)
    if "timescale" in columns:
        dates["deadline"] = deadline_by_timescale(timescale, dates, rules, clock, problems)
    reading = Reading(
        assessment_id=trimmed(row, "assessment_id"),
        child_id=trimmed(row, "child_id"),
        team=canonical_team(row, rules, problems),
        worker=trimmed(row, "worker"),
        family_id=trimmed(row, "family_id"),
        timescale=timescale,
        state=canonical_state(row, rules, problems),
        child_seen=canonical_child_seen(row, columns, rules, problems),
        **dates,
    )
    problems |= missing_ids(reading, columns)
    problems |= problems_between_columns(reading, clock)
    return reading, frozenset(problems)


def usable_date(
    row: Mapping[str, str],
    column: str,
    rules: OracleRules,
    clock: Clock,
    problems: set[Problem],
) -> date | None:
    """Section 6: `unparsed_date` and `implausible_date` leave the cell unusable."""
    text = trimmed(row, column)
    if not text:
        return None
    day = read_date(text, rules)
    if day is None:
        problems.add((column, "unparsed_date"))
        return None
    if not is_plausible(day, clock):
        problems.add((column, "implausible_date"))
        return None
    return day


def usable_timescale(row: Mapping[str, str], problems: set[Problem]) -> int | None:
    """`unparsed_timescale`: not blank and not a whole number from 0 to 999."""
    text = trimmed(row, "timescale")
    if not text:
        return None
    match = re.fullmatch(r"([0-9]+)(?:\.0+)?", text)
    if match is None or int(match[1]) > 999:
        problems.add(("timescale", "unparsed_timescale"))
        return None
    return int(match[1])


def deadline_by_timescale(
    timescale: int | None,
    dates: Mapping[str, date | None],
    rules: OracleRules,
    clock: Clock,
    problems: set[Problem],
) -> date | None:
    """Section 6: the nth working day after the start or the referral, by the manager's calendar."""
    base = dates[{"start": "start_date", "referral": "referral_date"}[rules.timescale_from or ""]]
    if timescale is None or base is None:
        return None
    deadline = nth_working_day(base, timescale, clock.manager, clock.latest_plausible)
    if deadline is None:
        problems.add(("timescale", "implausible_date"))
    return deadline


def in_one_form(name: str) -> str:
    """One kind of space, singly, one kind of hyphen, and nothing that nobody sees."""
    for dash in "‐‑‒–—―−﹘﹣－":  # noqa: RUF001  (they look alike: that is the point)
        name = name.replace(dash, "-")
    seen = (letter for letter in name if letter not in "\u00ad\u200b\u200c\u200d\u2060\ufeff")
    return " ".join("".join(seen).split())


def spaces_and_case_aside(name: str) -> str:
    """Team names are matched without regard to case, runs of spaces and kinds of hyphen."""
    return in_one_form(name).casefold()


def canonical_team(row: Mapping[str, str], rules: OracleRules, problems: set[Problem]) -> str:
    """Section 6: the configured name; `missing_team` and `unknown_team` are shown."""
    team = trimmed(row, "team")
    if not team:
        problems.add(("team", "missing_team"))
        return ""
    for name, aliases in rules.teams:
        if spaces_and_case_aside(team) in map(spaces_and_case_aside, (name, *aliases)):
            return name
    if rules.teams:
        problems.add(("team", "unknown_team"))
    return in_one_form(team)


def word_for(text: str, spellings: Mapping[str, Iterable[str]]) -> str | None:
    """The canonical word that has this spelling, without regard to case."""
    for word, spelled in spellings.items():
        if text.casefold() in (spelling.strip().casefold() for spelling in spelled):
            return word
    return None


def canonical_state(row: Mapping[str, str], rules: OracleRules, problems: set[Problem]) -> str:
    """Section 6: a state that is not mapped is `unknown_code`, and open; blank stays blank."""
    text = trimmed(row, "state")
    if not text:
        return ""
    own_words = {word: (word,) for word in STATES}
    word = word_for(text, own_words) or word_for(text, rules.states)
    if word is None:
        problems.add(("state", "unknown_code"))
    return word or "open"


def canonical_child_seen(
    row: Mapping[str, str], columns: frozenset[str], rules: OracleRules, problems: set[Problem]
) -> str:
    """Section 6: unknown or blank is `not_recorded`, where the column is mapped."""
    if "child_seen" not in columns:
        return ""
    text = trimmed(row, "child_seen")
    if not text:
        return "not_recorded"
    own_words = {word: (word,) for word in CHILD_SEEN}
    word = (
        word_for(text, own_words)
        or word_for(text, rules.child_seen_values)
        or word_for(text, BUILT_IN_CHILD_SEEN)
    )
    if word is None:
        problems.add(("child_seen", "unknown_code"))
    return word or "not_recorded"


def missing_ids(reading: Reading, columns: frozenset[str]) -> set[Problem]:
    """Section 6: `missing_child_id`, and `missing_assessment_id` where the column is mapped."""
    missing = set()
    if not reading.child_id:
        missing.add(("child_id", "missing_child_id"))
    if "assessment_id" in columns and not reading.assessment_id:
        missing.add(("assessment_id", "missing_assessment_id"))
    return missing


# Problems between the columns of one record (section 6).


def is_before(earlier: date | None, later: date | None) -> bool:
    """Both are usable, and the one is before the other."""
    return earlier is not None and later is not None and earlier < later


def authorised_before_start(reading: Reading, _: Clock) -> bool:
    """Section 6: not completed."""
    return is_before(reading.authorised_date, reading.start_date)


def authorised_in_future(reading: Reading, clock: Clock) -> bool:
    """Section 6: not completed."""
    return is_before(clock.as_at, reading.authorised_date)


def deadline_before_start(reading: Reading, _: Clock) -> bool:
    """Section 6: judged by it, left out of mean, median and maximum."""
    return is_before(reading.deadline, reading.start_date)


def start_before_referral(reading: Reading, _: Clock) -> bool:
    """Section 6: shown."""
    return is_before(reading.start_date, reading.referral_date)


def start_in_future(reading: Reading, clock: Clock) -> bool:
    """Section 6: shown."""
    return is_before(clock.as_at, reading.start_date)


def authorised_but_open(reading: Reading, _: Clock) -> bool:
    """Section 6: the state says that it is not finished, an unknown state included."""
    unfinished = reading.state in {"open", "awaiting_authorisation"}
    return unfinished and reading.authorised_date is not None


def authorised_without_date(reading: Reading, _: Clock) -> bool:
    """Section 6: the state says authorised, and there is no usable date."""
    return reading.state == "authorised" and reading.authorised_date is None


PROBLEMS_BETWEEN_COLUMNS: tuple[tuple[str, str, Callable[[Reading, Clock], bool]], ...] = (
    ("authorised_date", "authorised_before_start", authorised_before_start),
    ("authorised_date", "authorised_in_future", authorised_in_future),
    ("deadline", "deadline_before_start", deadline_before_start),
    ("start_date", "start_before_referral", start_before_referral),
    ("start_date", "start_in_future", start_in_future),
    ("state", "authorised_but_open", authorised_but_open),
    ("state", "authorised_without_date", authorised_without_date),
)


def problems_between_columns(reading: Reading, clock: Clock) -> set[Problem]:
    """Every problem of the table that holds."""
    return {
        (column, code) for column, code, holds in PROBLEMS_BETWEEN_COLUMNS if holds(reading, clock)
    }


# Records beside each other (section 6).


def key_of(reading: Reading) -> Key | None:
    """Section 6: assessment and child id; else child id, referral and start date; else none."""
    if reading.assessment_id and reading.child_id:
        return (reading.assessment_id, reading.child_id)
    if reading.child_id and reading.referral_date and reading.start_date:
        return (reading.child_id, reading.referral_date, reading.start_date)
    return None


def places_by_key(readings: Sequence[Reading]) -> Iterator[list[int]]:
    """The places of the records that share a key, in their order; one without a key shares none."""
    places: dict[Key, list[int]] = defaultdict(list)
    for place, reading in enumerate(readings):
        key = key_of(reading)
        if key is not None:
            places[key].append(place)
    return iter(places.values())


def duplicates_among(readings: Sequence[Reading]) -> set[int]:
    """Section 6: equal to an earlier record of the same key in every canonical column."""
    duplicates = set()
    for places in places_by_key(readings):
        for order, place in enumerate(places):
            if any(readings[place] == readings[earlier] for earlier in places[:order]):
                duplicates.add(place)
    return duplicates


def conflicts_among(readings: Sequence[Reading], duplicates: set[int]) -> set[int]:
    """Section 6: another record has the same key and other content; the cancelled count too."""
    conflicting: set[int] = set()
    for places in places_by_key(readings):
        different = [place for place in places if place not in duplicates]
        if len(different) > 1:
            conflicting.update(different)
    return conflicting


# Status and days of one record (sections 4 and 5).


def is_completed(reading: Reading, clock: Clock) -> bool:
    """Section 6: a usable authorised date that can be true, and the state blank or authorised."""
    return (
        reading.authorised_date is not None
        and not authorised_before_start(reading, clock)
        and not authorised_in_future(reading, clock)
        and reading.state in {"", "authorised"}
    )


def is_unreadable(reading: Reading) -> bool:
    """Section 5: child id, assessment id, start date and deadline are all four unusable."""
    return not (reading.child_id or reading.assessment_id or reading.start_date or reading.deadline)


def status_of(reading: Reading, *, is_duplicate: bool, rules: OracleRules, clock: Clock) -> str:
    """Section 5: exactly one status, the first that matches."""
    if is_duplicate:
        return "duplicate"
    if reading.state == "cancelled":
        return "cancelled"
    if is_unreadable(reading):
        return "unreadable"
    if is_completed(reading, clock):
        return status_of_completed(reading)
    return status_of_open(reading, rules, clock)


def effective_deadline(reading: Reading, missed: date | None, clock: Clock) -> date | None:
    """Section 4: the missed deadline, unless an earlier one, not before the start, is missed now.

    A deadline before the start is a slip of the keyboard: it takes no missed one's place.
    """
    present = reading.deadline
    if missed is None or present is None or present >= missed:
        return missed or present
    if is_before(present, reading.start_date):
        return missed
    judged_on = reading.authorised_date if is_completed(reading, clock) else clock.as_at
    return present if is_before(present, judged_on) else missed


def status_of_completed(reading: Reading) -> str:
    """Section 5: authorised after the deadline, on or before it, or without one."""
    if reading.deadline is None:
        return "completed_no_deadline"
    return (
        "completed_late"
        if is_before(reading.deadline, reading.authorised_date)
        else "completed_on_time"
    )


def status_of_open(reading: Reading, rules: OracleRules, clock: Clock) -> str:
    """Section 5: due today is not missed."""
    if reading.deadline is None:
        return "no_deadline"
    if clock.as_at > reading.deadline:
        return "overdue"
    left = working_days(clock.as_at, reading.deadline, clock.manager)
    return "due_soon" if left <= rules.due_soon_working_days else "on_track"


def last_counted_day(reading: Reading, status: str, clock: Clock) -> date | None:
    """Section 4: the as-at date for an open record, the authorised date for a completed one."""
    if status in OPEN:
        return clock.as_at
    return reading.authorised_date if status in COMPLETED else None


def days_late(reading: Reading, status: str, clock: Clock) -> int | None:
    """Section 4: working days after the deadline, by the manager's calendar."""
    end = last_counted_day(reading, status, clock)
    if status not in PAST_DEADLINE or reading.deadline is None or end is None:
        return None
    return working_days(reading.deadline, end, clock.manager)


AuthorisedDates = Mapping[tuple[str, date], Sequence[date]]


def authorised_by_referral(readings: Sequence[Reading], statuses: Sequence[str]) -> AuthorisedDates:
    """When assessments of one child and one referral were completed."""
    authorised: dict[tuple[str, date], list[date]] = defaultdict(list)
    for reading, status in zip(readings, statuses, strict=True):
        if status in COMPLETED and reading.child_id and reading.referral_date:
            assert reading.authorised_date is not None, "completed without a date"
            authorised[reading.child_id, reading.referral_date].append(reading.authorised_date)
    return authorised


def starts_a_case(reading: Reading, authorised: AuthorisedDates) -> bool:
    """Section 4: no other of the same child and referral was authorised before this one started."""
    if not reading.child_id or reading.referral_date is None:
        return True
    others = authorised.get((reading.child_id, reading.referral_date), ())
    return not any(is_before(other, reading.start_date) for other in others)


def day_of_45(
    reading: Reading, status: str, authorised: AuthorisedDates, clock: Clock
) -> int | None:
    """Section 4: working days from the referral; unknown where it does not start a case."""
    end = last_counted_day(reading, status, clock)
    if end is None or reading.referral_date is None or not starts_a_case(reading, authorised):
        return None
    return working_days(reading.referral_date, end, clock.statutory)


# Flags (section 5).


@dataclass(frozen=True)
class Judged:
    """One record with its status and days, which is what the flags look at."""

    reading: Reading
    status: str
    working_days_late: int | None
    working_days_since_referral: int | None
    is_conflicting: bool
    rules: OracleRules
    clock: Clock

    @property
    def is_open(self) -> bool:
        """Somebody still has the work."""
        return self.status in OPEN

    @property
    def is_completed(self) -> bool:
        """The manager has authorised it."""
        return self.status in COMPLETED


def child_not_seen(judged: Judged) -> bool:
    """Open, and recorded as not seen."""
    return judged.is_open and judged.reading.child_seen == "no"


def child_seen_not_recorded(judged: Judged) -> bool:
    """Open, the column is mapped, and nothing usable is in it."""
    return judged.is_open and judged.reading.child_seen == "not_recorded"


def past_45_working_days(judged: Judged) -> bool:
    """The day of 45 is known and over 45, open or completed."""
    day = judged.working_days_since_referral
    return day is not None and day > judged.rules.statutory_working_days


def day_45_soon(judged: Judged) -> bool:
    """Open, and from none to five of the limit's working days are left."""
    day = judged.working_days_since_referral
    left = None if day is None else judged.rules.statutory_working_days - day
    return judged.is_open and left in range(6)


def deadline_beyond_45(judged: Judged) -> bool:
    """The deadline is later than the date of the 45th working day from the referral."""
    deadline, referral = judged.reading.deadline, judged.reading.referral_date
    if judged.working_days_since_referral is None or deadline is None or referral is None:
        return False
    limit = judged.rules.statutory_working_days
    day_before = deadline - ONE_DAY
    return nth_working_day(referral, limit, judged.clock.statutory, day_before) is not None


def long_overdue(judged: Judged) -> bool:
    """Working days late over the limit, open or completed."""
    late = judged.working_days_late
    return late is not None and late > judged.rules.long_overdue_working_days


def awaiting_authorisation(judged: Judged) -> bool:
    """Open, and the state says so."""
    return judged.is_open and judged.reading.state == "awaiting_authorisation"


def case_closed_unfinished(judged: Judged) -> bool:
    """Open, and the case was closed on or before the as-at date."""
    closed = judged.reading.case_closed_date
    return judged.is_open and closed is not None and closed <= judged.clock.as_at


def authorised_on_start_date(judged: Judged) -> bool:
    """Completed on the day it started."""
    return judged.is_completed and judged.reading.authorised_date == judged.reading.start_date


def conflicting_record(judged: Judged) -> bool:
    """Another record has the same key and other content; stands on cancelled records too."""
    return judged.is_conflicting


FLAGS: dict[str, Callable[[Judged], bool]] = {
    "child_not_seen": child_not_seen,
    "child_seen_not_recorded": child_seen_not_recorded,
    "past_45_working_days": past_45_working_days,
    "day_45_soon": day_45_soon,
    "deadline_beyond_45": deadline_beyond_45,
    "long_overdue": long_overdue,
    "awaiting_authorisation": awaiting_authorisation,
    "case_closed_unfinished": case_closed_unfinished,
    "authorised_on_start_date": authorised_on_start_date,
    "conflicting_record": conflicting_record,
}


# Judging an extract.


@untraced
def judge(
    rows: Sequence[Mapping[str, str]],
    rules: OracleRules,
    missed: Sequence[date | None] | None = None,
) -> list[OracleRecord]:
    """Judge every row; the columns of the first row are the ones that are mapped.

    `missed` is the missed deadline of each row, where earlier nights saw one.
    """
    clock = clock_of(rules)
    columns = frozenset(rows[0]) if rows else frozenset()
    read = [read_record(row, columns, rules, clock) for row in rows]
    readings = [reading for reading, _ in read]
    duplicates = duplicates_among(readings)
    conflicting = conflicts_among(readings, duplicates)
    missed = [None] * len(rows) if missed is None else missed
    judged_by = [
        replace(reading, deadline=effective_deadline(reading, seen, clock))
        for reading, seen in zip(readings, missed, strict=True)
    ]
    statuses = [
        status_of(reading, is_duplicate=place in duplicates, rules=rules, clock=clock)
        for place, reading in enumerate(judged_by)
    ]
    authorised = authorised_by_referral(readings, statuses)
    return [
        record_of(
            Judged(
                reading=reading,
                status=statuses[place],
                working_days_late=days_late(judged_by[place], statuses[place], clock),
                working_days_since_referral=day_of_45(reading, statuses[place], authorised, clock),
                is_conflicting=place in conflicting,
                rules=rules,
                clock=clock,
            ),
            problems,
            missed=missed[place],
            effective=judged_by[place].deadline,
        )
        for place, (reading, problems) in enumerate(read)
    ]


def record_of(
    judged: Judged, problems: frozenset[Problem], missed: date | None, effective: date | None
) -> OracleRecord:
    """What is said of a record, with its flags and the problems that other records cause."""
    beside_others = set()
    if judged.status == "duplicate":
        beside_others.add(("", "duplicate_record"))
    if judged.is_conflicting:
        beside_others.add(("", "conflicting_record"))
    return OracleRecord(
        team=judged.reading.team,
        deadline=judged.reading.deadline,
        authorised_date=judged.reading.authorised_date,
        completed=is_completed(judged.reading, judged.clock),
        status=judged.status,
        working_days_late=judged.working_days_late,
        working_days_since_referral=judged.working_days_since_referral,
        flags=frozenset(code for code, holds in FLAGS.items() if holds(judged)),
        problems=problems | beside_others,
        missed_deadline=missed,
        effective_deadline=effective,
    )


# The figures (section 5, "The headline").


def one_decimal(numerator: int, denominator: int) -> float | None:
    """A quotient with one decimal, half up, in whole numbers; None of nothing."""
    if denominator == 0:
        return None
    return ((20 * numerator + denominator) // (2 * denominator)) / 10


def mean_of(days: Sequence[int]) -> float | None:
    """The mean, one decimal."""
    return one_decimal(sum(days), len(days))


def median_of(days: Sequence[int]) -> float | None:
    """The middle one, or half-way between the two in the middle."""
    if not days:
        return None
    ordered = sorted(days)
    middle = ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]
    return one_decimal(middle, 2)


def is_in_period(record: OracleRecord, clock: Clock) -> bool:
    """Completed, and authorised within `headline_months` up to the as-at date."""
    return record.status in COMPLETED and is_before(clock.headline_after, record.authorised_date)


def is_left_out_of_days(record: OracleRecord) -> bool:
    """Section 6: a deadline before the start is left out of mean, median and maximum."""
    is_judged_by_it = record.effective_deadline == record.deadline
    return is_judged_by_it and ("deadline", "deadline_before_start") in record.problems


def past_deadline(records: Sequence[OracleRecord], rules: OracleRules) -> PastDeadline:
    """Section 5: overdue and completed late, of all open and of those authorised in the period."""
    clock = clock_of(rules)
    open_records = [record for record in records if record.status in OPEN]
    completed = [record for record in records if record.status in COMPLETED]
    in_period = [record for record in completed if is_in_period(record, clock)]
    counted = open_records + in_period
    past = [record for record in counted if record.status in PAST_DEADLINE]
    days = [lateness(record) for record in past if not is_left_out_of_days(record)]
    overdue = [record for record in open_records if record.status == "overdue"]
    return PastDeadline(
        count=len(past),
        of=len(counted),
        percent=one_decimal(100 * len(past), len(counted)),
        mean_working_days_late=mean_of(days),
        median_working_days_late=median_of(days),
        max_working_days_late=max(days, default=None),
        long_overdue=sum(lateness(record) > rules.long_overdue_working_days for record in past),
        left_out_of_days=len(past) - len(days),
        outside_period=len(completed) - len(in_period),
        open=OpenPastDeadline(
            count=len(overdue),
            of=len(open_records),
            percent=one_decimal(100 * len(overdue), len(open_records)),
        ),
    )


def lateness(record: OracleRecord) -> int:
    """The working days late of a record that is past its deadline."""
    assert record.working_days_late is not None, "past the deadline by an unknown number of days"
    return record.working_days_late


@untraced
def summarise(records: Sequence[OracleRecord], rules: OracleRules) -> OracleSummary:
    """The figures of `summary.json` for these records; give one team's records for one team."""
    statuses = Counter(record.status for record in records)
    flags = Counter(flag for record in records for flag in record.flags)
    problems = Counter(code for record in records for _, code in record.problems)
    return OracleSummary(
        past_deadline=past_deadline(records, rules),
        statuses={status: statuses[status] for status in STATUSES},
        flags={flag: flags[flag] for flag in FLAGS},
        problems=dict(problems),
    )
