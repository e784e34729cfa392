"""`explain` tells the life of an assessment, night by night, whatever became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from monitor.delivery import CHANNELS
from monitor.extracts import READERS
from monitor.nights.night import run_night
from monitor.settings.reading import read_settings
from tests.support.making import order_for
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
SIBLINGS = [
    assessment(41, assessment_id="FAM"),
    assessment(43, assessment_id="FAM", deadline="10/07/2015"),
]
#: The extract of each night: every assessment has a life of its own.
LIVES: dict[date, list[Row]] = {
    WEDNESDAY: [
        assessment(1, deadline="10/07/2015", child_seen="No"),
        assessment(11, deadline="10/07/2015"),
        assessment(21, deadline=""),
        assessment(31),
    ],
    THURSDAY: [
        assessment(1, deadline="31/07/2015", team=SOUTH),
        assessment(11, deadline="10/07/2015", assessment_id="B77"),
    ],
    FRIDAY: [
        assessment(1, deadline="31/07/2015", team=SOUTH),
        assessment(11, deadline="10/07/2015", assessment_id="C88"),
        assessment(9),
    ],
}


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Publish Wednesday and Thursday; the extract is that of Friday. Tests only read it."""
    world = new_world(tmp_path_factory.mktemp("lives"))
    settings = read_settings(world.config, formats=READERS, channels=CHANNELS)
    for night, rows in LIVES.items():
        world.rewrite([*rows, *SIBLINGS, *OTHERS])
        if night != FRIDAY:
            order = order_for(world.folder, settings, as_at=night)
            run_night(replace(order, accepted="Two were taken out"))
    return world


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path)


def night(world: World, monitor: Monitor, as_at: date, *rows: Row) -> None:
    """Run a night with these rows beside the others."""
    world.rewrite([*rows, *OTHERS])
    lived(world, as_at, monitor)


def life(world: World, monitor: Monitor, identifier: str, as_at: date) -> Sequence[str]:
    """Return the lines of each life that is told of an id; the record itself apart."""
    return lines_of(told(world, monitor, identifier, as_at))


def told(world: World, monitor: Monitor, identifier: str, as_at: date = FRIDAY) -> str:
    done = monitor("explain", identifier, "-c", world.config, "--as-at", as_at.isoformat())
    assert done.exit_code == 0, done.err
    return done.out


def lines_of(text: str) -> Sequence[str]:
    return [line for line in text.splitlines() if line.startswith("  ") and "; deadline " in line]


def test_the_life_tells_status_deadline_team_and_flags_of_every_earlier_night(
    lives: World, monitor: Monitor
) -> None:
    first, second = life(lives, monitor, "A0001", FRIDAY)
    before = f"  Wed 15 Jul 2015   Overdue; deadline Fri 10 Jul 2015; {NORTH}; assessment A0001; "
    assert first == f"{before}Child not seen"
    missed = "deadline Fri 31 Jul 2015 (missed Fri 10 Jul 2015)"
    assert second.startswith(f"  Thu 16 Jul 2015   Overdue; {missed}; {SOUTH}; ")
    assert "Deadline moved after it was missed" in second


def test_the_nights_from_the_as_at_date_on_are_not_told(lives: World, monitor: Monitor) -> None:
    (only,) = life(lives, monitor, "A0001", THURSDAY)
    assert only.startswith("  Wed 15 Jul 2015")
    assert life(lives, monitor, "A0001", WEDNESDAY) == []


def test_a_renumbered_assessment_has_the_life_that_it_had_before_under_each_id(
    lives: World, monitor: Monitor
) -> None:
    text = told(lives, monitor, "C88")
    found = [line[:17].strip() for line in lines_of(text)]
    assert found == ["Wed 15 Jul 2015", "Thu 16 Jul 2015"]
    assert told(lives, monitor, "0000011") == text
    once = told(lives, monitor, "A0011")
    assert once.startswith("extract.csv, row 3")
    assert "assessment A0011" in once
    assert "assessment B77" in once


@pytest.mark.parametrize("identifier", ["A0021", "0000021"])
def test_a_vanished_assessment_is_told_by_either_id_with_the_nights_it_was_missing(
    lives: World, monitor: Monitor, identifier: str
) -> None:
    text = told(lives, monitor, identifier)
    assert text.startswith(
        "Not in tonight's extract: assessment A0021, child 0000021\n\nNight by night\n"
    )
    first, second = lines_of(text)
    assert first.startswith(f"  Wed 15 Jul 2015   No deadline set; deadline –; {NORTH}")
    assert second.startswith("  Thu 16 Jul 2015   not in the extract; was No deadline set")


def test_an_assessment_that_vanishes_tonight_is_told_as_well(
    lives: World, monitor: Monitor
) -> None:
    (only,) = life(lives, monitor, "A0031", THURSDAY)
    assert only.startswith("  Wed 15 Jul 2015   On track")


def test_siblings_of_one_assessment_have_each_their_own_life(
    lives: World, monitor: Monitor
) -> None:
    both = life(lives, monitor, "FAM", THURSDAY)
    assert [line.split("; ")[0].split("   ")[-1] for line in both] == ["On track", "Overdue"]
    (alone,) = life(lives, monitor, "0000043", THURSDAY)
    assert "Overdue" in alone


def test_a_new_assessment_has_no_life_yet(lives: World, monitor: Monitor) -> None:
    assert "Night by night" not in told(lives, monitor, "A0009")


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
