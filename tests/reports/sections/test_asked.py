"""What pages and messages say of an answer: its kind, its date and whom it is with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from monitor.judgement.steps import new_steps
from monitor.judgement.thread import AnswerFile
from monitor.reports.sections.answers import answer_tables, unread_answers, waiting_tables
from monitor.reports.sections.asked import AskedFigures, AskedShare, answer_column
from monitor.reports.sections.changed import vanished_table
from monitor.settings.words import PLAIN_WORDS
from tests.reports.asking import ASKING, asked_row, asking_night
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


@pytest.fixture
def night(tmp_path: Path) -> Night:
    rows = [overdue(1), overdue(2, team="South"), row(3), overdue(4, team="", child_id="")]
    return asking_night(tmp_path, [*rows, overdue(5, team="Unknown")])


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
            "Will be finished by Fri 17 Jul 2015; no longer holds; promise broken",
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
    ("facts", "waits"),
    [
        pytest.param({"is_highest": True, "level": 1}, True, id="at the top"),
        pytest.param({"is_highest": True, "level": 1, "is_quiet": True}, False, id="promised"),
        pytest.param({"is_highest": True}, False, id="team, with days left"),
        pytest.param({"is_highest": True, "group": "today"}, True, id="team, days over"),
        pytest.param({"level": 1}, False, id="somebody above"),
        pytest.param(
            {"answer_kind": "not_ours", "answer_state": "in_force"}, True, id="not the team's"
        ),
    ],
)
def test_what_waits_for_the_service(facts: dict[str, Any], waits: bool) -> None:
    assert asked_row(**facts).is_waiting_above is waits


def test_the_column_names_the_reference_and_who_entered_it() -> None:
    answered = asked_row(answer_kind="not_ours", answer_by="Ann", is_independent=False)
    heading, said = answer_column(AskedShare([answered], AskedFigures(1, 0, 0), is_news=False))
    assert heading == "Answer"
    assert said(answered) == (
        "R-7K3Q9FM-X: Not ours (entered as Ann); with North (not independent: the same people as "
        "below) since Thu 16 Jul 2015"
    )
    assert said(asked_row(child_id="other")).startswith("Cannot be asked about")


def test_pages_show_reference_tile_and_figures(night: Night) -> None:
    assert night.asking is not None
    pages = pages_of_night(night, ASKING)
    service, references = pages[SERVICE], night.asking.asks["reference"].tolist()
    assert f"{len(references)} / 0 / 0" in service
    assert "Waiting for you (0)" in service
    own = next(page for path, page in pages.items() if "north" in path)
    assert references[0] in own
    assert references[1] not in own
    assert "1 / 0 / 0" in own


def test_the_service_sees_what_cannot_be_asked_about_and_what_was_not_read(night: Night) -> None:
    assert night.asking is not None
    unread = (AnswerFile("form.xlsx", FRIDAY, 1), AnswerFile("list.csv", None, 2))
    thread = replace(night.asking.thread, sources=unread)
    found = replace(
        night, asking=replace(night.asking, cannot_be_asked=2, thread=thread, steps=REFUSED)
    )
    asked = AskedShare([], AskedFigures(0, 0, 0), is_news=False)
    (waiting,) = waiting_tables(asked, found, PLAIN_WORDS)
    assert waiting.more.startswith("and 2 assessments that cannot be asked about")
    assert list(unread_answers(found)) == [
        (
            "Answers of form.xlsx are not read since Fri 17 Jul 2015: those in force hold to their "
            "dates."
        ),
        "Answers of list.csv are not read yet: those in force hold to their dates.",
    ]
    _, faults = answer_tables(found)
    assert faults.caption == "Answers that do not count (2)"
    assert [row[2] for row in faults.rows] == ["kind", "words"]


def test_without_answers_pages_say_nothing_of_them(tmp_path: Path) -> None:
    night = judge_rows(tmp_path, [overdue(1)]).night
    assert list(answer_tables(night)) == []
    assert list(waiting_tables(None, night, PLAIN_WORDS)) == []
    assert list(unread_answers(night)) == []
    for page in pages_of_night(night, settings_of()).values():
        assert "R-" not in page
        assert "promises" not in page


def test_what_is_missing_is_asked_about_too() -> None:
    asked = AskedShare([asked_row()], AskedFigures(1, 0, 0), is_news=False)
    assert vanished_table([], with_team=False, asked=asked).headings[-1].label == "Answer"
    assert vanished_table([], with_team=False).headings[-1].label == "When last seen"
