"""What a message counts agrees with the figures: teams side by side, and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.messages.counts import teams
from monitor.reports.messages.draft import Item
from tests.reports.messages.drafting import NORTH, drafts_of
from tests.reports.rows import overdue, row
from tests.support.making import judge_rows, settings_of

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_not_listed_is_counted_and_only_of_its_own_page(tmp_path: Path) -> None:
    settings = settings_of(teams=[NORTH, {"name": "South"}])
    rows = [
        row(1, start_date="soon"),
        row(2, team="South", start_date="soon", deadline="soon"),
        row(3, deadline="17/07/2015"),
        row(4, child_seen="No"),
    ]
    changed = [*rows[:3], {**rows[3], "deadline": "31/07/2015"}]
    made = drafts_of(tmp_path, rows, changed, settings=settings)
    assert made["North"].also == (
        "Due within 5 working days: 1",
        "Open and not late, but to look at: 1",
        "Other changes since the night before: 1",
        "Records to correct: 1",
    )
    assert made["South"].also == ("Records to correct: 2",)


def test_the_teams_that_must_act_are_side_by_side_those_with_most_to_do_first(
    tmp_path: Path,
) -> None:
    rows = [
        overdue(1),
        row(2, team="South", deadline=""),
        row(3, team="South", deadline="", child_seen="No"),
        overdue(4, team="East"),
        overdue(5, team="East"),
        row(6, team="Quiet"),
    ]
    listed = teams(judge_rows(tmp_path, rows).night.teams, 2)
    assert listed.title == "Teams that must act (3 of 4)"
    assert listed.items == (
        Item("East: 2 need action", ("2 overdue",)),
        Item("South: 2 need action", ("2 without a deadline; 1 not seen",)),
    )
    assert listed.more == "and 1 more in the full report"
    assert listed.records == frozenset()


def test_a_team_of_which_one_is_missing_must_act(tmp_path: Path) -> None:
    made = drafts_of(tmp_path, [row(1), row(2)], [row(2)], settings=settings_of(teams=[NORTH]))
    (side_by_side,) = (each for each in made[""].lists if each.id == "teams")
    assert side_by_side.items == (
        Item("North: none needs action", ("1 missing from the extract",)),
    )
