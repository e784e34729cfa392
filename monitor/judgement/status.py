"""Exactly one status for every record, and the working days that it follows from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.statuses import COMPLETED_STATUSES, OPEN_STATUSES, STATUS_CODES
from monitor.assessments.working_days import (
    Bools,
    Calendars,
    Days,
    WorkingCalendar,
    day_number,
    day_numbers,
)
from monitor.errors import BrokenPromise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from monitor.records.records import Validated
    from monitor.settings.rules import Rules

#: More than any day number of the calendar, so that child and referral make one number.
_MOST_DAYS = 1_000_000


@dataclass(frozen=True, eq=False)
class Clock:
    """What every judgement depends on besides the record: the date, the calendars, the rules."""

    as_at: date
    calendars: Calendars
    rules: Rules

    @property
    def today(self) -> int:
        """Return the as-at date as a day number."""
        return day_number(self.as_at)

    @property
    def headline_begins(self) -> date:
        """Return the date after which an authorised assessment belongs to the headline."""
        months = pd.DateOffset(months=self.rules.headline_months)
        return (pd.Timestamp(self.as_at) - months).date()


@dataclass(frozen=True, eq=False)
class _Facts:
    """Whole columns of plain truths about the records, from which the status follows."""

    cancelled: Bools
    duplicate: Bools
    readable: Bools
    completed: Bools
    start: Days
    has_start: Bools
    referral: Days
    has_referral: Bools
    #: The effective deadline, by which the record is judged.
    deadline: Days
    has_deadline: Bools
    authorised: Days
    #: The day by which the record is judged: the authorised date, or the as-at date.
    judged_on: Days


def judge(validated: Validated, clock: Clock, missed: pd.Series[pd.Timestamp]) -> pd.DataFrame:
    """Return the records with their status and counts (the columns of `Night.judged`).

    `missed` is the missed deadline of each record, NaT where it has none. The rules are those of
    Working Together to Safeguard Children for the 45 working days, and of the manager for
    everything else.
    """
    facts = _facts(validated, clock, missed)
    status = _statuses(facts, clock)
    is_open = _among(status, OPEN_STATUSES)
    is_completed = _among(status, COMPLETED_STATUSES)
    recent = facts.authorised > day_number(clock.headline_begins)
    before_start = facts.has_deadline & facts.has_start & (facts.deadline < facts.start)
    return validated.records.assign(
        missed_deadline=missed,
        effective_deadline=dates_of(facts.deadline, facts.has_deadline),
        status=pd.Categorical.from_codes(status, pd.Index(STATUS_CODES), ordered=True),
        is_open=is_open,
        is_completed=is_completed,
        in_headline=is_open | (is_completed & recent),
        left_out_of_days=before_start,
        working_days_late=_days_late(facts, status, clock.calendars.manager),
        working_days_awaiting=_days_awaiting(
            validated.records, is_open, clock.today, clock.calendars.manager
        ),
        working_days_since_referral=_day_of_45(
            validated, facts, is_open | is_completed, clock.calendars.statutory
        ),
    )


def dates_of(days: Days, known: Bools) -> npt.NDArray[np.datetime64]:
    """Return day numbers as dates, NaT where they are not known."""
    dates = days.astype("datetime64[D]").astype("datetime64[s]")
    dates[~known] = np.datetime64("NaT")
    return dates


def _facts(validated: Validated, clock: Clock, missed: pd.Series[pd.Timestamp]) -> _Facts:
    records, faults = validated.records, validated.faults
    start, has_start = day_numbers(records["start_date"])
    referral, has_referral = day_numbers(records["referral_date"])
    deadline, has_deadline = day_numbers(records["deadline"])
    authorised, has_authorised = day_numbers(records["authorised_date"])
    state = records["state"]
    completed = (
        has_authorised
        & ~faults["authorised_before_start@authorised_date"].to_numpy()
        & ~faults["authorised_in_future@authorised_date"].to_numpy()
        & state.isin(["", "authorised"]).to_numpy()
    )
    has_id = (records["child_id"] != "") | (records["assessment_id"] != "")
    readable = has_id.to_numpy(dtype=bool) | has_start | has_deadline
    judged_on = np.where(completed & readable, authorised, clock.today)
    first, had = day_numbers(missed)
    before_start = has_start & (deadline < start)
    missed_earlier = has_deadline & (deadline < first) & (judged_on > deadline) & ~before_start
    return _Facts(
        cancelled=(state == "cancelled").to_numpy(dtype=bool),
        duplicate=faults["duplicate_record"].to_numpy(),
        readable=readable,
        completed=completed & readable,
        start=start,
        has_start=has_start,
        referral=referral,
        has_referral=has_referral,
        deadline=np.where(had & ~missed_earlier, first, deadline),
        has_deadline=has_deadline | had,
        authorised=authorised,
        judged_on=judged_on,
    )


def _statuses(facts: _Facts, clock: Clock) -> npt.NDArray[np.int8]:
    """Return the position in `STATUS_CODES`; the first that matches wins, and one always does."""
    missed = facts.has_deadline & (facts.judged_on > facts.deadline)
    soon = facts.has_deadline & ~missed & _due_soon(facts, clock)
    holds = {
        "duplicate": facts.duplicate,
        "cancelled": facts.cancelled,
        "unreadable": ~facts.readable,
        "completed_no_deadline": facts.completed & ~facts.has_deadline,
        "completed_late": facts.completed & missed,
        "completed_on_time": facts.completed & facts.has_deadline & ~missed,
        "no_deadline": ~facts.completed & ~facts.has_deadline,
        "overdue": ~facts.completed & missed,
        "due_soon": ~facts.completed & soon,
        "on_track": ~facts.completed & facts.has_deadline & ~missed & ~soon,
    }
    status = np.select([holds[code] for code in STATUS_CODES], range(len(STATUS_CODES)), -1)
    if (status < 0).any():
        raise BrokenPromise(f"{int((status < 0).sum())} records fit no status")
    return status.astype(np.int8)


def _due_soon(facts: _Facts, clock: Clock) -> Bools:
    left = np.zeros(len(facts.deadline), dtype=np.int64)
    today = np.full(int(facts.has_deadline.sum()), clock.today, dtype=np.int64)
    left[facts.has_deadline] = clock.calendars.manager.count(
        after=today, until=facts.deadline[facts.has_deadline]
    )
    return left <= clock.rules.due_soon_working_days


def _days_late(
    facts: _Facts, status: npt.NDArray[np.int8], calendar: WorkingCalendar
) -> pd.arrays.IntegerArray:
    late = _among(status, ("overdue", "completed_late"))
    return _counted(calendar, facts.deadline, facts.judged_on, where=late)


def _day_of_45(
    validated: Validated, facts: _Facts, judged: Bools, calendar: WorkingCalendar
) -> pd.arrays.IntegerArray:
    known = judged & facts.has_referral & ~_continues_a_case(validated, facts)
    return _counted(calendar, facts.referral, facts.judged_on, where=known)


def _days_awaiting(
    records: pd.DataFrame, is_open: Bools, today: int, calendar: WorkingCalendar
) -> pd.arrays.IntegerArray:
    """Return for how many working days the manager has had it, where it is known."""
    submitted, known = day_numbers(records["submitted_date"])
    awaiting = is_open & known & (records["state"] == "awaiting_authorisation").to_numpy(dtype=bool)
    return _counted(calendar, submitted, np.full(len(records), today), where=awaiting)


def _continues_a_case(validated: Validated, facts: _Facts) -> Bools:
    """True where another assessment of the same child and referral was authorised before the start.

    Such an assessment does not start a case, and the 45 working days do not run for it.
    """
    records = validated.records
    known = (records["child_id"] != "").to_numpy(dtype=bool) & facts.has_referral
    case = validated.children * _MOST_DAYS + facts.referral
    shared = known & pd.Series(np.where(known, case, -1)).duplicated(keep=False).to_numpy()
    closes = facts.completed & ~facts.cancelled & ~facts.duplicate
    authorised = pd.Series(np.where(closes, facts.authorised, np.iinfo(np.int64).max)[shared])
    first = authorised.groupby(case[shared], sort=False).transform("min")
    continues = np.zeros(len(records), dtype=bool)
    continues[shared] = first.to_numpy() < facts.start[shared]
    return continues & facts.has_start


def _counted(
    calendar: WorkingCalendar, after: Days, until: Days, *, where: Bools
) -> pd.arrays.IntegerArray:
    days = np.zeros(len(after), dtype=np.int32)
    days[where] = calendar.count(after=after[where], until=until[where])
    return pd.arrays.IntegerArray(days, ~where)


def _among(status: npt.NDArray[np.int8], codes: Sequence[str]) -> Bools:
    return np.isin(status, [STATUS_CODES.index(code) for code in codes])
