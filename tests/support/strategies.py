"""Made-up rows of canonical raw text, good and bad, to hold the program and the oracle together.

`generated_rows` makes the same rows from the same seed on every system. The hypothesis strategies
draw the same kinds of rows and shrink them. No cell holds a tab, a line break or another control
character, and no row is blank throughout, so that the rows survive any file they are written to.

The tables of choices begin with the plainest one, which is what hypothesis shrinks to.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from tests.oracle.records import (
    BANK_HOLIDAYS,
    Clock,
    OracleRules,
    clock_of,
    nth_working_day,
    read_date,
    working_days,
)

Row = dict[str, str]
Case = tuple[list[Row], OracleRules]
Choice = TypeVar("Choice")

OPTIONAL_COLUMNS = (
    "assessment_id",
    "family_id",
    "worker",
    "referral_date",
    "submitted_date",
    "state",
    "child_seen",
    "case_closed_date",
)
ONE_DAY = timedelta(days=1)

# The settings that the generated words are made for.

STATE_SPELLINGS = {
    "open": ("Open", "In progress"),
    "awaiting_authorisation": ("Awaiting authorisation",),
    "authorised": ("Authorised", "Completed"),
    "cancelled": ("Cancelled",),
}
CHILD_SEEN_SPELLINGS = {"yes": ("Seen at home",), "no": ("Visit refused",)}
TEAM_NAMES = (
    ("Assessment Team North", ("North Assessment",)),
    ("Assessment Team South", ("South Assessment", "Team S")),
    ("Children's Assessment \N{EN DASH} East", ()),
)


def working_days_before(day: date, n: int, holidays: frozenset[date]) -> date:
    """Find the latest date from which it is n working days to this one."""
    earlier = day
    while working_days(earlier, day, holidays) < n:
        earlier -= ONE_DAY
    return earlier


def working_days_after(day: date, n: int, holidays: frozenset[date]) -> date:
    """Find the nth working day after a date, or the date itself where that is out of sight."""
    return nth_working_day(day, n, holidays, day + 3 * n * ONE_DAY + 30 * ONE_DAY) or day


def rules_for(as_at: date) -> OracleRules:
    """The settings for generated rows: closures and extra holidays near the as-at date."""
    return OracleRules(
        as_at=as_at,
        extra_bank_holidays=frozenset(
            {
                working_days_before(as_at, 6, BANK_HOLIDAYS) + ONE_DAY,
                working_days_after(as_at, 4, BANK_HOLIDAYS),
            }
        ),
        closures=frozenset(
            {
                working_days_before(as_at, 3, BANK_HOLIDAYS) + ONE_DAY,
                working_days_after(as_at, 2, BANK_HOLIDAYS),
            }
        ),
        states=STATE_SPELLINGS,
        child_seen_values=CHILD_SEEN_SPELLINGS,
        teams=TEAM_NAMES,
    )


# Choosing.


def pick(rng: Random, choices: Sequence[tuple[int, Choice]]) -> Choice:
    """Choose one, each as often as its weight."""
    return rng.choice([choice for weight, choice in choices for _ in range(weight)])


def once_in(rng: Random, times: int) -> bool:
    """Be true once in this many times."""
    return rng.randrange(times) == times - 1


def some_days(rng: Random, fewest: int, most: int) -> timedelta:
    """Choose a number of days, both ends included."""
    return timedelta(days=rng.randint(fewest, most))


# How a date is written.

SPELLED_DATES = (
    (30, "%d/%m/%Y"),
    (8, "%Y-%m-%d"),
    (2, "%d/%m/%Y 00:00"),
    (1, "%d/%m/%Y 23:59:59"),
    (1, "%d/%m/%Y 09:05 AM"),
    (1, "%Y-%m-%d 00:00:00.000"),
    (1, "%Y-%m-%dT00:00:00"),
    (1, "%Y-%m-%dT17:30:00.125"),
    (1, " %d/%m/%Y "),
    (1, "\N{NO-BREAK SPACE}%d/%m/%Y\N{NARROW NO-BREAK SPACE}"),
    # Around midnight: in British Summer Time the date in London may be another one.
    (1, "%Y-%m-%dT22:59:59Z"),
    (1, "%Y-%m-%dT23:00:00Z"),
    (1, "%Y-%m-%dT23:30:00.500Z"),
    (1, "%Y-%m-%dT23:30:00+00:00"),
    (1, "%Y-%m-%dT00:30:00+01:00"),
    (1, "%Y-%m-%dT00:30:00+0100"),
    (1, "%Y-%m-%dT00:15:00+02:00"),
    (1, "%Y-%m-%dT19:00:00-05:00"),
)
SPELLED_THE_SAME_DAY = SPELLED_DATES[:10]
UNPARSED_DATES = (
    "TBC",
    "31/02/2026",
    "2026-02-30",
    "13/13/2015",
    "02/01/26",
    "2026/01/02",
    "2 Jan 2026",
    "46024",
    "next Friday",
    "00/00/0000",
    "01/07/2015?",
    "NaT",
    "NULL",
    "-",
)
IMPLAUSIBLE_DATES = (
    "01/01/1900",
    "9999-12-31",
    "1900-01-01",
    "31/12/9999",
    "31/12/1999",
    "9999-12-31T23:59:59-05:00",
)


def spelled(day: date, spelling: str) -> str:
    """Write a date; not by strftime, which pads years on some systems only."""
    year, month, day_of_month = f"{day.year:04d}", f"{day.month:02d}", f"{day.day:02d}"
    return spelling.replace("%Y", year).replace("%m", month).replace("%d", day_of_month)


def spelled_without_leading_zeros(day: date) -> str:
    """Write a date as 2/1/2026, which the declared format reads as well."""
    return f"{day.day}/{day.month}/{day.year}"


def implausible_date(rng: Random, clock: Clock) -> str:
    """Write a date that parses and cannot be."""
    too_late = spelled(clock.latest_plausible + ONE_DAY, "%d/%m/%Y")
    return rng.choice([*IMPLAUSIBLE_DATES, too_late])


def hardly_plausible_date(rng: Random, clock: Clock) -> str:
    """Write the first or the last date that is still believed."""
    return rng.choice(["01/01/2000", spelled(clock.latest_plausible, "%d/%m/%Y")])


def blank(rng: Random) -> str:
    """Write nothing, or nothing that can be seen."""
    return pick(rng, ((30, ""), (1, "   "), (1, "\N{NO-BREAK SPACE}")))


def date_cell(rng: Random, day: date | None, clock: Clock) -> str:
    """Write a date: mostly as it is, sometimes with a fault; blank for none."""
    if day is None:
        return blank(rng)
    if once_in(rng, 40):
        return rng.choice(UNPARSED_DATES)
    if once_in(rng, 50):
        return implausible_date(rng, clock)
    if once_in(rng, 150):
        return hardly_plausible_date(rng, clock)
    if once_in(rng, 20):
        return spelled_without_leading_zeros(day)
    return spelled(day, pick(rng, SPELLED_DATES))


def unusable_date_cell(rng: Random, clock: Clock) -> str:
    """Write a date cell that says nothing."""
    return rng.choice(["", rng.choice(UNPARSED_DATES), implausible_date(rng, clock)])


# Words and ids.

TEAMS = (
    (30, "Assessment Team North"),
    (20, "Assessment Team South"),
    (5, "Children's Assessment \N{EN DASH} East"),
    (4, "North Assessment"),
    (2, "Team S"),
    (2, "assessment  TEAM   north "),
    (1, "SOUTH assessment"),
    (3, "Team Nowhere"),
    (1, "team nowhere"),
    (3, ""),
    (1, "  "),
    (2, "NA"),
    (1, "null"),
    (1, "None"),
    (1, "nan"),
    (1, "=Team <b>&amp;</b>"),
    (1, 'T\N{LATIN SMALL LETTER I WITH CIRCUMFLEX}m, "De" Gogledd'),
    (1, "../../etc/team"),
)
OPEN_STATES = (
    (20, "Open"),
    (8, "In progress"),
    (2, "in PROGRESS "),
    (2, "open"),
    (8, "Awaiting authorisation"),
    (2, "awaiting_authorisation"),
    (8, ""),
    (1, "Pending allocation"),
    (1, "N/A"),
    (1, "Authorised"),
    (2, "Cancelled"),
)
FINISHED_STATES = (
    (20, "Authorised"),
    (8, "Completed"),
    (2, "COMPLETED"),
    (2, "authorised"),
    (8, ""),
    (1, "Open"),
    (1, "Awaiting authorisation"),
    (1, "Finished?"),
    (2, "cancelled"),
)
CHILDREN_SEEN = (
    (20, "Yes"),
    (12, "No"),
    (8, ""),
    *((1, spelling) for spelling in ("yes", " Y ", "true", "1", "seen", "Seen Alone", "a) Yes")),
    *((1, spelling) for spelling in ("NO", "n", "False", "0", "Not seen", "B) No")),
    *((1, spelling) for spelling in ("unknown", "Not recorded", "c) Unknown", "not_recorded")),
    *((1, spelling) for spelling in ("Unborn", "not applicable", "N/A", "not_applicable")),
    *((1, spelling) for spelling in ("Seen at home", "VISIT REFUSED")),
    *((1, spelling) for spelling in ("maybe", "2", "d) Yes", "NA")),
)
WORKERS = ((5, "W001"), (5, "W017"), (1, ""), (1, " W001"), (1, "w001"), (1, "007"))
ID_SPELLINGS = (
    (20, "{:07d}"),
    (3, "{:d}"),
    (2, "12345678901{:06d}"),
    (1, "{:d}E4"),
    (1, "C-{:05d}"),
    (1, " {:06d}\N{NO-BREAK SPACE}"),
    (1, "{:d}.0"),
    (1, "-{:d}"),
)


def new_id(rng: Random) -> str:
    """Make an id up, mostly with leading zeros."""
    return pick(rng, ID_SPELLINGS).format(rng.randrange(1_000_000))


def id_cell(rng: Random, *, blank_once_in: int) -> str:
    """Make an id up, or leave it blank."""
    return blank(rng) if once_in(rng, blank_once_in) else new_id(rng)


# When things happen. Each of these says one date, near an edge of one rule.


def some_start(rng: Random, clock: Clock) -> date:
    """Choose when an assessment started: mostly of late, at times years ago or in the future."""
    return pick(
        rng,
        (
            (20, clock.as_at - some_days(rng, 0, 60)),
            (8, clock.as_at - some_days(rng, 60, 420)),
            (2, clock.as_at - some_days(rng, 420, 900)),
            (1, clock.as_at + some_days(rng, 0, 2)),
        ),
    )


def some_referral(rng: Random, start: date, rules: OracleRules) -> date | None:
    """Choose when it was referred: the as-at date may be the 44th, 45th or 46th working day."""
    clock = clock_of(rules)
    near_the_limit = rules.statutory_working_days + rng.randint(-1, 1)
    return pick(
        rng,
        (
            (20, start - some_days(rng, 0, 5)),
            (2, start),
            (4, working_days_before(clock.as_at, near_the_limit, clock.statutory)),
            (2, start + some_days(rng, 1, 3)),
            (3, None),
        ),
    )


def some_weekend(rng: Random, clock: Clock) -> date:
    """Choose a Saturday or a Sunday around the as-at date."""
    day = clock.as_at + some_days(rng, -60, 20)
    return day + (rng.choice([5, 6]) - day.weekday()) * ONE_DAY


def some_bank_holiday(rng: Random, clock: Clock) -> date:
    """Choose a bank holiday, or a neighbour of one, within some months of the as-at date."""
    near = sorted(day for day in BANK_HOLIDAYS if abs(day - clock.as_at).days < 150)
    return rng.choice(near) + some_days(rng, -1, 1)


def some_deadline(
    rng: Random, start: date, referral: date | None, rules: OracleRules
) -> date | None:
    """Choose a deadline around the as-at date, the due-soon window, the 45 days and the start."""
    clock = clock_of(rules)
    window = rules.due_soon_working_days + rng.randint(-1, 1)
    long_ago = rules.long_overdue_working_days + rng.randint(0, 1)
    limit = working_days_after(referral or start, rules.statutory_working_days, clock.statutory)
    return pick(
        rng,
        (
            (12, working_days_after(start, 10, clock.manager)),
            (8, start + some_days(rng, 0, 60)),
            (6, clock.as_at + some_days(rng, -1, 1)),
            (6, working_days_after(clock.as_at, max(window, 0), clock.manager)),
            (2, working_days_after(clock.as_at, max(window, 0), clock.manager) + ONE_DAY),
            (6, limit + some_days(rng, -1, 1)),
            (3, some_weekend(rng, clock)),
            (3, some_bank_holiday(rng, clock)),
            (4, working_days_before(clock.as_at, long_ago, clock.manager)),
            (2, clock.as_at - some_days(rng, 100, 400)),
            (3, start - some_days(rng, 1, 3)),
            (1, start),
            (5, None),
        ),
    )


def some_authorisation(rng: Random, start: date, deadline: date | None, rules: OracleRules) -> date:
    """Choose when it was authorised: around the deadline, the start and the ends of the period."""
    clock = clock_of(rules)
    due = deadline or start
    long_after = rules.long_overdue_working_days + rng.randint(0, 1)
    authorised = pick(
        rng,
        (
            (8, due),
            (8, due - ONE_DAY),
            (8, due + ONE_DAY),
            (8, start + some_days(rng, 0, 60)),
            (2, working_days_after(due, long_after, clock.manager)),
            (3, start),
            (2, start - some_days(rng, 1, 3)),
            (2, clock.as_at),
            (2, clock.headline_after + some_days(rng, -1, 1)),
        ),
    )
    if once_in(rng, 20):
        return clock.as_at + some_days(rng, 1, 3)
    return min(authorised, clock.as_at)


def some_closing(rng: Random, clock: Clock) -> date | None:
    """Choose when the case was closed: mostly not at all."""
    return pick(
        rng,
        (
            (12, None),
            (2, clock.as_at + some_days(rng, -1, 1)),
            (1, clock.as_at - some_days(rng, 1, 60)),
        ),
    )


def some_timescale(rng: Random, start: date, rules: OracleRules) -> str:
    """Write a timescale in working days, many of them ending around the as-at date."""
    elapsed = working_days(start, rules.as_at, clock_of(rules).manager)
    return pick(
        rng,
        (
            (8, "10"),
            (6, str(min(elapsed, 999))),
            (3, str(min(elapsed + 1, 999))),
            (3, str(max(elapsed - 1, 0))),
            (3, str(min(elapsed + rules.due_soon_working_days, 999))),
            (3, "45"),
            (2, "45.0"),
            (2, " 35 "),
            (1, "0"),
            (1, "007"),
            (1, "1"),
            (1, "999"),
            (3, ""),
            (1, "1000"),
            (1, "-1"),
            (1, "10.5"),
            (1, "ten"),
            (1, "10 days"),
        ),
    )


# Rows.


def never_blank(row: Row) -> Row:
    """Keep a row from being blank throughout, which no file could tell from a blank line."""
    return row if any(cell.strip() for cell in row.values()) else {**row, "team": "NA"}


def fresh_row(rng: Random, rules: OracleRules) -> Row:
    """Make one record up, of its own."""
    clock = clock_of(rules)
    start = some_start(rng, clock)
    referral = some_referral(rng, start, rules)
    deadline = some_deadline(rng, start, referral, rules)
    is_finished = not once_in(rng, 2)
    authorised = some_authorisation(rng, start, deadline, rules) if is_finished else None
    submitted = None if once_in(rng, 2) else (authorised or start + some_days(rng, 0, 30))
    if once_in(rng, 40):
        authorised = None if is_finished else clock.as_at
    return {
        "assessment_id": id_cell(rng, blank_once_in=20),
        "child_id": id_cell(rng, blank_once_in=40),
        "family_id": id_cell(rng, blank_once_in=3),
        "team": pick(rng, TEAMS),
        "worker": pick(rng, WORKERS),
        "referral_date": date_cell(rng, referral, clock),
        "start_date": date_cell(rng, start, clock),
        **(
            {"timescale": some_timescale(rng, start, rules)}
            if rules.timescale_from
            else {"deadline": date_cell(rng, deadline, clock)}
        ),
        "authorised_date": date_cell(rng, authorised, clock),
        "submitted_date": date_cell(rng, submitted, clock),
        "state": pick(rng, FINISHED_STATES if is_finished else OPEN_STATES),
        "child_seen": pick(rng, CHILDREN_SEEN),
        "case_closed_date": date_cell(rng, some_closing(rng, clock), clock),
    }


def unreadable_row(rng: Random, rules: OracleRules) -> Row:
    """Make a record up whose ids, start and deadline all say nothing."""
    clock = clock_of(rules)
    nothing = {
        "assessment_id": blank(rng),
        "child_id": blank(rng),
        "start_date": unusable_date_cell(rng, clock),
    }
    if rules.timescale_from:
        nothing["timescale"] = rng.choice(["", "ten", "10"])
    else:
        nothing["deadline"] = unusable_date_cell(rng, clock)
    return fresh_row(rng, rules) | nothing


# Rows that stand beside an earlier one.


def the_same(_: Random, row: Row, __: OracleRules) -> Row:
    """Repeat a record as it stands."""
    return dict(row)


def the_same_spelled_otherwise(rng: Random, row: Row, rules: OracleRules) -> Row:
    """Repeat a record with other spaces and other ways to write its dates: still the same."""
    return {column: respelled(rng, column, cell, rules) for column, cell in row.items()}


def respelled(rng: Random, column: str, cell: str, rules: OracleRules) -> str:
    """Write a cell in another way that means the same."""
    if column == "deadline" or column.endswith("_date"):
        day = read_date(cell.strip(), rules)
        if day is not None:
            return spelled(day, pick(rng, SPELLED_THE_SAME_DAY))
    if column == "timescale" and cell.strip().isdecimal():
        return cell.strip() + ".0"
    return cell.strip() + rng.choice(["", " ", "\N{NO-BREAK SPACE}"])


def contradicted(rng: Random, row: Row, rules: OracleRules) -> Row:
    """Repeat a record with one cell from another."""
    column = rng.choice([column for column in row if column not in {"assessment_id", "child_id"}])
    return row | {column: fresh_row(rng, rules)[column]}


def without_assessment_id(_: Random, row: Row, __: OracleRules) -> Row:
    """Repeat a record by child, referral and start alone."""
    return row | {"assessment_id": ""}


def sibling(rng: Random, row: Row, _: OracleRules) -> Row:
    """Add another child of the same assessment."""
    return row | {"child_id": new_id(rng)}


def later_assessment(rng: Random, row: Row, rules: OracleRules) -> Row:
    """Add another assessment of the same child and referral, around the end of the first."""
    end = read_date(row["authorised_date"].strip(), rules) or rules.as_at - some_days(rng, 0, 90)
    start = spelled(end + some_days(rng, -1, 2), "%d/%m/%Y") if end.year < 9999 else ""
    later = {"assessment_id": new_id(rng), "start_date": start}
    same = {column: row[column] for column in ("child_id", "family_id", "team", "referral_date")}
    return fresh_row(rng, rules) | same | later


RELATIONS: tuple[tuple[int, Callable[[Random, Row, OracleRules], Row]], ...] = (
    (3, the_same),
    (3, the_same_spelled_otherwise),
    (4, contradicted),
    (2, without_assessment_id),
    (4, sibling),
    (6, later_assessment),
)


def next_row(rng: Random, earlier: Sequence[Row], rules: OracleRules) -> Row:
    """Make the next row of an extract: a fresh one, or one that stands beside an earlier one."""
    if earlier and once_in(rng, 5):
        return never_blank(pick(rng, RELATIONS)(rng, rng.choice(earlier), rules))
    make = unreadable_row if once_in(rng, 60) else fresh_row
    return never_blank(make(rng, rules))


def rows_by(rng: Random, count: int, rules: OracleRules) -> list[Row]:
    """Make the rows of one extract, one after the other."""
    rows: list[Row] = []
    while len(rows) < count:
        rows.append(next_row(rng, rows, rules))
    return rows


def generated_rows(seed: int, count: int, as_at: date) -> list[Row]:
    """Make rows with a deadline each, for `rules_for(as_at)`; the same from the same seed."""
    return rows_by(Random(seed), count, rules_for(as_at))


def rows_with_timescale(
    seed: int, count: int, as_at: date, *, timescale_from: str = "start"
) -> list[Row]:
    """Make rows with a timescale in place of the deadline; the rules need `timescale_from`."""
    return rows_by(Random(seed), count, replace(rules_for(as_at), timescale_from=timescale_from))


# Strategies.

AS_AT_DATES = (
    date(2015, 7, 16),  # Thursday, the night of the 94
    date(2015, 7, 11),  # Saturday
    date(2026, 4, 7),  # Tuesday after Easter
    date(2026, 1, 2),  # Friday after New Year's Day
    date(2024, 2, 29),  # Thursday, a leap day
    date(2025, 3, 30),  # Sunday, when the clocks go forward
    date(2022, 9, 20),  # Tuesday after the state funeral
    date(2025, 8, 31),  # Sunday, the end of a month
)


def as_at_dates() -> st.SearchStrategy[date]:
    """Draw a date to judge by, late enough and early enough for the oracle's calendar."""
    return st.sampled_from(AS_AT_DATES) | st.dates(date(2003, 1, 1), date(2027, 12, 31))


@st.composite
def rule_sets(
    draw: st.DrawFn, timescales: Sequence[str | None] = (None, "start", "referral")
) -> OracleRules:
    """Draw settings: mostly the usual ones, with other limits, formats and words at times."""
    return replace(
        rules_for(draw(as_at_dates())),
        timescale_from=draw(st.sampled_from(timescales)),
        due_soon_working_days=draw(st.sampled_from((5, 0, 1, 10))),
        statutory_working_days=draw(st.sampled_from((45, 10))),
        long_overdue_working_days=draw(st.sampled_from((70, 0))),
        headline_months=draw(st.sampled_from((12, 1, 6, 24))),
        date_formats=draw(st.sampled_from((("%d/%m/%Y",), ("%d/%m/%Y", "%d %b %Y")))),
        excel_serials=draw(st.sampled_from((False, False, True))),
        teams=draw(st.sampled_from((TEAM_NAMES, ()))),
        states=draw(st.sampled_from((STATE_SPELLINGS, {}))),
        child_seen_values=draw(st.sampled_from((CHILD_SEEN_SPELLINGS, {}))),
    )


@st.composite
def extracts(
    draw: st.DrawFn, rules: OracleRules, *, least_rows: int = 1, most_rows: int = 25
) -> list[Row]:
    """Draw the rows of an extract for these rules; a row fewer is a simpler example."""
    rows: list[Row] = []
    randoms = st.randoms(use_true_random=False)
    steps = st.lists(randoms, min_size=least_rows, max_size=most_rows)
    for rng in draw(steps):
        rows.append(next_row(rng, rows, rules))
    return rows


@st.composite
def cases(
    draw: st.DrawFn,
    *,
    timescales: Sequence[str | None] = (None, "start", "referral"),
    row_counts: tuple[tuple[int, int], ...] = ((1, 25),),
) -> Case:
    """Draw rows and the rules to judge them by, at times with columns that are not mapped.

    Of `row_counts`, the least and the most rows of an extract, one is drawn.
    """
    rules = draw(rule_sets(timescales))
    least, most = draw(st.sampled_from(row_counts))
    rows = draw(extracts(rules, least_rows=least, most_rows=most))
    needed = {"referral_date"} if rules.timescale_from == "referral" else set()
    droppable = st.sets(st.sampled_from(sorted(set(OPTIONAL_COLUMNS) - needed)), max_size=4)
    left_out = draw(st.just(set()) | droppable)
    return [without_columns(row, left_out) for row in rows], rules


def without_columns(row: Row, left_out: set[str]) -> Row:
    """Leave columns out of a row, as though they were not mapped."""
    return never_blank({column: cell for column, cell in row.items() if column not in left_out})
