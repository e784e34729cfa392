"""`sample` draws completed assessments at random, and the same ones for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.worlds import assessment, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Monitor
    from tests.support.worlds import World


NORTH, SOUTH = "Assessment Team North", "Assessment Team South"
OPEN = [assessment(number) for number in range(1, 5)]
#: Authorised on Tuesday 14 July 2015, two days before the night.
DONE = [
    assessment(number, authorised_date="14/07/2015", state="Authorised")
    for number in range(101, 141)
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path, [*OPEN, *DONE])


def drawn(world: World, monitor: Monitor, *more: str, as_at: str = "2015-07-16") -> list[str]:
    """Return the ids of the children that were drawn, in their order."""
    done = monitor("sample", "-c", world.config, "--as-at", as_at, *more)
    assert done.exit_code == 0, done.err
    return [line.split()[0] for line in done.out.splitlines()[2:]]


def test_ten_of_the_completed_are_drawn_and_none_that_is_open(
    world: World, monitor: Monitor
) -> None:
    found = drawn(world, monitor)
    assert len(set(found)) == 10
    assert set(found) <= {row["child_id"] for row in DONE}


def test_each_is_shown_with_what_a_manager_needs_to_find_it(world: World, monitor: Monitor) -> None:
    done = monitor(
        "sample", "-c", world.config, "--as-at", "2015-07-16", "--completed", "1", "--team", NORTH
    )
    caption, headings, row = done.out.splitlines()
    assert caption == "Read these: 1 completed in the last 30 days, at random"
    assert " ".join(headings.split()) == (
        "Child Team Assessment Worker Started Deadline Authorised"
    )
    assert NORTH in row
    assert "Worker 1" in row
    assert row.replace("\N{NO-BREAK SPACE}", " ").endswith("Tue 14 Jul 2015")


def test_the_same_seed_draws_the_same_sample_and_another_seed_another(
    world: World, monitor: Monitor
) -> None:
    first = drawn(world, monitor, "--seed", "spring")
    world.rewrite([*reversed(DONE), *OPEN])
    assert sorted(drawn(world, monitor, "--seed", "spring")) == sorted(first)
    assert drawn(world, monitor, "--seed", "autumn") != first


def test_without_a_seed_every_night_draws_its_own(world: World, monitor: Monitor) -> None:
    first = drawn(world, monitor)
    assert drawn(world, monitor) == first
    assert drawn(world, monitor, as_at="2015-07-17") != first


def test_it_can_be_of_one_team(world: World, monitor: Monitor) -> None:
    found = drawn(world, monitor, "--team", SOUTH, "--completed", "40")
    assert sorted(found) == [row["child_id"] for row in DONE if row["team"] == SOUTH]


@pytest.mark.parametrize("team", ["Nobody", ""])
def test_a_team_that_is_not_there_is_refused(world: World, monitor: Monitor, team: str) -> None:
    done = monitor("sample", "-c", world.config, "--as-at", "2015-07-16", "--team", team)
    assert done.exit_code == 2
    assert "there is no team of this name" in done.err


def test_where_fewer_were_completed_all_of_them_are_shown(tmp_path: Path, monitor: Monitor) -> None:
    world = new_world(tmp_path, [*OPEN, *DONE[:3]])
    assert sorted(drawn(world, monitor)) == ["0000101", "0000102", "0000103"]


def test_where_none_was_completed_it_says_so(tmp_path: Path, monitor: Monitor) -> None:
    world = new_world(tmp_path, OPEN)
    done = monitor("sample", "-c", world.config, "--as-at", "2015-07-16")
    assert done.exit_code == 0
    assert done.out.splitlines()[1:] == ["None was completed in the last 30 days."]


@pytest.mark.parametrize(
    ("as_at", "count"),
    [("2015-07-13", 0), ("2015-07-14", 40), ("2015-08-12", 40), ("2015-08-13", 0)],
    ids=["Monday before", "Tuesday itself", "29 days after", "30 days after"],
)
def test_only_the_last_thirty_days_are_looked_at(
    world: World, monitor: Monitor, as_at: str, count: int
) -> None:
    done = monitor("sample", "-c", world.config, "--as-at", as_at, "--completed", "99")
    assert f"Read these: {count} completed" in done.out


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_a_sample_is_of_one_at_least(world: World, monitor: Monitor, count: str) -> None:
    done = monitor("sample", "-c", world.config, "--completed", count)
    assert (done.exit_code, done.out) == (2, "")


def test_nothing_is_written(world: World, monitor: Monitor) -> None:
    drawn(world, monitor)
    assert not world.output.exists()
