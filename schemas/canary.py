"""Records that break every rule: where validation does not say so, it did not run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from monitor.errors import BrokenPromise
from monitor.model import CANONICAL_COLUMNS, DATE_COLUMNS
from schemas.assessments import faults_of, population_of
from schemas.door import boolean_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

_SOURCE = "canary"


def canary_faults(*, as_at: date, marks: Sequence[str]) -> pd.DataFrame:
    """Return the faults of records that break every rule, to be validated behind the night's own.

    `marks` are the faults that normalising finds; the rest is found by the rules themselves.
    """
    records = _records(as_at)
    headings = {_SOURCE: {"assessment_id": "Assessment ID"}}
    found = faults_of(population_of(records, as_at=as_at, headings=headings))
    marked = boolean_frame(dict.fromkeys(marks, True), len(records))
    return pd.concat([marked, found], axis="columns")


def prove_that_rules_ran(failures: pd.DataFrame, rules: Sequence[str]) -> None:
    """Hold the canary's failures to all rules; raises `BrokenPromise` where one was not found."""
    silent = set(rules) - set(failures["rule"])
    if silent:
        message = f"validation did not find what it must: {', '.join(sorted(silent))}"
        raise BrokenPromise(message)


def _records(as_at: date) -> pd.DataFrame:
    tomorrow, after = as_at + timedelta(days=1), as_at + timedelta(days=2)
    twin = _record(assessment_id="A2", child_id="C2", state="authorised")
    records = pd.DataFrame(
        [
            _record(
                assessment_id="A1",
                child_id="C1",
                state="open",
                referral_date=after,
                start_date=tomorrow,
                deadline=as_at,
                authorised_date=as_at,
            ),
            _record(authorised_date=tomorrow),
            twin,
            twin,
            {**twin, "team": "another"},
        ]
    )
    records.insert(0, "source", _SOURCE)
    records.insert(1, "source_row", range(1, len(records) + 1))
    types = dict.fromkeys(DATE_COLUMNS, "datetime64[s]")
    return records.astype({**dict.fromkeys(records.columns, "str"), **types, "source_row": "int64"})


def _record(**cells: Any) -> dict[str, Any]:  # noqa: ANN401  (a cell is text or a date)
    blank = {column: None if column in DATE_COLUMNS else "" for column in CANONICAL_COLUMNS}
    return {**blank, **cells}
