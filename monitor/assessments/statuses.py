"""The ten statuses; every record read has exactly one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """One of the ten statuses; every record read has exactly one."""

    code: str
    label: str
    #: Somebody must act on an assessment of this status.
    exception: bool
    #: Not completed, not cancelled, not a copy.
    open: bool
    completed: bool
    #: The rule in words; a status holds where it is the first whose rule is met.
    when: str


#: First match wins, in this order (design, section 5).
STATUSES = (
    Status(
        "duplicate",
        "Duplicate record",
        exception=False,
        open=False,
        completed=False,
        when="the same record, equal in every column, stands on an earlier row",
    ),
    Status(
        "cancelled",
        "Cancelled",
        exception=False,
        open=False,
        completed=False,
        when="the state says cancelled",
    ),
    Status(
        "unreadable",
        "Unreadable record",
        exception=True,
        open=True,
        completed=False,
        when="child id, assessment id, start date and deadline are all four unusable",
    ),
    Status(
        "completed_no_deadline",
        "Completed, had no deadline",
        exception=False,
        open=False,
        completed=True,
        when="authorised, and there is no usable deadline",
    ),
    Status(
        "completed_late",
        "Completed late",
        exception=False,
        open=False,
        completed=True,
        when="authorised after the deadline",
    ),
    Status(
        "completed_on_time",
        "Completed on time",
        exception=False,
        open=False,
        completed=True,
        when="authorised on or before the deadline",
    ),
    Status(
        "no_deadline",
        "No deadline set",
        exception=True,
        open=True,
        completed=False,
        when="open, and there is no usable deadline",
    ),
    Status(
        "overdue",
        "Overdue",
        exception=True,
        open=True,
        completed=False,
        when="open, and the as-at date is later than the deadline",
    ),
    Status(
        "due_soon",
        "Due soon",
        exception=False,
        open=True,
        completed=False,
        when="open, and the deadline is within the window of working days",
    ),
    Status(
        "on_track",
        "On track",
        exception=False,
        open=True,
        completed=False,
        when="open, and the deadline is beyond the window",
    ),
)


STATUS_CODES = tuple(status.code for status in STATUSES)


LABELS = {status.code: status.label for status in STATUSES}


OPEN_STATUSES = tuple(status.code for status in STATUSES if status.open)


COMPLETED_STATUSES = tuple(status.code for status in STATUSES if status.completed)


EXCEPTION_STATUSES = tuple(status.code for status in STATUSES if status.exception)
