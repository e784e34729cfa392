"""What a message says of answers: how many are promised, and which sources were not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.judgement.asking import NOT_ASKING
from monitor.reports.parts.wording import counted, dated, one_line
from monitor.reports.sections.answers import NIGHTS_UNREAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import Night
    from monitor.reports.sections.asked import AskedRow

LONGEST_SOURCE = 60


def promised_in_words(rows: Sequence[AskedRow]) -> str:
    """Return how many have an answer in force, and the next date of these; blank for none."""
    quiet = [row for row in rows if row.is_quiet]
    if not quiet:
        return ""
    days = [row.answer_until for row in quiet if row.answer_until is not None]
    until = f"; the next date is {dated(min(days))}" if days else ""
    return (
        f"{counted(len(quiet), 'of them is', 'of them are')} promised or otherwise answered{until}."
    )


def unread_in_words(night: Night) -> tuple[str, bool]:
    """Return which sources of answers the service must see to, and whether that is new tonight."""
    sources = (night.asking or NOT_ASKING).thread.unread
    late = [source for source in sources if source.nights_unread >= NIGHTS_UNREAD]
    names = ", ".join(one_line(source.name, LONGEST_SOURCE) for source in late)
    is_new = any(source.nights_unread == NIGHTS_UNREAD for source in late)
    return (f"Answers could not be read for two nights or more: {names}." if late else ""), is_new
