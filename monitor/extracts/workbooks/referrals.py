"""To which referral an assessment belongs: the child's latest on or before its start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class Dated:
    """Children and a day of each: the start of an assessment, or a referral; NaT is no day."""

    children: pd.Series[str]
    days: Dates


@dataclass(frozen=True, eq=False)
class JoinedReferrals:
    """The day of the referral of each assessment, and where it is unknown or of several."""

    days: Dates
    marks: Mapping[str, Bools]


def join_referrals(starts: Dated, referrals: Dated) -> JoinedReferrals:
    """Return each assessment's referral: never a guess, and each doubt marked as a problem.

    A child who has a referral without a usable day has none that is surely the latest. Of several
    on the latest day that day is taken, and marked.
    """
    listed = pd.DataFrame({"child": referrals.children, "referred": referrals.days})
    children = starts.children.reset_index(drop=True)
    undated = listed.loc[listed["referred"].isna() & (listed["child"] != ""), "child"]
    unclear = children.isin(undated).to_numpy(dtype=bool)
    latest = _latest(children, starts.days, listed[listed["referred"].notna()])
    days = np.where(unclear, np.datetime64("NaT", "s"), latest["referred"].to_numpy())
    known = ~np.isnat(days)
    return JoinedReferrals(
        days=days,
        marks={
            "no_referral@referral_date": ~known & ~unclear,
            "several_referrals@referral_date": known & (latest["times"] > 1).to_numpy(dtype=bool),
            "unread_referral@referral_date": unclear,
        },
    )


def _latest(children: pd.Series[str], starts: Dates, listed: pd.DataFrame) -> pd.DataFrame:
    """Return the latest day of referral up to each start, and how often the child has that day."""
    days = listed.groupby(["child", "referred"], as_index=False).size()
    days = days.rename(columns={"size": "times"}).sort_values("referred", kind="stable")
    wanted = pd.DataFrame({"child": children, "start": starts})
    usable = wanted[wanted["start"].notna() & (wanted["child"] != "")]
    in_order = usable.sort_values("start", kind="stable").reset_index(names="place")
    found = pd.merge_asof(in_order, days, left_on="start", right_on="referred", by="child")
    return found.set_index("place").reindex(wanted.index)[["referred", "times"]]
