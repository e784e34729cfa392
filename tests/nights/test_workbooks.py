"""The team's workbook: written each night, read back whatever was done to it, and nothing lost.

Each test looks at a world as it was after one night of a week.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from monitor.history.store import look_into_history
from monitor.nights.answer_sources import read_answer_sources
from monitor.nights.night import run_night
from tests.nights.answering import order_of
from tests.nights.workbook_week import (
    CASES,
    FOLDERS,
    IN_A_FILE,
    LEAVING,
    MONDAY,
    ROW,
    TUESDAY,
    UNREADABLE,
    Week,
    book,
    fill,
    headings,
    held,
    live_the_week,
    names,
    place_of,
    rows,
)
from tests.support.worlds import FRIDAY, THURSDAY, World

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Monitor


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """Return the nights, lived once."""
    return live_the_week(tmp_path_factory.mktemp("week"))


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
    assert {re.sub("[A-Z]", "", cells) for cells in rules} == {f"2:{LEAVING + 1}"}
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
