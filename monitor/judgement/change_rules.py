"""What may have changed since the night before: one row a change, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitor.assessments.statuses import COMPLETED_STATUSES, EXCEPTION_STATUSES, OPEN_STATUSES
from monitor.assessments.working_days import Bools, day_number, day_numbers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd

    from monitor.judgement.status import Clock


#: How an exception of the night before ended, as the record shows it tonight: the first that holds.
RESOLUTIONS = {
    "cancelled": "Cancelled",
    "deadline_met": "Completed by its deadline",
    "completed": "Completed",
    "deadline_set": "A deadline was set",
    "deadline_moved": "Its deadline was moved",
    "mended": "The record was mended",
    "copy_gone": "One of two records went",
}


@dataclass(frozen=True, eq=False)
class Tonight:
    """What a change may look at: tonight's records, and what is known of each from before."""

    judged: pd.DataFrame
    followed: pd.DataFrame
    clock: Clock
    night_before: date | None

    def of(self, column: str) -> Bools:
        """Return a column of true and false."""
        return self.followed[column].to_numpy(dtype=bool)

    def status(self, codes: tuple[str, ...]) -> Bools:
        """True where tonight's status is among these."""
        return self.judged["status"].isin(codes).to_numpy(dtype=bool)

    def status_before(self, codes: tuple[str, ...]) -> Bools:
        """True where the status of the night before is among these, and it had not vanished."""
        among = self.followed["status_before"].isin(codes).to_numpy(dtype=bool)
        return among & (self.followed["missing_before"] == 0).to_numpy(dtype=bool)

    @property
    def had_vanished(self) -> Bools:
        """True where a vanished assessment returned."""
        return (self.followed["missing_before"] > 0).to_numpy(dtype=bool)

    @property
    def is_exception(self) -> Bools:
        """True where somebody must act on tonight's record."""
        return self.status(EXCEPTION_STATUSES)

    @property
    def was_exception(self) -> Bools:
        """True where it was an exception on the night before, or one that cannot be followed."""
        was_one = self.of("is_matched") & self.status_before(EXCEPTION_STATUSES)
        return was_one | self.of("is_still_unfollowed")

    def moved(self) -> Bools:
        """True where the deadline changed since the night before."""
        return self.followed["moved_working_days"].notna().to_numpy(dtype=bool)

    def has_deadline(self) -> tuple[Bools, Bools]:
        """Return where there was a usable deadline, and where there is one."""
        before = self.followed["deadline_before"].notna().to_numpy(dtype=bool)
        return before, self.judged["deadline"].notna().to_numpy(dtype=bool)


@dataclass(frozen=True)
class Change:
    """A change since the night before: its code, its words, and where it holds."""

    code: str
    label: str
    holds: Callable[[Tonight], Bools]


def _new_exception(tonight: Tonight) -> Bools:
    """True for an exception that was none; without a night before nothing is new."""
    is_new = tonight.is_exception & ~tonight.was_exception
    return is_new & (tonight.night_before is not None)


def _deadline_appeared(tonight: Tonight) -> Bools:
    had, has = tonight.has_deadline()
    return tonight.of("is_matched") & ~had & has


def _deadline_went(tonight: Tonight) -> Bools:
    had, has = tonight.has_deadline()
    return tonight.of("is_matched") & had & ~has


def _team_changed(tonight: Tonight) -> Bools:
    differs = tonight.judged["team"] != tonight.followed["team_before"]
    return tonight.of("is_matched") & differs.to_numpy(dtype=bool)


def _moved_after_missed(tonight: Tonight) -> Bools:
    """True where a deadline was moved later that had been missed already on the night before.

    One that was moved on its own day, or the day after, may have been moved in time.
    """
    deadline, had = day_numbers(tonight.followed["deadline_before"])
    authorised, _ = day_numbers(tonight.judged["authorised_date"])
    night = day_number(tonight.night_before or tonight.clock.as_at)
    completed = tonight.judged["is_completed"].to_numpy()
    seen_on = np.where(completed, np.minimum(authorised, night), night)
    later = day_numbers(tonight.judged["deadline"])[0] > deadline
    return np.asarray(tonight.moved() & had & later & (seen_on > deadline), dtype=bool)


def _still_counted(tonight: Tonight) -> Bools:
    """True where a deadline was moved, removed or set, and the one that was missed counts."""
    judged_by = tonight.judged["effective_deadline"]
    is_other = judged_by.notna() & (judged_by != tonight.judged["deadline"])
    counts = tonight.judged["is_open"] | tonight.judged["is_completed"]
    changed = tonight.moved() | _deadline_went(tonight) | _deadline_appeared(tonight)
    return np.asarray(changed & is_other & counts, dtype=bool)


def _restored(tonight: Tonight) -> Bools:
    """True where it is overdue by a deadline missed earlier, and was on track the night before.

    That is so on the night from which missed deadlines count.
    """
    by_missed = tonight.judged["missed_deadline"].notna() & (tonight.judged["status"] == "overdue")
    was_on_track = tonight.status_before(("due_soon", "on_track"))
    return np.asarray(by_missed & tonight.of("is_matched") & was_on_track, dtype=bool)


#: One row per change; a new change is a new row.
CHANGES = (
    Change(
        "first_seen",
        "Seen for the first time",
        lambda t: t.of("is_followed") & ~t.of("is_matched"),
    ),
    Change("new_exceptions", "New", _new_exception),
    Change("still_exceptions", "Still there", lambda t: t.is_exception & t.was_exception),
    Change("restored", "Back on the list by its missed deadline", _restored),
    Change(
        "completed",
        "Completed since",
        lambda t: (t.status_before(OPEN_STATUSES) | t.had_vanished) & t.status(COMPLETED_STATUSES),
    ),
    Change("deadlines_moved", "Deadline moved", lambda t: t.moved()),
    Change("deadlines_moved_after_missed", "Moved after it had been missed", _moved_after_missed),
    Change("still_counted", "Moved, removed or set, and still counted", _still_counted),
    Change("deadlines_set", "Deadline set", _deadline_appeared),
    Change("deadlines_removed", "Deadline removed", _deadline_went),
    Change("team_changed", "Came from another team", _team_changed),
    Change(
        "reopened",
        "Open again",
        lambda t: t.status_before(COMPLETED_STATUSES) & t.status(OPEN_STATUSES),
    ),
    Change("came_back", "Came back into the extract", lambda t: t.had_vanished),
    Change(
        "not_followed",
        "Cannot be followed",
        lambda t: ~t.of("is_followed") & ~t.status(("duplicate",)),
    ),
    Change("ambiguous", "Could be several of the night before", lambda t: t.of("is_ambiguous")),
)
