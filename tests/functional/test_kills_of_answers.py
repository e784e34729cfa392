"""A night with workbooks is killed or ended at any step: no answer is lost or doubled."""

from __future__ import annotations

import random
import shutil
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from monitor.history.store import look_into_history
from tests.functional.killing import TERM, Blow, Judgement, assert_ended
from tests.support.worlds import (
    FRIDAY,
    THURSDAY,
    WEDNESDAY,
    World,
    assessment,
    files_below,
    fingerprint_of,
    history_below,
    new_world,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tests.functional.killing import Forks, Outcome

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="kills are tested on Linux only"),
]

LATE = "10/07/2015"
TEAMS = ("North", "South")
ASKING = """
[answers]
[[escalation.chains]]
name = "assessment"
[[escalation.chains.levels]]
name = "Service manager"
responders = ["Service manager"]
recipients = ["service.manager@example.gov.uk"]
"""
PROMISE = {"Your answer": "Will be finished by", "By which date": WEDNESDAY + timedelta(days=5)}
NOT_OURS = {"Your answer": "Not ours"}


@dataclass(frozen=True)
class Scene:
    """A world on Thursday, whose teams have answered, and all that undisturbed nights make of it.

    `thursday` is its undisturbed run.
    """

    base: World
    thursday: Outcome
    found: list[Any]


def night(world: World, forks: Forks, as_at: date, **how: Any) -> Outcome:
    return forks.run(*world.run(as_at, "--no-send"), cwd=world.folder, **how)


def fill(path: Path, cells: dict[str, Any], *, row: int) -> None:
    """Write into a row as a person with a spreadsheet does."""
    book = openpyxl.load_workbook(path)
    sheet = book["Answers"]
    places = {str(cell.value): place for place, cell in enumerate(sheet[1], start=1)}
    team = str(sheet.cell(row, places["Team"]).value).rpartition(" ")[2]
    said = {
        "Reason": "court",
        "What is being done": f"The last visit is on Friday, row {row}",
        "Your name": f"{team} manager",
    }
    for heading, value in {**said, **cells}.items():
        sheet.cell(row, places[heading]).value = value
    book.save(path)


def found_in(world: World) -> list[Any]:
    """Return what is published, held, asked and to be sent, and what each workbook holds."""
    with look_into_history(world.output) as history:
        answers, steps = history.answers.all(), history.steps.of()
        posted = [
            (each.message.night, each.message.kind, each.message.recipient, each.state)
            for each in history.outbox.posted()
        ]
    books = {
        path.relative_to(world.folder).as_posix(): list(
            openpyxl.load_workbook(path)["Answers"].values
        )
        for team in TEAMS
        for path in sorted((world.folder / team).glob("*.xlsx"))
    }
    in_order = answers.sort_values("said").drop(columns="source").to_dict("records")
    return [
        files_below(world.output),
        history_below(world.output),
        str(in_order),
        str(steps.to_dict("records")),
        posted,
        books,
    ]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    base = new_world(folder / "base", [assessment(number, deadline=LATE) for number in range(1, 9)])
    text = base.config.read_text(encoding="utf-8")
    for team in TEAMS:
        (base.folder / team).mkdir()
        line = f'name = "Assessment Team {team}"\n'
        text = text.replace(line, f'{line}folder = "{team}"\nresponders = ["{team} manager"]\n')
    base.config.write_text(text + ASKING, encoding="utf-8")
    assert night(base, forks, WEDNESDAY).exit_code == 0
    fill(base.folder / "North" / "answers.xlsx", PROMISE, row=2)
    fill(base.folder / "North" / "answers.xlsx", NOT_OURS, row=3)
    fill(base.folder / "South" / "answers.xlsx", PROMISE, row=4)
    undisturbed = World(folder / "undisturbed")
    shutil.copytree(base.folder, undisturbed.folder)
    done = night(undisturbed, forks, THURSDAY, watched=True)
    assert done.exit_code == 0, done.err
    assert night(undisturbed, forks, FRIDAY).exit_code == 0
    return Scene(base, done, found_in(undisturbed))


def test_what_an_undisturbed_night_finds_is_what_the_teams_said(scene: Scene) -> None:
    *_, answers, steps, _, books = scene.found
    assert answers.count("'said'") == 3
    assert steps.count("'answered'") == 3
    assert steps.count("'asked'") == 8
    assert sorted(books) == ["North/answers.xlsx", "South/answers.xlsx"]


def test_a_blow_at_any_step_loses_no_answer_and_asks_nobody_twice(
    scene: Scene, forks: Forks, tmp_path: Path, *, whole: bool
) -> None:
    # What comes before the history is prepared leaves nothing; after a step is before the next.
    steps = scene.thursday.steps
    first, last = steps.index("sql.BEGIN IMMEDIATE") + 1, len(steps)
    every = [*(Blow(number) for number in range(first, last + 1)), Blow(last, "after")]
    # The workbooks come last, and each of their steps is killed at that changes a file; a night
    # alone is killed so elsewhere.
    new = [blow for blow in every if blow.moment == "after" or scene.thursday.is_new(blow.step)]
    before = [blow for blow in new if blow.step <= last - 45]
    workbooks, few = new[len(before) :], random.Random(3)
    slice_of_both = (*few.sample(before, 1), *few.sample(workbooks, 1))
    kills = (*few.sample(before, min(len(before), 12)), *workbooks) if whole else slice_of_both
    ends = [replace(blow, deed=TERM) for blow in few.sample(every, 15 if whole else 1)]
    judged = Judgement(config=str(scene.base.config), as_at="2015-07-16", version="answers")
    states_tried: set[tuple[date, str]] = set()
    for blow in (*kills, *ends):
        where = f"{blow.deed} {blow.moment} step {blow.step}, {steps[blow.step - 1]}"
        world = World(tmp_path / "world")
        shutil.copytree(scene.base.folder, world.folder)
        assert_ended(night(world, forks, THURSDAY, blow=blow, judged=judged), blow, where)
        for as_at in (THURSDAY, FRIDAY):
            if (state := (as_at, fingerprint_of(world.folder))) in states_tried:
                break  # what follows was seen before
            states_tried.add(state)
            done = night(world, forks, as_at)
            assert done.exit_code == 0, f"{where}: {done.err}"
        else:
            for found, expected in zip(found_in(world), scene.found, strict=True):
                assert found == expected, where
        shutil.rmtree(world.folder)
