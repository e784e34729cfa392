"""Validation without pandera, for tests of what is done with records that were validated.

To pass two tables through pandera is a good part of a judged night of few records. That it is
done, and that nothing gets past it, is what `tests/records` shows, and each night from end to end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import schemas.judged
from monitor.records import validation
from schemas.checks_run import ChecksRun
from schemas.door import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandera.pandas as pa


def pass_plainly(
    name: str, contract: pa.DataFrameSchema, *, table: pd.DataFrame, faults: pd.DataFrame
) -> Passage:
    """Return what `pass_through` does of a table that keeps its contract."""
    del contract, table
    record, rule = np.nonzero(faults.to_numpy())
    rules = pd.Series(faults.columns.take(rule), dtype="str")
    failures = pd.DataFrame({"record": record.astype("int64"), "rule": rules})
    failures = failures.sort_values(["record", "rule"], ignore_index=True, kind="stable")
    count = len(faults.columns)
    return Passage(failures, ChecksRun(name, count, count, count - failures["rule"].nunique()))


@pytest.fixture(scope="module", autouse=True)
def validated_plainly() -> Iterator[None]:
    """Find the faults of records without pandera, through a test file."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(validation, "pass_through", pass_plainly)
        patched.setattr(schemas.judged, "pass_through", pass_plainly)
        patched.setattr(validation, "prove_rules", lambda _: None)
        yield
