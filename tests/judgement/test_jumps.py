"""A jump in problems, or fewer records that nobody can follow: each suspicion at its limit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from monitor.judgement.alarms import alarms
from monitor.settings.rules import Gates
from tests.judgement.evidence import codes_of, evidence
from tests.judgement.records_of_teams import NIGHT_BEFORE
from tests.reports.rows import completed, row
from tests.support.nights import judge_nights

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.nights import Row


# A jump in problems.


def with_problems(count: int) -> list[Row]:
    """Make 30 records of which this many started before their referral."""
    early = {"referral_date": "03/06/2015"}  # Wednesday; they start on Tuesday 2 June 2015
    return [row(number, **(early if number < count else {})) for number in range(30)]


@pytest.mark.parametrize(
    ("had", "has", "expected"),
    [
        pytest.param(0, 9, False, id="9 more"),
        pytest.param(0, 10, True, id="10 more"),
        pytest.param(5, 14, False, id="9 more, 280%"),
        pytest.param(5, 15, True, id="10 more, 300%"),
        pytest.param(10, 20, False, id="10 more, 200%"),
        pytest.param(10, 21, True, id="11 more, 210%"),
        pytest.param(9, 19, True, id="10 more, 211%"),
        pytest.param(21, 10, False, id="fewer"),
    ],
)
def test_a_jump_in_one_kind_of_problem_is_suspicious(had: int, has: int, *, expected: bool) -> None:
    sentence = (
        f"The problem “start before referral” was found {has} times tonight, "
        f"and {had} times before."
    )
    found = alarms(evidence(**risen(had, has)))
    assert [alarm.sentence for alarm in found] == ([sentence] if expected else [])


def risen(had: int, has: int) -> dict[str, Any]:
    """Return how often a problem was found, on the night before and tonight."""
    before = replace(NIGHT_BEFORE, problems={"start_before_referral": had})
    return {"before": before, "problems": {"start_before_referral": has}}


def test_problems_are_counted_on_the_night_before_and_tonight(tmp_path: Path) -> None:
    night = judge_nights(tmp_path, with_problems(5), with_problems(15)).night
    assert [(each.code, each.about) for each in night.alarms] == [
        ("jump_in_problems", "start_before_referral")
    ]
    assert "was found 15 times tonight, and 5 times before" in night.alarms[0].sentence


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ({"problem_rise_percent": 49, "problem_rise_records": 2}, True),
        ({"problem_rise_percent": 50, "problem_rise_records": 2}, False),
        ({"problem_rise_percent": 49, "problem_rise_records": 3}, False),
    ],
)
def test_the_share_and_the_number_of_a_jump_are_settings(
    gates: dict[str, int], *, expected: bool
) -> None:
    assert bool(codes_of(limits=Gates(**gates), **risen(4, 6))) is expected


# Fewer that nobody can follow.


@pytest.mark.parametrize(
    ("had", "has", "expected"),
    [
        pytest.param(2, 1, True, id="one fewer"),
        pytest.param(1, 1, False, id="as many"),
        pytest.param(1, 2, False, id="more"),
    ],
)
def test_fewer_open_records_without_ids_are_suspicious(
    had: int, has: int, *, expected: bool
) -> None:
    sentence = (
        f"{has} open records have neither a child id nor an assessment id, and {had} had none "
        "before: nobody can tell if the others were mended, finished or lost."
    )
    found = alarms(evidence(unfollowed=(had, has)))
    assert [alarm.sentence for alarm in found] == ([sentence] if expected else [])


def test_open_records_without_ids_are_counted_on_both_nights(tmp_path: Path) -> None:
    lost = [row(number, assessment_id="", child_id="", worker=f"W{number}") for number in range(2)]
    night = judge_nights(tmp_path, [row(9), *lost], [row(9), lost[0]]).night
    (sentence,) = night.alarm_sentences
    assert sentence.startswith("1 open records have neither a child id nor an assessment id, and 2")


def test_a_completed_record_without_ids_may_go(tmp_path: Path) -> None:
    finished = completed(1, assessment_id="", child_id="")
    assert judge_nights(tmp_path, [row(9), finished], [row(9)]).night.alarm_sentences == ()


def test_many_problems_on_the_first_night_are_no_jump(tmp_path: Path) -> None:
    assert judge_nights(tmp_path, with_problems(30)).night.alarm_sentences == ()
