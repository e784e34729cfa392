"""The top of the service's page: how many need action, how the teams answered, what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.parts.tables import Said, Tile
from monitor.reports.parts.weekly import changed_in_a_week
from monitor.reports.sections.top import need_action

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.judgement.night import Night
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.shares import Share
    from monitor.reports.sections.worst_of_service import Worst
    from monitor.settings.words import Words

#: How promises ended, in the order in which the sentence says it.
_ENDS = {
    "kept": "kept",
    "broken": "broken",
    "moved": "moved",
    "void": "overtaken by events",
    "not_yet_due": "not known",
}


def service_needs(share: Share, night: Night, words: Words) -> Iterator[Said]:
    """Yield how many need action, with the change in a week, and how the teams answered."""
    asked = share.asked
    week = changed_in_a_week([(row.night, row.exceptions) for row in sorted(share.trend)])
    change = f", {week}" if week and not night.alarms else ""
    yield need_action(night, share.figures, words, leads="#teams", change=change)
    if asked is None or night.asking is None:
        return
    if silent := len(asked.unanswered):
        verb = "has" if silent == 1 else "have"
        yield Said(f"{silent} {verb} no answer from a manager.", "#unanswered")
    due = night.asking.figures.promises_due
    if total := sum(due.values()):
        yield Said(f"Promises due last week: {total}, {_ended(due)}.", "#promises")


def _ended(due: Mapping[str, int]) -> str:
    always = ("kept", "broken")
    return ", ".join(
        f"{end} {due[code]}" for code, end in _ENDS.items() if due[code] or code in always
    )


def service_tiles(worst: Worst, asked: AskedShare | None, limit: int) -> Iterator[Tile]:
    """Yield what asks for something of the head of the service; each leads to as many rows."""
    if asked is not None:
        yield Tile(str(len(asked.waiting_above)), "waiting for you", "#waiting-for-you")
    closed = len(worst.case_closed)
    case = "case" if closed == 1 else "cases"
    yield Tile(str(closed), f"{case} closed, not finished", "#case-closed")
    more = "more " if worst.is_late_and_closed else ""
    over = f"{more}open, over {limit} working days late"
    yield Tile(str(len(worst.long_overdue)), over, "#long-overdue")
