"""`answer` explains why an assessment is missing, and only that takes it off the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from monitor.assessments.answers import FAULT_KINDS, GONE_REASONS
from monitor.history.store import look_into_history
from monitor.records.answers import normalise_answers
from monitor.settings.answers import REASONS
from tests.support.worlds import (
    FRIDAY,
    ROWS,
    THURSDAY,
    WEDNESDAY,
    assessment,
    done_once,
    lived,
    new_world,
)

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

    from tests.support.making import Answered, Monitor
    from tests.support.worlds import World

WORDS = "Moved to another authority, and the case was transferred"
GONE = next(row for row in ROWS if row["state"] == "Open")
#: Two assessments of the same ids, which leave as well.
TWINS = [assessment(9), assessment(9, worker="Another")]
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
    """Make a world in which an open assessment, and two twins, left the extract on Thursday."""
    world = new_world(tmp_path / "world", [*ROWS, *TWINS])
    lived(world, WEDNESDAY, monitor)
    world.rewrite([row for row in ROWS if row is not GONE])
    lived(world, THURSDAY, monitor, "--accept", "They were taken out")
    return world


def told(world: World, monitor: Monitor, *arguments: str) -> Answered:
    return monitor("answer", *arguments, "-c", world.config)


def explained(world: World, monitor: Monitor) -> Answered:
    """Explain why the one is missing, once for all worlds that are alike."""
    return done_once(
        world.folder, "explained", lambda: told(world, monitor, "explained", WORDS, *GIVEN)
    )


def missing(world: World, monitor: Monitor) -> dict[str, int]:
    """Run Friday, and return what it counts as missing and as explained."""
    lived(world, FRIDAY, monitor)
    changes = json.loads((world.night(FRIDAY) / "summary.json").read_bytes())["changes"]
    return {code: changes[code] for code in ("vanished", "explained")}


def held(world: World) -> list[dict[Hashable, Any]]:
    """Return the answers that the history holds."""
    with look_into_history(world.output) as history:
        answers: list[dict[Hashable, Any]] = history.answers.all().to_dict("records")
    return answers


def test_what_is_missing_is_listed_until_it_is_explained(world: World, monitor: Monitor) -> None:
    done = explained(world, monitor)
    assert (done.exit_code, done.out) == (0, "1 answer recorded; 0 held already.\n")
    assert missing(world, monitor) == {"vanished": len(TWINS), "explained": 1}


def test_unexplained_it_stays_on_the_list(world: World, monitor: Monitor) -> None:
    assert missing(world, monitor) == {"vanished": len(TWINS) + 1, "explained": 0}


def test_what_comes_back_and_goes_again_must_be_explained_again(
    world: World, monitor: Monitor
) -> None:
    explained(world, monitor)
    gone = world.extract.read_text(encoding="utf-8")
    world.rewrite(ROWS)
    lived(world, FRIDAY, monitor)
    world.extract.write_text(gone, encoding="utf-8")
    monday = FRIDAY.replace(day=20)
    lived(world, monday, monitor, "--accept", "Taken out again")
    changes = json.loads((world.night(monday) / "summary.json").read_bytes())["changes"]
    assert (changes["vanished"], changes["explained"]) == (len(TWINS) + 1, 0)


def test_the_same_answer_is_held_once(world: World, monitor: Monitor) -> None:
    explained(world, monitor)
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
    assert "No assessment with these ids is known." in done.out
    assert "row 4, kind: This is no kind of answer. Give one of: will_finish_by" in done.out
    assert GONE["child_id"] not in done.out
    assert [(each["child_id"], each["kind"]) for each in held(world)] == [
        (GONE["child_id"], "explained")
    ]


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
    assert [FAULT_KINDS[code].column for code in faults_of({**WHOLE, **change})] == [column]


def test_what_is_missing_has_reasons_of_its_own() -> None:
    for reason in GONE_REASONS:
        assert faults_of({**WHOLE, "reason": reason}) == []
    assert faults_of({**WHOLE, "reason": "court"}) == ["unknown_reason"]
    assert faults_of({**WHOLE, "kind": "not_ours", "reason": "Court"}) == []


def faults_of(cells: dict[str, str]) -> list[str]:
    row = pd.DataFrame([{**cells, "source": "", "source_row": 7}])
    (faults,) = normalise_answers(row, reasons=REASONS, as_at=THURSDAY)["faults"]
    return faults.split(";") if faults else []


def test_several_missing_assessments_of_the_same_ids_are_not_told_apart(
    world: World, monitor: Monitor
) -> None:
    ids = ("--child", TWINS[0]["child_id"], "--assessment", TWINS[0]["assessment_id"])
    done = told(world, monitor, "explained", WORDS, *ids, *GIVEN[len(ids) :])
    assert (done.exit_code, "Several assessments have these ids" in done.out) == (2, True)


def test_the_words_of_an_answer_are_forgotten_with_its_night_and_the_answer_stays(
    world: World, monitor: Monitor
) -> None:
    explained(world, monitor)
    lived(world, FRIDAY, monitor)
    assert monitor("forget", "--before", FRIDAY, "-c", world.config).exit_code == 0
    (answer,) = held(world)
    assert (answer["words"], answer["child_id"], answer["kind"]) == ("", "", "explained")
    assert monitor("verify", "-c", world.config).exit_code == 0
