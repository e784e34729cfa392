"""What tonight finds of the assessments that are, or were, on the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.assessments.working_days import day_numbers

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt

    from monitor.judgement.night import Assessed
    from monitor.judgement.status import Clock

#: The flags that make an answer lapse when they come.
WORSE_FLAGS = ("child_not_seen", "long_overdue")
#: The columns of judged records, of how they were followed and of what is gone that are read here.
_JUDGED = [
    *("team", "status", "start_date", "deadline", "authorised_date", "is_completed"),
    *("working_days_late", "working_days_since_referral"),
]
_FOLLOWED = ["life", "resolved"]
_GONE = ["life", "kind", "team", "status", "flags", "deadline", "authorised_date"]


def can_be_followed(assessed: Assessed) -> npt.NDArray[np.bool_]:
    """True for a record of which the history can tell which assessment it is."""
    followed = assessed.compared.followed
    is_clear = (followed["life"] >= 0) & ~followed["is_ambiguous"]
    return is_clear.to_numpy(dtype=bool)


def lives_tonight(assessed: Assessed, clock: Clock, known: Collection[int]) -> pd.DataFrame:
    """Return tonight's exceptions that can be followed, and the assessments of `known`, by life.

    Columns: `position` (in the judged records; -1 where it is not there), `team`, `status`,
    `flags` (of `WORSE_FLAGS`), `deadline`, `authorised`, `is_exception`,
    `is_completed`, `late` and `not_seen` (working days), `day_of_45` (-1 where it is not known) and
    `how`: what became of one that is no exception (`completed`, `cancelled`, `moved`, `put_right`,
    `vanished`, `explained`, `not_followed`). What is missing has its status and flags of when it
    was last seen.
    """
    judged, followed = assessed.judged, assessed.compared.followed
    is_exception = judged["status"].isin(EXCEPTION_STATUSES).to_numpy(dtype=bool)
    is_known = followed["life"].isin(list(known)).to_numpy(dtype=bool)
    chosen = np.flatnonzero(can_be_followed(assessed) & (is_exception | is_known))
    records, flags, carried = (
        part.iloc[chosen] for part in (judged[_JUDGED], assessed.flags, followed[_FOLLOWED])
    )
    there = pd.DataFrame(
        {
            "position": chosen,
            "team": records["team"].array,
            "status": records["status"].astype("str").array,
            "flags": _worse_flags(flags).array,
            "deadline": records["deadline"].array,
            "authorised": records["authorised_date"].array,
            "is_exception": is_exception[chosen],
            "is_completed": records["is_completed"].array,
            "late": records["working_days_late"].to_numpy(dtype=np.int64, na_value=-1),
            "not_seen": _days_not_seen(records, flags, clock),
            "day_of_45": records["working_days_since_referral"].to_numpy(
                dtype=np.int64, na_value=-1
            ),
            "how": _how(records, carried).array,
        },
        index=pd.Index(carried["life"].to_numpy(), name="life"),
    )
    gone = assessed.compared.gone[_GONE]
    gone = gone[gone["life"].isin(list(known)) & ~gone["life"].isin(there.index)]
    is_missing = gone["kind"].isin(["vanished", "explained"])
    had = {code: gone["flags"].str.contains(code, regex=False) for code in WORSE_FLAGS}
    missing = pd.DataFrame(
        {
            **{column: gone[column].array for column in ("team", "status", "deadline")},
            "position": -1,
            "flags": _worse_flags(pd.DataFrame(had, index=gone.index)).array,
            "authorised": gone["authorised_date"].array,
            "is_exception": False,
            "is_completed": False,
            "late": -1,
            "not_seen": -1,
            "day_of_45": -1,
            "how": gone["kind"].where(is_missing, "not_followed").array,
        },
        index=pd.Index(gone["life"].to_numpy(), name="life"),
    )
    return pd.concat([there, missing[there.columns].astype(there.dtypes)])


def _worse_flags(flags: pd.DataFrame) -> pd.Series[str]:
    joined = pd.Series("", index=flags.index, dtype="str")
    for code in WORSE_FLAGS:
        joined = joined.where(~flags[code], joined + f"{code};")
    return joined


def _days_not_seen(
    records: pd.DataFrame, flags: pd.DataFrame, clock: Clock
) -> npt.NDArray[np.int64]:
    """Return for how many working days since the start the child was not seen, else -1."""
    start, has_start = day_numbers(records["start_date"])
    chosen = has_start & flags["child_not_seen"].to_numpy(dtype=bool)
    days = np.full(len(records), -1, dtype=np.int64)
    today = np.full(int(chosen.sum()), clock.today, dtype=np.int64)
    days[chosen] = clock.calendars.manager.count(after=start[chosen], until=today)
    return days


def _how(records: pd.DataFrame, carried: pd.DataFrame) -> pd.Series[str]:
    how = np.select(
        [
            records["is_completed"].to_numpy(dtype=bool),
            (records["status"] == "cancelled").to_numpy(dtype=bool),
            (carried["resolved"] == "deadline_moved").to_numpy(dtype=bool),
        ],
        range(3),
        3,
    )
    words = pd.array(["completed", "cancelled", "moved", "put_right"], dtype="str")
    return pd.Series(words.take(how))
