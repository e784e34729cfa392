"""The flags: what a reader should look at besides the status, one row each in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.working_days import Bools, day_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.judgement.compared import Compared
    from monitor.judgement.status import Clock
    from monitor.records.records import Validated

#: A statutory limit that ends within this many working days is flagged before it is past.
_SOON_WORKING_DAYS = 5


@dataclass(frozen=True, eq=False)
class Judgement:
    """What a flag may look at: judged and compared records, their problems, the clock."""

    judged: pd.DataFrame
    faults: pd.DataFrame
    compared: Compared
    clock: Clock

    def says(self, column: str, code: str) -> Bools:
        """True where a text column holds `code`."""
        return (self.judged[column] == code).to_numpy(dtype=bool)

    def over(self, column: str, limit: int) -> Bools:
        """True where a count of working days is known and over `limit`."""
        return np.asarray(self.judged[column].gt(limit).fillna(value=False), dtype=bool)

    @property
    def is_open(self) -> Bools:
        """True where the assessment is open."""
        return self.judged["is_open"].to_numpy(dtype=bool)

    @property
    def is_completed(self) -> Bools:
        """True where the assessment is completed."""
        return self.judged["is_completed"].to_numpy(dtype=bool)


@dataclass(frozen=True)
class Flag:
    """A flag: its code, its words, the rule in words, what the reader is to do, where it holds."""

    code: str
    label: str
    when: str
    action: str
    holds: Callable[[Judgement], Bools]


def _day_45_soon(judgement: Judgement) -> Bools:
    limit, days = judgement.clock.rules.statutory_working_days, "working_days_since_referral"
    is_soon = judgement.over(days, limit - _SOON_WORKING_DAYS - 1) & ~judgement.over(days, limit)
    return judgement.is_open & is_soon


def _deadline_beyond_45(judgement: Judgement) -> Bools:
    deadline, has_deadline = day_numbers(judgement.judged["deadline"])
    referral, _ = day_numbers(judgement.judged["referral_date"])
    known = has_deadline & judgement.judged["working_days_since_referral"].notna().to_numpy()
    nth = np.full(int(known.sum()), judgement.clock.rules.statutory_working_days, dtype=np.int64)
    beyond = np.zeros(len(known), dtype=bool)
    limit = judgement.clock.calendars.statutory.nth_after(referral[known], nth)
    beyond[known] = deadline[known] > limit
    return beyond


def _case_closed_unfinished(judgement: Judgement) -> Bools:
    closed, has_closed = day_numbers(judgement.judged["case_closed_date"])
    return judgement.is_open & has_closed & (closed <= judgement.clock.today)


def _first_deadline_missed(judgement: Judgement) -> Bools:
    """True where only the first deadline is missed: the one that holds now was set later."""
    first, had = day_numbers(judgement.compared.followed["first_deadline"])
    missed = judgement.is_open & had & (first < judgement.clock.today)
    return missed & ~judgement.says("status", "overdue")


def _cancelled_and_begun_again(judgement: Judgement) -> Bools:
    was_due = judgement.compared.followed["cancelled_deadline"].notna().to_numpy(dtype=bool)
    return was_due & (judgement.is_open | judgement.is_completed)


def _authorised_on_start_date(judgement: Judgement) -> Bools:
    authorised, _ = day_numbers(judgement.judged["authorised_date"])
    start, has_start = day_numbers(judgement.judged["start_date"])
    return np.asarray(judgement.is_completed & has_start & (authorised == start), dtype=bool)


#: One row per flag (design, section 5); a new flag is a new row.
RULES = (
    Flag(
        "child_not_seen",
        "Child not seen",
        "open, and recorded as not seen",
        "See the child, or record that the child was seen.",
        lambda j: j.is_open & j.says("child_seen", "no"),
    ),
    Flag(
        "child_seen_not_recorded",
        "Child seen: not recorded",
        "open, the column is mapped, and nothing usable is in it",
        "Record whether the child was seen.",
        lambda j: j.is_open & j.says("child_seen", "not_recorded"),
    ),
    Flag(
        "past_45_working_days",
        "Past 45 working days",
        "the working days since the referral are known and over the limit",
        "Past the statutory limit, counted from the referral: finish it, or record why not.",
        lambda j: j.over("working_days_since_referral", j.clock.rules.statutory_working_days),
    ),
    Flag(
        "day_45_soon",
        "Day 45 within five working days",
        "open, and the last working day of the limit is tonight or at most five working days away",
        "The statutory limit is about to pass: finish it first.",
        _day_45_soon,
    ),
    Flag(
        "deadline_beyond_45",
        "Deadline is beyond day 45",
        "the deadline is later than the last working day of the limit",
        "The deadline lies beyond the statutory limit: set an earlier one, or record why.",
        _deadline_beyond_45,
    ),
    Flag(
        "long_overdue",
        "Long overdue",
        "more working days late than the limit for long overdue",
        "Escalate: it is far past its deadline.",
        lambda j: j.over("working_days_late", j.clock.rules.long_overdue_working_days),
    ),
    Flag(
        "awaiting_authorisation",
        "Awaiting authorisation",
        "open, and the state says so",
        "The manager has it: authorise it or send it back.",
        lambda j: j.is_open & j.says("state", "awaiting_authorisation"),
    ),
    Flag(
        "case_closed_unfinished",
        "Case closed, assessment unfinished",
        "open, and the case was closed on or before the as-at date",
        "The case was closed before the assessment was finished: check that the child is safe.",
        _case_closed_unfinished,
    ),
    Flag(
        "authorised_on_start_date",
        "Authorised on the day it started",
        "authorised on the day it started",
        "Check that an assessment was made.",
        _authorised_on_start_date,
    ),
    Flag(
        "conflicting_record",
        "Conflicting record",
        "another record has the same ids and other content",
        "Another record has the same ids and other content: find out which is right.",
        lambda j: j.faults["conflicting_record"].to_numpy(),
    ),
    Flag(
        "new_tonight",
        "New since the night before",
        "an exception that was none on the night that tonight is compared with",
        "New on this list: decide who does what by when.",
        lambda j: j.compared.kinds["new_exceptions"].to_numpy(dtype=bool),
    ),
    Flag(
        "deadline_moved",
        "Deadline moved since the night before",
        "the deadline is another than on the night that tonight is compared with",
        "The deadline was moved: check that the reason is recorded.",
        lambda j: j.compared.kinds["deadlines_moved"].to_numpy(dtype=bool),
    ),
    Flag(
        "deadline_moved_after_missed",
        "Deadline moved after it was missed",
        "a deadline that had been missed was once moved",
        "A missed deadline was moved: ask why.",
        lambda j: (
            (j.is_open | j.is_completed)
            & j.compared.followed["ever_moved_after_missed"].to_numpy(dtype=bool)
        ),
    ),
    Flag(
        "first_deadline_missed",
        "First deadline missed",
        "open, not overdue, and the as-at date is later than the first deadline that was seen",
        "Late by its first deadline: the later one must not hide it.",
        _first_deadline_missed,
    ),
    Flag(
        "cancelled_and_begun_again",
        "Cancelled while overdue, and begun again",
        "open or completed; it, or one of the same child that was there before, was cancelled "
        "while overdue",
        "It was late by the deadline of the cancelled one: the later one must not hide it.",
        _cancelled_and_begun_again,
    ),
)
FLAG_LABELS = {flag.code: flag.label for flag in RULES}


def raise_flags(
    judged: pd.DataFrame, validated: Validated, compared: Compared, clock: Clock
) -> pd.DataFrame:
    """Return one boolean column per flag, true where it holds for the record."""
    judgement = Judgement(judged, validated.faults, compared, clock)
    return pd.DataFrame({flag.code: flag.holds(judgement) for flag in RULES})
