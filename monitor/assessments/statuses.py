"""The ten statuses; every record read has exactly one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """One of the ten statuses; every record read has exactly one."""

    code: str
    label: str
    #: The rule in words; a status holds where it is the first whose rule is met.
    when: str
    #: Somebody must act on an assessment of this status.
    exception: bool = False
    #: Not completed, not cancelled, not a copy.
    open: bool = False
    completed: bool = False


#: First match wins, in this order (design, section 5).
STATUSES = (
    Status(
        "duplicate",
        "Duplicate record",
        "the same record, equal in every column, stands on an earlier row",
    ),
    Status("cancelled", "Cancelled", "the state says cancelled"),
    Status(
        "unreadable",
        "Unreadable record",
        "child id, assessment id, start date and deadline are all four unusable",
        exception=True,
        open=True,
    ),
    Status(
        "completed_no_deadline",
        "Completed, had no deadline",
        "authorised, and there is no usable deadline",
        completed=True,
    ),
    Status("completed_late", "Completed late", "authorised after the deadline", completed=True),
    Status(
        "completed_on_time",
        "Completed on time",
        "authorised on or before the deadline",
        completed=True,
    ),
    Status(
        "no_deadline",
        "No deadline set",
        "open, and there is no usable deadline",
        exception=True,
        open=True,
    ),
    Status(
        "overdue",
        "Overdue",
        "open, and the as-at date is later than the deadline",
        exception=True,
        open=True,
    ),
    Status(
        "due_soon",
        "Due soon",
        "open, and the deadline is within the window of working days",
        open=True,
    ),
    Status("on_track", "On track", "open, and the deadline is beyond the window", open=True),
)

STATUS_CODES = tuple(status.code for status in STATUSES)
LABELS = {status.code: status.label for status in STATUSES}
OPEN_STATUSES = tuple(status.code for status in STATUSES if status.open)
COMPLETED_STATUSES = tuple(status.code for status in STATUSES if status.completed)
EXCEPTION_STATUSES = tuple(status.code for status in STATUSES if status.exception)
