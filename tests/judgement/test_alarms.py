"""What makes a night suspicious, and what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([OPEN], ()),
        ([OPEN, COMPLETED], ()),
        ([OPEN_WITHOUT_DEADLINE, COMPLETED], ()),
        ([OPEN, COMPLETED_WITHOUT_DEADLINE], ()),
        ([COMPLETED], (NONE_OPEN,)),
        ([CANCELLED], (NONE_OPEN,)),
        ([COMPLETED, CANCELLED], (NONE_OPEN,)),
        ([OPEN_WITHOUT_DEADLINE], (NO_DEADLINES,)),
        ([UNREADABLE], (NO_DEADLINES,)),
        ([OPEN_WITHOUT_DEADLINE, COMPLETED_WITHOUT_DEADLINE], (NO_DEADLINES,)),
        ([OPEN_WITHOUT_DEADLINE, {**CANCELLED, "deadline": "31/07/2015"}], (NO_DEADLINES,)),
        ([COMPLETED_WITHOUT_DEADLINE], (NONE_OPEN, NO_DEADLINES)),
    ],
)
def test_a_night_without_open_assessments_or_without_deadlines_is_suspicious(
    tmp_path: Path, rows: list[Row], expected: tuple[str, ...]
) -> None:
    assert judge_rows(tmp_path, rows).night.alarm_sentences == expected


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        ("13/07/2015", ()),
        ("10/07/2015", (DATED_FOUR_DAYS_BEFORE,)),
    ],
)
def test_a_source_that_is_dated_over_three_working_days_before_is_suspicious(
    tmp_path: Path, dated: str, expected: tuple[str, ...]
) -> None:
    columns = {**HEADINGS, "extract_date": "Made on"}
    rows = [{**OPEN, "extract_date": dated}]
    found = judge_rows(tmp_path, rows, settings_of(columns), columns=columns)
    assert found.night.alarm_sentences == expected
