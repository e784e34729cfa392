"""Passing a table through a pandera schema: which checks ran, and what each of them found."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors

from monitor.assessments.no_rows import no_rows
from monitor.errors import BrokenPromise
from schemas.checks_run import ChecksRun

if TYPE_CHECKING:
    from collections.abc import Mapping

# For each type that pandera does not know (`pandas_engine.is_geopandas_dtype`) it tries to import
# geopandas, fourteen times a night, and what is not there is looked for along the whole path each
# time. What is None here counts as not there, at once.
sys.modules.setdefault("geopandas", None)  # type: ignore[arg-type]  # so Python's import has it

#: The column of a fault that belongs to no single cell.
WHOLE_RECORD = ""
#: The rule that one made-up row behind the table breaks, each time that a table passes.
_CANARY = "canary"


@dataclass(frozen=True)
class Passage:
    """One table passed through its schema: the failing rows of each rule, and the checks run."""

    #: `record` (position in the table) and `rule` (`code@column`), a row per failing record.
    failures: pd.DataFrame
    checks: ChecksRun


def rule_name(code: str, column: str) -> str:
    """Return the name of a rule: its problem, and the column it concerns if it is one."""
    return f"{code}@{column}" if column else code


def rule_parts(name: str) -> tuple[str, str]:
    """Return the problem and the column of a rule's name."""
    code, _, column = name.partition("@")
    return code, column


def pass_through(
    name: str, contract: pa.DataFrameSchema, *, table: pd.DataFrame, faults: pd.DataFrame
) -> Passage:
    """Validate a table and its faults with pandera.

    `contract` states what must hold of `table` (types, codes, ranges): a table that breaks it was
    made wrong. Each boolean column of `faults` is a rule named after its problem, checked by
    pandera to be false everywhere: a row in which it is true is a failure, and a value. A rule
    sees only true and false, so that no text of pandera's can hold a cell. A canary goes through
    with the table, and the failures reported of it and of each rule must be those there are: a
    validation that the environment turned off is noticed.

    Raises `BrokenPromise` where the table breaks its contract, a check did not run, or pandera
    reported other failures than there are.
    """
    guarded = _with_canary(faults)
    ran: set[str] = set()
    rules = pa.SeriesSchema(checks=[_rule(fault, ran) for _, fault in guarded.items()])
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        _keep_contract(name, contract, table)
        failures = _failures(rules, guarded[_CANARY])
    if missed := set(faults.columns) - ran:
        message = f"{name}: {len(missed)} checks did not run"
        raise BrokenPromise(message)
    _hold_to(guarded, failures, name)
    failures = failures[failures["rule"] != _CANARY]
    checked = ran - {_CANARY}
    passed = len(checked) - failures["rule"].nunique()
    return Passage(failures, ChecksRun(name, len(faults.columns), len(checked), passed))


def _with_canary(faults: pd.DataFrame) -> pd.DataFrame:
    """Return the faults with a row behind them that breaks a rule of its own and no other."""
    count = len(faults)
    behind = boolean_frame(dict.fromkeys(faults.columns, False), 1)
    together = pd.concat([faults, behind], ignore_index=True)
    if together.dtypes.ne("bool").any():
        message = "a rule has found something other than true or false"
        raise BrokenPromise(message)
    return together.assign(**{_CANARY: np.arange(count + 1) == count})


def _hold_to(guarded: pd.DataFrame, failures: pd.DataFrame, name: str) -> None:
    """Check that pandera reported as many failures of each rule as there were, no more, no less."""
    reported = failures["rule"].value_counts().reindex(guarded.columns, fill_value=0)
    wrong = [str(rule) for rule in guarded.columns[(guarded.sum() != reported).to_numpy()]]
    if wrong:
        message = f"{name}: validation did not find what it must: {', '.join(sorted(wrong))}"
        raise BrokenPromise(message)


def boolean_frame(columns: Mapping[str, object], count: int) -> pd.DataFrame:
    """Return a table of boolean columns with `count` rows."""
    return pd.DataFrame(columns, index=pd.RangeIndex(count), dtype=bool)


def _rule(fault: pd.Series[bool], ran: set[str]) -> pa.Check:
    """Return a rule as a check that notes its name once it runs.

    All rules are checks of one column, whichever it is: with a column for each, pandera did more
    around a check than in it.
    """
    name = str(fault.name)

    def holds(_: pd.Series[bool]) -> pd.Series[bool]:
        ran.add(name)
        return ~fault

    return pa.Check(holds, name=name, error=name, ignore_na=False)


def _failures(rules: pa.SeriesSchema, canary: pd.Series[bool]) -> pd.DataFrame:
    try:
        rules.validate(canary, lazy=True)
    except SchemaErrors as found:
        cases = found.failure_cases
        if cases["index"].isna().any():
            message = "a check of the records could not be carried out"
            raise BrokenPromise(message) from None
        return pd.DataFrame(
            {"record": cases["index"].astype("int64"), "rule": cases["check"].astype("str")}
        ).sort_values(["record", "rule"], ignore_index=True, kind="stable")
    return no_rows({"record": "int64", "rule": "str"})


def _keep_contract(name: str, contract: pa.DataFrameSchema, table: pd.DataFrame) -> None:
    try:
        contract.validate(table, lazy=True)
    except SchemaErrors as broken:
        checks = sorted(set(broken.failure_cases["check"].astype("str")))
        message = f"{name}: the table does not keep its contract: {', '.join(checks)}"
        raise BrokenPromise(message) from None
