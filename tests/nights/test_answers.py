"""What people answer quiets a reminder: read once, kept over reruns, judged again when named.

One world lives its nights from Wednesday to Tuesday; each assessment in it is a case.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.history.store import open_history
from monitor.judgement.thread import AnswerFile
from monitor.nights.judging import judge_night
from monitor.nights.known import known_of
from monitor.publishing.staging import set_aside
from tests.nights.answer_cases import CASES, CHILDREN, ELSEWHERE, LATE, MONDAY, NAMED_LATER, TUESDAY
from tests.nights.answering import (
    ABOVE,
    ANSWERS,
    HEADINGS,
    ask_for_answers,
    known,
    night,
    order_of,
    steps,
    steps_by_child,
)
from tests.support.worlds import FRIDAY, ROWS, THURSDAY, WEDNESDAY, World, assessment, new_world

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitor.judgement.night import Night
    from tests.nights.answer_cases import Steps

#: What a night finds, which a rerun finds again.
FILES = ("assessments.csv", "problems.csv", "changes.csv", "answers.csv")


@dataclass(frozen=True)
class Lived:
    """The nights of the world, and the world as it was after Thursday."""

    nights: Mapping[str, Night]
    #: The files of each run of Thursday.
    files: list[dict[str, bytes]]
    thursday: World
    #: Monday's file of answers.
    monday: str


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Live the nights, one of them withdrawn and one run again."""
    world = new_world(tmp_path_factory.mktemp("world"), records(WEDNESDAY))
    two_sources(world)
    kept = World(tmp_path_factory.mktemp("kept") / "world")
    nights = {"wednesday": night(world, WEDNESDAY)}
    files: list[dict[str, bytes]] = []

    def run(name: str, as_at: date) -> None:
        nights[name] = night(world, as_at)
        if as_at == THURSDAY:
            files.append({name: (world.night() / name).read_bytes() for name in FILES})

    (world.folder / "north" / "answers.csv").unlink()
    world.rewrite(records(THURSDAY))
    answer(world, THURSDAY)
    run("thursday", THURSDAY)
    shutil.copytree(world.folder, kept.folder)
    withdraw(world)
    (world.folder / "south" / "answers.csv").unlink()
    run("thursday, withdrawn", THURSDAY)
    answer(world, FRIDAY)
    run("thursday, again", THURSDAY)
    (world.folder / "north" / "answers.csv").write_bytes(b"\xff\xfe\x00")
    rewrite(
        world,
        'name = "Assessment Team South"',
        'name = "South"\naliases = ["Assessment Team South"]',
    )
    run("friday", FRIDAY)
    rewrite(world, '["S. Manager"]', '["S. Manager", "Somebody else"]')
    answer(world, MONDAY)
    run("monday", MONDAY)
    run("monday, again", MONDAY)
    monday = (world.night(MONDAY) / "answers.csv").read_text(encoding="utf-8-sig")
    run("tuesday", TUESDAY)
    return Lived(nights, files, kept, monday)


def records(as_at: date) -> list[dict[str, str]]:
    """Return the extract of a night."""
    cases = [
        assessment(number, team="Assessment Team South", deadline=deadline)
        for number, case in zip(CHILDREN.values(), CASES.values(), strict=True)
        for deadline in [case.deadline if as_at >= THURSDAY else LATE]
    ]
    return [*ROWS, *cases]


def two_sources(world: World) -> None:
    """Let answers be read from two files of one name, the second of which is that of the cases."""
    head, _, source = ANSWERS.partition("[[answers.sources]]")
    both = "".join(
        f"[[answers.sources]]{source}".replace('"answers.csv"', f'"{folder}/answers.csv"')
        for folder in ("north", "south")
    )
    ask_for_answers(world, ABOVE)
    rewrite(world, ANSWERS, head + both)
    for folder, text in (("north", ELSEWHERE), ("south", "")):
        (world.folder / folder).mkdir()
        (world.folder / folder / "answers.csv").write_text(HEADINGS + text)


def answer(world: World, as_at: date) -> None:
    """Write the file of answers of a night: all that was said until then."""
    lines = [
        f",{number:07},A{number:04},{said}\n"
        for number, case in zip(CHILDREN.values(), CASES.values(), strict=True)
        for day, every in case.said.items()
        for said in every
        if day <= as_at
    ]
    (world.folder / "south" / "answers.csv").write_text(HEADINGS + "".join(lines))


def rewrite(world: World, old: str, new: str) -> None:
    """Change the configuration."""
    text = world.config.read_text(encoding="utf-8")
    assert old in text
    world.config.write_text(text.replace(old, new), encoding="utf-8")


def withdraw(world: World) -> None:
    """Take Thursday back, as if its files had been moved away."""
    set_aside(world.output, THURSDAY)
    with open_history(world.output) as history:
        history.withdraw(THURSDAY, at="2015-07-16T06:30:00+00:00")


def own(found: Night, lived: Lived, name: str) -> Steps:
    """Return the steps of a case on a night."""
    children = known(lived.nights["wednesday"])
    return steps_by_child(found, children).get(f"{CHILDREN[name]:07}", [])


@pytest.mark.parametrize("name", CASES)
def test_each_answer_is_read_once_and_does_what_it_says(lived: Lived, name: str) -> None:
    nights = {WEDNESDAY: "wednesday", THURSDAY: "thursday", FRIDAY: "friday"}
    nights |= {MONDAY: "monday", TUESDAY: "tuesday"}
    expected = CASES[name].steps
    assert {day: own(lived.nights[nights[day]], lived, name) for day in expected} == expected


def test_a_rerun_reads_the_same_again(lived: Lived) -> None:
    """What was written since is read the next night; a withdrawn one reads the same, too."""
    first = steps(lived.nights["thursday"])
    assert steps(lived.nights["thursday, withdrawn"]) == first
    assert steps(lived.nights["thursday, again"]) == first
    assert steps(lived.nights["monday, again"]) == steps(lived.nights["monday"])
    assert lived.files == [lived.files[0]] * 3


def test_a_source_that_cannot_be_read_stops_nothing_and_is_counted(lived: Lived) -> None:
    """It is not there on Thursday, and no text on Friday; the other one is read."""
    for nights, name in enumerate(("thursday", "friday"), start=1):
        asking = lived.nights[name].asking
        assert asking is not None
        assert asking.thread.unread == (AnswerFile("answers.csv (source 1)", WEDNESDAY, nights),)


def test_sources_of_one_file_name_are_kept_apart(lived: Lived) -> None:
    asking = lived.nights["thursday"].asking
    assert asking is not None
    held = asking.thread.held
    assert set(held["source"]) == {"answers.csv (source 1)", "answers.csv (source 2)"}
    first = held[held["source"] == "answers.csv (source 1)"]
    assert first["child_id"].tolist() == ["0000002"]


def test_a_deadline_is_missed_whatever_answers_contradict_each_other(lived: Lived) -> None:
    judged = lived.nights["thursday"].judged.set_index("child_id")["status"]
    assert judged[f"{CHILDREN['contradicted']:07}"] == "overdue"


def test_a_move_is_promised_until_the_new_deadline(lived: Lived) -> None:
    asking = lived.nights["monday"].asking
    assert asking is not None
    promised = asking.steps[asking.steps["why"] == "moved_in_system"]["until"].iloc[1]
    assert promised.date() == date(2015, 7, 24)


def test_who_is_named_later_is_listed_once(lived: Lived) -> None:
    """Each answer is one row of a file, whatever was made of it before."""
    children = known(lived.nights["wednesday"])
    reference = next(name for name, child in children.items() if child == NAMED_LATER)
    told = [row for row in lived.monday.splitlines() if reference in row]
    assert [row.split(",")[6] for row in told] == ['"in_force"']


def test_the_file_of_answers_has_the_day_of_each(lived: Lived) -> None:
    """Of a move it is the new deadline; of what was refused, the day that was written."""
    rows = csv.DictReader(lived.monday.splitlines())
    days = {(row["kind"], row["state"], row["date"]) for row in rows}
    assert {
        ("moved_in_system", "in_force", "2015-07-24"),
        ("will_finish_by", "refused", "2015-07-20"),
    } <= days


def test_a_team_that_is_renamed_keeps_its_promises(lived: Lived) -> None:
    found = steps(lived.nights["friday"])
    assert not {"lapsed", "void"} & {step for step, _ in found}


def test_what_was_forgotten_is_not_read_anew(lived: Lived, tmp_path: Path) -> None:
    world = World(tmp_path / "world")
    shutil.copytree(lived.thursday.folder, world.folder)
    (world.folder / "south" / "answers.csv").unlink()
    with open_history(world.output) as history:
        history.answers.forget([THURSDAY])
        history.steps.forget([THURSDAY])
        assert len(history.steps.before(FRIDAY))  # the episodes are open
        order = order_of(world, FRIDAY)
        found = judge_night(order, known_of(order, history, reads_sources=True)).night
    assert "answered" not in {step for step, _ in steps(found)}


def test_what_somebody_typed_into_the_wrong_column_is_in_no_file(
    lived: Lived, tmp_path: Path
) -> None:
    assert "aunt" not in (lived.thursday.night() / "answers.csv").read_text(encoding="utf-8")
    world = World(tmp_path / "world")
    shutil.copytree(lived.thursday.folder, world.folder)
    with open_history(world.output) as history:
        held = history.answers.all().set_index("child_id")
        said = str(held["said"][f"{CHILDREN['typed into the wrong columns']:07}"])
        history.answers.forget([THURSDAY])
        held = history.answers.all().set_index("said")
    assert not held.astype("str").apply(lambda column: column.str.contains("aunt")).any(axis=None)
    assert held["by"][said] == "S. Manager"


def test_a_night_without_any_exception_asks_nobody_and_is_published(tmp_path: Path) -> None:
    world = new_world(tmp_path, [ROWS[0], *ROWS[2:]])
    ask_for_answers(world)
    rewrite(world, 'responders = ["S. Manager"]', 'folder = "south"\nresponders = ["S. Manager"]')
    (world.folder / "south").mkdir()
    assert steps(night(world, WEDNESDAY)) == []
    assert (world.night(WEDNESDAY) / "answers.csv").is_file()
    assert (world.folder / "south" / "answers.xlsx").is_file()
    row = (world.night(WEDNESDAY) / "figures.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert row == '"2015-07-15","(whole service)",3,0,0,0,0,1,0,3,,,0,0,0,0,0'
