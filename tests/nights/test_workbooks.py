"""The team's workbook: written each night, read back whatever was done to it, and nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from monitor import durable
from monitor.history.store import look_into_history
from tests.support.worlds import (
    FRIDAY,
    THURSDAY,
    WEDNESDAY,
    World,
    assessment,
    lived,
    new_world,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from tests.support.making import Monitor

MONDAY = FRIDAY + timedelta(days=3)
ANSWERS = """
[answers]
[escalation]
[[escalation.chains]]
name = "assessment"
[[escalation.chains.levels]]
name = "Service manager"
responders = ["Service manager"]
recipients = ["service.manager@example.gov.uk"]
"""
ROW = {
    "Your answer": "Will be finished by",
    "By which date": date(2015, 7, 20),
    "Reason": "court",
    "What is being done": "The last visit is on Friday, then it is written up",
    "Your name": "North manager",
}


@pytest.fixture
def world(tmp_path: Path, monitor: Monitor) -> World:
    """Return a world in which two teams were asked on Wednesday, each in a folder of its own."""
    late = "10/07/2015"
    world = new_world(
        tmp_path / "world", [assessment(number, deadline=late) for number in range(1, 29)]
    )
    text = world.config.read_text(encoding="utf-8")
    for name in ("North", "South"):
        line = f'name = "Assessment Team {name}"\n'
        mine = f'folder = "{name}"\nresponders = ["{name} manager"]\n'
        text = text.replace(line, line + mine)
        (world.folder / name).mkdir()
    world.config.write_text(text + ANSWERS, encoding="utf-8")
    lived(world, WEDNESDAY, monitor)
    return world


def live(world: World, night: date, monitor: Monitor, *more: str) -> None:
    done = monitor(*world.run(night, *more))
    assert done.exit_code == 0, done.err


def north(world: World, name: str = "answers.xlsx") -> Path:
    return world.folder / "North" / name


def names(world: World) -> list[str]:
    return sorted(path.name for path in (world.folder / "North").glob("*.xlsx"))


def fill(path: Path, cells: Mapping[str, Any] | None = None, *, row: int = 2) -> None:
    """Write into a row as a person with a spreadsheet does."""
    book = openpyxl.load_workbook(path)
    sheet = book["Answers"]
    places = headings(sheet)
    for heading, value in {**ROW, **(cells or {})}.items():
        sheet.cell(row, places[heading]).value = value
    book.save(path)


def headings(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): place for place, cell in enumerate(sheet[1], start=1)}


def rows(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)["Answers"]
    titles, *cells = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, titles), each, strict=True)) for each in cells]


def held(world: World) -> list[dict[Hashable, Any]]:
    with look_into_history(world.output) as history:
        answers: list[dict[Hashable, Any]] = history.answers.all().to_dict("records")
    return answers


def steps(world: World, night: date) -> list[tuple[str, str]]:
    """Return the steps of answers that a night took, and why."""
    with look_into_history(world.output) as history:
        found = history.steps.of()
    own = found[(found["night"].dt.date == night) & (found["answer"] != "")]
    return list(zip(own["step"], own["why"], strict=True))


def test_a_workbook_holds_the_teams_exceptions_locked_but_for_the_answers(world: World) -> None:
    sheet = openpyxl.load_workbook(north(world))["Answers"]
    places = headings(sheet)
    assert [row["Team"] for row in rows(north(world))] == ["Assessment Team North"] * 14
    first = rows(north(world))[0]
    assert first["Reference"].startswith("R-")
    assert (first["Child id"], first["Assessment id"]) == ("0000001", "A0001")
    assert (first["With whom it is"], first["Last answer"]) == ("Assessment Team North", None)
    assert first["Next action"] == "Finish (the worker)"
    assert first["Why it is listed"].startswith("Overdue")
    assert first["Deadline"].date() == date(2015, 7, 10)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    unlocked = {
        title for title, place in places.items() if not sheet.cell(2, place).protection.locked
    }
    assert unlocked == set(ROW)
    rules = {str(each.sqref): each.type for each in sheet.data_validations.dataValidation}
    assert sorted(rules.values()) == ["date", "list", "list", "textLength", "textLength"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_what_is_written_into_it_is_read_and_filled_in_again(
    world: World, monitor: Monitor
) -> None:
    fill(north(world))
    live(world, THURSDAY, monitor)
    assert steps(world, THURSDAY) == [
        ("answered", "will_finish_by"),
        ("promised", "will_finish_by"),
    ]
    (answer,) = held(world)
    assert (answer["source"], answer["source_row"]) == ("answers.xlsx (Assessment Team North)", 2)
    again = next(row for row in rows(north(world)) if row["Your name"])
    assert {key: again[key] for key in ROW} == {
        **ROW,
        "By which date": again["By which date"],
    }
    assert again["By which date"].date() == date(2015, 7, 20)
    assert "in force" in again["Last answer"]
    assert names(world) == ["answers.xlsx"]
    live(world, FRIDAY, monitor)
    assert len(held(world)) == 1
    assert steps(world, FRIDAY) == []


@pytest.mark.process
@pytest.mark.libreoffice
def test_libreoffice_may_save_it(world: World, monitor: Monitor, tmp_path: Path) -> None:
    fill(north(world))
    command = ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path)]
    subprocess.run(  # noqa: S603  (the program that was found above)
        [*command, str(north(world))], check=True, timeout=120, capture_output=True
    )
    shutil.copy(tmp_path / "answers.xlsx", north(world))
    live(world, THURSDAY, monitor)
    assert ("promised", "will_finish_by") in steps(world, THURSDAY)


def test_every_workbook_of_the_folder_is_read_and_those_that_the_history_holds_go(
    world: World, monitor: Monitor
) -> None:
    shutil.copy(north(world), north(world, "Answers (copy).XLSX"))
    fill(north(world, "Answers (copy).XLSX"))
    north(world, "~$answers.xlsx").write_bytes(b"a lock file of Excel")
    live(world, THURSDAY, monitor)
    assert [answer["by"] for answer in held(world)] == ["North manager"]
    assert names(world) == ["answers.xlsx", "~$answers.xlsx"]


def test_a_workbook_that_is_open_is_left_and_a_second_one_is_put_beside_it(
    world: World, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(north(world))
    rename = os.rename

    def refuse(source: Path, target: Path) -> None:
        if source.name == "answers.xlsx":
            raise PermissionError(13, "The process cannot access the file")
        rename(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", refuse)
        live(world, THURSDAY, monitor)
        assert names(world) == ["answers-2015-07-16-1.xlsx", "answers.xlsx"]
        fill(north(world, "answers-2015-07-16-1.xlsx"), row=3)
        live(world, FRIDAY, monitor)
        assert names(world) == ["answers-2015-07-17-1.xlsx", "answers.xlsx"]
    assert len(held(world)) == 2
    live(world, MONDAY, monitor)
    assert names(world) == ["answers.xlsx"]


def test_what_was_saved_after_it_was_read_is_set_aside_and_read_the_next_night(
    world: World, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = durable.move

    def saved_meanwhile(source: Path, target: Path) -> None:
        if source == north(world):
            fill(source)
        move(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(durable, "move", saved_meanwhile)
        live(world, THURSDAY, monitor)
    assert held(world) == []
    assert names(world) == ["answers-set-aside-1.xlsx", "answers.xlsx"]
    live(world, FRIDAY, monitor)
    assert [answer["by"] for answer in held(world)] == ["North manager"]
    assert names(world) == ["answers.xlsx"]


def test_workbooks_that_cannot_be_read_are_left_and_the_night_goes_on(
    world: World, monitor: Monitor
) -> None:
    contents = {
        "answers.xlsx": b"PK no workbook",
        "answers-b.xlsx": b"",
        "answers-c.xlsx": b"\xd0\xcf\x11\xe0 a password",
    }
    for name, content in contents.items():
        north(world, name).write_bytes(content)
    for nights, night in enumerate((THURSDAY, FRIDAY), start=1):
        live(world, night, monitor)
        assert unread(world, night) == {
            f"{name} (Assessment Team North)": nights for name in contents
        }
        assert {name: north(world, name).read_bytes() for name in contents} == contents
        assert {*names(world)} - {*contents} == {f"answers-{night}-1.xlsx"}


def test_a_workbook_that_was_taken_away_is_written_again(world: World, monitor: Monitor) -> None:
    lived(world, THURSDAY, monitor)
    north(world).unlink()
    live(world, FRIDAY, monitor)
    assert unread(world, FRIDAY) == {"answers.xlsx (Assessment Team North)": 1}
    assert names(world) == ["answers.xlsx"]


def test_a_folder_that_is_not_there_stops_nothing_and_is_said(
    world: World, monitor: Monitor
) -> None:
    shutil.rmtree(world.folder / "North")
    done = monitor(*world.run(THURSDAY))
    assert done.exit_code == 4, done.err
    assert "NOT COPIED: the page of Assessment Team North, or its workbook" in done.out
    assert world.night(THURSDAY).is_dir()


#: What is written into a row, and the step and reason that the night takes of it.
CASES: list[tuple[dict[str, Any], str]] = [
    ({"Child id": "0000003"}, "ids_disagree"),
    ({"Reference": "R-0000000-X"}, "wrong_check_character"),
    ({"Your answer": "Noted"}, "unknown_kind"),
    ({"By which date": "soon"}, "no_date"),
    ({"By which date": date(2015, 9, 1)}, "too_far"),
    ({"What is being done": "Noted"}, "no_sentence"),
    ({"Your name": "South manager"}, "not_a_responder"),
    ({"Your answer": "NOT OURS", "By which date": None}, "not_ours"),
    ({"Your answer": "not_ours", "By which date": None, "Reason": "Court "}, "not_ours"),
    *(
        ({"By which date": day}, "will_finish_by")
        for day in ("20/07/2015", "20.07.2015", "20 July 2015", "2015-07-20", 42205)
    ),
]


def test_each_row_is_read_as_it_was_meant_or_refused_with_its_place(
    world: World, monitor: Monitor
) -> None:
    for row, (cells, _) in enumerate(CASES, start=2):
        fill(north(world), cells, row=row)
    live(world, THURSDAY, monitor)
    by_said = {answer["said"]: answer for answer in held(world)}
    with look_into_history(world.output) as history:
        found = history.steps.of()
    read = found[found["step"].isin(["answered", "refused"])]
    why = {
        (by_said[said]["source"], by_said[said]["source_row"]): code
        for said, code in zip(read["answer"], read["why"], strict=True)
    }
    source = "answers.xlsx (Assessment Team North)"
    assert why == {(source, row): code for row, (_, code) in enumerate(CASES, start=2)}


def test_a_refused_answer_stays_in_its_cells_and_says_why(world: World, monitor: Monitor) -> None:
    fill(north(world), {"Your name": "Somebody"})
    live(world, THURSDAY, monitor)
    row = next(row for row in rows(north(world)) if row["Your name"])
    assert "does not count. This person is not named" in row["Last answer"]


def test_an_answer_that_came_another_way_is_shown_and_not_filled_in(
    world: World, monitor: Monitor
) -> None:
    reference = rows(north(world))[0]["Reference"]
    done = monitor(
        *("answer", reference, "not_ours", "This is a child of the other team"),
        *("--reason", "other", "--by", "North manager", "-c", world.config),
    )
    assert done.exit_code == 0, done.err
    live(world, THURSDAY, monitor)
    (row,) = [row for row in rows(north(world)) if row["Last answer"]]
    assert row["Last answer"].startswith("Not ours (until 20/07/2015), North manager: in force")
    assert row["Your answer"] is None
    live(world, FRIDAY, monitor)
    assert len(held(world)) == 1


def test_what_left_the_extract_can_be_explained(world: World, monitor: Monitor) -> None:
    late = "10/07/2015"
    world.rewrite([assessment(number, deadline=late) for number in range(2, 29)])
    live(world, THURSDAY, monitor, "--accept", "one left")
    (place,) = [
        place
        for place, row in enumerate(rows(north(world)), start=2)
        if row["Why it is listed"] == "Left the extract unfinished"
    ]
    assert rows(north(world))[place - 2]["Child id"] == "0000001"
    cells = {
        "Your answer": "Explained why it is missing",
        "By which date": None,
        "Reason": "moved away",
    }
    fill(north(world), cells, row=place)
    live(world, FRIDAY, monitor)
    assert ("answered", "explained") in steps(world, FRIDAY)


def test_nothing_else_of_the_night_changes(world: World, monitor: Monitor) -> None:
    other = World(world.folder.parent / "other")
    shutil.copytree(world.folder, other.folder)
    fill(north(world))
    for each in (world, other):
        live(each, THURSDAY, monitor)
    for name in ("assessments.csv", "changes.csv", "problems.csv"):
        assert (world.night() / name).read_bytes() == (other.night() / name).read_bytes()


def test_a_rerun_leaves_an_untouched_workbook(world: World, monitor: Monitor) -> None:
    lived(world, THURSDAY, monitor)
    before = north(world).read_bytes()
    live(world, THURSDAY, monitor)
    assert (names(world), north(world).read_bytes()) == (["answers.xlsx"], before)


def test_a_rerun_loses_nothing_that_was_written_since(world: World, monitor: Monitor) -> None:
    lived(world, THURSDAY, monitor)
    fill(north(world))
    live(world, THURSDAY, monitor)
    assert held(world) == []
    live(world, FRIDAY, monitor)
    assert [answer["by"] for answer in held(world)] == ["North manager"]
    assert names(world) == ["answers.xlsx"]


def test_no_other_night_or_command_writes_one(world: World, monitor: Monitor) -> None:
    live(world, FRIDAY, monitor)
    before = {path: path.read_bytes() for path in (world.folder / "North").iterdir()}
    live(world, THURSDAY, monitor)  # put in before the newest
    assert monitor("check", "-c", world.config, "--as-at", MONDAY).exit_code == 0
    assert monitor(*world.run(MONDAY, "--dry-run")).exit_code == 0
    own = {path: path.read_bytes() for path in before if path.suffix == ".xlsx"}
    assert own == {path: before[path] for path in own}
    assert names(world) == ["answers.xlsx"]


def test_two_teams_of_one_folder_share_a_workbook(world: World, monitor: Monitor) -> None:
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace('folder = "South"', 'folder = "North"'), encoding="utf-8")
    live(world, THURSDAY, monitor)
    teams = {row["Team"] for row in rows(north(world))}
    assert teams == {"Assessment Team North", "Assessment Team South"}


def unread(world: World, night: date) -> dict[str, int]:
    """Return the sources of answers that a night could not read, and for how many nights."""
    with look_into_history(world.output) as history:
        _, facts = history.facts(night)
    return {name: nights for name, _, nights, *_ in facts["answer_sources"] if nights}
