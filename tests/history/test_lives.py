"""What the nights found of an assessment is found again by its number or by an id it once had."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from monitor.history.lives import LIFE_COLUMNS, lives_of
from monitor.history.nights import Nights
from tests.history.entries import FRIDAY, THURSDAY, WEDNESDAY, entry, in_memory, put, snapshot_of

if TYPE_CHECKING:
    import pandas as pd

SATURDAY = date(2015, 7, 18)


def history_of(*nights: list[dict[str, Any]]) -> Nights:
    """Make a history of these nights, from the Wednesday on."""
    history = Nights(in_memory())
    for night, rows in zip((WEDNESDAY, THURSDAY, FRIDAY), nights, strict=False):
        put(history, entry(night, snapshot=snapshot_of(*rows)))
    return history


def listed(lives: pd.DataFrame) -> list[tuple[date, int, str]]:
    """List the night, life and status of each row."""
    return list(lives[["night", "life", "status"]].itertuples(index=False, name=None))


def test_a_life_is_told_of_each_night_before_a_date() -> None:
    history = history_of(
        [{"life": 4, "status": "on_track"}, {"life": 5}],
        [{"life": 5}, {"life": 4, "status": "overdue"}],
        [{"life": 4, "status": "cancelled"}],
    )
    found = lives_of(history, "A1", [4], before=FRIDAY)
    assert list(found.columns) == [*LIFE_COLUMNS, "night"]
    assert listed(found) == [(WEDNESDAY, 4, "on_track"), (THURSDAY, 4, "overdue")]


@pytest.mark.parametrize("column", ["assessment_id", "child_id"])
@pytest.mark.parametrize("place", range(3), ids=["oldest", "between", "newest"])
def test_a_life_is_told_whole_by_an_id_that_it_had_on_one_night(column: str, place: int) -> None:
    nights = [[{"life": 4, "status": "overdue"}, {"life": 5, "status": "overdue"}]] * 3
    nights[place] = [{"life": 5, column: "B2"}, {"life": 4, "status": "overdue", column: "A1"}]
    found = lives_of(history_of(*nights), "A1", before=SATURDAY)
    assert listed(found) == [(each, 4, "overdue") for each in (WEDNESDAY, THURSDAY, FRIDAY)]
    assert (found[column] == "A1").tolist() == [each == place for each in range(3)]


def test_a_record_that_is_not_followed_has_no_life() -> None:
    copies = [{"life": -1, "assessment_id": "A1"}, {"life": -1, "assessment_id": "A2"}]
    found = lives_of(history_of(copies, copies, copies), "A1", before=SATURDAY)
    assert found.empty


def test_an_assessment_that_no_night_has_seen_has_no_life() -> None:
    history = history_of([{"life": 0}])
    for found in (
        lives_of(history, "A1", [99], before=FRIDAY),
        lives_of(history, "A1", [0], before=WEDNESDAY),
    ):
        assert found.empty
        assert list(found.columns) == [*LIFE_COLUMNS, "night"]
