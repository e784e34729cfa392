"""The frozen values that pass between the steps of a night."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

TEXT_COLUMNS = (
    *("assessment_id", "child_id", "team", "worker", "family_id"),
    *("timescale", "state", "child_seen"),
)
DATE_COLUMNS = (
    "referral_date",
    "start_date",
    "deadline",
    "authorised_date",
    "submitted_date",
    "case_closed_date",
)
#: The canonical columns in the order in which they are published.
CANONICAL_COLUMNS = (
    "assessment_id",
    "child_id",
    "team",
    "worker",
    "family_id",
    "referral_date",
    "start_date",
    "deadline",
    "timescale",
    "authorised_date",
    "submitted_date",
    "state",
    "child_seen",
    "case_closed_date",
)

STATES = ("open", "awaiting_authorisation", "authorised", "cancelled")
CHILD_SEEN = ("yes", "no", "not_recorded", "not_applicable")

NO_TEAM = "No team recorded"


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


@dataclass(frozen=True)
class LineCount:
    """What each line (or sheet row) of a source was; the sum is checked against the lines read."""

    read: int
    headings: int
    records: int
    blank: int
    footers: int
    repeated_headings: int
    #: Further lines of records that run over several, because a quoted cell holds a line break.
    continuations: int = 0

    @property
    def accounted(self) -> int:
        """Return the number of lines that were given a name."""
        return (
            self.headings
            + self.records
            + self.blank
            + self.footers
            + self.repeated_headings
            + self.continuations
        )


@dataclass(frozen=True)
class SourceFile:
    """Where a source's records came from, as the reports state it."""

    #: The file's name, without folders; the word by which every problem names the source.
    name: str
    size: int
    sha256: str
    #: How the text was encoded, or the sheet that was read.
    form: str
    lines: LineCount
    #: The number of records that the source itself declares, if it does.
    control_total: int | None = None


@dataclass(frozen=True, eq=False)
class SourceTable:
    """One source as read: text by the source's own headings, nothing judged yet.

    `cells` has one text column per heading (never null; dates of typed cells as ISO text) and
    `rows` the source's own row number of each record.
    """

    file: SourceFile
    cells: pd.DataFrame
    rows: npt.NDArray[np.int64]
    #: Lines that are no records and worth telling: (row, problem code).
    noted_lines: tuple[tuple[int, str], ...] = ()
    #: Whole numbers in date columns are Excel's serial dates.
    serial_dates: bool = False


@dataclass(frozen=True, eq=False)
class Normalised:
    """Canonical records and what could not be read of them.

    `records`: `source`, `source_row`, the canonical columns (text never null, dates
    `datetime64[s]`, unusable ones NaT). `marks`: one boolean column per problem found while
    reading, named `code@column`, true where the record has it. `headings` gives, per source,
    the heading of each canonical column that is mapped.
    """

    records: pd.DataFrame
    marks: pd.DataFrame
    headings: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class ChecksRun:
    """The checks of one pandera schema: all that were expected ran, and so many found nothing."""

    schema: str
    expected: int
    run: int
    passed: int


@dataclass(frozen=True, eq=False)
class Validated:
    """Records that kept the contract, with every problem as a value.

    `faults` has a boolean column per rule, named `code@column` (`code` alone for the whole
    record). `problems`: `record` (position in `records`), `column`, `code`.
    """

    records: pd.DataFrame
    faults: pd.DataFrame
    problems: pd.DataFrame
    checks: tuple[ChecksRun, ...]


@dataclass(frozen=True)
class OpenFigures:
    """Of the open assessments, how many are overdue."""

    count: int
    of: int
    percent: float | None


@dataclass(frozen=True)
class PastDeadline:
    """The headline: past the manager's deadline, of all open and recently completed.

    `percent` has one decimal, half up. Days are working days late over `count` less
    `left_out_of_days` (deadline before the start); null where there are none.
    """

    count: int
    of: int
    percent: float | None
    mean_working_days_late: float | None
    median_working_days_late: float | None
    max_working_days_late: int | None
    long_overdue: int
    left_out_of_days: int
    outside_period: int
    open: OpenFigures


@dataclass(frozen=True)
class Figures:
    """Every figure of the service or of one team; `statuses` and `flags` hold every code."""

    name: str
    records: int
    statuses: Mapping[str, int]
    flags: Mapping[str, int]
    past_deadline: PastDeadline
    exceptions: int
    day_of_45_unknown: int


@dataclass(frozen=True, eq=False)
class Night:
    """Everything that one night found: what the reports and the files are made from.

    `judged` adds to the records `status`, `is_open`, `is_completed`, `working_days_late`,
    `working_days_since_referral`, `working_days_awaiting` (authorisation), `in_headline` and
    `left_out_of_days`; `flags` has one boolean column per flag; `problems` has `record`,
    `source`, `source_row`, `column`, `code`, `message`, `action`.
    """

    authority: str
    as_at: date
    judged: pd.DataFrame
    flags: pd.DataFrame
    problems: pd.DataFrame
    service: Figures
    teams: tuple[Figures, ...]
    sources: tuple[SourceFile, ...]
    checks: tuple[ChecksRun, ...]
    #: Why this night is not to be taken as an all-clear; empty when nothing is suspicious.
    alarms: tuple[str, ...] = field(default=())
