"""What leaves the list or the extract otherwise than by ordinary work makes a night suspicious."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.judgement.departures import Departed, completed_left, departed
from monitor.judgement.past import NO_PAST
from monitor.settings.rules import Gates
from monitor.settings.sources import CompletedWindow
from tests.judgement.evidence import CLOCK, codes_of
from tests.reports.rows import completed, row
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, WEDNESDAY, judge_beside, judge_nights, past_after
from tests.support.together import Together

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.judging import Judged
    from tests.support.nights import Row
    from tests.support.together import Case

TOGETHER = Together()
MISSED = "01/07/2015"
NEXT_YEAR = {"deadline": "15/07/2016"}
ENDS: dict[str, Row | None] = {
    "moved": NEXT_YEAR,
    "removed": {"deadline": ""},
    "cancelled": {"state": "Cancelled"},
    "authorised on the start": {"state": "Authorised", "authorised_date": "02/06/2015"},
    "vanished": None,
}
ORDINARY: dict[str, Row] = {
    "completed late": {"state": "Authorised", "authorised_date": "16/07/2015"},
    "moved, and missed again": {"deadline": "10/07/2015"},
    "still there": {},
}


def late(number: int, **cells: str) -> Row:
    return row(number, **{"deadline": MISSED, **cells})


def codes(judged: Judged) -> list[str]:
    return [alarm.code for alarm in judged.night.alarms]


def ended(end: Row | None) -> tuple[list[Row], list[Row]]:
    """Make four missed deadlines, and then the same with three of them ended so."""
    before = [late(number) for number in range(4)]
    tonight = [] if end is None else [{**each, **end} for each in before[:3]]
    return before, [*tonight, before[3]]


def count(case: Case) -> Departed:
    assert case.before is not None
    return departed(case.night, case.before, CLOCK)


@pytest.mark.parametrize("case", [TOGETHER.case(*ended(end)) for end in ENDS.values()], ids=ENDS)
def test_exceptions_that_leave_otherwise_than_by_work_are_counted(case: Case) -> None:
    assert count(case) == Departed(3, 4)


@pytest.mark.parametrize(
    "case", [TOGETHER.case(*ended(end)) for end in ORDINARY.values()], ids=ORDINARY
)
def test_those_that_end_in_the_ordinary_way_or_stay_are_not(case: Case) -> None:
    assert count(case) == Departed(0, 4)


def test_many_exceptions_that_leave_at_once_are_suspicious(tmp_path: Path) -> None:
    before = [late(number) for number in range(36)]
    tonight = [{**each, **NEXT_YEAR} for each in before[:11]]
    night = judge_nights(tmp_path, [*before, row(90)], [*tonight, *before[11:], row(90)]).night
    (alarm,) = night.alarms
    assert alarm.code == "moved_at_once"
    assert alarm.sentence.startswith("11 of the 36 assessments that needed action")


@pytest.mark.parametrize(
    ("ended", "of", "expected"),
    [
        pytest.param(11, 36, True, id="11 are over 10, and 30.6% over 30%"),
        pytest.param(10, 30, False, id="10 are not over 10"),
        pytest.param(12, 40, False, id="30% are not over 30%"),
        pytest.param(13, 43, True, id="30.2%"),
    ],
)
def test_both_limits_must_be_passed(ended: int, of: int, *, expected: bool) -> None:
    assert codes_of(departed=Departed(ended, of)) == ["moved_at_once"] * expected


def test_the_limits_are_settings() -> None:
    limits = Gates(moved_percent=5, moved_records=1)
    assert codes_of(departed=Departed(2, 20), limits=limits) == ["moved_at_once"]
    assert codes_of(departed=Departed(1, 20), limits=limits) == []


DEADLINE_SET = TOGETHER.case(
    [late(number, deadline="") for number in range(4)], [row(number) for number in range(4)]
)


def test_a_deadline_that_is_set_for_one_without_counts_as_work() -> None:
    assert count(DEADLINE_SET) == Departed(0, 4)


BY_TWO_DAYS = (
    [late(number, deadline="14/07/2015") for number in range(4)],
    [late(number, deadline="16/07/2015") for number in range(4)],
)
MOVED_BY_TWO_DAYS = TOGETHER.case(*BY_TWO_DAYS)


def test_deadlines_that_move_by_a_new_bank_holiday_do_not_count(tmp_path: Path) -> None:
    assert count(MOVED_BY_TWO_DAYS) == Departed(4, 4)
    holiday = settings_of(
        rules={"extra_bank_holidays": [date(2015, 6, 5), date(2015, 6, 8)]},
        gates={"moved_records": 1},
    )
    assert codes(judge_nights(tmp_path, *BY_TWO_DAYS, settings=holiday)) == []


def test_a_night_more_than_five_working_days_ago_tells_nothing() -> None:
    assert MOVED_BY_TWO_DAYS.before is not None
    for days, expected in ((7, Departed(4, 4)), (8, Departed(0, 0))):
        before = replace(MOVED_BY_TWO_DAYS.before, night=THURSDAY - timedelta(days=days))
        assert departed(MOVED_BY_TWO_DAYS.night, before, CLOCK) == expected


# Completed records that leave the extract.


@pytest.mark.parametrize(
    ("stay", "leave", "expected"),
    [
        pytest.param(40, 2, ["completed_left"], id="5% exactly"),
        pytest.param(41, 2, [], id="less than 5%"),
        pytest.param(40, 0, [], id="none"),
    ],
)
def test_completed_records_that_leave_are_suspicious_over_five_percent(
    stay: int, leave: int, expected: list[str]
) -> None:
    assert codes_of(completed_left=leave, completed=stay) == expected


def left(case: Case, *windows: CompletedWindow) -> tuple[int, int]:
    """Return how many completed records left, and how many of them for no known reason."""
    found = completed_left(case.night, windows, as_at=THURSDAY)
    return case.changes["completed_left"], found


def test_they_are_added_up_over_nights_until_one_is_accepted(tmp_path: Path) -> None:
    settings = settings_of()
    kept = [completed(100 + number) for number in range(40)]
    going = [completed(number) for number in range(4)]
    nights = [[row(90), *kept, *going[gone:]] for gone in range(4)]
    past, as_at = NO_PAST, WEDNESDAY - timedelta(days=2)
    told = []
    for number, rows in enumerate(nights):
        judged = judge_beside(tmp_path, past, rows, settings, as_at=as_at + timedelta(days=number))
        past = past_after(judged, past)
        told.append(codes(judged))
    assert told == [[], [], [], ["completed_left"]]


#: Four of six that began on Tuesday 16 June 2015, 30 days before the as-at date, are gone.
OF_JUNE = [completed(number, start_date="16/06/2015") for number in range(6)]
WINDOW_MOVED = TOGETHER.case(OF_JUNE, OF_JUNE[4:])


def test_what_ages_out_of_a_declared_window_is_only_counted(tmp_path: Path) -> None:
    assert left(WINDOW_MOVED) == (4, 4)
    assert left(WINDOW_MOVED, CompletedWindow(days=31, by="start_date")) == (4, 4)
    assert left(WINDOW_MOVED, CompletedWindow(days=30, by="start_date")) == (4, 0)
    window = {"completed_window": {"days": 30, "by": "start_date"}}
    for extract, expected in ((window, []), ({}, ["completed_left"])):
        settings = settings_of(extract=extract)
        nights = [row(90), *OF_JUNE], [row(90), *OF_JUNE[4:]]
        assert codes(judge_nights(tmp_path, *nights, settings=settings)) == expected


OLDER = [completed(number, start_date="01/05/2015", referral_date="") for number in range(9)]
STAYED = [completed(100, start_date="02/06/2015")]
MOVED_ON = TOGETHER.case([*OLDER, *STAYED], STAYED)
AND_A_YOUNG_ONE = TOGETHER.case([*OLDER, completed(99, start_date="02/06/2015"), *STAYED], STAYED)


def test_where_all_that_left_are_older_the_extract_has_only_moved_on() -> None:
    assert left(MOVED_ON) == (9, 0)
    assert left(AND_A_YOUNG_ONE) == (10, 10)
