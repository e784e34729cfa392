"""Figures are exact, half up, and every sum is checked before anything is published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.assessments.columns import NO_TEAM
from monitor.errors import BrokenPromise
from monitor.judgement.figures import check_sums
from monitor.judgement.rounding import half_up, percentage
from tests.support.making import ROW, judge_rows, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.judging import Judged

LATE = {**ROW, "deadline": "15/07/2015"}


def judged(folder: Path, *teams: str, configured: tuple[str, ...] = ()) -> Judged:
    rows = [
        {**LATE, "assessment_id": f"A{number}", "team": team} for number, team in enumerate(teams)
    ]
    return judge_rows(folder, rows, settings_of(teams=[{"name": name} for name in configured]))


@pytest.mark.parametrize(
    ("count", "of", "expected"),
    [(94, 192, 49.0), (1, 3, 33.3), (2, 3, 66.7), (1, 16, 6.3), (5, 1000, 0.5), (0, 7, 0.0)],
)
def test_a_percentage_has_one_decimal_half_up(count: int, of: int, expected: float) -> None:
    assert percentage(count, of) == expected


def test_a_percentage_of_nothing_is_none() -> None:
    assert percentage(0, 0) is None


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_half_up_is_the_nearest_tenth_and_the_upper_of_two(total: int, count: int) -> None:
    tenths = round(half_up(total, count) * 10)
    assert 2 * tenths * count - count <= 20 * total < 2 * tenths * count + count


def test_teams_are_listed_as_configured_then_by_name_then_without(tmp_path: Path) -> None:
    night = judged(tmp_path, "zebra", "", "Apple", "North", configured=("South", "North")).night
    assert [team.name for team in night.teams] == ["South", "North", "Apple", "zebra", NO_TEAM]
    assert [team.records for team in night.teams] == [0, 1, 1, 1, 1]


def test_a_team_that_only_looks_missing_is_a_team(tmp_path: Path) -> None:
    assert [team.name for team in judged(tmp_path, "NA", "None").night.teams] == ["NA", "None"]


def test_a_deadline_before_the_start_counts_and_is_left_out_of_the_days(tmp_path: Path) -> None:
    rows = [
        {**LATE, "start_date": "20/07/2015"},
        {**LATE, "assessment_id": "A2", "deadline": "13/07/2015"},
    ]
    past = judge_rows(tmp_path, rows).night.service.past_deadline
    assert (past.count, past.left_out_of_days) == (2, 1)
    assert past.mean_working_days_late == past.median_working_days_late == 3.0


def test_days_are_null_where_nothing_is_late(tmp_path: Path) -> None:
    past = judge_rows(tmp_path, [ROW]).night.service.past_deadline
    assert past.mean_working_days_late is None
    assert past.median_working_days_late is None
    assert past.max_working_days_late is None


def test_sums_that_differ_stop_the_night(tmp_path: Path) -> None:
    night = judged(tmp_path, "North", "South").night
    with pytest.raises(BrokenPromise, match="statuses of the service sum to 2, but 3 records"):
        check_sums(night.service, night.teams, read=3)
    with pytest.raises(BrokenPromise, match="records of the teams sum to 1"):
        check_sums(night.service, night.teams[:1], read=2)
    swapped = {**night.service.statuses, "overdue": 1, "on_track": 1}
    with pytest.raises(BrokenPromise, match="the teams do not sum to the service"):
        check_sums(replace(night.service, statuses=swapped), night.teams, read=2)
    with pytest.raises(BrokenPromise, match="exceptions do not each have one next action"):
        check_sums(replace(night.service, next_actions={"finish": 9}), night.teams, read=2)
    one_more = {**night.service.changes, "first_seen": 3}
    with pytest.raises(BrokenPromise, match="do not sum to the service for the change first_seen"):
        check_sums(replace(night.service, changes=one_more), night.teams, read=2)


def test_a_team_typed_with_other_spaces_and_hyphens_is_one_team(tmp_path: Path) -> None:
    names = ["North - Duty", "North\u00a0 \u2013 Duty", " North \u2011 Duty"]
    rows = [{**ROW, "assessment_id": name, "team": name} for name in names]
    (team,) = judge_rows(tmp_path, rows).night.teams
    assert (team.name, team.records) == ("North - Duty", 3)
