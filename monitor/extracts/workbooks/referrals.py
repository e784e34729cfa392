"""To which referral an assessment belongs: the child's latest on or before its start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]


def join_referrals(
    starts: pd.DataFrame, referrals: pd.DataFrame
) -> tuple[Dates, Mapping[str, Bools]]:
    """Return the day of each assessment's referral, never a guess, and the marks of each doubt.

    In come `child` and `day` of each (NaT for no day). A child who has a referral without a usable
    day has none that is surely the latest. Of several on the latest day that day is taken, and
    marked.
    """
    undated = referrals["day"].isna() & (referrals["child"] != "")
    unclear = starts["child"].isin(referrals.loc[undated, "child"]).to_numpy(dtype=bool)
    latest = _latest(starts, referrals[referrals["day"].notna()])
    days = np.where(unclear, np.datetime64("NaT", "s"), latest["referred"].to_numpy())
    known = ~np.isnat(days)
    return days, {
        "no_referral@referral_date": ~known & ~unclear,
        "several_referrals@referral_date": known & (latest["times"] > 1).to_numpy(dtype=bool),
        "unread_referral@referral_date": unclear,
    }


def _latest(starts: pd.DataFrame, referrals: pd.DataFrame) -> pd.DataFrame:
    """Return the latest day of referral up to each start, and how often the child has that day."""
    days = referrals.groupby(["child", "day"], as_index=False).size()
    days = days.set_axis(["child", "referred", "times"], axis="columns")
    usable = starts[starts["day"].notna() & (starts["child"] != "")]
    in_order = usable.sort_values("day", kind="stable").reset_index(names="place")
    by_day = days.sort_values("referred", kind="stable")
    found = pd.merge_asof(in_order, by_day, left_on="day", right_on="referred", by="child")
    return found.set_index("place").reindex(starts.index)[["referred", "times"]]
