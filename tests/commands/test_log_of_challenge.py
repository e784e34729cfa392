"""The log of challenge where the extract alone names the teams, printed and exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.support.worlds import ROWS, THURSDAY, WEDNESDAY, lived, new_world

if TYPE_CHECKING:
    from tests.support.making import Answered, Monitor
    from tests.support.worlds import World

WORDS = "The family is seen on Monday"
SOUTH = "Assessment Team South"
STEPS = ["began", "asked", "answered", "promised"]


@pytest.fixture(scope="module")
def promised(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Make a world whose teams are those of the extract, with one promise. Tests only read it."""
    return new_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(promised: World, monitor: Monitor) -> World:
    """Return it once it has lived its two nights."""
    world = promised
    if world.output.exists():
        return world
    text = world.config.read_text(encoding="utf-8")
    head, _, rest = text.partition("[[teams]]")
    service = rest[rest.index("[service]") :]
    asking = f'{head}{service}responders = ["Head"]\n[answers]\n'
    world.config.write_text(asking, encoding="utf-8")
    lived(world, WEDNESDAY, monitor)
    ids = ("--child", ROWS[1]["child_id"], "--assessment", ROWS[1]["assessment_id"])
    given = ("--until", "2015-07-20", "--reason", "court", "--by", "Head")
    done = monitor("answer", "will_finish_by", WORDS, *ids, *given, "-c", world.config)
    assert done.exit_code == 0, done.err
    lived(world, THURSDAY, monitor)
    return world


def log(world: World, monitor: Monitor, *more: str) -> Answered:
    return monitor("answers", "-c", world.config, *more)


def test_what_has_an_answer_in_force_is_not_unanswered(world: World, monitor: Monitor) -> None:
    assert log(world, monitor, "--unanswered").out == "Nothing waits for an answer.\n"


def test_a_team_is_known_that_was_asked_and_any_other_refused(
    world: World, monitor: Monitor
) -> None:
    assert len(log(world, monitor, "--team", SOUTH).out.splitlines()) == len(STEPS)
    assert log(world, monitor, "--team", "No team recorded").out == "Nobody was asked yet.\n"
    done = log(world, monitor, "--team", "Assessment Team West")
    assert done.exit_code == 2
    assert "no team of this name is configured, or was ever asked" in done.err


def test_export_has_a_sheet_of_it_up_to_its_night(world: World, monitor: Monitor) -> None:
    def sheet(*more: str) -> list[tuple[object, ...]]:
        file = world.folder / "night.xlsx"
        done = monitor("export", file, "-c", world.config, "--force", *more)
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
