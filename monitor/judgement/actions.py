"""The next actions: every exception has exactly one, the first of the table that holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.statuses import EXCEPTION_STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Action:
    """A next action: its code, its heading, who can do it, what to do, where it holds."""

    code: str
    heading: str
    who: str
    what: str
    holds: Callable[[Acted], Bools]


@dataclass(frozen=True, eq=False)
class Acted:
    """What an action may look at: judged records and their flags."""

    judged: pd.DataFrame
    flags: pd.DataFrame

    def is_raised(self, flag: str) -> Bools:
        """True where the flag is raised."""
        return self.flags[flag].to_numpy(dtype=bool)

    def has_status(self, *codes: str) -> Bools:
        """True where the status is among these."""
        return self.judged["status"].isin(codes).to_numpy(dtype=bool)


def _no_present_deadline(acted: Acted) -> Bools:
    """True where no deadline is set now; a record that cannot be read is to be corrected first."""
    without = acted.judged["deadline"].isna().to_numpy(dtype=bool)
    return without & ~acted.has_status("unreadable")


#: Who does what nobody else can do.
ONLY_THE_MANAGER = "the manager alone"
#: First match wins, in this order (design, section 5); a new action is a new row.
ACTIONS = (
    Action(
        "check_child_is_safe",
        "Check the child is safe: case closed, not finished",
        "the manager",
        "The case was closed before the assessment was finished: check that the child is safe, "
        "and finish or cancel the assessment in the system.",
        lambda f: f.is_raised("case_closed_unfinished"),
    ),
    Action(
        "authorise",
        "Authorise or return",
        ONLY_THE_MANAGER,
        "It was handed to the manager: authorise it, or send it back with what is missing.",
        lambda f: f.is_raised("awaiting_authorisation"),
    ),
    Action(
        "see_child",
        "See the child",
        "the worker",
        "The child is recorded as not seen: see the child, and record the visit.",
        lambda f: f.is_raised("child_not_seen"),
    ),
    Action(
        "set_deadline",
        "Set a deadline",
        ONLY_THE_MANAGER,
        "No deadline is recorded, or it was removed: set one in the system.",
        _no_present_deadline,
    ),
    Action(
        "correct_record",
        "Correct the record",
        "the keeper of the record",
        "Neither child, start nor deadline can be read: find the record by its row, and correct "
        "it in the system.",
        lambda f: f.has_status("unreadable"),
    ),
    Action(
        "record_visit",
        "Record the visit",
        "the worker",
        "Nothing usable says if the child was seen: record it in the system.",
        lambda f: f.is_raised("child_seen_not_recorded"),
    ),
    Action(
        "finish",
        "Finish",
        "the worker",
        "The deadline was missed: finish the assessment, and hand it to the manager.",
        lambda f: f.has_status(*EXCEPTION_STATUSES),
    ),
)
ACTION_CODES = tuple(action.code for action in ACTIONS)


def next_actions(judged: pd.DataFrame, flags: pd.DataFrame) -> pd.Series[str]:
    """Return the code of each exception's next action, and a blank for every other record."""
    acted = Acted(judged, flags)
    is_exception = acted.has_status(*EXCEPTION_STATUSES)
    holds = [is_exception & action.holds(acted) for action in ACTIONS]
    place = np.select(holds, range(len(ACTIONS)), len(ACTIONS))
    codes = pd.array([*ACTION_CODES, ""], dtype="str")
    return pd.Series(codes.take(place), index=judged.index)
