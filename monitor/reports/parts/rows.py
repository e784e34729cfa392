"""A table split into the parts of groups, and a part as rows of text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from monitor.assessments.columns import NO_TEAM
from monitor.reports.parts.wording import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from monitor.reports.parts.tables import Row


def split(table: pd.DataFrame, groups: npt.NDArray[np.int64], count: int) -> list[pd.DataFrame]:
    """Return the rows of each group from 0 to `count` - 1, in their order; each part is a slice."""
    order = np.argsort(groups, kind="stable")
    edges = np.searchsorted(groups[order], np.arange(count + 1))
    together = table.take(order)
    return [together.iloc[first:end] for first, end in pairwise(edges.tolist())]


def named(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the records with `child`, `assessment`, `worker` and `team` as reports say them."""
    words = {
        "child": ("child_id", "No child id"),
        "assessment": ("assessment_id", NOTHING),
        "worker": ("worker", NOTHING),
        "team": ("team", NO_TEAM),
    }
    return listed.assign(
        **{
            name: listed[column].where(listed[column] != "", blank)
            for name, (column, blank) in words.items()
        }
    )


def as_rows(listed: pd.DataFrame, columns: Sequence[str]) -> tuple[Row, ...]:
    """Return the named columns of text as rows."""
    return tuple(zip(*(listed[column].tolist() for column in columns), strict=True))
