"""What the history remembers, with which a night is compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.columns import CANONICAL_COLUMNS
from monitor.judgement.thread import NO_THREAD

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from monitor.judgement.night import TeamMove, TrendRow
    from monitor.judgement.thread import Thread


@dataclass(frozen=True, eq=False)
class Before:
    """The night that tonight is compared with, as the history keeps it.

    `records` has the columns of `REMEMBERED`, a row per record of that night; those with
    `missing_nights` over 0 were not in its extract any more (vanished).
    """

    night: date
    records: pd.DataFrame
    #: How many records were read, and how often each problem was found.
    read: int
    problems: Mapping[str, int]
    #: The first night of each source's records, by their hash.
    records_since: Mapping[str, str] = field(default_factory=dict)
    #: The alarms of that night: what each is, and about what.
    alarms: frozenset[tuple[str, str]] = frozenset()
    #: How its sources read their deadlines (`deadline_readings`).
    readings: tuple[str, ...] = ()
    #: The nights up to it on which children came back onto a list by their missed deadlines.
    restored: tuple[date, ...] = ()
    #: The teams that nights up to it were told to follow into others.
    moves: tuple[TeamMove, ...] = ()


@dataclass(frozen=True, eq=False)
class Past:
    """What the history knows when a night is judged."""

    #: The newest night before this one, where there is one.
    before: Before | None = None
    #: The number of the next assessment that is seen for the first time.
    next_life: int = 0
    #: How many completed records left the extract on the kept nights before this one, of those
    #: since the newest night whose gates were passed by hand.
    completed_left: int = 0
    #: The figures of earlier nights, oldest first; of each night the service's, then every team's.
    trend: tuple[TrendRow, ...] = ()
    #: No later night is published.
    is_newest: bool = True

    #: The kept nights before this one, oldest first.
    nights: tuple[date, ...] = ()
    #: How many nights are kept, the one that is judged among them; None where nothing is forgotten.
    keep_nights: int | None = None
    #: The assessments whose going was explained, each with the newest night when that was said.
    explained: Mapping[int, date] = field(default_factory=dict)
    #: Those whose deadline was recorded wrongly, each with the last day before that was read.
    corrected: Mapping[int, date] = field(default_factory=dict)
    #: The episodes and answers of earlier nights, and the answers that tonight reads.
    thread: Thread = NO_THREAD

    def still_keeps(self, last_seen: pd.Series[pd.Timestamp]) -> npt.NDArray[np.bool_]:
        """True where the night on which a record was last seen is kept."""
        oldest = pd.Timestamp(min(self.nights, default=date.min))
        return (last_seen >= oldest).to_numpy(dtype=bool)

    def nights_left(self, last_seen: pd.Series[pd.Timestamp]) -> npt.NDArray[np.int64]:
        """Return after how many nights more the night on which each was last seen is forgotten.

        A large number where nothing is forgotten.
        """
        older = np.searchsorted(np.array(self.nights, dtype="datetime64[s]"), last_seen.to_numpy())
        return older + (self.keep_nights or _FOR_EVER) - len(self.nights)

    def explains(
        self, life: pd.Series[int], last_seen: pd.Series[pd.Timestamp]
    ) -> npt.NDArray[np.bool_]:
        """True where it was explained, after a record was last seen, why it is not there."""
        said = pd.to_datetime(life.map(self.explained))
        return (said > last_seen).to_numpy(dtype=bool)

    def corrects(
        self, life: pd.Series[int], missed_seen: pd.Series[pd.Timestamp]
    ) -> npt.NDArray[np.bool_]:
        """True where a deadline was recorded wrongly that a night had seen missed by then."""
        said = pd.to_datetime(life.map(self.corrected))
        return (said >= missed_seen).to_numpy(dtype=bool)


#: More nights than any history keeps.
_FOR_EVER = 1_000_000
NO_PAST = Past()


#: What the history keeps of each record besides the canonical columns, `status` and the counts.
CARRIED_COLUMNS = (
    "life",
    "first_seen",
    "last_seen",
    "first_deadline",
    "exception_nights",
    "ever_moved_after_missed",
    "missing_nights",
    "last_open",
    "cancelled_deadline",
    "missed_deadline",
    "missed_seen",
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
