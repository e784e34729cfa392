"""A message says what is asked, of whom, and how to answer; what is promised it only counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.judgement.thread import AnswerFile
from monitor.reports.messages.asks import (
    answers_in_words,
    promised_in_words,
    unread_in_words,
)
from monitor.reports.messages.occasions import OCCASIONS
from monitor.reports.sections.asked import AskedFigures, AskedShare
from tests.reports.asking import ASKING, asked_row, asking_night
from tests.reports.messages.drafting import (
    SERVICE,
    drafts_of_night,
    html_of,
    list_of,
    names_of_lists,
    text_of,
)
from tests.reports.rows import overdue, row
from tests.support.making import settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.night import Night
    from monitor.reports.sections.asked_row import AskedRow

FRIDAY, MONDAY = date(2015, 7, 17), date(2015, 7, 20)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    rows = [overdue(1), overdue(2), row(3), overdue(4, child_id="", assessment_id="")]
    return asking_night(tmp_path_factory.mktemp("asks"), rows)


def with_groups(night: Night, *groups: str) -> Night:
    """Return the night with its exceptions in these groups."""
    assert night.asking is not None
    asks = night.asking.asks.assign(group=list(groups))
    asks["is_quiet"] = asks["group"] == "promised"
    asks["answer_until"] = FRIDAY
    return replace(night, asking=replace(night.asking, asks=asks))


def test_two_of_one_child_without_assessment_ids_share_no_reference(tmp_path: Path) -> None:
    one = {"child_id": "C1", "assessment_id": ""}
    night = asking_night(tmp_path, [overdue(1, **one), overdue(2, **one, deadline="10/07/2015")])
    assert night.asking is not None
    asks = night.asking.asks.iloc[[0, 0]].assign(position=[0, 1], reference=["R-1", "R-2"])
    asked = replace(night, asking=replace(night.asking, asks=asks))
    listed = list_of(drafts_of_night(asked, ASKING)["North"], "new")
    assert sorted(item.lines[-1].partition(":")[0] for item in listed.items) == ["R-1", "R-2"]


def test_exceptions_come_by_what_is_asked_of_whom(night: Night) -> None:
    draft = drafts_of_night(night, ASKING)["North"]
    assert names_of_lists(draft) == ["new", "unasked"]
    item = list_of(draft, "new").items[0]
    assert night.asking is not None
    reference = night.asking.asks["reference"][0]
    assert item.link == f"mailto:answers@example.gov.uk?subject={reference}%20North"
    assert item.lines[-1] == f"{reference}: Not answered yet; with North since Thu 16 Jul 2015"
    assert f'<a href="{item.link}">Answer {reference}</a>' in html_of(draft)
    assert reference in text_of(draft)


@pytest.mark.parametrize(
    ("group", "level", "listed"),
    [
        ("today", 0, "today"),
        ("broken", 0, "today"),
        ("broken", 1, "broken"),
        ("waiting", 0, "waiting"),
        ("waiting", 1, "above"),
    ],
)
def test_a_case_is_listed_by_whom_it_is_with_and_if_its_days_are_over(
    night: Night, group: str, level: int, listed: str
) -> None:
    moved = with_groups(night, group, "promised")
    assert moved.asking is not None
    asks = moved.asking.asks.assign(level=level, answer_read=FRIDAY)
    draft = drafts_of_night(replace(moved, asking=replace(moved.asking, asks=asks)), ASKING)[
        "North"
    ]
    assert names_of_lists(draft) == [listed, "unasked"]


def test_what_was_answered_tonight_is_named_once(night: Night) -> None:
    answered = with_groups(night, "promised", "promised")
    assert answered.asking is not None
    asks = answered.asking.asks.assign(answer_read=night.as_at, answer_kind="not_ours")
    draft = drafts_of_night(replace(answered, asking=replace(answered.asking, asks=asks)), ASKING)
    assert names_of_lists(draft["North"]) == ["unasked", "heard"]
    assert "(read Thu 16 Jul 2015)" in list_of(draft["North"], "heard").items[0].lines[-1]


def test_the_gravest_come_first_and_what_is_promised_is_counted(night: Night) -> None:
    draft = drafts_of_night(with_groups(night, "promised", "broken"), ASKING)["North"]
    assert names_of_lists(draft)[0] == "today"
    assert "new" not in names_of_lists(draft)
    promised = "1 is promised or otherwise answered; the next date is Fri 17 Jul 2015."
    assert draft.answers == promised
    assert promised in text_of(draft).replace("\n", " ")
    assert promised in html_of(draft)


def test_another_answer_is_another_message(night: Night) -> None:
    first = drafts_of_night(night, ASKING)["North"]
    then = drafts_of_night(with_groups(night, "broken", "new"), ASKING)["North"]
    assert first.digest != then.digest


def test_without_a_date_what_is_answered_is_counted_alone() -> None:
    quiet = asked_row(is_quiet=True)
    assert promised_in_words([quiet, quiet]) == "2 are promised or otherwise answered."
    assert promised_in_words([asked_row()]) == ""


@pytest.mark.parametrize(
    ("rows", "team", "service"),
    [
        pytest.param([], "", "", id="nobody is asked"),
        pytest.param(
            [asked_row(to_answer_by=MONDAY), asked_row(to_answer_by=FRIDAY)],
            "No answer is asked of you today; the next is due by Fri 17 Jul 2015.",
            "Nothing waits for an answer of yours.",
            id="days are left",
        ),
        pytest.param(
            [asked_row(is_quiet=True, to_answer_by=FRIDAY)],
            "1 is promised or otherwise answered. No answer is asked of you today.",
            "1 is promised or otherwise answered. Nothing waits for an answer of yours.",
            id="promised",
        ),
        pytest.param(
            [asked_row(group="today", is_highest=True)], "", "", id="both must answer today"
        ),
    ],
)
def test_that_nothing_is_asked_is_said(rows: list[AskedRow], team: str, service: str) -> None:
    asked = AskedShare(rows, AskedFigures(len(rows), 0, 0), is_news=False)
    assert answers_in_words(asked, of_service=False) == team
    assert answers_in_words(asked, of_service=True) == service


def test_a_team_with_a_workbook_reads_where_it_is(night: Night) -> None:
    north, *others = ASKING.teams
    own = north.model_copy(update={"folder": "north"})
    with_folder = ASKING.model_copy(update={"teams": (own, *others)})
    said = "To answer, open answers.xlsx in the folder that receives this report every night."
    assert said in drafts_of_night(night, with_folder)["North"].note
    assert said not in drafts_of_night(night, ASKING)["North"].note
    assert night.asking is not None
    quiet = replace(night, asking=replace(night.asking, asks=night.asking.asks.iloc[:0]))
    assert said not in drafts_of_night(quiet, with_folder)["North"].note


@pytest.mark.parametrize(("nights", "is_new"), [(1, False), (2, True), (3, False)])
def test_the_service_hears_once_that_answers_were_not_read_for_two_nights(
    night: Night, nights: int, *, is_new: bool
) -> None:
    assert night.asking is not None
    thread = replace(night.asking.thread, sources=(AnswerFile("form.xlsx", FRIDAY, nights),))
    unread = replace(night, asking=replace(night.asking, thread=thread))
    said = "Answers could not be read for two nights or more: form.xlsx."
    assert unread_in_words(unread) == (said if nights > 1 else "", is_new)
    assert (said in drafts_of_night(unread, ASKING)[SERVICE].note) == (nights > 1)


@pytest.mark.parametrize(
    ("as_at", "is_news", "wanted"),
    [(FRIDAY, True, True), (FRIDAY, False, False), (MONDAY, False, True)],
)
def test_by_asks_a_message_is_sent_on_news_and_on_mondays(
    night: Night, as_at: date, *, is_news: bool, wanted: bool
) -> None:
    later = replace(night, as_at=as_at, alarms=())
    assert OCCASIONS["asks"](later, later.service, is_news) is wanted


def test_asks_needs_answers() -> None:
    with pytest.raises(ValueError, match='send_when = "asks" needs'):
        settings_of(delivery={"send_when": "asks"})
