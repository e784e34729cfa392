"""Each change that tonight's records show: where it holds, and how it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monitor.assessments.columns import NO_TEAM
from monitor.assessments.statuses import LABELS
from monitor.judgement.change_rules import RESOLUTIONS
from monitor.reports.parts.wording import short_dates

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.judgement.compared import Compared
    from monitor.judgement.night import Night

    Holds = Callable[[Compared], pd.Series[bool]]
    Says = Callable[[Night], pd.Series[str] | str]


def in_a_sentence(status: pd.Series[str]) -> pd.Series[str]:
    """Return the words of statuses, with which no sentence begins."""
    return status.map({code: label[0].lower() + label[1:] for code, label in LABELS.items()})


def _ended(night: Night) -> pd.Series[str]:
    """Return what an exception was that is none any more, and nothing for the others."""
    followed = night.compared.followed
    was = " (was " + in_a_sentence(followed["status_before"]) + ")"
    return was.where(followed["resolved"] != "", "")


def _moved(night: Night) -> pd.Series[str]:
    before, deadline = night.compared.followed["deadline_before"], night.judged["deadline"]
    days = night.compared.followed["moved_working_days"]
    by = (days.abs().astype("str") + " working days ").mask(days.abs() == 1, "1 working day ")
    way = (deadline < before).map({True: "earlier", False: "later"})
    moved = "Deadline moved" + _still_counted(night) + " from "
    dates = moved + short_dates(before) + " to " + short_dates(deadline)
    return dates + ", " + by.where(days.notna(), "") + way + _what_counts(night)


def _still_counted(night: Night) -> pd.Series[str]:
    """Return that the deadline which was missed counts all the same, and nothing for the others."""
    still = night.compared.kinds["still_counted"]
    return pd.Series("", still.index).mask(still, " (still counted)")


def _what_counts(night: Night) -> pd.Series[str]:
    """Return the deadline that was missed, where it is not the one of the night before."""
    counts, followed = night.judged["effective_deadline"], night.compared.followed
    is_other = night.compared.kinds["still_counted"] & (counts != followed["deadline_before"])
    return ("; it missed " + short_dates(counts)).where(is_other, "")


def _came_from(night: Night) -> pd.Series[str]:
    team = night.compared.followed["team_before"]
    return "Came from " + team.where(team != "", NO_TEAM)


#: The gravest kind first; a new one is a new row.
CHANGES: dict[str, tuple[Holds, Says]] = {
    "new_exception": (
        lambda compared: compared.kinds["new_exceptions"],
        lambda night: "New: " + in_a_sentence(night.judged["status"].astype("str")),
    ),
    "deadline_moved_after_missed": (
        lambda compared: compared.kinds["deadlines_moved_after_missed"],
        lambda night: _moved(night) + ", after it had been missed" + _ended(night),
    ),
    "deadline_moved": (
        lambda compared: (
            compared.kinds["deadlines_moved"] & ~compared.kinds["deadlines_moved_after_missed"]
        ),
        lambda night: _moved(night) + _ended(night),
    ),
    "deadline_removed": (
        lambda compared: compared.kinds["deadlines_removed"],
        lambda night: (
            "Deadline removed"
            + _still_counted(night)
            + "; it was "
            + short_dates(night.compared.followed["deadline_before"])
            + _what_counts(night)
        ),
    ),
    "reopened": (
        lambda compared: compared.kinds["reopened"],
        lambda _: "Open again, after it was completed",
    ),
    "came_back": (
        lambda compared: compared.kinds["came_back"],
        lambda _: "Came back into the extract",
    ),
    "team_changed": (lambda compared: compared.kinds["team_changed"], _came_from),
    "deadline_set": (
        lambda compared: compared.kinds["deadlines_set"],
        lambda night: (
            "Deadline set"
            + _still_counted(night)
            + ": "
            + short_dates(night.judged["deadline"])
            + _what_counts(night)
            + _ended(night)
        ),
    ),
    "resolved": (
        lambda compared: (
            ~compared.followed["resolved"].isin(["", "deadline_moved", "deadline_set"])
        ),
        lambda night: night.compared.followed["resolved"].map(RESOLUTIONS) + _ended(night),
    ),
}
#: With which of `RESOLUTIONS` an exception leaves the list by a change; that of the others is news
#: beside the change.
ENDED_BY = {
    "deadline_moved_after_missed": ("deadline_moved",),
    "deadline_moved": ("deadline_moved",),
    "deadline_set": ("deadline_set",),
    "resolved": tuple(RESOLUTIONS),
}
