"""The team's workbook: written each night, read back whatever was done to it, and nothing lost.

One world lives its nights from Wednesday to Monday; in each of its folders people do something
else with their workbook. Each test looks at the world as it was after one of the nights.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from monitor import durable
from monitor.history.store import look_into_history
from monitor.nights.answer_sources import read_answer_sources
from monitor.nights.night import RunResult, rehearse_night, run_night
from monitor.publishing.csv_text import to_csv
from monitor.reports.files.records import assessments, changes, problems
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.listing import joined_flags
from tests.nights.answering import ANSWERS, HEADINGS, order_of
from tests.support.worlds import (
    FRIDAY,
    THURSDAY,
    WEDNESDAY,
    World,
    assessment,
    new_world,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from tests.support.making import Monitor

TUESDAY, MONDAY = WEDNESDAY - timedelta(days=1), FRIDAY + timedelta(days=3)
#: The teams of each folder; the first has most of the assessments.
FOLDERS = {
    "north": ("Assessment Team North",),
    "shared": ("Assessment Team South", "Beside"),
    "open": ("Open",),
    "saved": ("Saved",),
    "unreadable": ("Unreadable",),
}
ROW = {
    "Your answer": "Will be finished by",
    "By which date": date(2015, 7, 20),
    "Reason": "court",
    "What is being done": "The last visit is on Friday, then it is written up",
    "Your name": "A manager",
}
#: What is written into a row of the north, and the step and reason that the night takes of it.
CASES: list[tuple[dict[str, Any], str]] = [
    ({"Child id": "0000003"}, "ids_disagree"),
    ({"Reference": "R-0000000-X"}, "wrong_check_character"),
    ({"Your answer": "Noted"}, "unknown_kind"),
    ({"By which date": "soon"}, "no_date"),
    ({"By which date": date(2015, 9, 1)}, "too_far"),
    ({"What is being done": "Noted"}, "no_sentence"),
    ({"Your name": "Somebody"}, "not_a_responder"),
    ({"Your answer": "NOT OURS", "By which date": None}, "not_ours"),
    ({"Your answer": "not_ours", "By which date": None, "Reason": "Court "}, "not_ours"),
    *(
        ({"By which date": day}, "will_finish_by")
        for day in ("20/07/2015", "20.07.2015", "20 July 2015", "2015-07-20", 42205)
    ),
]
#: Of the north's assessments after those of the cases: one is answered in a file, one leaves.
IN_A_FILE, LEAVING = len(CASES) + 1, len(CASES) + 2
UNREADABLE = {
    "answers.xlsx": b"PK no workbook",
    "answers-b.xlsx": b"",
    "answers-c.xlsx": b"\xd0\xcf\x11\xe0 a password",
}


@dataclass(frozen=True)
class Week:
    """The world as it was after each night, what a rehearsal found, and the last night."""

    wednesday: World
    #: Files of records by name, as a night finds them that reads no answer.
    silent: Mapping[str, bytes]
    thursday: World
    thursday_again: World
    friday: World
    monday: World
    last: RunResult


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """Live the nights, and do to the workbooks what people do."""
    world, kept = asked_world(tmp_path_factory.mktemp("world")), tmp_path_factory.mktemp("kept")

    def keep(name: str) -> World:
        shutil.copytree(world.folder, kept / name)
        return World(kept / name)

    run_night(order_of(world, WEDNESDAY))
    wednesday = keep("wednesday")
    world.rewrite(records(leaves=True))
    silent = found_without_answers(world)
    answer_on_wednesday(world)
    with pytest.MonkeyPatch.context() as patched:
        keep_open(patched, book(world, "open"))
        with pytest.MonkeyPatch.context() as saving:
            save_when_moved(saving, book(world, "saved"))
            run_night(order_of(world, THURSDAY, accepted="one left"))
        thursday = keep("thursday")
        fill(book(world, "shared"), {place_of(book(world, "shared"), "Beside"): {}})
        run_night(order_of(world, THURSDAY, accepted="one left"))
        again = keep("again")
        fill(book(world, "open", "answers-2015-07-16-1.xlsx"), {2: {}, 3: {}})
        gone = place_of(book(world, "north"), "Left the extract unfinished")
        fill(book(world, "north"), {gone: EXPLAINED})
        run_night(order_of(world, FRIDAY))
    friday = keep("friday")
    book(world, "saved").unlink()
    shutil.rmtree(world.folder / "unreadable")
    last = run_night(order_of(world, MONDAY))
    return Week(wednesday, silent, thursday, again, friday, keep("monday"), last)


EXPLAINED = {
    "Your answer": "Explained why it is missing",
    "By which date": None,
    "Reason": "moved away",
}


def asked_world(folder: Path) -> World:
    """Make a world whose teams have folders, and are asked from Wednesday on."""
    world = new_world(folder, records(leaves=False))
    text = world.config.read_text(encoding="utf-8")
    text, service = text.split("[service]")
    for name, teams in FOLDERS.items():
        (world.folder / name).mkdir()
        for team in teams:
            line = f'name = "{team}"\n'
            if line not in text:
                text += f"[[teams]]\n{line}recipients = []\n\n"
            text = text.replace(line, f'{line}folder = "{name}"\nresponders = ["A manager"]\n')
    world.config.write_text(f"{text}[service]{service}{ANSWERS}", encoding="utf-8")
    (world.folder / "answers.csv").write_text(HEADINGS)
    return world


def records(*, leaves: bool) -> list[dict[str, str]]:
    """Return the extract, in which everything is overdue."""
    north = range(1, LEAVING if leaves else LEAVING + 1)
    others = [team for teams in FOLDERS.values() for team in teams][1:] * 2
    teams = [*((number, "North") for number in north), *enumerate(others, start=LEAVING + 1)]
    return [assessment(number, team=team, deadline="10/07/2015") for number, team in teams]


def found_without_answers(world: World) -> dict[str, bytes]:
    """Rehearse Thursday before anybody has answered; no workbook may be touched."""
    before = {path: path.read_bytes() for path in world.folder.glob("*/*.xlsx")}
    night = rehearse_night(order_of(world, THURSDAY, accepted="one left")).night
    assert {path: path.read_bytes() for path in world.folder.glob("*/*.xlsx")} == before
    assert len(before) == len(FOLDERS)
    return {
        "assessments.csv": to_csv(assessments(night, joined_flags(night.flags))),
        "changes.csv": to_csv(changes(list_changes(night))),
        "problems.csv": to_csv(problems(night)),
    }


def answer_on_wednesday(world: World) -> None:
    """Do what is read on Thursday: in each folder something else, and one answer in a file."""
    reference = rows(book(world, "north"))[IN_A_FILE - 1]["Reference"]
    told = f"{reference},,,not_ours,,other,This is a child of the other team,A manager\n"
    (world.folder / "answers.csv").write_text(HEADINGS + told)
    fill(book(world, "north"), {row: cells for row, (cells, _) in enumerate(CASES, start=2)})
    shutil.copy(book(world, "shared"), book(world, "shared", "Answers (copy).XLSX"))
    south = place_of(book(world, "shared"), "Assessment Team South")
    fill(book(world, "shared", "Answers (copy).XLSX"), {south: {}})
    book(world, "shared", "~$answers.xlsx").write_bytes(b"a lock file of Excel")
    fill(book(world, "open"), {2: {}})
    for name, content in UNREADABLE.items():
        book(world, "unreadable", name).write_bytes(content)


def keep_open(patched: pytest.MonkeyPatch, path: Path) -> None:
    """Let a workbook be open in Excel, on Windows."""
    rename = os.rename

    def refuse(source: Path, target: Path) -> None:
        if source == path:
            raise PermissionError(13, "The process cannot access the file")
        rename(source, target)

    patched.setattr(os, "rename", refuse)


def save_when_moved(patched: pytest.MonkeyPatch, path: Path) -> None:
    """Let a workbook be saved just before it is moved, after it was read."""
    move = durable.move

    def saved_meanwhile(source: Path, target: Path) -> None:
        if source == path:
            fill(source, {2: {}})
        move(source, target)

    patched.setattr(durable, "move", saved_meanwhile)


def book(world: World, folder: str, name: str = "answers.xlsx") -> Path:
    return world.folder / folder / name


def names(world: World, folder: str) -> list[str]:
    return sorted(path.name for path in (world.folder / folder).glob("*.xlsx"))


def fill(path: Path, cells: Mapping[int, Mapping[str, Any]]) -> None:
    """Write into rows as a person with a spreadsheet does: `ROW`, but for the given cells."""
    file = openpyxl.load_workbook(path)
    sheet = file["Answers"]
    places = headings(sheet)
    for row, own in cells.items():
        for heading, value in {**ROW, **own}.items():
            sheet.cell(row, places[heading]).value = value
    file.save(path)


def headings(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): place for place, cell in enumerate(sheet[1], start=1)}


def rows(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)["Answers"]
    titles, *cells = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, titles), each, strict=True)) for each in cells]


def place_of(path: Path, words: str) -> int:
    """Return the number of the first row that has a cell of these words."""
    return next(place for place, row in enumerate(rows(path), start=2) if words in row.values())


def held(world: World, folder: str) -> list[dict[Hashable, Any]]:
    """Return the answers that the history has of the workbooks of a folder."""
    with look_into_history(world.output) as history:
        answers = history.answers.all()
    is_own = answers["source"].str.endswith(f"({', '.join(FOLDERS[folder])})")
    found: list[dict[Hashable, Any]] = answers[is_own].to_dict("records")
    return found


def steps(world: World, night: date) -> dict[str, list[tuple[str, str]]]:
    """Return the steps of answers that a night took, and why, by answer."""
    with look_into_history(world.output) as history:
        found = history.steps.of()
    own = found[(found["night"].dt.date == night) & (found["answer"] != "")]
    by_answer: dict[str, list[tuple[str, str]]] = {}
    for said, step, why in zip(own["answer"], own["step"], own["why"], strict=True):
        by_answer.setdefault(said, []).append((step, why))
    return by_answer


def unread(world: World, night: date, folder: str) -> dict[str, int]:
    """Return the workbooks of a folder that a night could not read, and for how many nights."""
    with look_into_history(world.output) as history:
        _, facts = history.facts(night)
    ending = f" ({', '.join(FOLDERS[folder])})"
    return {
        name.removesuffix(ending): nights
        for name, _, nights, *_ in facts["answer_sources"]
        if nights and name.endswith(ending)
    }


def test_a_workbook_holds_the_teams_exceptions_locked_but_for_the_answers(week: Week) -> None:
    path = book(week.wednesday, "north")
    sheet = openpyxl.load_workbook(path)["Answers"]
    places = headings(sheet)
    assert [row["Team"] for row in rows(path)] == ["Assessment Team North"] * LEAVING
    first = rows(path)[0]
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


def test_each_row_is_read_as_it_was_meant_or_refused_with_its_place(week: Week) -> None:
    taken = steps(week.thursday, THURSDAY)
    found = {
        (answer["source"], answer["source_row"]): taken[answer["said"]]
        for answer in held(week.thursday, "north")
    }
    source = "answers.xlsx (Assessment Team North)"
    assert found == {
        (source, row): {
            "will_finish_by": [("answered", code), ("promised", code)],
            "not_ours": [("answered", code)],
        }.get(code, [("refused", code)])
        for row, (_, code) in enumerate(CASES, start=2)
    }


def test_what_was_read_is_filled_in_again_and_not_read_again(week: Week) -> None:
    path = book(week.thursday, "north")
    promised = [row for row in rows(path) if row["Your answer"] == "Will be finished by"]
    in_force = [row for row in promised if "in force" in row["Last answer"]]
    assert len(in_force) == sum(code == "will_finish_by" for _, code in CASES)
    for row in in_force:
        assert row["By which date"].date() == date(2015, 7, 20)
        assert {key: row[key] for key in ROW} == {**ROW, "By which date": row["By which date"]}
    assert names(week.thursday, "north") == names(week.friday, "north") == ["answers.xlsx"]
    before = {answer["said"] for answer in held(week.thursday, "north")}
    assert not before & steps(week.friday, FRIDAY).keys()
    (new,) = [each for each in held(week.friday, "north") if each["said"] not in before]
    assert new["kind"] == "explained"


def test_nothing_else_of_the_night_changes(week: Week) -> None:
    night = week.thursday.night()
    assert {name: (night / name).read_bytes() for name in week.silent} == week.silent


def test_a_refused_answer_stays_in_its_cells_and_says_why(week: Week) -> None:
    (row,) = [row for row in rows(book(week.thursday, "north")) if row["Your name"] == "Somebody"]
    assert "does not count. This person is not named" in row["Last answer"]


def test_an_answer_that_came_another_way_is_shown_and_not_filled_in(week: Week) -> None:
    path = book(week.thursday, "north")
    row = rows(path)[place_of(path, f"{IN_A_FILE:07}") - 2]
    assert row["Last answer"].startswith("Not ours (until 20/07/2015), A manager: in force")
    assert row["Your answer"] is None


def test_what_left_the_extract_can_be_explained(week: Week) -> None:
    (row,) = [
        row
        for row in rows(book(week.thursday, "north"))
        if row["Why it is listed"] == "Left the extract unfinished"
    ]
    assert row["Child id"] == f"{LEAVING:07}"
    (said,) = [each["said"] for each in held(week.friday, "north") if each["kind"] == "explained"]
    assert ("answered", "explained") in steps(week.friday, FRIDAY)[said]


def test_every_workbook_of_a_folder_is_read_and_those_that_the_history_holds_go(
    week: Week,
) -> None:
    (answer,) = held(week.thursday, "shared")
    assert answer["by"] == "A manager"
    assert answer["source"].startswith("Answers (copy).XLSX")
    assert names(week.thursday, "shared") == ["answers.xlsx", "~$answers.xlsx"]
    assert not book(week.thursday, "shared", "Answers (copy).XLSX").exists()


def test_two_teams_of_one_folder_share_a_workbook(week: Week) -> None:
    teams = {row["Team"] for row in rows(book(week.wednesday, "shared"))}
    assert teams == set(FOLDERS["shared"])


def test_a_rerun_leaves_an_untouched_workbook_and_loses_nothing_that_was_written_since(
    week: Week,
) -> None:
    first, again = week.thursday, week.thursday_again
    for folder in ("north", "open", "saved", "unreadable"):
        assert names(again, folder) == names(first, folder)
        for name in names(first, folder):
            assert book(again, folder, name).read_bytes() == book(first, folder, name).read_bytes()
    assert held(again, "shared") == held(first, "shared")
    assert len(held(week.friday, "shared")) == 2
    assert names(week.friday, "shared") == ["answers.xlsx", "~$answers.xlsx"]


def test_a_workbook_that_is_open_is_left_and_a_second_one_is_put_beside_it(week: Week) -> None:
    assert names(week.thursday, "open") == ["answers-2015-07-16-1.xlsx", "answers.xlsx"]
    assert names(week.friday, "open") == ["answers-2015-07-17-1.xlsx", "answers.xlsx"]
    assert len(held(week.friday, "open")) == 2
    assert names(week.monday, "open") == ["answers.xlsx"]


def test_what_was_saved_after_it_was_read_is_set_aside_and_read_the_next_night(
    week: Week,
) -> None:
    assert held(week.thursday, "saved") == []
    assert names(week.thursday, "saved") == ["answers-set-aside-1.xlsx", "answers.xlsx"]
    assert [answer["by"] for answer in held(week.friday, "saved")] == ["A manager"]
    assert names(week.friday, "saved") == ["answers.xlsx"]


def test_a_workbook_that_was_taken_away_is_written_again(week: Week) -> None:
    assert unread(week.monday, MONDAY, "saved") == {"answers.xlsx": 1}
    assert names(week.monday, "saved") == ["answers.xlsx"]


def test_workbooks_that_cannot_be_read_are_left_and_the_night_goes_on(week: Week) -> None:
    nights = ((week.thursday, THURSDAY), (week.friday, FRIDAY))
    for count, (world, night) in enumerate(nights, start=1):
        assert unread(world, night, "unreadable") == dict.fromkeys(UNREADABLE, count)
        for name, content in UNREADABLE.items():
            assert book(world, "unreadable", name).read_bytes() == content
        assert {*names(world, "unreadable")} - {*UNREADABLE} == {f"answers-{night}-1.xlsx"}


def test_a_folder_that_is_not_there_stops_nothing_and_is_said(week: Week) -> None:
    assert week.last.delivered.copies_missed == ("Unreadable",)
    assert week.monday.night(MONDAY).is_dir()


def test_no_other_night_or_command_writes_one(week: Week, tmp_path: Path, monitor: Monitor) -> None:
    shutil.copytree(week.wednesday.folder, tmp_path / "world")
    world = World(tmp_path / "world")
    before = {path: path.read_bytes() for path in world.folder.glob("*/*.xlsx")}
    run_night(order_of(world, TUESDAY))  # put in before the newest
    assert monitor("check", "-c", world.config, "--as-at", MONDAY).exit_code == 0
    assert {path: path.read_bytes() for path in world.folder.glob("*/*.xlsx")} == before


@pytest.mark.process
@pytest.mark.libreoffice
def test_libreoffice_may_save_it(week: Week, tmp_path: Path) -> None:
    shutil.copytree(week.wednesday.folder, tmp_path / "world")
    world = World(tmp_path / "world")
    path = book(world, "north")
    fill(path, {2: {}})
    command = ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path)], check=True, timeout=120, capture_output=True)  # noqa: S603  (the program that was found above)
    shutil.copy(tmp_path / "answers.xlsx", path)
    order = order_of(world, THURSDAY)
    assert order.settings.answers is not None
    read, _ = read_answer_sources(order, order.settings.answers, {})
    (answer,) = read.to_dict("records")
    assert (answer["kind"], answer["by"], answer["faults"]) == ("will_finish_by", "A manager", "")
    assert (answer["child_id"], answer["until"].date()) == ("0000001", ROW["By which date"])
