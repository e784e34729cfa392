"""The log of challenge in words, a line a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.answers import FAULT_KINDS, KIND_LABELS, STEPS
from monitor.reports.parts.rows import days_of
from monitor.reports.parts.wording import short_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

#: Why something lapsed, climbed, ended or was asked again.
WHY = {
    "date_passed": "its date passed",
    "worse": "the status or a flag got worse",
    "team_changed": "the team changed",
    "deadline_moved": "the deadline was moved beyond it",
    "episode_ended": "it left the list",
    "answered_above": "the next level answered",
    "silence": "not answered in time",
    "late": "too late by the limit of this level",
    "not_seen": "child not seen by the limit of this level",
    "broken_promise": "a promise was broken",
    "escalated": "the level below asked for it",
    "returned": "again",
    "completed": "completed",
    "cancelled": "cancelled",
    "explained": "explained",
    "moved": "its deadline was moved",
    "put_right": "put right",
    "not_followed": "it cannot be followed any more",
    "back": "it is in the extract again",
    "reopened": "it is on the list again",
    "lapsed": "the answer lapsed",
    "broken": "the promise was broken",
}


def challenge_lines(log: pd.DataFrame) -> Iterator[str]:
    """Yield each step of the log (`challenges`) as a line."""
    columns = ["reference", "team", "step", "level", "by", "kind", "why"]
    rows = log[columns].itertuples(index=False, name=None)
    days = zip(days_of(log["night"]), days_of(log["until"]), strict=True)
    for (night, until), (reference, team, step, level, by, kind, why) in zip(
        days, rows, strict=True
    ):
        parts = (
            STEPS[step] + (f" to level {level}" if step == "climbed" else ""),
            KIND_LABELS.get(kind, "") if step in ("answered", "refused") else "",
            f"by {by}" if by and step in ("answered", "refused", "promised") else "",
            f"until {short_date(until)}" if until and step in ("answered", "promised") else "",
            "; ".join(_reasons(why)),
            team,
        )
        on = "" if night is None else short_date(night)
        yield f"  {on:17} {reference:12} {'; '.join(part for part in parts if part)}"


def _reasons(why: str) -> Iterator[str]:
    for code in filter(None, why.split(";")):
        yield FAULT_KINDS[code].sentence if code in FAULT_KINDS else WHY.get(code, code)
