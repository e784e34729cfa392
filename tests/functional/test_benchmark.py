"""No night stops for the published statistics, and `check` says what is wrong with them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.reports.reading import read_page
from tests.support.published import published_csv
from tests.support.worlds import THURSDAY, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Answered, Monitor
    from tests.support.worlds import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Make a world that is to be compared with `published/c2.csv`, which is not there yet."""
    world = new_world(tmp_path)
    table = '\n[benchmark]\nfile = "published/c2.csv"\ncode = "E06999999"\n'
    world.config.write_text(world.config.read_text() + table)
    (tmp_path / "published").mkdir()
    return world


def manifest(world: World) -> dict[str, object]:
    told: dict[str, object] = json.loads((world.night() / "manifest.json").read_text())
    return told


def test_a_night_is_compared_and_the_manifest_names_the_file_and_no_path(
    world: World, monitor: Monitor
) -> None:
    (world.folder / "published" / "c2.csv").write_bytes(published_csv())
    assert monitor(*world.run()).exit_code == 0
    table = read_page((world.night() / "index.html").read_text()).tables["benchmark"]
    assert table.column("Whose")[:3] == ["Ambleford", "Made-up Region", "England"]
    told = manifest(world)
    assert isinstance(told["benchmark"], dict)
    assert (told["benchmark"]["name"], told["benchmark"]["year"]) == ("c2.csv", "2024")
    assert isinstance(told["settings"], dict)
    assert told["settings"]["benchmark"] == {"file": "c2.csv", "code": "E06999999"}


def test_a_missing_file_stops_no_night_and_is_told_on_the_page(
    world: World, monitor: Monitor
) -> None:
    assert monitor(*world.run()).exit_code == 0
    page = read_page((world.night() / "index.html").read_text())
    assert any("c2.csv: there is no such file" in said for said in page.sentences)
    assert manifest(world)["benchmark"] == {"name": "c2.csv", "fault": "there is no such file"}


def check(world: World, monitor: Monitor, *more: str) -> Answered:
    return monitor("check", "-c", world.config, "--as-at", THURSDAY.isoformat(), *more)


def test_check_ends_as_a_wrong_configuration_does(world: World, monitor: Monitor) -> None:
    done = check(world, monitor)
    assert done.exit_code == 2
    said = "THE PUBLISHED STATISTICS CANNOT BE SHOWN: c2.csv: there is no such file"
    assert said in done.out
    assert "4 records read" in done.out


def test_check_says_so_in_json(world: World, monitor: Monitor) -> None:
    done = check(world, monitor, "--json")
    assert done.exit_code == 2
    assert json.loads(done.out)["benchmark_fault"] == "c2.csv: there is no such file"
    (world.folder / "published" / "c2.csv").write_bytes(published_csv())
    done = check(world, monitor, "--json")
    assert (done.exit_code, json.loads(done.out)["benchmark_fault"]) == (0, None)
