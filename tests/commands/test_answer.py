"""`answer` explains why an assessment is missing, and only that takes it off the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitor.history.store import look_into_history
from monitor.records.answers import KINDS, read_answers
from tests.support.worlds import FRIDAY, ROWS, THURSDAY, WEDNESDAY, lived, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Answered, Monitor
    from tests.support.worlds import World

WORDS = "Moved to another authority, and the case was transferred"
GONE = next(row for row in ROWS if row["state"] == "Open")
IDS = ("--child", GONE["child_id"], "--assessment", GONE["assessment_id"])
GIVEN = (*IDS, "--reason", "moved_away", "--by", "Team manager, North")
WHOLE = {
    "child_id": GONE["child_id"],
    "assessment_id": GONE["assessment_id"],
    "kind": "explained",
    "reason": "moved_away",
    "by": "Team manager, North",
    "words": WORDS,
}


@pytest.fixture
def world(tmp_path: Path, monitor: Monitor) -> World:
    """Make a world in which an open assessment left the extract on Thursday."""
    world = new_world(tmp_path)
    lived(world, WEDNESDAY, monitor)
    world.rewrite([row for row in ROWS if row is not GONE])
    lived(world, THURSDAY, monitor, "--accept", "One assessment was taken out")
    return world


def told(world: World, monitor: Monitor, *arguments: str) -> Answered:
    return monitor("answer", *arguments, "-c", world.config)


def missing(world: World, monitor: Monitor) -> dict[str, int]:
    """Run Friday, and return what it counts as missing and as explained."""
    lived(world, FRIDAY, monitor)
    changes = json.loads((world.night(FRIDAY) / "summary.json").read_bytes())["changes"]
    return {code: changes[code] for code in ("vanished", "explained")}


def test_what_is_missing_is_listed_until_it_is_explained(world: World, monitor: Monitor) -> None:
    done = told(world, monitor, "explained", WORDS, *GIVEN)
    assert (done.exit_code, done.out) == (0, "1 answer recorded; 0 held already.\n")
    assert missing(world, monitor) == {"vanished": 0, "explained": 1}


def test_unexplained_it_stays_on_the_list(world: World, monitor: Monitor) -> None:
    assert missing(world, monitor) == {"vanished": 1, "explained": 0}


def test_what_comes_back_and_goes_again_must_be_explained_again(
    world: World, monitor: Monitor
) -> None:
    told(world, monitor, "explained", WORDS, *GIVEN)
    gone = world.extract.read_text(encoding="utf-8")
    world.rewrite(ROWS)
    lived(world, FRIDAY, monitor)
    world.extract.write_text(gone, encoding="utf-8")
    monday = FRIDAY.replace(day=20)
    lived(world, monday, monitor, "--accept", "Taken out again")
    changes = json.loads((world.night(monday) / "summary.json").read_bytes())["changes"]
    assert (changes["vanished"], changes["explained"]) == (1, 0)


def test_the_same_answer_is_held_once(world: World, monitor: Monitor) -> None:
    told(world, monitor, "explained", WORDS, *GIVEN)
    again = told(world, monitor, "explained", WORDS, *GIVEN, "--json")
    assert json.loads(again.out) == {"recorded": 0, "held": 1, "faults": []}


def test_a_file_brings_several_and_every_row_is_an_answer_or_a_fault(
    world: World, monitor: Monitor, tmp_path: Path
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(
        "child_id,assessment_id,kind,reason,by,words\n"
        f'{",".join(WHOLE[column] for column in WHOLE if column != "words")},"{WORDS}"\n'
        f"other,other,explained,moved_away,A manager,{WORDS.replace(',', '')}\n"
        f"{GONE['child_id']},{GONE['assessment_id']},noted,,,\n".replace(
            "Team manager, North", "Team manager North"
        ),
        encoding="utf-8",
    )
    done = told(world, monitor, "--from", str(file))
    assert done.exit_code == 2
    assert done.out.startswith("1 answer recorded; 0 held already.\nNOT RECORDED: row 3, assess")
    assert "no assessment with these ids is missing" in done.out
    assert "row 4, kind: give one of: explained" in done.out
    assert GONE["child_id"] not in done.out
    assert missing(world, monitor) == {"vanished": 0, "explained": 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"child_id,kind\n", "the heading assessment_id is missing", id="headings"),
        pytest.param(b"\xff\xfe", "cannot be read as a CSV in UTF-8", id="bytes"),
    ],
)
def test_a_file_that_is_no_list_of_answers_is_refused(
    world: World, monitor: Monitor, tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "answers.csv").write_bytes(content)
    done = told(world, monitor, "--from", str(tmp_path / "answers.csv"))
    assert done.exit_code == 2
    assert said in done.err


def test_a_file_and_an_answer_together_are_refused(world: World, monitor: Monitor) -> None:
    done = told(world, monitor, "explained", "--from", str(world.config))
    assert (done.exit_code, "not both" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"child_id": " "}, "child_id"),
        ({"kind": "noted"}, "kind"),
        ({"reason": "unknown"}, "reason"),
        ({"by": ""}, "by"),
        ({"by": "x" * 101}, "by"),
        ({"words": "Too short"}, "words"),
        ({"words": "x" * 301}, "words"),
    ],
)
def test_an_answer_counts_only_whole(change: dict[str, str], column: str) -> None:
    answers, (fault,) = read_answers([(7, {**WHOLE, **change})])
    assert (answers, fault.row, fault.column) == ((), 7, column)


def test_every_kind_has_its_reasons() -> None:
    for kind, reasons in KINDS.items():
        for reason in reasons:
            (answer,), faults = read_answers([(1, {**WHOLE, "kind": kind, "reason": reason})])
            assert (answer.reason, faults) == (reason, ())


def test_several_missing_assessments_of_the_same_ids_are_not_told_apart(
    tmp_path: Path, monitor: Monitor
) -> None:
    world = new_world(tmp_path, [*ROWS, {**GONE, "worker": "Another"}])
    lived(world, WEDNESDAY, monitor)
    world.rewrite([row for row in ROWS if row is not GONE])
    lived(world, THURSDAY, monitor, "--accept", "Two were taken out")
    done = told(world, monitor, "explained", WORDS, *GIVEN)
    assert (done.exit_code, "several assessments with these ids" in done.out) == (2, True)


def test_the_words_of_an_answer_are_forgotten_with_its_night_and_the_answer_stays(
    world: World, monitor: Monitor
) -> None:
    told(world, monitor, "explained", WORDS, *GIVEN)
    lived(world, FRIDAY, monitor)
    assert monitor("forget", "--before", FRIDAY, "-c", world.config).exit_code == 0
    with look_into_history(world.output) as history:
        (answer,) = history.answers.all()
    assert (answer.words, answer.kind, answer.night) == ("", "explained", THURSDAY)
    assert monitor("verify", "-c", world.config).exit_code == 0
