"""Tonight's records compared with those of an earlier night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  (a NamedTuple reads its annotations)
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Compared:
    """Tonight's records compared with those of the night before.

    `followed` has a row per record of tonight: `life` (the number by which the history follows
    an assessment; -1 where it cannot), `is_matched`, `is_ambiguous`, `is_still_unfollowed` (an
    exception without a key that counts as still there), `first_seen`,
    `first_deadline`, `exception_nights`, `status_before`, `team_before`, `deadline_before`,
    `moved_working_days` (later is positive), `ever_moved_after_missed`, `missing_before`,
    `late_by_first` (working days late by the first deadline, where another holds now),
    `last_open` (the last night before this one that saw it open), `dated_back` (working days from
    the authorised date to that night, where it is later), `cancelled_deadline` (what a cancelled
    one missed, also where it was begun again) and `resolved` (how an exception ended, else blank).
    `kinds` has a boolean column per change of `CHANGES`. `gone` holds the records of the night
    before that are not there tonight: `REMEMBERED`, and `kind`: `vanished` (open, and listed until
    it is explained), `explained`, `copy_gone` (one of two records of one key), `completed_left`,
    or blank, and `nights_left` until the history forgets it.
    """

    night: date | None
    followed: pd.DataFrame
    kinds: pd.DataFrame
    gone: pd.DataFrame
    #: The number of the next assessment that is seen for the first time.
    next_life: int

    @property
    def missing(self) -> pd.DataFrame:
        """Return the assessments that left the extract unfinished, explained or not."""
        return self.gone[self.gone["kind"].isin(["vanished", "explained"])]

    @property
    def vanished(self) -> pd.DataFrame:
        """Return the assessments that left the extract unfinished, and are still to be shown."""
        return self.gone[self.gone["kind"] == "vanished"]
