"""Assessments that were cancelled while overdue, and what was begun in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from monitor.judgement.change_rules import Tonight


def cancelled_deadlines(tonight: Tonight) -> pd.Series[pd.Timestamp]:
    """Return the deadline missed by a cancelled record, and by one that another was begun after.

    That other one is of the same child and was first seen after the deadline and after the
    cancelled one. The earliest deadline is kept, and stays with the record.
    """
    followed = tonight.followed
    is_cancelled = tonight.status(("cancelled",))
    was_overdue = (followed["status_before"] == "overdue").to_numpy(dtype=bool)
    missed = tonight.judged["missed_deadline"].fillna(followed["deadline_before"])
    missed = missed.where(is_cancelled & was_overdue)
    due = np.fmin(followed["cancelled_deadline_before"].to_numpy(), missed.to_numpy())
    child = tonight.judged["child_id"]
    has_child = tonight.of("is_followed") & (child != "").to_numpy(dtype=bool)
    was_left = has_child & is_cancelled & ~np.isnat(due)
    if was_left.any():
        records = pd.DataFrame(
            {"child": child, "seen": followed["first_seen"], "due": due, "place": range(len(due))}
        )
        others = records[has_child & ~is_cancelled]
        pairs = others.merge(records[was_left], on="child", suffixes=("", "_of_cancelled"))
        is_later = (pairs["seen"] > pairs["due_of_cancelled"]) & (
            pairs["seen"] > pairs["seen_of_cancelled"]
        )
        begun = pairs[is_later].groupby("place")["due_of_cancelled"].min()
        due[begun.index] = np.fmin(due[begun.index], begun.to_numpy())
    return pd.Series(due, tonight.judged.index)
