"""The contract of judged records: one status each, and no figure that contradicts it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from monitor.assessments.statuses import COMPLETED_STATUSES, OPEN_STATUSES, STATUS_CODES
from monitor.errors import BrokenPromise
from schemas.door import boolean_frame, pass_through

if TYPE_CHECKING:
    from datetime import date

    from schemas.checks_run import ChecksRun

Bools = npt.NDArray[np.bool_]


@cache
def contract() -> pa.DataFrameSchema:
    """Return the types and ranges of the judged columns; other columns are not looked at."""
    counted = pa.Check.ge(0)
    return pa.DataFrameSchema(
        {
            "status": pa.Column(pd.CategoricalDtype(list(STATUS_CODES), ordered=True)),
            "is_open": pa.Column(bool),
            "is_completed": pa.Column(bool),
            "in_headline": pa.Column(bool),
            "left_out_of_days": pa.Column(bool),
            "missed_deadline": pa.Column("datetime64[s]", nullable=True),
            "effective_deadline": pa.Column("datetime64[s]", nullable=True),
            "working_days_late": pa.Column("Int32", counted, nullable=True),
            "working_days_awaiting": pa.Column("Int32", counted, nullable=True),
            "working_days_since_referral": pa.Column("Int32", counted, nullable=True),
        },
        strict=False,
    )


def contradictions(judged: pd.DataFrame, *, as_at: date) -> pd.DataFrame:
    """Return a boolean column per statement that must never be true of a judged record.

    The statements are what section 5 of the design excludes; a row per record.
    """
    now = np.datetime64(as_at)
    deadline = judged["effective_deadline"].to_numpy()
    authorised = judged["authorised_date"].to_numpy()
    is_late = judged["working_days_late"].notna().to_numpy()
    has_status = {code: _is(judged, code) for code in STATUS_CODES}
    late = has_status["overdue"] | has_status["completed_late"]
    completed = judged["is_completed"].to_numpy()
    rows = {
        "overdue_without_a_missed_deadline": has_status["overdue"] & ~(deadline < now),
        "due_after_all": (has_status["due_soon"] | has_status["on_track"]) & ~(deadline >= now),
        "late_without_a_missed_deadline": has_status["completed_late"] & ~(authorised > deadline),
        "on_time_after_the_deadline": (has_status["completed_on_time"] & ~(authorised <= deadline)),
        "no_deadline_with_one": (
            (has_status["no_deadline"] | has_status["completed_no_deadline"]) & ~np.isnat(deadline)
        ),
        "completed_in_the_future": completed & ~(authorised <= now),
        "days_late_without_being_late": is_late != late,
        "open_and_completed": judged["is_open"].to_numpy() & completed,
        "open_by_another_name": judged["is_open"].to_numpy() != _any(has_status, OPEN_STATUSES),
        "completed_by_another_name": completed != _any(has_status, COMPLETED_STATUSES),
        "open_outside_the_headline": (
            judged["is_open"].to_numpy() & ~judged["in_headline"].to_numpy()
        ),
    }
    return boolean_frame(rows, len(judged))


def hold(judged: pd.DataFrame, *, as_at: date) -> ChecksRun:
    """Validate the judged records; raises `BrokenPromise` where one contradicts itself."""
    faults = contradictions(judged, as_at=as_at)
    found = pass_through("judged", contract(), table=judged, faults=faults)
    if len(found.failures):
        names = ", ".join(sorted(set(found.failures["rule"])))
        message = f"{len(found.failures)} judged records contradict themselves: {names}"
        raise BrokenPromise(message)
    return found.checks


def _is(judged: pd.DataFrame, code: str) -> Bools:
    return (judged["status"] == code).to_numpy(dtype=bool)


def _any(has_status: dict[str, Bools], codes: tuple[str, ...]) -> Bools:
    either: Bools = np.logical_or.reduce([has_status[code] for code in codes])
    return either
