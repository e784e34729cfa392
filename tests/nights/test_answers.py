"""What people answer quiets a reminder, and changes nothing that a night finds."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.history.store import open_history
from monitor.judgement.thread import AnswerFile
from tests.nights.answering import ABOVE, ANSWERS, HEADINGS, ask_for_answers, night, steps
from tests.support.worlds import FRIDAY, ROWS, THURSDAY, WEDNESDAY, assessment, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.worlds import World

MONDAY = FRIDAY + timedelta(days=3)
PROMISE = (
    ',0000002,A0002,will_finish_by,20/07/2015,court,"Visit booked, to be written up",S. Manager\n'
)
FOREIGN = ",0000002,A0002,not_ours,,other,It is of another team,Somebody else\n"
#: What a night finds, which no answer may change.
FOUND = ("assessments.csv", "problems.csv", "changes.csv")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Make a world that asks for answers, with one overdue assessment of the south."""
    world = new_world(tmp_path, [*ROWS, assessment(6, deadline="06/07/2015")])
    ask_for_answers(world)
    answered(world, HEADINGS)
    return world


def answered(world: World, text: str | bytes) -> None:
    content = text if isinstance(text, bytes) else text.encode()
    (world.folder / "answers.csv").write_bytes(content)


def test_no_answers_whatever_change_what_a_night_finds(world: World) -> None:
    (world.folder / "answers.csv").unlink()
    night(world, WEDNESDAY)
    found = []
    for content in (
        None,
        HEADINGS + PROMISE + FOREIGN + ",9,9,noted,never,,,\n" * 3,
        b"\xff\xfe\x00",
    ):
        if content is not None:
            answered(world, content)
        night(world, THURSDAY)
        found.append([*((world.night() / name).read_bytes() for name in FOUND), sums(world)])
        # The night is taken back, so that the next run of it reads its answers anew.
        withdraw(world)
    for each in found:
        assert each == found[0]


def sums(world: World) -> dict[str, Any]:
    """Return `summary.json` without what it says of the answers themselves."""
    found: dict[str, Any] = json.loads((world.night() / "summary.json").read_bytes())
    for each in (found, *found["teams"]):
        each.pop("answers", None)
    # It says which answers could not be read.
    found.pop("can_be_relied_on")
    return found


def withdraw(world: World) -> None:
    from monitor.publishing.staging import set_aside  # noqa: PLC0415

    set_aside(world.output, THURSDAY)
    with open_history(world.output) as history:
        history.withdraw(THURSDAY, at="2015-07-16T06:30:00+00:00")


def test_a_night_reads_what_is_answered_and_a_rerun_the_same_again(world: World) -> None:
    assert steps(night(world, WEDNESDAY)) == [("began", "")] * 2 + [("asked", "")] * 2
    answered(world, HEADINGS + PROMISE)
    first = steps(night(world, THURSDAY))
    assert first == [("answered", "will_finish_by"), ("promised", "will_finish_by")]
    files = {name: (world.night() / name).read_bytes() for name in (*FOUND, "answers.csv")}
    answered(world, HEADINGS + PROMISE + FOREIGN)
    assert steps(night(world, THURSDAY)) == first
    assert files == {name: (world.night() / name).read_bytes() for name in files}
    assert steps(night(world, date(2015, 7, 17))) == [("refused", "not_a_responder")]  # Friday


def test_a_source_that_cannot_be_read_stops_nothing_and_is_counted(world: World) -> None:
    night(world, WEDNESDAY)
    answered(world, b"\xff\xfe\x00")
    asking = night(world, THURSDAY).asking
    assert asking is not None
    assert asking.thread.unread == (AnswerFile("answers.csv", WEDNESDAY, 1),)
    asking = night(world, date(2015, 7, 17)).asking  # Friday
    assert asking is not None
    assert asking.thread.unread == (AnswerFile("answers.csv", WEDNESDAY, 2),)


def test_what_a_withdrawn_night_read_is_read_by_the_next(world: World) -> None:
    night(world, WEDNESDAY)
    answered(world, HEADINGS + PROMISE)
    first = steps(night(world, THURSDAY))
    withdraw(world)
    (world.folder / "answers.csv").unlink()
    assert steps(night(world, THURSDAY)) == first


def test_a_promise_for_an_impossible_day_is_refused_and_stops_no_night(world: World) -> None:
    days = ("14/08/2062", "14/08/0026", "14/08/1926")
    rows = [PROMISE.replace("20/07/2015", day) for day in days]
    (world.folder / "answers.csv").unlink()
    night(world, WEDNESDAY)
    answered(world, HEADINGS + "".join(rows))
    assert steps(night(world, THURSDAY))[-3:] == [("refused", "no_date")] * 3


def test_what_was_forgotten_is_not_read_anew(world: World) -> None:
    (world.folder / "answers.csv").unlink()
    night(world, WEDNESDAY)
    answered(world, HEADINGS + PROMISE)
    night(world, THURSDAY)
    (world.folder / "answers.csv").unlink()
    with open_history(world.output) as history:
        history.answers.forget([THURSDAY])
        history.steps.forget([THURSDAY])
        assert len(history.steps.before(THURSDAY + timedelta(days=1)))  # the episode is open
    assert "answered" not in {step for step, _ in steps(night(world, THURSDAY + timedelta(days=1)))}


def test_answers_that_contradict_each_other_overrule_nothing(world: World) -> None:
    """Both are refused, and the missed deadline is not lost by one of them."""
    with world.config.open("a", encoding="utf-8") as file:
        file.write(ABOVE)
    late = assessment(2, deadline="10/07/2015")
    world.rewrite([late, *ROWS[2:]])
    (world.folder / "answers.csv").unlink()
    night(world, WEDNESDAY)
    world.rewrite([{**late, "deadline": "31/07/2015"}, *ROWS[2:]])
    wrong = PROMISE.replace("will_finish_by,20/07/2015", "recorded_wrongly,")
    answered(world, HEADINGS + (wrong + PROMISE).replace("S. Manager", "Above"))
    found = night(world, THURSDAY)
    assert {why for step, why in steps(found) if step == "refused"} == {"contradicts"}
    assert found.judged["status"].tolist()[0] == "overdue"


def test_what_somebody_typed_into_the_wrong_column_is_in_no_file(world: World) -> None:
    (world.folder / "answers.csv").unlink()
    night(world, WEDNESDAY)
    typed = PROMISE.replace("court", "The child is at her aunt's").replace(
        "will_finish_by", "she is with her aunt"
    )
    answered(world, HEADINGS + typed)
    night(world, THURSDAY)
    assert "aunt" not in (world.night() / "answers.csv").read_text(encoding="utf-8")
    with open_history(world.output) as history:
        history.answers.forget([THURSDAY])
        held = history.answers.all()
    assert not held.astype("str").apply(lambda column: column.str.contains("aunt")).any(axis=None)
    assert held["by"].tolist() == ["S. Manager"]


def test_a_team_that_is_renamed_keeps_its_promises(world: World) -> None:
    (world.folder / "answers.csv").unlink()
    night(world, WEDNESDAY)
    answered(world, HEADINGS + PROMISE)
    night(world, THURSDAY)
    text = world.config.read_text(encoding="utf-8")
    renamed = text.replace(
        'name = "Assessment Team North"\naliases = ["North"]',
        'name = "The North"\naliases = ["North", "Assessment Team North"]',
    )
    assert renamed != text
    world.config.write_text(renamed, encoding="utf-8")
    assert not {"lapsed", "void"} & {
        step for step, _ in steps(night(world, THURSDAY + timedelta(days=1)))
    }


def test_who_is_named_later_is_heard_then(world: World) -> None:
    """An answer is judged again once somebody corrected `responders`; each is one row of a file."""
    night(world, WEDNESDAY)
    answered(world, HEADINGS + FOREIGN)
    assert steps(night(world, THURSDAY)) == [("refused", "not_a_responder")]
    assert steps(night(world, FRIDAY)) == []
    text = world.config.read_text(encoding="utf-8")
    named = text.replace('["S. Manager"]', '["S. Manager", "Somebody else"]')
    world.config.write_text(named, encoding="utf-8")
    assert steps(night(world, MONDAY)) == [("answered", "not_ours")]
    assert steps(night(world, MONDAY)) == [("answered", "not_ours")]
    listed = (world.night(MONDAY) / "answers.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[6] for row in listed[1:]] == ['"in_force"']
    assert steps(night(world, MONDAY + timedelta(days=1))) == []
    # Without [answers] nobody is named, and nothing that was refused is taken up.
    world.config.write_text(text.replace(ANSWERS, ""), encoding="utf-8")
    assert steps(night(world, MONDAY + timedelta(days=2))) == []


def test_a_fresh_answer_takes_the_place_of_one_that_was_refused(world: World) -> None:
    """The old one and the fresh one would contradict each other, and both be refused."""
    night(world, WEDNESDAY)
    answered(world, HEADINGS + FOREIGN)
    assert steps(night(world, THURSDAY)) == [("refused", "not_a_responder")]
    text = world.config.read_text(encoding="utf-8")
    named = text.replace('["S. Manager"]', '["S. Manager", "Somebody else"]')
    world.config.write_text(named, encoding="utf-8")
    fresh = PROMISE.replace("S. Manager", "Somebody else")
    answered(world, HEADINGS + FOREIGN + fresh)
    promised = [("answered", "will_finish_by"), ("promised", "will_finish_by")]
    assert steps(night(world, FRIDAY)) == promised
    assert steps(night(world, FRIDAY)) == promised
    assert steps(night(world, MONDAY)) == []


def test_a_deadline_may_be_moved_days_before_it_is_said_to_be(world: World) -> None:
    late = assessment(2, deadline="10/07/2015")
    world.rewrite([late, *ROWS[2:]])
    night(world, WEDNESDAY)
    world.rewrite([{**late, "deadline": "24/07/2015"}, *ROWS[2:]])
    night(world, THURSDAY)
    night(world, FRIDAY)
    answered(world, HEADINGS + PROMISE.replace("will_finish_by,20/07/2015", "moved_in_system,"))
    found = night(world, MONDAY)
    assert steps(found) == [("answered", "moved_in_system"), ("promised", "moved_in_system")]
    assert found.asking is not None
    promised = found.asking.steps["until"].iloc[1]
    assert promised.date() == date(2015, 7, 24)


def test_sources_of_one_file_name_are_told_apart(world: World) -> None:
    text = world.config.read_text(encoding="utf-8")
    head, _, source = ANSWERS.partition("[[answers.sources]]")
    both = "".join(
        f"[[answers.sources]]{source}".replace('"answers.csv"', f'"{folder}/answers.csv"')
        for folder in ("north", "south")
    )
    world.config.write_text(text.replace(ANSWERS, head + both), encoding="utf-8")
    for folder, rows in (("north", FOREIGN), ("south", PROMISE)):
        (world.folder / folder).mkdir()
        (world.folder / folder / "answers.csv").write_text(HEADINGS + rows)
    night(world, WEDNESDAY)
    (world.folder / "north" / "answers.csv").unlink()
    asking = night(world, THURSDAY).asking
    assert asking is not None
    assert asking.thread.unread == (AnswerFile("answers.csv (source 1)", WEDNESDAY, 1),)
    assert sorted(asking.thread.held["source"]) == [
        "answers.csv (source 1)",
        "answers.csv (source 2)",
    ]


def test_a_refused_row_without_a_sentence_outlives_a_withdrawn_night(world: World) -> None:
    night(world, WEDNESDAY)
    answered(world, HEADINGS + PROMISE.replace("Visit booked, to be written up", ""))
    first = steps(night(world, THURSDAY))
    assert first == [("refused", "no_sentence")]
    withdraw(world)
    (world.folder / "answers.csv").unlink()
    assert steps(night(world, THURSDAY)) == first


def test_a_night_without_any_exception_asks_nobody_and_is_published(world: World) -> None:
    text = world.config.read_text(encoding="utf-8")
    own = 'folder = "south"\nresponders = ["S. Manager"]'
    world.config.write_text(text.replace('responders = ["S. Manager"]', own), encoding="utf-8")
    (world.folder / "south").mkdir()
    world.rewrite([ROWS[0], *ROWS[2:]])
    assert steps(night(world, WEDNESDAY)) == []
    assert (world.night(WEDNESDAY) / "answers.csv").is_file()
    assert (world.folder / "south" / "answers.xlsx").is_file()
    row = (world.night(WEDNESDAY) / "figures.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert row == '"2015-07-15","(whole service)",3,0,0,0,0,1,0,3,,,0,0,0,0,0'


def test_a_move_that_is_said_twice_is_promised_once(world: World) -> None:
    late = assessment(2, deadline="10/07/2015")
    world.rewrite([late, *ROWS[2:]])
    night(world, WEDNESDAY)
    world.rewrite([{**late, "deadline": "24/07/2015"}, *ROWS[2:]])
    moved = PROMISE.replace("will_finish_by,20/07/2015", "moved_in_system,")
    answered(world, HEADINGS + moved + moved.replace("Visit booked", "Moved again"))
    found = [each for each in steps(night(world, THURSDAY)) if each[0] != "answered"]
    assert found == [("promised", "moved_in_system"), ("lapsed", "second_promise")]
