"""Everything that one night found, and its figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003  (a NamedTuple reads its annotations)
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from monitor.judgement.asking import Asking
    from monitor.judgement.compared import Compared
    from monitor.judgement.durations import Published, Unread
    from monitor.judgement.missed import Missed
    from monitor.records.records import LookupUse
    from monitor.records.sources import SourceFile
    from schemas.checks_run import ChecksRun


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


class TeamMove(NamedTuple):
    """A team that a night was told to follow into another."""

    night: date
    old: str
    new: str
    #: True if all of the old team went into this one, so that its figures go on there.
    is_whole: bool


class Alarm(NamedTuple):
    """A reason not to rely on a night: its code, which source or problem it is about, in words."""

    code: str
    about: str
    sentence: str


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
    #: Of the assessments of the headline, open and completed alike, those without a deadline.
    have_no_deadline: int
    exceptions: int
    #: Every exception by its next action.
    next_actions: Mapping[str, int]
    day_of_45_unknown: int
    completed_within_limit: Portion
    changes: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Night(Assessed):
    """Everything that one night found: what the reports and the files are made from.

    `judged` adds to the records `status`, `is_open`, `is_completed`, `working_days_late`,
    `working_days_since_referral`, `working_days_awaiting` (authorisation), `in_headline`,
    `left_out_of_days`, `missed_deadline` (seen by an earlier night), `effective_deadline` and
    `next_action` (blank for what is no exception); `flags` has one boolean column per flag;
    `problems` has `record`, `source`, `source_row`, `column`, `code`, `message`, `action`.
    """

    authority: str
    as_at: date
    problems: pd.DataFrame
    service: Figures
    teams: tuple[Figures, ...]
    sources: tuple[SourceFile, ...]
    checks: tuple[ChecksRun, ...]
    #: The missed deadlines as they are kept for the next night, and how many count no more.
    missed: Missed
    #: Why this night is not to be taken as an all-clear; empty when nothing is suspicious.
    alarms: tuple[Alarm, ...] = field(default=())
    #: Why gates were passed by hand; blank where none was.
    accepted: str = ""
    #: The figures of earlier nights that the reports show, oldest first.
    trend: tuple[TrendRow, ...] = ()
    #: The Department's published durations, where they are configured.
    benchmark: Published | Unread | None = None
    lookups: tuple[LookupUse, ...] = ()
    #: The alarms of the night before: what each was, and about what.
    alarms_before: frozenset[tuple[str, str]] = frozenset()
    #: How many completed records left the extract tonight for no known reason.
    completed_left: int = 0
    #: Who is asked about what tonight; None where nobody looked.
    asking: Asking | None = None
    #: The nights up to this one on which children came back by their missed deadlines.
    restored: tuple[date, ...] = ()
    #: The teams that nights up to this one were told to follow into others.
    moves: tuple[TeamMove, ...] = ()

    @cached_property
    def has_strays(self) -> bool:
        """True if a record names no team that is known: it may be of a team that is quiet."""
        return bool(self.problems["code"].isin(["missing_team", "unknown_team"]).any())

    @property
    def alarm_sentences(self) -> tuple[str, ...]:
        """Return why nobody should rely on this night, in words."""
        return tuple(alarm.sentence for alarm in self.alarms)


@dataclass(frozen=True)
class FailedNight:
    """A night that was not published, and why in words."""

    as_at: date
    reason: str
