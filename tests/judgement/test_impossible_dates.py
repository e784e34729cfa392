"""Day and month that were swapped since the night before show in dates that cannot be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.judgement.alarms import alarms
from monitor.judgement.impossible_dates import newly_impossible
from tests.judgement.evidence import CLOCK, evidence
from tests.reports.rows import row
from tests.support.making import judge_rows, settings_of
from tests.support.nights import judge_beside, past_after
from tests.support.together import Together, cases_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.judgement.night import Alarm
    from tests.support.nights import Row
    from tests.support.together import Case

TOGETHER = Together()
SWAPPED = "day_and_month_swapped"
DATES = ("referral_date", "start_date", "deadline", "authorised_date")


def swapped(text: str) -> str:
    day, month, year = text.split("/")
    return f"{month}/{day}/{year}" if int(day) <= 12 else text


def of_case(case: Case) -> dict[str, str]:
    """Return the columns that raise the alarm, with its words, as though no other case were."""
    found = newly_impossible(case.records, case.before, CLOCK, case.judged.headings)
    return alarmed(alarms(evidence(impossible=tuple(found))))


def alarmed(found: Sequence[Alarm]) -> dict[str, str]:
    return {each.about: each.sentence for each in found if each.code == SWAPPED}


def some(count: int, **cells: str) -> list[Row]:
    """Make this many records with these cells, and 50 others."""
    others = [row(100 + number, submitted_date="16/06/2015") for number in range(50)]
    return [*(row(number, **cells) for number in range(count)), *others]


def swapped_since(column: str) -> Case:
    days = {
        "referral_date": "10/02/2015",  # Tuesday
        "start_date": "11/02/2015",  # Wednesday
        "deadline": "06/03/2015",  # Friday
        "authorised_date": "09/03/2015",  # Monday
    }
    if column == "deadline":
        days[column] = "04/05/2015"  # Monday; swapped it is Sunday 5 April
        days["start_date"] = "23/04/2015"  # Thursday
        days["authorised_date"] = "13/05/2015"
    before = some(5, **days, state="Authorised")
    tonight = some(5, **{**days, column: swapped(days[column])}, state="Authorised")
    return TOGETHER.case(before, tonight)


@pytest.mark.parametrize(("column", "case"), [(column, swapped_since(column)) for column in DATES])
def test_one_column_that_was_swapped_since_the_night_before_is_suspicious(
    column: str, case: Case
) -> None:
    said = of_case(case)[column]
    heading = column.replace("_", " ").capitalize()
    assert f"in extract.csv: 5 dates of “{heading}” lie" in said
    first = case.place.start + 2
    assert f"as in row {first}; on the night before it was 0." in said


AHEAD = {"submitted_date": "11/12/2015"}  # Friday, months ahead


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(
            TOGETHER.case(some(had, **AHEAD), some(has, **AHEAD)), expected, id=f"{had} to {has}"
        )
        for had, has, expected in (
            *((0, 4, False), (0, 5, True), (5, 9, False), (5, 10, True), (6, 6, False)),
        )
    ],
)
def test_it_takes_five_and_twice_as_many_as_before(case: Case, *, expected: bool) -> None:
    assert (list(of_case(case)) == ["submitted_date"]) is expected


def five_beside(others: int) -> Case:
    there = [row(1000 + number, submitted_date="16/06/2015") for number in range(others)]
    return TOGETHER.case(there, [*there, *(row(number, **AHEAD) for number in range(5))])


@pytest.mark.parametrize(
    ("case", "expected"),
    cases_of(
        five_beside,
        pytest.param(245, True, id="5 of 250: 2%"),
        pytest.param(246, False, id="5 of 251"),
    ),
)
def test_it_takes_two_per_cent_of_the_dates(case: Case, *, expected: bool) -> None:
    assert bool(of_case(case)) is expected


@pytest.mark.parametrize(
    "case",
    cases_of(
        lambda cells: TOGETHER.case(some(0), some(20, **cells)),
        pytest.param({"submitted_date": "30/07/2015"}, id="Thu, 14 days ahead"),
        pytest.param({"submitted_date": "13/11/2015"}, id="Fri 13: no month is 13"),
        pytest.param({"referral_date": "12/06/2015", "start_date": "29/05/2015"}, id="14 before"),
        pytest.param({"deadline": "12/11/2015"}, id="a deadline may be far ahead"),
        pytest.param({"start_date": "", "deadline": "01/01/2015"}, id="no start to be before"),
    ),
)
def test_what_was_planned_or_mistyped_is_not_swapped(case: Case) -> None:
    assert of_case(case) == {}


def test_without_a_night_before_nothing_has_risen(tmp_path: Path) -> None:
    assert alarmed(judge_rows(tmp_path, some(20, **AHEAD)).night.alarms) == {}


def test_the_alarm_stays_until_the_dates_are_as_they_were(tmp_path: Path) -> None:
    """On Monday 13 July 2015 they are as they should be, swapped for two nights, then right."""
    right, wrong = some(9), some(9, submitted_date="11/12/2015")
    nights: Sequence[tuple[int, list[Row], bool]] = (
        (14, wrong, True),
        (15, wrong, True),
        (16, right, False),
    )
    settings = settings_of()
    past = past_after(judge_rows(tmp_path, right, settings, as_at=date(2015, 7, 13)))
    for day, rows, expected in nights:
        judged = judge_beside(tmp_path, past, rows, settings, as_at=date(2015, 7, day))
        assert bool(alarmed(judged.night.alarms)) is expected
        past = past_after(judged, past)
