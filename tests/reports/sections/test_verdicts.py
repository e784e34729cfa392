"""The verdicts come first: is it getting better, and can a page be relied on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.judgement.night import TrendRow
from monitor.reports.sections.assessments import problem_rows
from monitor.reports.sections.trend import FIRST_NIGHT, NO_TREND
from monitor.reports.sections.verdicts import (
    can_i_rely,
    course_in_words,
    course_of,
    disagreements,
    is_it_better,
)
from tests.reports.rows import completed, overdue, row
from tests.support.making import judge_rows
from tests.support.nights import THURSDAY

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.night import Night
    from monitor.reports.sections.trust import Assurance

TONIGHT = TrendRow(
    night=THURSDAY,
    name="North",
    records=200,
    exceptions=63,
    overdue=57,
    no_deadline=6,
    past_deadline=94,
    past_deadline_of=192,
    mean_working_days_late=24.5,
    max_working_days_late=108,
    child_not_seen=7,
    within_limit=80,
    within_limit_of=102,
)


def back(days: int, **figures: Any) -> TrendRow:
    return TONIGHT._replace(night=THURSDAY - timedelta(days=days), **figures)


NIGHTS = [back(1, exceptions=62), TONIGHT, back(7, exceptions=61), back(29, exceptions=50)]


@pytest.mark.parametrize(
    ("before", "now", "course"),
    [
        *((0, 0, 0), (0, 1, 0), (0, 2, 1), (2, 0, -1), (19, 20, 0), (19, 21, 1)),
        *((40, 42, 0), (40, 43, 1), (40, 38, 0), (40, 37, -1), (59, 61, 0), (60, 63, 0)),
    ],
)
def test_one_more_or_one_in_twenty_is_about_the_same(before: int, now: int, course: int) -> None:
    assert course_of(before, now) == course


def test_the_verdict_comes_first_then_the_figures_of_the_nights_before() -> None:
    better = is_it_better(NIGHTS, is_in_doubt=False)
    assert better.verdict == "No."
    assert better.reasons == (
        "63 assessments need action; 62 yesterday, 61 a week ago, 50 four weeks ago.",
    )
    assert (
        course_in_words(NIGHTS, is_in_doubt=False)
        == "Getting worse: 63 need action tonight, 61 a week ago, 50 four weeks ago."
    )


@pytest.mark.parametrize(
    ("week", "month", "now", "verdict", "line"),
    [
        (
            6,
            1,
            4,
            "No.",
            (
                "Up and down: 4 need action tonight, fewer than a week ago (6), more than "
                "four weeks ago (1)."
            ),
        ),
        (
            4,
            9,
            6,
            "No.",
            (
                "Up and down: 6 need action tonight, more than a week ago (4), fewer than "
                "four weeks ago (9)."
            ),
        ),
        (9, 6, 6, "Yes.", "Getting better: 6 need action tonight, 9 a week ago, 6 four weeks ago."),
        (3, 6, 6, "No.", "Getting worse: 6 need action tonight, 3 a week ago, 6 four weeks ago."),
    ],
)
def test_no_night_that_was_better_is_passed_over(
    week: int, month: int, now: int, verdict: str, line: str
) -> None:
    rows = [back(28, exceptions=month), back(7, exceptions=week), TONIGHT._replace(exceptions=now)]
    assert course_in_words(rows, is_in_doubt=False) == line
    better = is_it_better(rows, is_in_doubt=False)
    assert better.verdict == verdict
    _, _, comparisons = line.partition(" tonight, ")
    assert better.reasons[0] == f"{now} assessments need action; {comparisons}"


@pytest.mark.parametrize(
    ("rows", "verdict", "line"),
    [
        pytest.param(
            [back(3, exceptions=80), TONIGHT._replace(exceptions=1)],
            "Yes.",
            "Getting better: 1 needs action tonight, 80 on Mon 13 Jul 2015.",
            id="better than on Monday",
        ),
        pytest.param(
            [back(1, exceptions=64), TONIGHT],
            "About the same.",
            "About the same: 63 need action tonight, 64 yesterday.",
            id="the same as yesterday",
        ),
        pytest.param(
            [back(8), TONIGHT],
            "About the same.",
            "About the same: 63 need action tonight, 63 a week ago.",
            id="a week",
        ),
        pytest.param(
            [back(12), TONIGHT],
            "About the same.",
            "About the same: 63 need action tonight, 63 on Sat 4 Jul 2015.",
            id="neither a night nor a week",
        ),
        pytest.param(
            [back(7), TONIGHT._replace(records=0, exceptions=0)],
            "Nobody can say.",
            "Nobody can say if it gets better: no record of it was read tonight.",
            id="a team that is missing from the extract",
        ),
        pytest.param([TONIGHT], "", FIRST_NIGHT, id="the first night"),
        pytest.param([], "", NO_TREND, id="several teams"),
    ],
)
def test_it_is_said_of_the_nights_that_there_are(
    rows: list[TrendRow], verdict: str, line: str
) -> None:
    assert is_it_better(rows, is_in_doubt=False).verdict == verdict
    assert course_in_words(rows, is_in_doubt=False) == line


def test_a_week_ago_is_said_where_no_night_is_newer() -> None:
    rows = [back(28, exceptions=50), back(7, exceptions=61), TONIGHT]
    said = "Getting worse: 63 need action tonight, 61 a week ago, 50 four weeks ago."
    assert course_in_words(rows, is_in_doubt=False) == said


def test_one_needs_action() -> None:
    rows = [back(1), TONIGHT._replace(exceptions=1)]
    (said,) = is_it_better(rows, is_in_doubt=False).reasons
    assert said.startswith("1 assessment needs action; ")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        pytest.param({}, [], id="nothing moved"),
        pytest.param({"past_deadline_of": 0}, [], id="no share"),
        pytest.param(
            {"exceptions": 50, "past_deadline": 99}, ["More need action, yet"], id="share down"
        ),
        pytest.param(
            {"exceptions": 90, "past_deadline": 90}, ["Fewer need action, yet"], id="share up"
        ),
        pytest.param(
            {"past_deadline": 90, "mean_working_days_late": 30.0},
            ["The share past the deadline rose (46.9% to 49.0%) while"],
            id="share up, mean down",
        ),
        pytest.param(
            {"past_deadline": 99, "mean_working_days_late": 20.0},
            ["The share past the deadline fell (51.6% to 49.0%) while"],
            id="share down, mean up",
        ),
        pytest.param({"past_deadline": 90, "mean_working_days_late": None}, [], id="no mean"),
    ],
)
def test_where_two_measures_go_different_ways_it_says_why(
    before: dict[str, Any], said: list[str]
) -> None:
    found = list(disagreements(back(7, **before), TONIGHT))
    assert [text[: len(begins)] for text, begins in zip(found, said, strict=True)] == said


def relied(night: Night) -> Assurance:
    return can_i_rely(night, night.service, problem_rows(night))


def test_whether_to_rely_on_it_is_said_first_then_what_is_wrong_then_what_is_unknown(
    tmp_path: Path,
) -> None:
    rows = [row(1), row(2, start_date="soon", team=""), overdue(3, deadline="never")]
    night = judge_rows(tmp_path, rows).night
    found = relied(night)
    assert found.verdict == "Mostly."
    assert found.reasons == (
        "2 dates could not be read.",
        "1 other thing is wrong in the records.",
        "extract.csv does not say of which day it is.",
        "Nothing proves that extract.csv is whole: it declares no control total.",
    )
    (source,) = night.sources
    stale = replace(night, sources=(replace(source, dated="2015-07-06", control_total=3),))
    assert relied(stale).reasons[2:] == (
        "extract.csv is of Monday 6 July 2015, 10 days before the date of this report.",
    )


def test_what_cannot_be_read_at_all_is_counted(tmp_path: Path) -> None:
    blank = dict.fromkeys(("child_id", "assessment_id", "start_date", "deadline"), "")
    found = relied(judge_rows(tmp_path, [row(1), row(2, **blank)]).night)
    assert found.reasons[0] == "1 record could not be read."


def test_sound_records_of_an_extract_known_to_be_fresh_and_whole_can_be_relied_on(
    tmp_path: Path,
) -> None:
    night = judge_rows(tmp_path, [row(1)]).night
    assert relied(night).verdict == "Mostly."  # neither is known of it
    (source,) = night.sources
    sound = replace(night, sources=(replace(source, dated="2015-07-16", control_total=1),))
    assert (relied(sound).verdict, relied(sound).reasons) == ("Yes.", ())


def test_a_suspicious_night_cannot_be_relied_on_yet(tmp_path: Path) -> None:
    found = relied(judge_rows(tmp_path, [completed(1)]).night)
    assert found.verdict == "Not yet."
    assert found.reasons == ("The top of this page says why.",)
