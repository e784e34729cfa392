"""What the history remembers, which a night is judged beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  (a NamedTuple reads its annotations)
from typing import TYPE_CHECKING

from monitor.assessments.columns import CANONICAL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from monitor.judgement.night import TrendRow


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
