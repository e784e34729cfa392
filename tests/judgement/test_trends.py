"""Whether it is getting better: which nights are shown, and the figures of each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.night import TrendRow
from monitor.judgement.trends import month_ends, shown_nights, trend_frame, trend_rows
from tests.reports.rows import completed, overdue, row
from tests.support.making import judge_rows, settings_of
from tests.support.nights import THURSDAY, WEDNESDAY, judge_nights

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.nights import Row

#: Every day from Wednesday 1 January 2014 to Thursday 16 July 2015.
EVERY_DAY = [date(2014, 1, 1) + timedelta(days=number) for number in range(562)]


def test_the_last_night_of_each_month_ends_it() -> None:
    nights = [
        date(2015, 5, 28),  # Thursday
        date(2015, 5, 29),  # Friday; no night on the Sunday that ends the month
        date(2015, 6, 1),  # Monday
        date(2015, 6, 30),  # Tuesday
        date(2015, 7, 1),  # Wednesday
    ]
    ends = (date(2015, 5, 29), date(2015, 6, 30), date(2015, 7, 1))
    assert month_ends(nights) == month_ends(nights[::-1]) == ends


def test_the_same_month_of_another_year_is_another_month() -> None:
    nights = [date(2014, 7, 31), date(2015, 7, 1)]  # Thursday, Wednesday
    assert month_ends(nights) == tuple(nights)
    assert month_ends([]) == ()


def test_the_last_ninety_nights_and_twelve_months_are_shown() -> None:
    shown = shown_nights(EVERY_DAY)
    ends = [
        *(date(2014, month, day) for month, day in ((8, 31), (9, 30), (10, 31), (11, 30))),
        *(date(2014, 12, 31), date(2015, 1, 31), date(2015, 2, 28), date(2015, 3, 31)),
    ]
    assert shown == (*ends, *EVERY_DAY[-90:])


def test_a_night_that_ends_a_month_is_shown_once() -> None:
    nights = EVERY_DAY[: EVERY_DAY.index(date(2015, 7, 2)) + 1]  # Thursday
    assert shown_nights(nights)[-90:] == tuple(nights[-90:])
    assert len(shown_nights(nights)) == 90 + 8


@pytest.mark.parametrize("count", [0, 1, 89, 90, 91])
def test_few_nights_are_all_shown(count: int) -> None:
    assert shown_nights(EVERY_DAY[:count]) == tuple(EVERY_DAY[:count][-90:])


def test_the_figures_are_the_service_s_and_then_every_team_s(tmp_path: Path) -> None:
    rows = [
        overdue(1, child_seen="No"),
        row(2, deadline=""),
        completed(3, team="South"),
        row(4, team=""),
    ]
    service, *teams = trend_rows(judge_rows(tmp_path, rows).night)
    assert service == TrendRow(
        night=THURSDAY,
        name="Ambleford Borough Council",
        records=4,
        exceptions=2,
        overdue=1,
        no_deadline=1,
        past_deadline=1,
        past_deadline_of=4,
        mean_working_days_late=1.0,
        max_working_days_late=1,
        child_not_seen=1,
        within_limit=1,
        within_limit_of=1,
        is_service=True,
    )
    assert [team.name for team in teams] == ["North", "South", NO_TEAM]
    assert not any(team.is_service for team in teams)
    assert [team.records for team in teams] == [2, 1, 1]


def test_earlier_nights_stand_beside_tonight(tmp_path: Path) -> None:
    night = judge_nights(tmp_path, [row(1)], [row(1), row(2)]).night
    found = [(each.night, each.name, each.records) for each in night.trend]
    assert found == [(WEDNESDAY, "Ambleford Borough Council", 1), (WEDNESDAY, "North", 1)]


def test_a_trend_as_a_table_has_a_row_a_night_and_may_lack_days(tmp_path: Path) -> None:
    late = trend_rows(judge_rows(tmp_path, [overdue(1)]).night)
    none = trend_rows(judge_rows(tmp_path, [row(1)]).night)
    frame = trend_frame([*late, *none])
    assert list(frame.columns) == list(TrendRow._fields)[:-1]  # is_service apart
    assert frame["max_working_days_late"].fillna(-1).tolist() == [1, 1, -1, -1]
    assert frame["mean_working_days_late"].fillna(-1).tolist() == [1, 1, -1, -1]
    assert trend_frame([]).empty


# Completed within the limit.


def within(folder: Path, *teams: Sequence[Row], **rules: int) -> list[tuple[object, ...]]:
    """Judge the completed ones of each team; return how many of how many are within the limit."""
    rows = [
        completed(10 * team + number, authorised_date="16/07/2015", team=f"Team {team}", **each)
        for team, cells in enumerate(teams)
        for number, each in enumerate(cells)
    ]
    night = judge_rows(folder, rows, settings_of(rules=rules)).night
    portions = [team.completed_within_limit for team in night.teams]
    return [(portion.count, portion.of, portion.percent) for portion in portions]


DAY_44, DAY_45, DAY_46 = (
    {"referral_date": "14/05/2015"},  # Thursday
    {"referral_date": "13/05/2015"},  # Wednesday
    {"referral_date": "12/05/2015"},  # Tuesday
)


def test_completed_on_day_45_is_within_the_limit_and_on_day_46_is_not(tmp_path: Path) -> None:
    found = within(tmp_path, [DAY_44], [DAY_45], [DAY_46], [DAY_44, DAY_45, DAY_46])
    assert found == [(1, 1, 100.0), (1, 1, 100.0), (0, 1, 0.0), (2, 3, 66.7)]


def test_the_limit_is_a_setting(tmp_path: Path) -> None:
    found = within(tmp_path, [DAY_44, DAY_45], statutory_working_days=44)
    assert found == [(1, 2, 50.0)]


def test_an_unknown_day_is_left_out_of_the_limit(tmp_path: Path) -> None:
    found = within(tmp_path, [DAY_45, {"referral_date": ""}], [{"referral_date": ""}])
    assert found == [(1, 1, 100.0), (0, 0, None)]


def test_only_the_completed_of_the_headline_are_asked_for_the_limit(tmp_path: Path) -> None:
    """A Wednesday twelve months before lies outside it, and the Thursday after is its first day."""
    dates = {"referral_date": "01/07/2014", "start_date": "02/07/2014"}
    rows = [
        completed(1, authorised_date="16/07/2014", **dates),
        completed(2, authorised_date="17/07/2014", team="Thursday", **dates),
        row(3),
        row(4, state="Cancelled"),
    ]
    night = judge_rows(tmp_path, rows).night
    portions = {team.name: team.completed_within_limit for team in night.teams}
    assert {team: (each.count, each.of) for team, each in portions.items()} == {
        "North": (0, 0),
        "Thursday": (1, 1),
    }
