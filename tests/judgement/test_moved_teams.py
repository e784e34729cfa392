"""Teams that were split or merged: their figures added up, and which count together."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from monitor.judgement.moved_teams import (
    figures_under,
    groups_of,
    moves_in,
    steps_under,
    team_moves,
)
from monitor.judgement.night import TeamMove, TrendRow
from monitor.judgement.steps import new_steps

WEDNESDAY, THURSDAY, FRIDAY = date(2015, 7, 15), date(2015, 7, 16), date(2015, 7, 17)
WHOLE = TeamMove(THURSDAY, "South", "North", is_whole=True)


def row(
    name: str,
    records: int,
    *,
    night: date = WEDNESDAY,
    late: tuple[float, int] | None = None,
    is_service: bool = False,
) -> TrendRow:
    mean, worst = late or (None, None)
    return TrendRow(night, name, records, 2, 1, 0, 1, 3, mean, worst, 0, 1, 2, is_service)


@pytest.mark.parametrize(
    ("pairs", "teams", "whole"),
    [
        ([("South", "North")], ["North"], [True]),
        ([("South", "North"), ("South", "North")], ["North"], [True]),
        ([("South", "North")], ["North", "South"], [False]),
        ([("South", "East"), ("South", "West")], ["East", "West"], [False, False]),
        ([("South", "North"), ("East", "North")], ["North"], [True, True]),
    ],
    ids=["merged", "said twice", "the old team goes on", "split", "two into one"],
)
def test_a_team_goes_whole_where_it_is_there_no_more_and_went_to_one(
    pairs: list[tuple[str, str]], teams: list[str], whole: list[bool]
) -> None:
    moves = team_moves(pairs, teams, as_at=THURSDAY)
    assert [move.is_whole for move in moves] == whole


def test_figures_of_merged_teams_are_added_up_and_means_are_not() -> None:
    rows = [
        row("South", 40, is_service=True),
        row("South", 10, late=(4.0, 9)),
        row("North", 30, late=(2.0, 20)),
        row("West", 5),
        row("South", 7, night=THURSDAY),
    ]
    service, north, west, tonight = figures_under(rows, [WHOLE])
    assert (service.name, service.records) == ("South", 40)
    assert (north.name, north.records, north.exceptions) == ("North", 40, 4)
    assert (north.mean_working_days_late, north.max_working_days_late) == (None, 20)
    assert (west.name, tonight.name) == ("West", "South")


def test_a_mean_is_kept_where_one_of_the_teams_has_one() -> None:
    (north,) = figures_under([row("South", 10, late=(4.0, 9)), row("North", 30)], [WHOLE])
    assert (north.mean_working_days_late, north.max_working_days_late) == (4.0, 9)
    (none,) = figures_under([row("South", 10), row("North", 30)], [WHOLE])
    assert (none.mean_working_days_late, none.max_working_days_late) == (None, None)


def test_figures_of_a_team_that_was_split_stay_its_own() -> None:
    rows = (row("South", 10),)
    assert figures_under(rows, [WHOLE._replace(is_whole=False)]) == rows


def teams_of_steps(moves: list[TeamMove], now: list[str], *, night: date = WEDNESDAY) -> list[str]:
    """Return the teams of the south's steps, one for each assessment and one for one that left."""
    lives = range(len(now) + 1)
    steps = new_steps("asked", pd.DataFrame({"life": lives}), as_at=night, team="South")
    records = pd.DataFrame({"life": lives[:-1], "team": now})
    return steps_under(steps, records, moves)["team"].tolist()


def test_steps_go_with_their_assessment_and_those_of_one_that_left_with_its_whole_team() -> None:
    assert teams_of_steps([WHOLE], ["North", "West"]) == ["North", "South", "North"]
    part = WHOLE._replace(is_whole=False)
    assert teams_of_steps([part], ["North", "South"]) == ["North", "South", "South"]
    assert teams_of_steps([WHOLE], ["North"], night=THURSDAY) == ["South", "South"]
    assert teams_of_steps([], ["North"]) == ["South", "South"]


def test_steps_go_from_one_move_to_the_next() -> None:
    on = TeamMove(FRIDAY, "North", "Far", is_whole=True)
    assert teams_of_steps([WHOLE, on], ["Far", "North"]) == ["Far", "North", "Far"]
    split = [on._replace(is_whole=False), TeamMove(FRIDAY, "North", "Near", is_whole=False)]
    assert teams_of_steps([WHOLE, *split], ["Near", "Far"]) == ["Near", "Far", "North"]
    back = TeamMove(FRIDAY, "North", "South", is_whole=True)
    assert teams_of_steps([WHOLE, back], ["South"]) == ["South", "South"]


def test_teams_that_were_split_or_merged_count_together() -> None:
    pairs = [("South", "East"), ("South", "West"), ("Far", "Near"), ("East", "North")]
    groups = groups_of(team_moves(pairs, [], as_at=THURSDAY))
    assert groups["South"] == groups["North"] == "East + North + South + West"
    assert groups["Far"] == groups["Near"] == "Far + Near"


def test_moves_are_read_back_as_they_were_kept() -> None:
    facts = {"teams_moved": [["2015-07-16", "South", "North", True]]}
    assert moves_in(facts) == (WHOLE,)
    assert moves_in({}) == ()
