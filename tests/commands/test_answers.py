"""The log of challenge: who was asked, and what was answered, printed and exported."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.support.worlds import ROWS, THURSDAY, WEDNESDAY, assessment, done_once, lived, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Answered, Monitor
    from tests.support.worlds import World

WORDS = "The last visit is on Friday, then it is written up"
PROMISE = ("--child", "0000001", "--assessment", "A0001", "--until", "2015-07-20")
BY = ("--reason", "court", "--by", "North manager")
SOUTH = "Assessment Team South"
STEPS = ["began", "asked", "answered", "promised"]


@pytest.fixture
def world(tmp_path: Path, monitor: Monitor) -> World:
    """Make a world with an overdue assessment in each of two teams; the north's is answered."""
    world = new_world(tmp_path, [assessment(1, deadline="10/07/2015"), assessment(2, deadline="")])
    with world.config.open("a", encoding="utf-8") as file:
        file.write("\n[answers]\n")
    north = 'name = "Assessment Team North"\n'
    text = world.config.read_text(encoding="utf-8")
    text = text.replace(north, north + 'responders = ["North manager"]\n')
    world.config.write_text(text, encoding="utf-8")
    lived(world, WEDNESDAY, monitor)
    promised(world, monitor, *PROMISE, *BY)
    lived(world, THURSDAY, monitor)
    return world


def promised(world: World, monitor: Monitor, *given: str) -> None:
    """Let somebody promise, once for all worlds that are alike."""

    def promise() -> None:
        done = monitor("answer", "will_finish_by", WORDS, *given, "-c", world.config)
        assert done.exit_code == 0, done.err

    done_once(world.folder, ("promised", given), promise)


@pytest.fixture
def unnamed(tmp_path: Path, monitor: Monitor) -> World:
    """Make a world whose teams are those of the extract alone, with one promise."""
    world = new_world(tmp_path / "world")
    text = world.config.read_text(encoding="utf-8")
    head, _, rest = text.partition("[[teams]]")
    service = rest[rest.index("[service]") :]
    asking = f'{head}{service}responders = ["Head"]\n[answers]\n'
    world.config.write_text(asking, encoding="utf-8")
    lived(world, WEDNESDAY, monitor)
    ids = ("--child", ROWS[1]["child_id"], "--assessment", ROWS[1]["assessment_id"])
    given = ("--until", "2015-07-20", "--reason", "court", "--by", "Head")
    promised(world, monitor, *ids, *given)
    lived(world, THURSDAY, monitor)
    return world


def log(world: World, monitor: Monitor, *more: str) -> Answered:
    return monitor("answers", "-c", world.config, *more)


def test_every_step_is_dated_and_named(world: World, monitor: Monitor) -> None:
    said = log(world, monitor)
    assert said.exit_code == 0
    lines = said.out.splitlines()
    asked = [line for line in lines if "was asked" in line]
    assert [line.split()[:4] for line in asked] == [["Wed", "15", "Jul", "2015"]] * 2
    (promise,) = [line for line in lines if "promised" in line]
    assert "Thu 16 Jul 2015" in promise
    assert "by North manager; until Mon 20 Jul 2015" in promise
    assert WORDS not in said.out


def test_a_team_alone_and_what_is_unanswered_alone(world: World, monitor: Monitor) -> None:
    both = log(world, monitor).out.splitlines()
    north = log(world, monitor, "--team", "Assessment Team North").out.splitlines()
    open_ones = log(world, monitor, "--unanswered").out.splitlines()
    assert north == [line for line in both if line.endswith("Assessment Team North")]
    assert open_ones == [line for line in both if line.endswith("Assessment Team South")]
    unknown = log(world, monitor, "--team", "West")
    assert (unknown.exit_code, unknown.out) == (2, "")
    assert "no team of this name is configured, or was ever asked" in unknown.err


def test_programs_read_the_same_steps(world: World, monitor: Monitor) -> None:
    as_csv = log(world, monitor, "--csv")
    rows = list(csv.DictReader(io.StringIO(as_csv.out)))
    as_json = json.loads(log(world, monitor, "--json").out)
    assert [each["step"] for each in rows] == [each["step"] for each in as_json]
    for table in (rows, as_json):
        assert {each["night"] for each in table} == {"2015-07-15", "2015-07-16"}
    assert len(rows) == len(log(world, monitor).out.splitlines())
    both = log(world, monitor, "--csv", "--json")
    assert both.exit_code == 2


def test_the_thread_of_one_assessment_is_explained(world: World, monitor: Monitor) -> None:
    said = monitor("explain", "A0001", "-c", world.config, "--as-at", THURSDAY.isoformat())
    thread = said.out.partition("Asked and answered")[2]
    assert "promised; by North manager; until Mon 20 Jul 2015" in thread


def test_where_nobody_was_asked_it_says_so(tmp_path: Path, monitor: Monitor) -> None:
    world = new_world(tmp_path, [assessment(1)])
    lived(world, WEDNESDAY, monitor)
    assert log(world, monitor).out == "Nobody was asked yet.\n"


def test_what_has_an_answer_in_force_is_not_unanswered(unnamed: World, monitor: Monitor) -> None:
    assert log(unnamed, monitor, "--unanswered").out == "Nothing waits for an answer.\n"


def test_a_team_is_known_that_was_asked_and_any_other_refused(
    unnamed: World, monitor: Monitor
) -> None:
    assert len(log(unnamed, monitor, "--team", SOUTH).out.splitlines()) == len(STEPS)
    assert log(unnamed, monitor, "--team", "No team recorded").out == "Nobody was asked yet.\n"
    done = log(unnamed, monitor, "--team", "Assessment Team West")
    assert done.exit_code == 2
    assert "no team of this name is configured, or was ever asked" in done.err


def test_export_has_a_sheet_of_it_up_to_its_night(unnamed: World, monitor: Monitor) -> None:
    def sheet(*more: str) -> list[tuple[object, ...]]:
        file = unnamed.folder / "night.xlsx"
        done = monitor("export", file, "-c", unnamed.config, "--force", *more)
        assert done.exit_code == 0, done.err
        book = openpyxl.load_workbook(file)
        return list(book["Answers"].values) if "Answers" in book.sheetnames else []

    headings, *rows = sheet()
    assert headings == (
        *("Night", "Reference", "Life", "Team", "Step", "Level", "By", "Kind", "Until", "Why"),
    )
    assert [row[4] for row in rows] == STEPS
    assert [row[5:8] for row in rows[2:]] == [(1, "Head", "will_finish_by")] * 2
    assert WORDS not in repr(rows)
    assert [row[4] for row in sheet("--night", "2015-07-15")[1:]] == STEPS[:2]
    assert len(sheet("--team", SOUTH)) == len(STEPS) + 1
    assert sheet("--team", "North") == []
    # A team that is renamed is found by both names, with what it was asked before.
    with unnamed.config.open("a", encoding="utf-8") as file:
        file.write(f'[[teams]]\nname = "The South"\naliases = ["{SOUTH}"]\nresponders = ["Head"]\n')
    for name in (SOUTH, "The South"):
        assert len(sheet("--team", name)) == len(STEPS) + 1
        assert len(log(unnamed, monitor, "--team", name).out.splitlines()) == len(STEPS)
