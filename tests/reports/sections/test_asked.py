"""What pages and messages say of an answer: its kind, its date and whom it is with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from monitor.judgement.steps import new_steps
from monitor.judgement.thread import AnswerFile
from monitor.reports.sections.answers import (
    asked_parts,
    faults_tables,
    unread_answers,
)
from monitor.reports.sections.asked import AskedFigures, AskedShare, asked_of
from monitor.reports.sections.last_answer import answer_of_life, answer_of_place
from monitor.reports.sections.service_asks import waiting_tables
from monitor.reports.sections.top import answer_tiles, need_answer
from monitor.settings.words import PLAIN_WORDS
from tests.reports.asking import ASKING, asked_row, asking_night
from tests.reports.reading import read_page
from tests.reports.rows import SERVICE, overdue, pages_of_night, row
from tests.support.making import judge_rows, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.night import Night

FRIDAY = date(2015, 7, 17)
REFUSED = new_steps(
    "refused",
    pd.DataFrame({"life": [1], "answer": ["key"], "why": ["unknown_kind;no_sentence"]}),
    as_at=FRIDAY,
)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    rows = [overdue(1), overdue(2, team="South"), row(3), overdue(4, team="", child_id="")]
    return asking_night(tmp_path_factory.mktemp("asked"), [*rows, overdue(5, team="Unknown")])


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({}, "Not answered yet", id="nothing"),
        pytest.param(
            {"answer_kind": "will_finish_by", "answer_state": "in_force", "answer_until": FRIDAY},
            "Will be finished by Fri 17 Jul 2015",
            id="a promise",
        ),
        pytest.param(
            {
                "answer_kind": "will_finish_by",
                "answer_state": "lapsed",
                "answer_until": FRIDAY,
                "promise": "broken",
            },
            "Will be finished by Fri 17 Jul 2015; no longer in force; promise broken",
            id="a broken promise",
        ),
        pytest.param(
            {"answer_kind": "not_ours", "answer_state": "in_force", "answer_until": FRIDAY},
            "Not ours; holds until Fri 17 Jul 2015",
            id="with a day",
        ),
        pytest.param(
            {"answer_kind": "noted", "answer_state": "refused"},
            "No kind of answer; does not count",
            id="refused",
        ),
    ],
)
def test_an_answer_is_its_kind_its_date_and_whether_it_holds(
    facts: dict[str, Any], said: str
) -> None:
    assert asked_row(**facts).answer == said


@pytest.mark.parametrize(
    ("facts", "above", "elsewhere"),
    [
        pytest.param({"is_highest": True, "level": 1}, True, False, id="at the top"),
        pytest.param(
            {"is_highest": True, "level": 1, "is_quiet": True}, False, False, id="promised"
        ),
        pytest.param({"is_highest": True}, False, False, id="team, with days left"),
        pytest.param({"is_highest": True, "group": "today"}, True, False, id="team, days over"),
        pytest.param({"level": 1}, False, True, id="somebody above"),
        pytest.param({"level": 2, "is_readers": True}, True, False, id="the reader's own"),
        pytest.param({"level": 1, "is_quiet": True}, False, False, id="promised elsewhere"),
        pytest.param(
            {"answer_kind": "not_ours", "answer_state": "in_force", "level": 1},
            *(True, False),
            id="not the team's",
        ),
    ],
)
def test_for_whom_a_case_waits_above_its_team(
    facts: dict[str, Any], above: bool, elsewhere: bool
) -> None:
    row = asked_row(**facts)
    assert (row.is_waiting_above, row.is_waiting_elsewhere) == (above, elsewhere)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"working_days_late": 2}, "2 working days late"),
        ({"working_days_late": None, "status": "no_deadline"}, "no deadline set"),
        ({"working_days_late": None, "status": ""}, "missing from the extract"),
    ],
)
def test_a_case_says_how_late_it_is(facts: dict[str, Any], state: str) -> None:
    assert asked_row(**facts).state == state


def test_the_column_names_the_reference_and_who_entered_it() -> None:
    answered = asked_row(answer_kind="not_ours", answer_by="Ann", is_independent=False)
    asked = AskedShare([answered], AskedFigures(1, 0, 0), is_news=False)
    for heading, said in (answer_of_place(asked), answer_of_life(asked)):
        assert heading == "Last answer"
        assert said(answered).split("\n") == [
            "Answer: Not ours",
            "Entered as: Ann",
            "With: North (not independent: the same people as below) since Thu 16 Jul 2015",
            "Ref: R-7K3Q9FM-X",
        ]
        assert said(asked_row(place=7, life=7)).startswith("Cannot be asked about")


def test_two_assessments_of_one_child_without_ids_have_each_its_own_answer(tmp_path: Path) -> None:
    rows = [
        overdue(number, child_id="C1", assessment_id="", start_date=f"0{number}/06/2015")
        for number in (2, 3)
    ]
    night = asking_night(tmp_path, rows)
    assert night.asking is not None
    page = read_page(
        next(text for path, text in pages_of_night(night, ASKING).items() if "north" in path)
    )
    said = [cell.rpartition(": ")[2] for cell in page.exceptions.column("Last answer")]
    references = night.asking.asks["reference"].tolist()
    assert len(set(said)) == len(said)
    assert set(references) <= set(said)


def test_every_figure_of_the_top_leads_to_as_many_rows(tmp_path: Path) -> None:
    night = asking_night(tmp_path, [overdue(1), overdue(2), overdue(3, team="South")])
    page = read_page(
        next(text for path, text in pages_of_night(night, ASKING).items() if "north" in path)
    )
    assert page.need == [("2 assessments need action.", "#needs-you")]
    assert page.tile("promises broken") == page.tile("with the next level") == 0
    assert page.tile("without an answer") == len(page.names["unanswered"]) == 2
    assert set(page.names["unanswered"]) <= {f"#{each}" for each in page.ids}


@pytest.mark.parametrize(
    ("answered", "unanswered"), [("never", 1), ("refused", 1), ("lapsed", 0), ("in_force", 0)]
)
def test_a_valid_answer_counts_whatever_was_read_after_it(
    night: Night, answered: str, unanswered: int
) -> None:
    assert night.asking is not None
    asks = night.asking.asks.iloc[:1].assign(answer_state="refused", answered=answered)
    later = replace(night, asking=replace(night.asking, asks=asks))
    share, _ = asked_of(later, ASKING, [])
    assert share is not None
    assert len(share.unanswered) == unanswered


def test_what_the_top_counts_is_what_its_lists_hold() -> None:
    rows = [
        asked_row(place=0, group="today"),
        asked_row(place=1, group="broken", answered="lapsed", promise="broken"),
        asked_row(place=-1, group="today", level=1, answered="refused"),
        asked_row(place=3, is_quiet=True, answered="in_force", group="promised"),
    ]
    asked = AskedShare(rows, AskedFigures(4, 1, 1), is_news=False)
    (part,) = asked_parts(asked)
    assert part.names[0].links[0] == ("C1 (R-7K3Q9FM-X)", "#r0")
    assert {names.id: len(names.links) for names in part.names} == {
        "today": 2,
        "broken": 1,
        "unanswered": 2,
        "above": 1,
    }
    assert [tile.figure for tile in answer_tiles(asked)] == ["1", "2", "1"]
    assert [said.text for said in need_answer(asked)] == ["2 need your answer today."]
    one = AskedShare(rows[:1], AskedFigures(1, 0, 0), is_news=False)
    assert [said.text for said in need_answer(one)] == ["1 needs your answer today."]
    assert list(asked_parts(AskedShare([], AskedFigures(0, 0, 0), is_news=False))) == []


def test_pages_show_the_references_of_their_own(night: Night) -> None:
    assert night.asking is not None
    pages = pages_of_night(night, ASKING)
    service, references = pages[SERVICE], night.asking.asks["reference"].tolist()
    assert "Waiting for you (0)" in service
    own = next(page for path, page in pages.items() if "north" in path)
    assert references[0] in own
    assert references[1] not in own


def test_the_service_sees_what_cannot_be_asked_about_and_what_was_not_read(night: Night) -> None:
    assert night.asking is not None
    unread = (AnswerFile("form.xlsx", FRIDAY, 1), AnswerFile("list.csv", None, 2))
    thread = replace(night.asking.thread, sources=unread)
    found = replace(
        night, asking=replace(night.asking, cannot_be_asked=2, thread=thread, steps=REFUSED)
    )
    asked = AskedShare([], AskedFigures(0, 0, 0), is_news=False)
    (waiting,) = waiting_tables(found, asked, [], {}, PLAIN_WORDS)
    assert waiting.more.startswith("and 2 assessments that cannot be asked about")
    assert list(unread_answers(found)) == [
        (
            "Answers of form.xlsx are not read since Fri 17 Jul 2015: those in force hold to their "
            "dates."
        ),
        "Answers of list.csv are not read yet: those in force hold to their dates.",
    ]
    (faults,) = faults_tables(found)
    assert faults.caption == "Answers that do not count (2)"
    assert [row[2] for row in faults.rows] == ["kind", "words"]


def test_without_answers_pages_say_nothing_of_them(tmp_path: Path) -> None:
    night = judge_rows(tmp_path, [overdue(1)]).night
    assert list(faults_tables(night)) == []
    assert list(unread_answers(night)) == []
    for page in pages_of_night(night, settings_of()).values():
        assert "R-" not in page
        assert "romise" not in page
        assert "No answer" not in page
        assert "Waiting for you" not in page
