"""What left the list or the extract otherwise than by ordinary work."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.assessments.working_days import Bools, day_number, day_numbers
from monitor.judgement.change_rules import Tonight
from monitor.settings.sources import WINDOW_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from monitor.judgement.night import Assessed
    from monitor.judgement.past import Before
    from monitor.judgement.status import Clock
    from monitor.settings.sources import CompletedWindow


#: A night that lies further back is no longer one from which exceptions leave at once.
_WORKING_DAYS_BACK = 5


#: Over how many kept nights the completed records that left the extract are added up.
LEFT_IN_NIGHTS = 28


class Departed(NamedTuple):
    """Of the exceptions of the night before, how many left otherwise, and how many there were."""

    left: int
    of: int


def departed(assessed: Assessed, before: Before | None, clock: Clock) -> Departed:
    """Count the exceptions that were moved, removed, cancelled, closed on their start, or vanished.

    A deadline that was set for one without, a move by a bank holiday that is new, and what was
    explained do not count; nor does anything after more than five working days.
    """
    count = clock.calendars.manager.count_between
    if before is None or count(before.night, clock.as_at) > _WORKING_DAYS_BACK:
        return Departed(0, 0)
    compared = assessed.compared
    tonight = Tonight(assessed.judged, compared.followed, clock, before.night)
    vanished = compared.gone["status"].isin(EXCEPTION_STATUSES) & (
        (compared.gone["kind"] == "vanished") & (compared.gone["missing_nights"] == 1)
    )
    was = before.records
    there = was["status"].isin(EXCEPTION_STATUSES) & (was["missing_nights"] == 0)
    left = tonight.was_exception & _left_otherwise(tonight, assessed)
    return Departed(int(left.sum() + vanished.sum()), int(there.sum()))


def _left_otherwise(tonight: Tonight, assessed: Assessed) -> Bools:
    had, has = tonight.has_deadline()
    deadline, _ = day_numbers(tonight.judged["deadline"])
    authorised, is_authorised = day_numbers(tonight.judged["authorised_date"])
    completed = tonight.judged["is_completed"].to_numpy(dtype=bool) & is_authorised
    judged_on = np.where(completed, authorised, tonight.clock.today)
    moved = tonight.moved() & (judged_on <= deadline) & ~_moved_by_holidays(tonight)
    removed = had & ~has
    cancelled = tonight.status(("cancelled",))
    on_start = assessed.flags["authorised_on_start_date"].to_numpy(dtype=bool)
    return np.asarray(moved | removed | cancelled | on_start, dtype=bool)


def _moved_by_holidays(tonight: Tonight) -> Bools:
    """True where a deadline moved by no more days than holidays were added before it.

    The holidays are those of the configuration (`extra_bank_holidays`, `closures`) between the
    start of the assessment and its deadline.
    """
    rules = tonight.clock.rules
    added = np.sort([day_number(day) for day in (*rules.extra_bank_holidays, *rules.closures)])
    deadline, _ = day_numbers(tonight.judged["deadline"])
    start, _ = day_numbers(tonight.judged["start_date"])
    within = np.searchsorted(added, deadline, side="right") - np.searchsorted(added, start)
    moved = tonight.followed["moved_working_days"].to_numpy(dtype=np.int64, na_value=0)
    return (moved > 0) & (moved <= within)


def completed_left(assessed: Assessed, windows: Sequence[CompletedWindow], *, as_at: date) -> int:
    """Return how many completed records left the extract tonight for no known reason.

    Those that aged out of a window of the configuration are left out; where all that left are
    older, by one column of dates, than all that stayed, the extract moves on by that column.
    """
    gone = assessed.compared.gone
    left = gone[gone["kind"] == "completed_left"]
    for window in windows:
        first = pd.Timestamp(as_at) - pd.Timedelta(days=window.days)
        left = left[~(left[window.by] <= first)]
    judged, stayed = assessed.judged, assessed.judged["is_completed"]
    moves_on = any(left[by].max() < judged.loc[stayed, by].min() for by in WINDOW_COLUMNS)
    return 0 if moves_on else len(left)
