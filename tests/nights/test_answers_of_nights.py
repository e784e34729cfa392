"""Answers through the nights: what overrules a night, what an episode survives, what is forgotten.

One world lives three nights; each assessment in it is a case.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from monitor.history.store import look_into_history
from monitor.nights.night import run_night
from tests.nights.answering import (
    ABOVE,
    HEADINGS,
    ask_for_answers,
    known,
    night,
    order_of,
    steps_by_child,
)
from tests.support.making import csv_text
from tests.support.worlds import FRIDAY, THURSDAY, WEDNESDAY, assessment, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.night import Night
    from tests.support.making import Monitor
    from tests.support.worlds import World

    Cells = dict[str, str]

MONDAY = FRIDAY + timedelta(days=3)
LATE, CORRECTED = {"deadline": "10/07/2015"}, {"deadline": "31/07/2015"}
DONE = {"authorised_date": "14/07/2015", "state": "Authorised"}
WRONG, WORDS = "recorded_wrongly,,recording", "It was typed in the wrong year"
PROMISED, PROMISE = "will_finish_by,20/07/2015,court", "The last visit is on Friday"


class Case(NamedTuple):
    """One assessment: how it is on each night (None: not in the extract), and what is said of it.

    `answer` is read on Thursday; `status` and the steps are those of Thursday, `then` Friday's.
    """

    nights: tuple[Cells, Cells | None, Cells | None]
    answer: str = ""
    by: str = "Above"
    #: True if the reference is given, and not the ids.
    by_reference: bool = False
    status: str = "overdue"
    steps: tuple[tuple[str, str], ...] = ()
    then: tuple[tuple[str, str], ...] = ()


CASES = {
    "recorded wrongly, by reference": Case(
        ({**LATE}, CORRECTED, CORRECTED),
        f"{WRONG},{WORDS}",
        by_reference=True,
        status="on_track",
        steps=(("ended", "moved"), ("answered", "recorded_wrongly")),
    ),
    "recorded wrongly, by ids": Case(
        (LATE, CORRECTED, CORRECTED),
        f"{WRONG},{WORDS}",
        status="on_track",
        steps=(("ended", "moved"), ("answered", "recorded_wrongly")),
    ),
    "recorded wrongly, and completed": Case(
        ({**LATE, **DONE}, {**CORRECTED, **DONE}, {**CORRECTED, **DONE}),
        f"{WRONG},{WORDS}",
        status="completed_on_time",
        steps=(("answered", "recorded_wrongly"),),
    ),
    "recorded wrongly, as the team says": Case(
        (LATE, CORRECTED, CORRECTED),
        f"{WRONG},{WORDS}",
        by="S. Manager",
        steps=(("refused", "not_the_level_above"),),
    ),
    "recorded wrongly, and not corrected": Case(
        (LATE, LATE, LATE), f"{WRONG},{WORDS}", steps=(("answered", "recorded_wrongly"),)
    ),
    "explained": Case(
        (LATE, None, None),
        f"explained,,moved away,{WORDS}",
        by="S. Manager",
        status="",
        steps=(("ended", "explained"), ("answered", "explained")),
    ),
    "explained, and there": Case(
        (LATE, LATE, LATE),
        f"explained,,moved away,{WORDS}",
        by="S. Manager",
        steps=(("refused", "not_missing"),),
    ),
    "renumbered": Case(
        (LATE, LATE, {**LATE, "assessment_id": "B0001"}),
        f"{PROMISED},{PROMISE}",
        by="S. Manager",
        steps=(("answered", "will_finish_by"), ("promised", "will_finish_by")),
    ),
    "of another team": Case(
        (LATE, LATE, {**LATE, "team": "North"}),
        f"{PROMISED},{PROMISE}",
        by="S. Manager",
        steps=(("answered", "will_finish_by"), ("promised", "will_finish_by")),
        then=(("void", ""), ("lapsed", "team_changed"), ("asked", "lapsed")),
    ),
    "finished in time": Case(
        (LATE, LATE, {**LATE, "authorised_date": "17/07/2015", "state": "Authorised"}),
        f"{PROMISED},{PROMISE}",
        by="S. Manager",
        steps=(("answered", "will_finish_by"), ("promised", "will_finish_by")),
        then=(("ended", "completed"), ("kept", ""), ("lapsed", "episode_ended")),
    ),
}
#: Assessments that nothing happens to, so that the cases are few of many.
OTHERS = [assessment(number) for number in range(50, 80)]


def rows(place: int) -> list[Cells]:
    """Return the extract of a night."""
    found = [
        assessment(number, **{"team": "Assessment Team South", **cells})
        for number, case in enumerate(CASES.values(), start=1)
        if (cells := case.nights[place]) is not None
    ]
    return [*found, *OTHERS]


def told(references: dict[str, str]) -> str:
    """Return the file of answers; `references` are those of children."""
    lines = [HEADINGS]
    for number, case in enumerate(CASES.values(), start=1):
        child = f"{number:07}"
        ids = (references[child], "", "") if case.by_reference else ("", child, f"A{number:04}")
        lines.append(",".join((*ids, case.answer, case.by)) + "\n")
    return "".join(lines)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[Night]]:
    """Live three nights; return the child of each reference, and the nights."""
    world = new_world(tmp_path_factory.mktemp("world"), rows(0))
    ask_for_answers(world, ABOVE)
    (world.folder / "answers.csv").write_text(HEADINGS)
    found = [night(world, WEDNESDAY)]
    children = known(found[0])
    references = {child: name for name, child in children.items() if name.startswith("R-")}
    (world.folder / "answers.csv").write_text(told(references))
    for place, (as_at, accepted) in enumerate(((THURSDAY, "one left"), (FRIDAY, "")), start=1):
        world.rewrite(rows(place))
        found.append(run_night(order_of(world, as_at, accepted=accepted)).night)
    return children, found


@pytest.mark.parametrize("name", CASES)
def test_each_answer_does_what_it_says_and_no_more(
    lived: tuple[dict[str, str], list[Night]], name: str
) -> None:
    children, (_, thursday, friday) = lived
    case, child = CASES[name], f"{list(CASES).index(name) + 1:07}"
    judged = thursday.judged.set_index("child_id")["status"]
    assert judged.get(child, "") == case.status
    assert steps_by_child(thursday, children).get(child, []) == list(case.steps)
    assert steps_by_child(friday, children).get(child, []) == list(case.then)


def test_what_is_not_corrected_is_seen_missed_again(
    lived: tuple[dict[str, str], list[Night]],
) -> None:
    _, (_, thursday, friday) = lived
    assert thursday.service.changes["explained"] == friday.service.changes["explained"] == 1
    assert friday.judged["status"].iloc[4] == "overdue"


def stepped(world: World) -> list[tuple[str, str]]:
    """Return the reference and the step of all that the history holds."""
    with look_into_history(world.output) as history:
        steps = history.steps.of()
    return list(zip(steps["reference"], steps["step"], strict=True))


def test_nights_made_of_old_extracts_ask_nobody_and_the_next_one_does(
    tmp_path: Path, monitor: Monitor
) -> None:
    world = new_world(tmp_path / "world", [assessment(1, **LATE), *OTHERS])
    ask_for_answers(world, ABOVE)
    (world.folder / "answers.csv").write_text(HEADINGS)
    old = tmp_path / "old"
    old.mkdir()
    for day in (WEDNESDAY, THURSDAY):
        content = csv_text([assessment(1, **LATE), *OTHERS, assessment(80 + day.day)])
        (old / f"extract-{day}.csv").write_bytes(content.encode())
    assert monitor("backfill", old, "-c", world.config).exit_code == 0
    assert [step for _, step in stepped(world)] == ["began"]
    assert monitor(*world.run(FRIDAY)).exit_code == 0
    assert [step for _, step in stepped(world)] == ["began", "asked"]
    # Nobody above hears of it, however late it is, before its team has had its days.
    assert monitor(*world.run(MONDAY)).exit_code == 0
    assert [step for _, step in stepped(world)] == ["began", "asked"]


def test_what_ended_is_forgotten_with_its_nights_and_what_is_open_is_not(
    tmp_path: Path, monitor: Monitor
) -> None:
    done = {**LATE, "authorised_date": "16/07/2015", "state": "Authorised"}
    both = [assessment(2, **LATE), assessment(4, **LATE), *OTHERS]
    world = new_world(tmp_path, both)
    ask_for_answers(world, ABOVE)
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("keep_nights = 400", "keep_nights = 2"), encoding="utf-8")
    given = f",0000002,A0002,{PROMISED},{PROMISE},S. Manager\n"
    references = []
    for day in (WEDNESDAY, THURSDAY, FRIDAY, MONDAY):
        if day == THURSDAY:
            world.rewrite([assessment(2, **done), *both[1:]])
        assert monitor(*world.run(day)).exit_code == 0
        (world.folder / "answers.csv").write_text(HEADINGS + given)
        references.append(dict.fromkeys(reference for reference, _ in stepped(world)))
    ended, left = references[0]
    assert [list(each) for each in references] == [[ended, left]] * 3 + [[left]]
    assert monitor(*world.run(MONDAY + timedelta(days=1))).exit_code == 0
    assert stepped(world)[:2] == [(left, "began"), (left, "asked")]
    assert monitor("verify", "-c", world.config).exit_code == 0
