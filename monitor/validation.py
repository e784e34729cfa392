"""pandera at the door: every record keeps the contract, every problem becomes a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monitor.model import Normalised, Validated
from monitor.normalise import latest_plausible
from schemas.assessments import contract, faults_of, population_of
from schemas.canary import prove_that_rules_run
from schemas.door import pass_through, rule_parts

if TYPE_CHECKING:
    from datetime import date


def validate(normalised: Normalised, *, as_at: date) -> Validated:
    """Hold every record to the contract and every rule; nothing is changed, dropped or coerced.

    Raises `BrokenPromise` where a check did not run, or did not find the canary.
    """
    latest = latest_plausible(as_at)
    prove_that_rules_run(as_at=as_at, latest=latest, marks=list(normalised.marks.columns))
    population = population_of(normalised.records, as_at=as_at, headings=normalised.headings)
    faults = pd.concat([normalised.marks, faults_of(population)], axis="columns")
    found = pass_through("assessments", contract(latest), table=normalised.records, faults=faults)
    return Validated(normalised.records, faults, _problems(found.failures), (found.checks,))


def _problems(failures: pd.DataFrame) -> pd.DataFrame:
    codes, rules = pd.factorize(failures["rule"])
    parts = pd.DataFrame([rule_parts(rule) for rule in rules], columns=["code", "column"])
    named = parts.astype("str").take(codes).reset_index(drop=True)
    return pd.DataFrame(
        {"record": failures["record"], "column": named["column"], "code": named["code"]}
    )
