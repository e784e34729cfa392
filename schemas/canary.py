"""Made-up records that break every rule: a rule that does not find its own is broken."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import pandas as pd

from monitor.assessments.columns import CANONICAL_COLUMNS, DATE_COLUMNS
from monitor.assessments.numbering import ids_of
from monitor.errors import BrokenPromise
from schemas.assessments import Population, faults_of, population_of

_SOURCE = "canary"


def canary_faults(as_at: date) -> pd.DataFrame:
    """Return what the rules find of made-up records that break every one of them."""
    return faults_of(_population(as_at))


def prove_rules(as_at: date) -> None:
    """Check every rule against the canary; raises `BrokenPromise` where one does not find it."""
    found = canary_faults(as_at).any()
    silent = [str(rule) for rule in found.index[~found]]
    if silent:
        message = f"validation did not find what it must: {', '.join(sorted(silent))}"
        raise BrokenPromise(message)


@cache
def _population(as_at: date) -> Population:
    """Return the records of the canary; the rules that read them change nothing."""
    headings = {_SOURCE: {"assessment_id": "Assessment ID", "team": "Team"}}
    records = _records(as_at)
    return population_of(records, ids_of(records), as_at=as_at, headings=headings)


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
