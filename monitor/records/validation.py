"""Every record checked by pandera: the contract must hold, and each problem becomes a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monitor.records.dates import latest_plausible
from monitor.records.records import Normalised, Validated
from schemas.assessments import contract, faults_of, population_of
from schemas.canary import prove_rules
from schemas.door import pass_through, rule_parts

if TYPE_CHECKING:
    from datetime import date

    from monitor.assessments.numbering import Ids


def validate(normalised: Normalised, ids: Ids, *, as_at: date) -> Validated:
    """Check every record against the contract and every rule; nothing is changed or dropped.

    `ids` are those of the records.
    Raises `BrokenPromise` where a check did not run, or did not find what it must: each rule is
    first tried on a record that breaks it, and pandera must report exactly the faults there are.
    """
    prove_rules(as_at)
    records, marks = normalised.records, normalised.marks
    population = population_of(records, ids, as_at=as_at, headings=normalised.headings)
    faults = pd.concat([marks, faults_of(population)], axis="columns")
    found = pass_through(
        "assessments", contract(latest_plausible(as_at)), table=records, faults=faults
    )
    problems = _problems(found.failures)
    return Validated(records, ids.children.copy(), faults, problems, (found.checks,))


def _problems(failures: pd.DataFrame) -> pd.DataFrame:
    codes, rules = pd.factorize(failures["rule"])
    parts = pd.DataFrame([rule_parts(rule) for rule in rules], columns=["code", "column"])
    named = parts.astype("str").take(codes).reset_index(drop=True)
    return named.assign(record=failures["record"].to_numpy())[["record", "column", "code"]]
