"""`explain` tells the life of an assessment, night by night, whatever became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.worlds import (
    FRIDAY,
    THURSDAY,
    WEDNESDAY,
    assessment,
    files_below,
    history_below,
    lived,
    new_world,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from tests.support.making import Monitor
    from tests.support.worlds import Row, World


NORTH, SOUTH = "Assessment Team North", "Assessment Team South"
OTHERS = [assessment(number) for number in range(4, 9)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path)


def night(world: World, monitor: Monitor, as_at: date, *rows: Row) -> None:
    """Run a night with these rows beside the others."""
    world.rewrite([*rows, *OTHERS])
    lived(world, as_at, monitor)


def life(world: World, monitor: Monitor, identifier: str, as_at: date) -> Sequence[str]:
    """Return the lines of each life that is told of an id; the record itself apart."""
    done = monitor("explain", identifier, "-c", world.config, "--as-at", as_at.isoformat())
    assert done.exit_code == 0, done.err
    lines = done.out.splitlines()
    return [line for line in lines if line.startswith("  ") and "; deadline " in line]


def test_the_life_tells_status_deadline_team_and_flags_of_every_earlier_night(
    world: World, monitor: Monitor
) -> None:
    night(world, monitor, WEDNESDAY, assessment(1, deadline="10/07/2015", child_seen="No"))
    night(world, monitor, THURSDAY, assessment(1, deadline="31/07/2015", team=SOUTH))
    world.rewrite([assessment(1, deadline="31/07/2015", team=SOUTH), *OTHERS])
    first, second = life(world, monitor, "A0001", FRIDAY)
    told = f"  Wed 15 Jul 2015   Overdue; deadline Fri 10 Jul 2015; {NORTH}; assessment A0001; "
    assert first == f"{told}Child not seen"
    missed = "deadline Fri 31 Jul 2015 (missed Fri 10 Jul 2015)"
    told = f"  Thu 16 Jul 2015   Overdue; {missed}; {SOUTH}; "
    assert second.startswith(told)
    assert "Deadline moved after it was missed" in second


def test_the_nights_from_the_as_at_date_on_are_not_told(world: World, monitor: Monitor) -> None:
    night(world, monitor, WEDNESDAY, assessment(1))
    night(world, monitor, THURSDAY, assessment(1))
    (told,) = life(world, monitor, "A0001", THURSDAY)
    assert told.startswith("  Wed 15 Jul 2015")
    assert life(world, monitor, "A0001", WEDNESDAY) == []


def test_a_renumbered_assessment_has_the_life_that_it_had_before(
    world: World, monitor: Monitor
) -> None:
    night(world, monitor, WEDNESDAY, assessment(1, deadline="10/07/2015"))
    night(world, monitor, THURSDAY, assessment(1, deadline="10/07/2015", assessment_id="B77"))
    world.rewrite([assessment(1, assessment_id="C88", deadline="10/07/2015"), *OTHERS])
    told = life(world, monitor, "C88", FRIDAY)
    assert [line[:17].strip() for line in told] == ["Wed 15 Jul 2015", "Thu 16 Jul 2015"]
    assert life(world, monitor, "0000001", FRIDAY) == told


@pytest.mark.parametrize("identifier", ["A0001", "0000001"])
def test_a_vanished_assessment_is_told_by_either_id_with_the_nights_it_was_missing(
    world: World, monitor: Monitor, identifier: str
) -> None:
    night(world, monitor, WEDNESDAY, assessment(1, deadline=""), assessment(3))
    night(world, monitor, THURSDAY, assessment(2), assessment(3))
    world.rewrite([assessment(2), assessment(3), *OTHERS])
    done = monitor("explain", identifier, "-c", world.config, "--as-at", "2015-07-17")
    assert done.exit_code == 0
    told = "Not in tonight's extract: assessment A0001, child 0000001\n\nNight by night\n"
    assert done.out.startswith(told)
    first, second = life(world, monitor, identifier, FRIDAY)
    assert first.startswith(f"  Wed 15 Jul 2015   No deadline set; deadline –; {NORTH}")
    assert second.startswith("  Thu 16 Jul 2015   not in the extract; was No deadline set")


def test_an_assessment_that_vanishes_tonight_is_told_as_well(
    world: World, monitor: Monitor
) -> None:
    night(world, monitor, WEDNESDAY, assessment(1))
    world.rewrite([assessment(2), *OTHERS])
    (told,) = life(world, monitor, "A0001", THURSDAY)
    assert told.startswith("  Wed 15 Jul 2015   On track")


def test_siblings_of_one_assessment_have_each_their_own_life(
    world: World, monitor: Monitor
) -> None:
    one, other = assessment(1, assessment_id="FAM"), assessment(3, assessment_id="FAM")
    night(world, monitor, WEDNESDAY, one, {**other, "deadline": "10/07/2015"})
    world.rewrite([one, other, *OTHERS])
    told = life(world, monitor, "FAM", THURSDAY)
    assert [line.split("; ")[0].split("   ")[-1] for line in told] == ["On track", "Overdue"]
    (alone,) = life(world, monitor, "0000003", THURSDAY)
    assert "Overdue" in alone


def test_a_new_assessment_has_no_life_yet(world: World, monitor: Monitor) -> None:
    night(world, monitor, WEDNESDAY, assessment(3))
    world.rewrite([assessment(3), assessment(9), *OTHERS])
    done = monitor("explain", "A0009", "-c", world.config, "--as-at", "2015-07-16")
    assert done.exit_code == 0
    assert "Night by night" not in done.out


def test_an_assessment_is_found_by_an_id_that_it_once_had(world: World, monitor: Monitor) -> None:
    night(world, monitor, WEDNESDAY, assessment(1), assessment(2))
    night(world, monitor, THURSDAY, assessment(1, assessment_id="B77"), assessment(3))
    world.rewrite([assessment(1, assessment_id="B77"), assessment(3), *OTHERS])
    done = monitor("explain", "A0001", "-c", world.config, "--as-at", "2015-07-17")
    assert done.out.startswith("extract.csv, row 2")
    assert "assessment A0001" in done.out
    assert "assessment B77" in done.out
    gone = monitor("explain", "A0002", "-c", world.config, "--as-at", "2015-07-17")
    assert gone.out.startswith("Not in tonight's extract: assessment A0002")


def test_without_a_history_the_record_is_explained_and_there_is_no_life(
    world: World, monitor: Monitor
) -> None:
    world.rewrite([assessment(1), *OTHERS])
    done = monitor("explain", "A0001", "-c", world.config, "--as-at", "2015-07-16")
    assert done.exit_code == 0
    assert "Status: On track" in done.out
    assert "Night by night" not in done.out
    assert not world.output.exists()


def test_a_night_that_would_be_refused_is_explained_all_the_same_and_nothing_is_written(
    world: World, monitor: Monitor
) -> None:
    night(world, monitor, WEDNESDAY, assessment(1))
    before = (files_below(world.output), history_below(world.output))
    world.extract.write_bytes(world.extract.read_bytes())
    world.rewrite([assessment(1)])
    assert len(life(world, monitor, "A0001", THURSDAY)) == 1
    assert (files_below(world.output), history_below(world.output)) == before


def test_a_damaged_history_ends_with_6(world: World, monitor: Monitor) -> None:
    night(world, monitor, WEDNESDAY, assessment(1))
    (world.output / "history.sqlite").write_bytes(b"no history")
    done = monitor("explain", "A0001", "-c", world.config, "--as-at", "2015-07-16")
    assert done.exit_code == 6
