"""Makes a large extract of made-up assessments from a seed, with the configuration to read it.

    python benchmarks/generate.py --records 1000000 --teams 150 --seed 1 --as-at 2026-03-31 FOLDER

writes FOLDER/extract.csv and FOLDER/monitor.toml. The same arguments give the same bytes. Every
column is a column of whole numbers until it is written: day numbers, places in a list of words, or
the digits of an id.
"""

from __future__ import annotations

import argparse
import io
import math
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import holidays
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Whole = npt.NDArray[np.int64]
    Dates = npt.NDArray[np.datetime64]
    Columns = dict[str, Whole]
    Edit = Callable[["Columns", "Whole", "Whole"], None]


@dataclass(frozen=True)
class Band:
    """A published band of durations, in working days from the start to the authorised date."""

    first: int
    last: int
    assessments: int


#: Department for Education, "Characteristics of children in need", reporting year 2024, the file
#: c2_children_in_need_assessments_duration_2014_to_2024.csv, row England 2024: assessments
#: completed by their duration in working days. The file's last band is "61+"; it ends nowhere.
DURATIONS = (
    Band(0, 0, 9_880),
    Band(1, 10, 73_420),
    Band(11, 20, 110_950),
    Band(21, 30, 102_600),
    Band(31, 40, 129_690),
    Band(41, 45, 116_670),
    Band(46, 50, 38_560),
    Band(51, 60, 29_490),
    Band(61, 250, 31_900),
)
_MEAN_BEYOND_60 = 20

OPEN_SHARE = 0.01
#: Of the open assessments.
WAITING_SHARE, FORGOTTEN_SHARE = 0.1, 0.1
NO_DEADLINE_SHARE = 0.02
#: Half of the managers' deadlines are the statutory limit, 45 working days from the referral; the
#: rest lie evenly from 10 to 45 working days from the start.
STATUTORY_SHARE, STATUTORY_DAYS = 0.5, 45
SHORTEST_DEADLINE, LONGEST_DEADLINE = 10, 45
#: Deadlines and authorisations on the day after a working day, which may be a Saturday.
ODD_DAY_SHARE = 0.05
#: An extract holds the assessments authorised in the last year and a half.
DAYS_OF_EXTRACT = 548
WORKERS_PER_TEAM = 12
SIBLING_SHARE, MOST_SIBLINGS = 0.2, 4
#: So many children for each record; the others are assessed a second time.
CHILDREN_PER_RECORD = 0.8
SAME_REFERRAL_SHARE = 0.1

BLANK = -1
#: Texts that stand where a date should; the first two cannot be read, the others not be believed.
NO_DATES = ("n/k", "31/02/2026", "01/01/1900", "31/12/9999")
UNREADABLE_DATE, IMPOSSIBLE_DATE, DATE_OF_1900, DATE_OF_9999 = range(-2, -2 - len(NO_DATES), -1)

STATES = (
    "Open",
    "In progress",
    "Awaiting authorisation",
    "Authorised",
    "Completed",
    "Cancelled",
    "Transferred",
)
CHILD_SEEN = ("Yes", "No", "Not recorded", "Unborn")
KINDS_OF_TEAM = (
    "Assessment Team",
    "Duty and Assessment",
    "Family Support",
    "Children with Disabilities",
    "Hospital Social Work",
    "Pre-Birth Assessment",
)
ID_WIDTH = 8
RECORDS_A_WRITE = 1_000_000

CONFIGURATION = """\
authority = "Benchmark Borough Council"

[history]
keep_nights = 400

[[extracts]]
path = "extract.csv"
may_repeat = true
format = "csv"
date_formats = ["%d/%m/%Y"]

[extracts.columns]
assessment_id = "Assessment ID"
child_id = "Child ID"
family_id = "Family ID"
team = "Team"
worker = "Worker"
referral_date = "Referral date"
start_date = "Start date"
deadline = "Deadline"
authorised_date = "Authorised date"
submitted_date = "Submitted date"
state = "Status"
child_seen = "Child seen"
case_closed_date = "Case closed"

[extracts.states]
open = ["Open", "In progress"]
awaiting_authorisation = ["Awaiting authorisation"]
authorised = ["Authorised", "Completed"]
cancelled = ["Cancelled"]

[delivery]
channel = "none"

[output]
folder = "output"
"""


#: An extract with more teams than this is refused, unless the configuration names them.
_MOST_UNNAMED_TEAMS = 200


@dataclass(frozen=True)
class Order:
    """What is to be made."""

    records: int
    teams: int
    seed: int
    as_at: date


def main() -> None:
    """Write the extract and its configuration into the folder that was named."""
    order, folder = _arguments()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "monitor.toml").write_text(_configuration(order), encoding="utf-8")
    write(folder / "extract.csv", columns_of(order), order)


def _configuration(order: Order) -> str:
    """Return the configuration; it names the teams where there are too many to go unnamed."""
    names = _names_of_teams(order) if order.teams > _MOST_UNNAMED_TEAMS else []
    return CONFIGURATION + "".join(f'\n[[teams]]\nname = "{name}"\n' for name in names)


def _names_of_teams(order: Order) -> list[str]:
    return [f"{KINDS_OF_TEAM[n % len(KINDS_OF_TEAM)]} {n + 1:03}" for n in range(order.teams)]


def columns_of(order: Order) -> Columns:
    """Draw every column, then spoil a few records in ten thousand."""
    rng = np.random.default_rng(order.seed)
    columns = _sound_columns(order, rng)
    rows = rng.permutation(order.records)
    for defect in DEFECTS:
        count = int(defect.in_ten_thousand * order.records / 10_000 + 0.5)
        spoilt, rows = rows[:count], rows[count:]
        earlier = (spoilt * rng.random(count)).astype(np.int64)
        defect.edit(columns, spoilt, earlier)
    return columns


def write(path: Path, columns: Columns, order: Order) -> None:
    """Write the columns as a CSV file: UTF-8, CRLF, no quotes, dates as 31/12/2025."""
    with path.open("wb") as extract:
        for first in range(0, order.records, RECORDS_A_WRITE):
            part = {name: each[first : first + RECORDS_A_WRITE] for name, each in columns.items()}
            extract.write(_csv(_texts(part, order), heading=first == 0))


def _arguments() -> tuple[Order, Path]:
    parser = argparse.ArgumentParser(description="Make a large extract of made-up assessments.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--teams", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-at", type=date.fromisoformat, required=True)
    given = parser.parse_args()
    return Order(given.records, given.teams, given.seed, given.as_at), given.folder


def _sound_columns(order: Order, rng: np.random.Generator) -> Columns:
    """Draw the children and their assessments; siblings share all of an assessment but "seen"."""
    assessment = _assessment_of_each(order.records, rng)
    children = math.ceil(order.records * CHILDREN_PER_RECORD)
    record = np.arange(order.records)
    shared = {name: each[assessment] for name, each in _assessments(order, rng).items()}
    columns = {
        "assessment_id": assessment + 1,
        "child_id": rng.permutation(children)[record % children] + 1,
        "family_id": assessment % children + 1,
        **shared,
        "child_seen": rng.choice(len(CHILD_SEEN), order.records, p=(0.93, 0.03, 0.02, 0.02)),
    }
    _continue_some_cases(columns, children, rng)
    return columns


def _assessment_of_each(records: int, rng: np.random.Generator) -> Whole:
    """Return for each record the position of the first of its brothers and sisters."""
    record = np.arange(records)
    with_the_one_before = (record % MOST_SIBLINGS > 0) & (rng.random(records) < SIBLING_SHARE)
    return np.maximum.accumulate(np.where(with_the_one_before, 0, record))


def _assessments(order: Order, rng: np.random.Generator) -> Columns:
    count, as_at = order.records, np.datetime64(order.as_at, "D")
    calendar = _calendar(order.as_at)
    is_open = rng.permutation(count) < max(1, round(count * OPEN_SHARE))
    authorised = as_at - rng.integers(0, DAYS_OF_EXTRACT, count)
    authorised = np.busday_offset(authorised, 0, roll="backward", busdaycal=calendar)
    duration = _durations(count, rng)
    working_days = np.where(is_open, _ages(duration, rng), duration)
    end = np.where(is_open, as_at, authorised)
    start = np.busday_offset(end, -working_days, roll="backward", busdaycal=calendar)
    authorised = np.minimum(authorised + (rng.random(count) < ODD_DAY_SHARE), as_at)
    submitted = np.maximum(end - rng.integers(0, 4, count), start)
    waiting = is_open & (rng.random(count) < WAITING_SHARE)
    team = rng.choice(order.teams, count, p=_shares(order.teams, rng))
    referral = _referrals(start, calendar, rng)
    return {
        "team": team,
        "worker": team * WORKERS_PER_TEAM + rng.integers(0, WORKERS_PER_TEAM, count),
        "referral_date": _days(referral),
        "start_date": _days(start),
        "deadline": _deadlines(referral, start, calendar, rng),
        "authorised_date": np.where(is_open, BLANK, _days(authorised)),
        "submitted_date": np.where(is_open & ~waiting, BLANK, _days(submitted)),
        "state": _states(is_open, waiting, rng),
        "case_closed_date": _closures(authorised, is_open, as_at, rng),
    }


def _calendar(as_at: date) -> np.busdaycalendar:
    years = range(as_at.year - 5, as_at.year + 3)
    return np.busdaycalendar(holidays=sorted(holidays.country_holidays("GB", "ENG", years=years)))


def _durations(count: int, rng: np.random.Generator) -> Whole:
    """Draw durations as published: evenly within a band, and ever fewer beyond 60."""
    published = np.array([band.assessments for band in DURATIONS])
    band = rng.choice(len(DURATIONS), count, p=published / published.sum())
    first = np.array([each.first for each in DURATIONS])[band]
    last = np.array([each.last for each in DURATIONS])[band]
    even = rng.integers(first, last + 1)
    beyond = np.minimum(DURATIONS[-1].first - 1 + rng.geometric(1 / _MEAN_BEYOND_60, count), last)
    return np.where(band == len(DURATIONS) - 1, beyond, even)


def _ages(duration: Whole, rng: np.random.Generator) -> Whole:
    """Return how many working days an assessment has been open; a few were forgotten."""
    age = (duration * rng.random(len(duration))).astype(np.int64)
    forgotten = rng.random(len(duration)) < FORGOTTEN_SHARE
    return np.where(forgotten, age + rng.integers(20, 150, len(duration)), age)


def _shares(teams: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    sizes: npt.NDArray[np.float64] = rng.uniform(0.4, 1.6, teams)
    shares: npt.NDArray[np.float64] = sizes / sizes.sum()
    return shares


def _referrals(start: Dates, calendar: np.busdaycalendar, rng: np.random.Generator) -> Dates:
    before = rng.choice(4, len(start), p=(0.5, 0.3, 0.1, 0.1))
    return np.busday_offset(start, -before, roll="backward", busdaycal=calendar)


def _deadlines(
    referral: Dates, start: Dates, calendar: np.busdaycalendar, rng: np.random.Generator
) -> Whole:
    """Set half of the deadlines at the statutory limit, and none at all for a few.

    Of the others, a few are a day later than a working day.
    """
    count = len(start)
    limit = np.busday_offset(referral, STATUTORY_DAYS, roll="backward", busdaycal=calendar)
    length = rng.integers(SHORTEST_DEADLINE, LONGEST_DEADLINE + 1, count)
    chosen = np.busday_offset(start, length, roll="backward", busdaycal=calendar)
    chosen = chosen + (rng.random(count) < ODD_DAY_SHARE)
    deadline = np.where(rng.random(count) < STATUTORY_SHARE, limit, chosen)
    return np.where(rng.random(count) < NO_DEADLINE_SHARE, BLANK, _days(deadline))


def _states(
    is_open: npt.NDArray[np.bool_], waiting: npt.NDArray[np.bool_], rng: np.random.Generator
) -> Whole:
    among_two = rng.integers(0, 2, len(is_open))
    still_open = np.where(waiting, STATES.index("Awaiting authorisation"), among_two)
    return np.where(is_open, still_open, STATES.index("Authorised") + among_two)


def _closures(
    authorised: Dates,
    is_open: npt.NDArray[np.bool_],
    as_at: np.datetime64,
    rng: np.random.Generator,
) -> Whole:
    """Close four cases in ten after the assessment, and one in a hundred while it is open."""
    count = len(authorised)
    closed = np.where(is_open, as_at - 3, authorised + rng.integers(0, 21, count))
    is_closed = rng.random(count) < np.where(is_open, 0.01, 0.4)
    return np.where(is_closed & (closed <= as_at), _days(closed), BLANK)


def _continue_some_cases(columns: Columns, children: int, rng: np.random.Generator) -> None:
    """Give some second assessments the child's first referral: these do not start a case."""
    second = np.arange(children, len(columns["child_id"]))
    first = second - children
    ended = columns["authorised_date"][first]
    later = (ended != BLANK) & (ended < columns["start_date"][second])
    chosen = later & (rng.random(len(second)) < SAME_REFERRAL_SHARE)
    columns["referral_date"][second[chosen]] = columns["referral_date"][first[chosen]]


def _days(dates: Dates) -> Whole:
    return dates.astype("datetime64[D]").astype(np.int64)


@dataclass(frozen=True)
class Defect:
    """Something wrong with this many records in ten thousand; no record has two."""

    what: str
    in_ten_thousand: float
    edit: Edit


def _put(**values: int) -> Edit:
    def edit(columns: Columns, rows: Whole, _: Whole) -> None:
        for column, value in values.items():
            columns[column][rows] = value

    return edit


def _move(column: str, base: str, days: int) -> Edit:
    def edit(columns: Columns, rows: Whole, _: Whole) -> None:
        columns[column][rows] = columns[base][rows] + days

    return edit


def _copy(columns: Columns, rows: Whole, earlier: Whole) -> None:
    for column in columns.values():
        column[rows] = column[earlier]


def _copy_with_other_worker(columns: Columns, rows: Whole, earlier: Whole) -> None:
    _copy(columns, rows, earlier)
    columns["worker"][rows] = (columns["worker"][rows] == 0).astype(np.int64)


DEFECTS = (
    Defect("cancelled", 5, _put(state=STATES.index("Cancelled"), authorised_date=BLANK)),
    Defect("deadline cannot be read", 1, _put(deadline=UNREADABLE_DATE)),
    Defect("authorised on no day", 1, _put(authorised_date=IMPOSSIBLE_DATE)),
    Defect("referral cannot be read", 1, _put(referral_date=UNREADABLE_DATE)),
    Defect("deadline of 1900", 1, _put(deadline=DATE_OF_1900)),
    Defect("authorised in 9999", 1, _put(authorised_date=DATE_OF_9999)),
    Defect("authorised before start", 1, _move("authorised_date", "start_date", -2)),
    Defect("deadline before start", 2, _move("deadline", "start_date", -7)),
    Defect("start before referral", 2, _move("referral_date", "start_date", 3)),
    Defect("authorised, state open", 2, _put(state=STATES.index("In progress"))),
    Defect("state not mapped", 1, _put(state=STATES.index("Transferred"))),
    Defect("no team", 1, _put(team=BLANK)),
    Defect("no assessment id", 1, _put(assessment_id=BLANK)),
    Defect("no child id", 0.5, _put(child_id=BLANK)),
    Defect(
        "nothing to know it by",
        0.5,
        _put(
            assessment_id=BLANK,
            child_id=BLANK,
            start_date=BLANK,
            deadline=BLANK,
            authorised_date=BLANK,
            state=STATES.index("Open"),
        ),
    ),
    Defect("copied", 3, _copy),
    Defect("copied, then changed", 1, _copy_with_other_worker),
)


def _texts(columns: Columns, order: Order) -> pa.Table:
    teams = _names_of_teams(order)
    workers = [f"SW{n:05}" for n in range(order.teams * WORKERS_PER_TEAM)]
    return pa.table(
        {
            "Assessment ID": _ids(columns["assessment_id"]),
            "Child ID": _ids(columns["child_id"]),
            "Family ID": _ids(columns["family_id"]),
            "Team": _words(columns["team"], teams),
            "Worker": _words(columns["worker"], workers),
            "Referral date": _dates(columns["referral_date"]),
            "Start date": _dates(columns["start_date"]),
            "Deadline": _dates(columns["deadline"]),
            "Authorised date": _dates(columns["authorised_date"]),
            "Submitted date": _dates(columns["submitted_date"]),
            "Status": _words(columns["state"], STATES),
            "Child seen": _words(columns["child_seen"], CHILD_SEEN),
            "Case closed": _dates(columns["case_closed_date"]),
        }
    )


def _ids(numbers: Whole) -> pa.Array:
    padded = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), ID_WIDTH, "0")
    return pc.if_else(pa.array(numbers == BLANK), "", padded)


def _words(places: Whole, words: Sequence[str]) -> pa.Array:
    """Look every place up; -1 is blank, -2 and below stand before the words."""
    return pa.array(["", *words]).take(pa.array(places + 1))


def _dates(days: Whole) -> pa.Array:
    first = date(1999, 1, 1)
    count = (date(2100, 1, 1) - first).days
    texts = [f"{first + timedelta(days=n):%d/%m/%Y}" for n in range(count)]
    epoch = (first - date(1970, 1, 1)).days
    places = np.where(days < 0, BLANK - days - 1, days - epoch + len(NO_DATES))
    return _words(places, [*NO_DATES, *texts])


def _csv(texts: pa.Table, *, heading: bool) -> bytes:
    lines = io.BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none")
    pyarrow.csv.write_csv(texts, lines, options)
    titles = ",".join(texts.column_names) + "\n" if heading else ""
    return (titles.encode() + lines.getvalue()).replace(b"\n", b"\r\n")


if __name__ == "__main__":
    main()
