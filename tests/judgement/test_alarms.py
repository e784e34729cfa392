"""What makes a night suspicious, and what does not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from monitor.judgement.alarms import alarms
from tests.judgement.evidence import evidence, source
from tests.support.making import HEADINGS, judge_rows, settings_of
from tests.support.worlds import assessment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.worlds import Row

NONE_OPEN = (
    "No assessment in the extract is open. Some extracts leave open ones out: ask whoever makes it."
)
DATED_FOUR_DAYS_BEFORE = (
    "extract.csv is dated 2015-07-10, 4 working days before this night: "
    "is it still exported every night?"
)
NO_DEADLINES = "No assessment has a usable deadline. Is the column of deadlines mapped, and filled?"

OPEN = assessment(1)
OPEN_WITHOUT_DEADLINE = assessment(2, deadline="")
COMPLETED = assessment(3, authorised_date="14/07/2015", state="Authorised")
COMPLETED_WITHOUT_DEADLINE = {**COMPLETED, "assessment_id": "A0004", "deadline": ""}
CANCELLED = assessment(5, state="Cancelled")
UNREADABLE: Row = {"team": "North", "authorised_date": ""}


def sentences(**values: Any) -> tuple[str, ...]:
    return tuple(alarm.sentence for alarm in alarms(evidence(**values)))


@pytest.mark.parametrize(
    ("statuses", "without_deadline", "expected"),
    [
        (["on_track"], 0, ()),
        (["on_track", "completed_on_time"], 0, ()),
        (["no_deadline", "completed_on_time"], 1, ()),
        (["on_track", "completed_no_deadline"], 1, ()),
        (["completed_on_time"], 0, (NONE_OPEN,)),
        (["cancelled"], 0, (NONE_OPEN,)),
        (["completed_on_time", "cancelled"], 0, (NONE_OPEN,)),
        (["no_deadline"], 1, (NO_DEADLINES,)),
        (["unreadable"], 1, (NO_DEADLINES,)),
        (["no_deadline", "completed_no_deadline"], 2, (NO_DEADLINES,)),
        (["no_deadline", "cancelled"], 1, (NO_DEADLINES,)),
        (["completed_no_deadline"], 1, (NONE_OPEN, NO_DEADLINES)),
    ],
)
def test_a_night_without_open_assessments_or_without_deadlines_is_suspicious(
    statuses: list[str], without_deadline: int, expected: tuple[str, ...]
) -> None:
    found = sentences(statuses=Counter(statuses), without_deadline=without_deadline)
    assert found == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([OPEN_WITHOUT_DEADLINE, COMPLETED], ()),
        ([UNREADABLE], (NO_DEADLINES,)),
        ([OPEN_WITHOUT_DEADLINE, {**CANCELLED, "deadline": "31/07/2015"}], (NO_DEADLINES,)),
        ([COMPLETED_WITHOUT_DEADLINE, CANCELLED], (NONE_OPEN, NO_DEADLINES)),
    ],
    ids=["a deadline", "unreadable", "one of a cancelled", "none open"],
)
def test_open_and_completed_ones_without_a_deadline_are_counted(
    tmp_path: Path, rows: list[Row], expected: tuple[str, ...]
) -> None:
    assert judge_rows(tmp_path, rows).night.alarm_sentences == expected


def test_a_source_that_is_dated_over_three_working_days_before_is_suspicious(
    tmp_path: Path,
) -> None:
    assert sentences(sources=[source(dated="2015-07-13")]) == ()
    assert sentences(sources=[source(dated="2015-07-10")]) == (DATED_FOUR_DAYS_BEFORE,)
    columns = {**HEADINGS, "extract_date": "Made on"}
    rows = [{**OPEN, "extract_date": "10/07/2015"}]
    found = judge_rows(tmp_path, rows, settings_of(columns), columns=columns)
    assert found.night.alarm_sentences == (DATED_FOUR_DAYS_BEFORE,)
