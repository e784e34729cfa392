"""`assessments.csv` holds every record read, and `problems.csv` every problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from monitor.assessments.columns import CANONICAL_COLUMNS
from monitor.reports.files.records import assessments, problems
from monitor.reports.sections.listing import joined_flags
from tests.reports.rows import completed, overdue, row
from tests.support.making import judge_rows

if TYPE_CHECKING:
    from monitor.judgement.night import Night

ROWS = [
    row(1, state="Awaiting authorisation", child_seen="No"),
    overdue(2),
    overdue(2),
    completed(3),
    row(4, start_date="soon", deadline="tbc"),
]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return judge_rows(tmp_path_factory.mktemp("records"), ROWS).night


def test_every_record_read_stands_once_with_its_columns_in_order(night: Night) -> None:
    told = assessments(night, joined_flags(night.flags))
    assert list(told.columns) == [
        *("source", "source_row", *CANONICAL_COLUMNS, "status"),
        *("working_days_late", "working_days_since_referral", "flags"),
        *("missed_deadline", "effective_deadline", "next_action"),
    ]
    assert told["source_row"].tolist() == [2, 3, 4, 5, 6]
    assert told["status"].tolist() == [
        *("on_track", "overdue", "duplicate", "completed_on_time", "no_deadline")
    ]


def test_flags_are_codes_and_days_are_whole_numbers_or_blank(night: Night) -> None:
    told = assessments(night, joined_flags(night.flags))
    assert told["flags"].tolist() == ["child_not_seen;awaiting_authorisation", "", "", "", ""]
    assert told["working_days_late"].fillna(-1).tolist() == [-1, 1, -1, -1, -1]


def test_an_unusable_date_is_blank(night: Night) -> None:
    told = assessments(night, joined_flags(night.flags))
    assert bool(pd.isna(told["start_date"].iloc[4]))


def test_every_problem_stands_with_its_place_and_its_words(night: Night) -> None:
    told = problems(night)
    assert list(told.columns) == ["source", "source_row", "column", "code", "message", "action"]
    assert list(zip(told["source_row"], told["column"], told["code"], strict=True)) == [
        (4, "", "duplicate_record"),
        (6, "deadline", "unparsed_date"),
        (6, "start_date", "unparsed_date"),
    ]
