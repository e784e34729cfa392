"""The frozen values that pass between the steps of a night."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003  (a NamedTuple reads its annotations)
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from monitor.assessments.durations import Published, Unread

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

#: The columns for which a database may hold several values, of which none can be chosen.
SEVERAL_VALUES = ("team", "worker", "referral_date", "deadline", "case_closed_date")

NO_TEAM = "No team recorded"
#: The page that teams share which the configuration does not name.
UNKNOWN_TEAMS = "Not in the configuration"


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
    #: The number of records that the source itself declares, if it does, and where.
    control_total: int | None = None
    control_total_by: str = ""
    #: The ISO date of the extract where a column or its name tells it, and what told its age.
    dated: str | None = None
    dated_by: str = ""
    #: What must be told of columns that a standard layout does not have: (column, sentence).
    lacks: tuple[tuple[str, str], ...] = ()


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
    #: Problems of records that only the reading shows: `code@column`, true where it is.
    marks: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    #: When the source says that it was made: (what says so, its text).
    stated_dates: tuple[tuple[str, str], ...] = ()
    #: The headings that are not mapped, where the source has some.
    unused_headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class LookupUse:
    """What came of a look-up: how many records found a row, and which rows were of no use."""

    file: SourceFile
    #: The column of the id that joins it, and the columns that it gives.
    by: str
    gives: tuple[str, ...]
    #: The records that it is for, and how many of them have a row in it.
    records: int
    matched: int
    #: Rows whose id no record has, whose id has other rows that say otherwise, or without an id.
    unmatched_rows: int
    ambiguous_rows: int
    rows_without_id: int


@dataclass(frozen=True, eq=False)
class Joined:
    """Records and marks after the look-ups; `noted`: `source`, `source_row`, `column`, `code`.

    What is noted are rows of look-ups that are of no use.
    """

    records: pd.DataFrame
    marks: pd.DataFrame
    noted: pd.DataFrame
    uses: tuple[LookupUse, ...]


@dataclass(frozen=True, eq=False)
class Normalised:
    """Canonical records and what could not be read of them.

    `records`: `source`, `source_row`, the canonical columns (text never null, dates
    `datetime64[s]`, unusable ones NaT). `marks`: one boolean column per problem found while
    reading, named `code@column`, true where the record has it. `headings` gives, per source (and
    look-up), the heading of each canonical column that is mapped or looked up. `noted` are rows of
    look-ups with a problem: `source`, `source_row`, `column`, `code`.
    """

    records: pd.DataFrame
    marks: pd.DataFrame
    headings: Mapping[str, Mapping[str, str]]
    noted: pd.DataFrame
    lookups: tuple[LookupUse, ...] = ()


@dataclass(frozen=True, eq=False)
class Sources:
    """The extracts and look-ups as they came: in the order of the configuration, one by one."""

    tables: tuple[SourceTable, ...]
    lookups: tuple[SourceTable, ...] = ()

    @property
    def all(self) -> tuple[SourceTable, ...]:
        """Return extracts and look-ups together."""
        return (*self.tables, *self.lookups)


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


@dataclass(frozen=True, eq=False)
class Before:
    """The night that tonight is compared with, as the history keeps it.

    `records` has the columns of `REMEMBERED`, a row per record of that night; those with
    `missing_nights` over 0 were not in its extract any more (vanished).
    """

    night: date
    records: pd.DataFrame
    #: How many records were read, how often each problem was found, and the hash of each extract.
    read: int
    problems: Mapping[str, int]
    inputs: Mapping[str, str]


class TrendRow(NamedTuple):
    """The figures of one night that tell whether it is getting better, of the service or a team.

    `past_deadline` of `past_deadline_of` is the headline; `within_limit` of `within_limit_of`
    completed assessments took no longer than the statutory limit.
    """

    night: date
    name: str
    records: int
    exceptions: int
    overdue: int
    no_deadline: int
    past_deadline: int
    past_deadline_of: int
    mean_working_days_late: float | None
    max_working_days_late: int | None
    child_not_seen: int
    within_limit: int
    within_limit_of: int
    #: These are the service's; a team may have the authority's name.
    is_service: bool = False


@dataclass(frozen=True, eq=False)
class Past:
    """What the history knows that a night is judged beside."""

    #: The newest night before this one, where there is one.
    before: Before | None = None
    #: The number of the next assessment that is seen for the first time.
    next_life: int = 0
    #: The figures of earlier nights, oldest first; of each night the service's, then every team's.
    trend: tuple[TrendRow, ...] = ()


NO_PAST = Past()


#: What the history keeps of each record beside the canonical columns, `status` and the counts.
CARRIED_COLUMNS = (
    "life",
    "first_seen",
    "last_seen",
    "first_deadline",
    "exception_nights",
    "ever_moved_after_missed",
    "missing_nights",
)
#: The columns of a night's snapshot; `flags` are the codes, separated by a semicolon.
REMEMBERED = (
    "source_row",
    *CANONICAL_COLUMNS,
    "status",
    "working_days_late",
    "working_days_since_referral",
    "flags",
    *CARRIED_COLUMNS,
)


@dataclass(frozen=True, eq=False)
class Compared:
    """Tonight's records beside those of the night before.

    `followed` has a row per record of tonight: `life` (the number by which the history follows
    an assessment; -1 where it cannot), `is_matched`, `is_ambiguous`, `first_seen`,
    `first_deadline`, `exception_nights`, `status_before`, `team_before`, `deadline_before`,
    `moved_working_days` (later is positive), `ever_moved_after_missed`, `missing_before`,
    `late_by_first` (working days late by the first deadline, where another holds now) and
    `resolved` (how an exception ended, else blank). `kinds` has a boolean column per change of
    `CHANGES`. `gone` holds the records of the night before that are not there tonight:
    `REMEMBERED`, and `kind` (`vanished`, or `copy_gone`, or blank where nobody need be told).
    """

    night: date | None
    followed: pd.DataFrame
    kinds: pd.DataFrame
    gone: pd.DataFrame
    #: The number of the next assessment that is seen for the first time.
    next_life: int

    @property
    def vanished(self) -> pd.DataFrame:
        """Return the assessments that left the extract unfinished, and are still to be shown."""
        return self.gone[self.gone["kind"] == "vanished"]


@dataclass(frozen=True, eq=False)
class Assessed:
    """The records of a night with all that was found of each: judged, flagged and compared."""

    judged: pd.DataFrame
    flags: pd.DataFrame
    compared: Compared


@dataclass(frozen=True)
class Portion:
    """A count out of a total, and the share in per cent; null of nothing."""

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
    open: Portion


@dataclass(frozen=True)
class Figures:
    """Every figure of the service or of one team; `statuses` and `flags` hold every code.

    `changes` holds every change since the night before; `completed_within_limit` is of the
    completed assessments in the headline whose day of 45 is known.
    """

    name: str
    records: int
    statuses: Mapping[str, int]
    flags: Mapping[str, int]
    past_deadline: PastDeadline
    exceptions: int
    day_of_45_unknown: int
    completed_within_limit: Portion
    changes: Mapping[str, int]


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
    compared: Compared
    problems: pd.DataFrame
    service: Figures
    teams: tuple[Figures, ...]
    sources: tuple[SourceFile, ...]
    checks: tuple[ChecksRun, ...]
    #: Why this night is not to be taken as an all-clear; empty when nothing is suspicious.
    alarms: tuple[str, ...] = field(default=())
    #: Why gates were passed by hand; blank where none was.
    accepted: str = ""
    #: The figures of earlier nights that the reports show, oldest first.
    trend: tuple[TrendRow, ...] = ()
    #: The Department's published durations, where they are configured.
    benchmark: Published | Unread | None = None
    lookups: tuple[LookupUse, ...] = ()

    @property
    def assessed(self) -> Assessed:
        """Return the records with all that was found of each."""
        return Assessed(self.judged, self.flags, self.compared)


@dataclass(frozen=True)
class Message:
    """What one recipient is to be told of one night: a report, or a notice that something broke."""

    night: date
    #: `team`, `service` or `notice`.
    kind: str
    #: The title of the team's page; blank for the service; of a notice, the code of its reason.
    about: str
    #: One plain address.
    recipient: str
    #: What tells this message from a corrected one: the hash of what it says, versions apart.
    digest: str
    subject: str
    text: str
    #: HTML with its styles in a `<style>` element; they are written into the elements when sent.
    html: str
    #: The page in the night's folder that goes with it (`teams/SLUG.html`); blank for none.
    attachment: str = ""


@dataclass(frozen=True)
class Letter:
    """A message on its way: what a channel is handed."""

    #: The number of its row in the ledger.
    row: int
    #: The same each time that this message is tried, and another for any other: hexadecimal.
    key: str
    recipient: str
    #: As it is to be read, “Corrected” included.
    subject: str
    text: str
    html: str
    #: What a file that holds it is called, without ending: the night, the page, part of the key.
    name: str
    #: The name and the content of an attached page, if there is one.
    attachment: tuple[str, bytes] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a letter.

    `sent`; `pending` (not now: it is tried again); `refused` (the recipient was refused for good);
    `failed` (the message was refused for good).
    """

    row: int
    state: str
    #: Why it was not sent, for people: never an address, never a line of the message.
    reason: str = ""


@dataclass(frozen=True)
class FailedNight:
    """A night that was not published, and why in words."""

    as_at: date
    reason: str
