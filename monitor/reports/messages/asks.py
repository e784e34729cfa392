"""What a message says of answers: how many are promised, and which sources were not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.judgement.asking import NOT_ASKING
from monitor.reports.parts.wording import counted, dated, one_line
from monitor.reports.sections.answers import NIGHTS_UNREAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import Night
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.asked_row import AskedRow

LONGEST_SOURCE = 60


def promised_in_words(rows: Sequence[AskedRow]) -> str:
    """Return how many have an answer in force, and the next date of these; blank for none."""
    quiet = [row for row in rows if row.is_quiet]
    if not quiet:
        return ""
    days = [row.answer_until for row in quiet if row.answer_until is not None]
    until = f"; the next date is {dated(min(days))}" if days else ""
    return f"{counted(len(quiet), 'is', 'are')} promised or otherwise answered{until}."


def answers_in_words(asked: AskedShare | None, *, of_service: bool) -> str:
    """Return how many are promised, and that no answer is asked; blank where nobody is asked."""
    if asked is None or not asked.rows:
        return ""
    nothing = _nothing_asked_of_service(asked) if of_service else _nothing_asked_of_team(asked)
    return " ".join(filter(None, (promised_in_words(asked.rows), nothing)))


def _nothing_asked_of_service(asked: AskedShare) -> str:
    return "" if asked.waiting_above else "Nothing waits for an answer of yours."


def _nothing_asked_of_team(asked: AskedShare) -> str:
    """Return that the team need not answer today, and by when next; blank where it must."""
    if asked.to_answer_today:
        return ""
    waiting = [row for row in asked.rows if row.level == 0 and not row.is_quiet]
    days = [row.to_answer_by for row in waiting if row.to_answer_by is not None]
    until = f"; the next is due by {dated(min(days))}" if days else ""
    return f"No answer is asked of you today{until}."


def unread_in_words(night: Night) -> tuple[str, bool]:
    """Return which sources of answers the service must see to, and whether that is new tonight."""
    sources = (night.asking or NOT_ASKING).thread.unread
    late = [source for source in sources if source.nights_unread >= NIGHTS_UNREAD]
    names = ", ".join(one_line(source.name, LONGEST_SOURCE) for source in late)
    is_new = any(source.nights_unread == NIGHTS_UNREAD for source in late)
    return (f"Answers could not be read for two nights or more: {names}." if late else ""), is_new
