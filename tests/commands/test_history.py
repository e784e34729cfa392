"""`history` shows, night by night, whether it is getting better."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from tests.support.worlds import CHANGED_ROWS, FRIDAY, THURSDAY, WEDNESDAY, lived, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Monitor
    from tests.support.worlds import World


SOUTH = "Assessment Team South"


@pytest.fixture
def world(tmp_path: Path, monitor: Monitor) -> World:
    """Make a world of two nights: on Thursday one more assessment of the North is overdue."""
    world = new_world(tmp_path)
    lived(world, WEDNESDAY, monitor)
    world.rewrite(CHANGED_ROWS)
    lived(world, THURSDAY, monitor)
    return world


def test_every_night_has_a_line_with_its_figures_in_words(world: World, monitor: Monitor) -> None:
    done = monitor("history", "-c", world.config)
    assert done.exit_code == 0
    caption, headings, *nights = done.out.splitlines()
    assert caption == "The last nights"
    assert headings.split("  ")[0] == "Night"
    assert "Past the deadline" in headings
    assert [night[:15] for night in nights] == ["Wed 15 Jul 2015", "Thu 16 Jul 2015"]
    assert nights[0].split()[4:9] == ["1", "1", "of", "4", "25.0%"]
    assert nights[1].split()[4:9] == ["2", "2", "of", "4", "50.0%"]


def test_in_csv_a_night_is_a_row_and_a_figure_a_column(world: World, monitor: Monitor) -> None:
    done = monitor("history", "-c", world.config, "--csv")
    rows = list(csv.DictReader(done.out.splitlines()))
    assert [(row["night"], row["name"], row["overdue"]) for row in rows] == [
        ("2015-07-15", "Ambleford Borough Council", "1"),
        ("2015-07-16", "Ambleford Borough Council", "2"),
    ]
    assert "\n\n" not in done.out
    assert "\r" not in done.out
    assert "\ufeff" not in done.out


def test_in_json_a_figure_is_a_number_and_none_is_null(world: World, monitor: Monitor) -> None:
    done = monitor("history", "-c", world.config, "--json")
    first, second = json.loads(done.out)
    assert first["night"] == "2015-07-15"
    assert (first["overdue"], first["past_deadline"], first["past_deadline_of"]) == (1, 1, 4)
    assert (second["max_working_days_late"], second["mean_working_days_late"]) == (4, 3.5)
    (south, _) = json.loads(
        monitor("history", "-c", world.config, "--json", "--team", "Assessment Team North").out
    )
    assert south["max_working_days_late"] is None


def test_the_figures_can_be_of_one_team(world: World, monitor: Monitor) -> None:
    told = json.loads(monitor("history", "-c", world.config, "--json", "--team", SOUTH).out)
    assert [(row["name"], row["records"]) for row in told] == [(SOUTH, 2), (SOUTH, 1)]


def test_a_team_is_found_by_each_of_its_names_and_keeps_its_nights(
    world: World, monitor: Monitor
) -> None:
    renamed = f'name = "The South"\naliases = ["{SOUTH}"]'
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace(f'name = "{SOUTH}"', renamed), encoding="utf-8")
    for name in ("The South", SOUTH, "the  south"):
        told = json.loads(monitor("history", "-c", world.config, "--json", "--team", name).out)
        assert {row["name"] for row in told} == {"The South"}
        assert [row["records"] for row in told] == [2, 1]


@pytest.mark.parametrize("team", ["Nobody", "", "assessment team"])
def test_a_team_that_is_not_in_the_history_is_refused(
    world: World, monitor: Monitor, team: str
) -> None:
    done = monitor("history", "-c", world.config, "--team", team)
    assert done.exit_code == 2
    assert "no night of the history has figures of this team" in done.err
    assert done.out == ""


def test_nights_that_were_not_published_have_no_figures(world: World, monitor: Monitor) -> None:
    world.rewrite(CHANGED_ROWS[:2])
    assert monitor(*world.run(FRIDAY)).exit_code == 3
    told = json.loads(monitor("history", "-c", world.config, "--json").out)
    assert [row["night"] for row in told] == ["2015-07-15", "2015-07-16"]


def test_another_folder_can_be_looked_into(world: World, monitor: Monitor, tmp_path: Path) -> None:
    done = monitor("history", "-c", world.config, "--output", tmp_path / "elsewhere")
    assert done.exit_code == 6
    assert not (tmp_path / "elsewhere").exists()
    assert monitor("history", "-c", world.config, "--output", world.output).exit_code == 0


def test_a_history_that_holds_no_night_says_how_it_is_begun(
    tmp_path: Path, monitor: Monitor
) -> None:
    world = new_world(tmp_path)
    world.extract.write_bytes(b"")
    assert monitor(*world.run(WEDNESDAY)).exit_code == 3
    done = monitor("history", "-c", world.config)
    assert done.exit_code == 6
    assert "holds no night" in done.err
