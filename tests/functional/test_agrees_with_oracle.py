"""The program and a slow oracle in plain Python agree on every generated record."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from monitor.assessments.columns import NO_TEAM
from monitor.reports.files.summary import summary
from tests.conftest import NIGHTLY, WHOLE
from tests.oracle.records import OracleRecord, OracleRules, judge, summarise
from tests.support.agreement import settings_for
from tests.support.making import judge_rows
from tests.support.strategies import cases, generated_rows, rows_with_timescale, rules_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.nights.judging import Judged

pytestmark = pytest.mark.slow

# A Thursday; an Easter Saturday; a Sunday at the end of a leap February; Christmas Day.
#: Problems of a whole file, of which the oracle of records knows nothing.
OF_FILES = {"decimal_id", "formula_id"}
AS_AT_DATES = (date(2015, 7, 16), date(2026, 4, 4), date(2024, 2, 29), date(2025, 12, 25))


def told_by_program(judged: Judged) -> list[dict[str, Any]]:
    """Return what the program says of each record, in the oracle's words."""
    night = judged.night
    problems: dict[int, set[tuple[str, str]]] = {}
    listed = night.problems[["record", "column", "code"]]
    for record, column, code in listed.itertuples(index=False, name=None):
        problems.setdefault(record, set()).add((column, code))
    flags = night.flags.to_dict(orient="records")
    columns = ["status", "working_days_late", "working_days_since_referral", "team", "deadline"]
    records = night.judged[columns].astype("object").where(night.judged[columns].notna(), None)
    return [
        {
            **{str(column): told for column, told in record.items()},
            "deadline": record["deadline"] and record["deadline"].date(),
            "flags": {str(code) for code, holds in flags[number].items() if holds},
            "problems": problems.get(number, set()),
        }
        for number, record in enumerate(records.to_dict(orient="records"))
    ]


def told_by_oracle(record: OracleRecord) -> dict[str, Any]:
    """Return what the oracle says of a record."""
    return {
        "status": record.status,
        "working_days_late": record.working_days_late,
        "working_days_since_referral": record.working_days_since_referral,
        "team": record.team,
        "deadline": record.deadline,
        "flags": set(record.flags),
        "problems": set(record.problems),
    }


def assert_agreement(folder: Path, rows: Sequence[Mapping[str, str]], rules: OracleRules) -> None:
    """Hold every status, count, flag, problem and sum of the program to the oracle's."""
    columns = {column: f"The {column}" for column in rows[0]}
    settings = settings_for(rules, list(columns))
    judged = judge_rows(folder, rows, settings, columns=columns, as_at=rules.as_at)
    expected = judge(rows, rules)
    for number, (told, wanted) in enumerate(
        zip(told_by_program(judged), map(told_by_oracle, expected), strict=True)
    ):
        assert told == wanted, f"record {number}: {rows[number]}"
    assert_same_figures(summary(judged.night), expected, rules)


def assert_same_figures(
    told: Mapping[str, Any], records: Sequence[OracleRecord], rules: OracleRules
) -> None:
    """Hold the figures of the service and of each team to the oracle's."""
    wanted = summarise(records, rules)
    assert told["records"] == {"read": len(records), "statuses": wanted["statuses"]}
    assert told["past_deadline"] == wanted["past_deadline"]
    # Without a night before, nothing is new and nothing moved.
    assert told["flags"] == {**dict.fromkeys(told["flags"], 0), **wanted["flags"]}
    of_records = {code: n for code, n in told["problems"].items() if n and code not in OF_FILES}
    assert of_records == wanted["problems"]
    for team in told["teams"]:
        own = [record for record in records if (record.team or NO_TEAM) == team["name"]]
        assert team["past_deadline"] == summarise(own, rules)["past_deadline"]
        assert team["statuses"] == summarise(own, rules)["statuses"]
    assert sum(sum(team["statuses"].values()) for team in told["teams"]) == len(records)


@pytest.mark.parametrize("as_at", AS_AT_DATES, ids=str)
def test_thousands_of_generated_records_are_judged_as_by_the_oracle(
    tmp_path: Path, as_at: date, *, whole: bool
) -> None:
    rows = generated_rows(2026, 2500 if whole else 250, as_at)
    assert_agreement(tmp_path, rows, rules_for(as_at))


@pytest.mark.parametrize("timescale_from", ["start", "referral"])
def test_deadlines_from_a_timescale_are_judged_as_by_the_oracle(
    tmp_path: Path, timescale_from: str, *, whole: bool
) -> None:
    as_at = date(2026, 4, 7)
    rows = rows_with_timescale(7, 1500 if whole else 150, as_at, timescale_from=timescale_from)
    assert_agreement(tmp_path, rows, replace(rules_for(as_at), timescale_from=timescale_from))


@settings(NIGHTLY, max_examples=60 if WHOLE else 6)
@given(case=cases(row_counts=((1, 8), (16, 40))))
def test_any_extract_is_judged_as_by_the_oracle(
    case: tuple[list[dict[str, str]], OracleRules],
) -> None:
    rows, rules = case
    with tempfile.TemporaryDirectory() as folder:
        if rows:
            assert_agreement(Path(folder), rows, rules)
