"""An ordinary council, whose nights must raise no alarm, and what may befall its extract.

Four small teams; the first authorises on Fridays alone. The extract is a rolling twelve months, and
is judged every day of the week; deadlines are put off by a day when a bank holiday is proclaimed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from monitor.assessments.working_days import bank_holidays

Row = dict[str, str]

ONE_DAY = timedelta(days=1)
_SATURDAY, _FRIDAY, _AUGUST = 5, 4, 8
_YEAR = timedelta(days=365)
_BANK_HOLIDAYS = frozenset(bank_holidays(date(2012, 1, 1), date(2018, 12, 31)))


@dataclass(frozen=True)
class Case:
    """One child's assessment, from its start to its end."""

    number: int
    team: int
    referral: date
    start: date
    deadline: date | None
    authorised: date
    is_cancelled: bool


@dataclass(frozen=True)
class Council:
    """A council over some nights: when its extract is made, and by what it rolls."""

    seed: int
    first: date
    nights: int
    #: The extract is made in the evening of the as-at date, else in the early morning.
    in_the_evening: bool = False
    #: Completed ones stay a year by this date.
    rolls_by: str = "authorised"
    #: A bank holiday that is proclaimed two days after it.
    proclaimed: date | None = None

    def dates(self) -> list[date]:
        """Return the as-at dates: every day of the week."""
        return [self.first + timedelta(days=number) for number in range(self.nights)]

    def holidays(self, as_at: date) -> list[date]:
        """Return the bank holidays that the configuration names on a night."""
        known = self.proclaimed is not None and as_at >= self.proclaimed + 2 * ONE_DAY
        return [self.proclaimed] if known and self.proclaimed else []

    def cases(self) -> list[Case]:
        """Return all assessments that begin in the year before the first night or after it.

        One begins on every working day, so that no two of these have the same records.
        """
        rng, cases = Random(self.seed), list[Case]()
        day, last = self.first - _YEAR, self.first + timedelta(days=self.nights)
        while day < last:
            if is_working(day):
                few = (1, 2) if day.month == _AUGUST else (2, 3)
                waits = (0, *(rng.randrange(3) for _ in range(rng.choice(few) - 1)))
                cases += [begin(rng, len(cases) + n, day, wait) for n, wait in enumerate(waits)]
            day += ONE_DAY
        return cases

    def extract(self, as_at: date, cases: list[Case]) -> list[Row]:
        """Return the rows of a night."""
        made = as_at if self.in_the_evening else as_at - ONE_DAY
        return [
            row_of(case, made, self.holidays(as_at))
            for case in cases
            if case.start <= made and self.keeps(case, made)
        ]

    def keeps(self, case: Case, made: date) -> bool:
        """True if a case is open, or ended (or began) within the year."""
        by: date = getattr(case, self.rolls_by)
        return case.authorised > made or by > made - _YEAR


def is_working(day: date) -> bool:
    """True on a weekday that is no bank holiday."""
    return day.weekday() < _SATURDAY and day not in _BANK_HOLIDAYS


def on_a_working_day(day: date, *, friday: bool = False) -> date:
    """Return the first working day from a date on, or the first Friday that is one."""
    while not is_working(day) or (friday and day.weekday() != _FRIDAY):
        day += ONE_DAY
    return day


def begin(rng: Random, number: int, referral: date, wait: int) -> Case:
    """Begin an assessment: four in ten become late, two in a hundred are cancelled."""
    team, start = rng.randrange(4), on_a_working_day(referral + wait * ONE_DAY)
    deadline = on_a_working_day(start + rng.randint(20, 60) * ONE_DAY)
    is_late = rng.randrange(10) < 4
    days = rng.randint(1, 80) if is_late else -rng.randrange(15)
    ended = on_a_working_day(deadline + days * ONE_DAY, friday=team == 0)
    is_cancelled = rng.randrange(50) == 0
    has_deadline = rng.randrange(30) > 0
    return Case(
        number, team, referral, start, deadline if has_deadline else None, ended, is_cancelled
    )


def row_of(case: Case, made: date, holidays: list[date]) -> Row:
    """Return what the extract of a day says of a case."""
    is_over = case.authorised <= made
    state = "Cancelled" if case.is_cancelled else "Authorised"
    deadline = case.deadline
    if deadline and not is_over and any(case.start <= day <= deadline for day in holidays):
        deadline = on_a_working_day(deadline + ONE_DAY)
    return {
        "assessment_id": f"A{case.number:05}",
        "child_id": f"{case.number:07}",
        "team": f"Team {case.team + 1}",
        "worker": f"Worker {case.team}{case.number % 5}",
        "referral_date": written(case.referral),
        "start_date": written(case.start),
        "deadline": written(deadline),
        "authorised_date": written(case.authorised) if is_over and not case.is_cancelled else "",
        "state": state if is_over else "Open",
        "child_seen": "Yes",
        "extract_date": written(made),
    }


def written(day: date | None) -> str:
    """Return a date as the extract has it."""
    return "" if day is None else day.strftime("%d/%m/%Y")


# What may befall the extract of a night, given its rows and those of the last ordinary one.


def freeze(_: list[Row], last: list[Row], __: int) -> list[Row]:
    """Write the same records again."""
    return last


def drain(rows: list[Row], _: list[Row], night: int) -> list[Row]:
    """Lose six more completed ones each night, of any age."""
    done = [row["assessment_id"] for row in rows if row["authorised_date"]]
    lost = sorted(done, key=lambda each: Random(each).random())[: 6 * (night + 1)]
    return [row for row in rows if row["assessment_id"] not in lost]


def swap(rows: list[Row], _: list[Row], __: int) -> list[Row]:
    """Take the day for the month wherever that is possible."""
    columns = ("referral_date", "start_date", "deadline", "authorised_date")
    return [{**row, **{column: swapped(row[column]) for column in columns}} for row in rows]


def swapped(text: str) -> str:
    """Return a date with day and month swapped, where it is one then."""
    day, _, rest = text.partition("/")
    month, _, year = rest.partition("/")
    return f"{month}/{day}/{year}" if day and int(day) <= 12 else text


def move_deadlines(rows: list[Row], _: list[Row], __: int) -> list[Row]:
    """Put off every open deadline by a year."""
    return [
        {**row, "deadline": row["deadline"][:-4] + str(int(row["deadline"][-4:]) + 1)}
        if row["state"] == "Open" and row["deadline"]
        else row
        for row in rows
    ]


def cancel_all(rows: list[Row], _: list[Row], __: int) -> list[Row]:
    """Cancel whatever is open."""
    return [{**row, "state": "Cancelled"} if row["state"] == "Open" else row for row in rows]


def lose_a_sheet(rows: list[Row], _: list[Row], __: int) -> list[Row]:
    """Leave out a team, as when its sheet was not exported."""
    return [row for row in rows if row["team"] != "Team 2"]
