"""What leaves the list or the extract otherwise than by ordinary work makes a night suspicious."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.judgement.past import NO_PAST
from tests.reports.rows import completed, row
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, WEDNESDAY, judge_beside, judge_nights, past_after

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.judging import Judged
    from tests.support.nights import Row

#: Passed by every gate, so that what is suspicious alone decides.
OPEN_GATES = {"total_drop_percent": 100, "team_drop_percent": 100, "team_drop_records": 1000}
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


def after(folder: Path, end: Row | None, *, ended: int = 11, of: int = 36, **tables: Any) -> Judged:
    """Judge `of` missed deadlines, and then the same with `ended` of them ended so."""
    before = [late(number) for number in range(of)]
    tonight = [
        {**each, **(end or {})} if number < ended else each
        for number, each in enumerate(before)
        if number >= ended or end is not None
    ]
    settings = settings_of(gates=OPEN_GATES, **tables)
    return judge_nights(folder, [*before, row(90)], [*tonight, row(90)], settings=settings)


@pytest.mark.parametrize("how", ENDS)
def test_many_exceptions_that_leave_at_once_are_suspicious(tmp_path: Path, how: str) -> None:
    judged = after(tmp_path, ENDS[how])
    (alarm,) = judged.night.alarms
    assert alarm.code == "moved_at_once"
    assert alarm.sentence.startswith("11 of the 36 assessments that needed action")


@pytest.mark.parametrize("how", ORDINARY)
def test_those_that_end_in_the_ordinary_way_or_stay_are_not(tmp_path: Path, how: str) -> None:
    assert codes(after(tmp_path, ORDINARY[how])) == []


@pytest.mark.parametrize(
    ("ended", "of", "expected"),
    [
        pytest.param(11, 36, True, id="11 are over 10, and 30.6% over 30%"),
        pytest.param(10, 30, False, id="10 are not over 10"),
        pytest.param(12, 40, False, id="30% are not over 30%"),
        pytest.param(13, 43, True, id="30.2%"),
    ],
)
def test_both_limits_must_be_passed(tmp_path: Path, ended: int, of: int, *, expected: bool) -> None:
    assert ("moved_at_once" in codes(after(tmp_path, NEXT_YEAR, ended=ended, of=of))) == expected


def test_the_limits_are_settings(tmp_path: Path) -> None:
    settings = settings_of(gates={**OPEN_GATES, "moved_percent": 5, "moved_records": 1})
    before = [late(number) for number in range(20)]
    tonight = [{**each, **NEXT_YEAR} if number < 2 else each for number, each in enumerate(before)]
    assert codes(judge_nights(tmp_path, before, tonight, settings=settings)) == ["moved_at_once"]


def test_a_deadline_that_is_set_for_one_without_counts_as_work(tmp_path: Path) -> None:
    before = [late(number, deadline="") for number in range(36)]
    tonight = [{**each, "deadline": "30/07/2015"} for each in before]
    night = judge_nights(tmp_path, [*before, row(90)], [*tonight, row(90)]).night
    assert night.alarms == ()


def test_deadlines_that_move_by_a_new_bank_holiday_do_not_count(tmp_path: Path) -> None:
    before = [late(number, deadline="14/07/2015") for number in range(36)]
    tonight = [{**each, "deadline": "16/07/2015"} for each in before]
    holiday = settings_of(rules={"extra_bank_holidays": [date(2015, 6, 5), date(2015, 6, 8)]})
    assert codes(judge_nights(tmp_path, before, tonight, settings=holiday)) == []
    assert codes(judge_nights(tmp_path, before, tonight)) == ["moved_at_once"]


def test_a_night_more_than_five_working_days_ago_tells_nothing(tmp_path: Path) -> None:
    before = [late(number) for number in range(36)]
    tonight = [{**each, **NEXT_YEAR} for each in before]
    for days, expected in ((7, ["moved_at_once"]), (8, [])):
        first = judge_beside(
            tmp_path, NO_PAST, before, settings_of(), as_at=THURSDAY - timedelta(days=days)
        )
        judged = judge_beside(tmp_path, past_after(first), tonight, settings_of(), as_at=THURSDAY)
        assert codes(judged) == expected


# Completed records that leave the extract.


def drained(folder: Path, *, stay: int, leave: int, **more: Any) -> Judged:
    """Judge a night on which some completed records, young ones among them, are gone."""
    settings = settings_of(gates=OPEN_GATES, **more)
    gone = [
        completed(number, start_date=f"{2 + number % 20:02}/06/2015") for number in range(leave)
    ]
    kept = [completed(100 + number, start_date="02/06/2015") for number in range(stay)]
    return judge_nights(folder, [row(90), *kept, *gone], [row(90), *kept], settings=settings)


@pytest.mark.parametrize(
    ("stay", "leave", "expected"),
    [
        pytest.param(40, 2, ["completed_left"], id="5% exactly"),
        pytest.param(41, 2, [], id="less than 5%"),
        pytest.param(40, 0, [], id="none"),
    ],
)
def test_completed_records_that_leave_are_counted_and_over_five_percent_suspicious(
    tmp_path: Path, stay: int, leave: int, expected: list[str]
) -> None:
    judged = drained(tmp_path, stay=stay, leave=leave)
    assert judged.night.service.changes["completed_left"] == leave
    assert codes(judged) == expected


def test_they_are_added_up_over_nights_until_one_is_accepted(tmp_path: Path) -> None:
    settings = settings_of(gates=OPEN_GATES)
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


def test_what_ages_out_of_a_declared_window_is_only_counted(tmp_path: Path) -> None:
    window = {"completed_window": {"days": 30, "by": "start_date"}}
    rows = [completed(number, start_date="16/06/2015") for number in range(4)]
    kept = [completed(100 + number, start_date="16/06/2015") for number in range(20)]
    for extract, expected in ((window, []), ({}, ["completed_left"])):
        judged = judge_nights(
            tmp_path,
            [row(90), *kept, *rows],
            [row(90), *kept],
            settings=settings_of(gates=OPEN_GATES, extract=extract),
        )
        assert judged.night.service.changes["completed_left"] == 4
        assert codes(judged) == expected


def test_where_all_that_left_are_older_the_extract_has_only_moved_on(tmp_path: Path) -> None:
    old = [completed(number, start_date="01/05/2015", referral_date="") for number in range(9)]
    kept = [completed(100 + number, start_date="02/06/2015") for number in range(20)]
    judged = judge_nights(
        tmp_path,
        [row(90), *kept, *old],
        [row(90), *kept],
        settings=settings_of(gates=OPEN_GATES),
    )
    assert judged.night.service.changes["completed_left"] == 9
    assert codes(judged) == []
