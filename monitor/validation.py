"""pandera at the door: every record keeps the contract, every problem becomes a value."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from monitor.model import Normalised, Validated
from monitor.normalise import latest_plausible
from schemas.assessments import contract, faults_of, population_of
from schemas.canary import canary_faults, prove_that_rules_ran
from schemas.door import pass_through, rule_parts

if TYPE_CHECKING:
    from datetime import date


def validate(normalised: Normalised, *, as_at: date) -> Validated:
    """Hold every record to the contract and every rule; nothing is changed, dropped or coerced.

    A canary goes through with the records. Raises `BrokenPromise` where a check did not run, or
    did not find the canary.
    """
    records, marks = normalised.records, normalised.marks
    population = population_of(records, as_at=as_at, headings=normalised.headings)
    faults = pd.concat([marks, faults_of(population)], axis="columns")
    canary = canary_faults(as_at=as_at, marks=list(marks.columns))
    found = pass_through(
        "assessments",
        contract(latest_plausible(as_at)),
        table=records,
        faults=pd.concat([faults, canary], ignore_index=True),
    )
    is_canary = found.failures["record"] >= len(records)
    prove_that_rules_ran(found.failures[is_canary], list(faults.columns))
    failures = found.failures[~is_canary]
    passed = len(faults.columns) - failures["rule"].nunique()
    checks = replace(found.checks, passed=passed)
    return Validated(records, faults, _problems(failures), (checks,))


def _problems(failures: pd.DataFrame) -> pd.DataFrame:
    codes, rules = pd.factorize(failures["rule"])
    parts = pd.DataFrame([rule_parts(rule) for rule in rules], columns=["code", "column"])
    named = parts.astype("str").take(codes)
    return pd.DataFrame(
        {
            "record": failures["record"].to_numpy(),
            "column": named["column"].to_numpy(),
            "code": named["code"].to_numpy(),
        }
    ).astype({"column": "str", "code": "str"})
