"""A world whose teams do something else each with their workbook, through the same nights."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from monitor import durable
from monitor.history.store import look_into_history
from monitor.nights.night import RunResult, rehearse_night, run_night
from monitor.publishing.csv_text import to_csv
from monitor.reports.files.records import assessments, changes, problems
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.listing import joined_flags
from tests.nights.answering import ANSWERS, HEADINGS, order_of
from tests.support.worlds import FRIDAY, THURSDAY, WEDNESDAY, World, assessment, new_world

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

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


def live_the_week(folder: Path) -> Week:
    """Live the nights, and do to the workbooks what people do."""
    world, kept = asked_world(folder / "world"), folder / "kept"

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


def names(world: World, folder: str) -> list[str]:
    return sorted(path.name for path in (world.folder / folder).glob("*.xlsx"))


def held(world: World, folder: str) -> list[dict[Hashable, Any]]:
    """Return the answers that the history has of the workbooks of a folder."""
    with look_into_history(world.output) as history:
        answers = history.answers.all()
    is_own = answers["source"].str.endswith(f"({', '.join(FOLDERS[folder])})")
    found: list[dict[Hashable, Any]] = answers[is_own].to_dict("records")
    return found
