"""Exceptions that cannot be followed: as many as there were are still there, the others new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from monitor.assessments.statuses import EXCEPTION_STATUSES

if TYPE_CHECKING:
    import pandas as pd

    from monitor.judgement.matching import Matches

Bools = npt.NDArray[np.bool_]


def paired_by_number(
    judged: pd.DataFrame, before: pd.DataFrame, matches: Matches
) -> tuple[Bools, npt.NDArray[np.int64]]:
    """Return which exceptions without a key count as still there, and for how many nights before.

    A team keeps as many as it had, if it has as many tonight. Nobody can tell which they are, so
    those of the most nights are kept.
    """
    is_still, nights = np.zeros(len(judged), dtype=bool), np.zeros(len(judged), dtype=np.int64)
    is_ours = judged["status"].isin(EXCEPTION_STATUSES).to_numpy(dtype=bool) & ~matches.is_followed
    if is_ours.any():
        theirs = before[before["status"].isin(EXCEPTION_STATUSES) & (before["life"] < 0)]
        there, here = (
            records.assign(number=records.groupby("team", sort=False).cumcount())
            for records in (
                theirs.sort_values("exception_nights", ascending=False, kind="stable"),
                judged.loc[is_ours, ["team"]].assign(place=np.flatnonzero(is_ours)),
            )
        )
        pairs = here.merge(there[["team", "number", "exception_nights"]], on=["team", "number"])
        is_still[pairs["place"]] = True
        nights[pairs["place"]] = pairs["exception_nights"]
    return is_still, nights
