"""Made-up figures of a service, for the sentences that are made of them."""

from __future__ import annotations

from typing import Any

from monitor.assessments.statuses import STATUS_CODES
from monitor.judgement.night import Figures, PastDeadline, Portion

LATE: dict[str, Any] = {
    "count": 94,
    "of": 192,
    "percent": 49.0,
    "mean_working_days_late": 38.0,
    "median_working_days_late": 30.0,
    "max_working_days_late": 139,
    "long_overdue": 15,
    "left_out_of_days": 0,
    "outside_period": 0,
    "open": Portion(94, 166, 56.6),
}


def figures(no_deadline: int = 0, **past: Any) -> Figures:
    """Return figures of 192 records, 94 past their deadline unless `past` says otherwise."""
    return Figures(
        name="The service",
        records=192,
        statuses={**dict.fromkeys(STATUS_CODES, 0), "no_deadline": no_deadline},
        flags={},
        past_deadline=PastDeadline(**{**LATE, **past}),
        have_no_deadline=no_deadline,
        exceptions=0,
        next_actions={},
        day_of_45_unknown=0,
        completed_within_limit=Portion(0, 0, None),
        changes={},
    )
