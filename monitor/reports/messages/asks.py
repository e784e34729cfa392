"""What a message says of answers: references, last answers, and the groups of a team's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.judgement.asking import NOT_ASKING
from monitor.reports.messages.draft import ListedCell, cut
from monitor.reports.parts.wording import counted, dated, one_line
from monitor.reports.sections.answers import NIGHTS_UNREAD
from monitor.settings.links import answer_link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import Night
    from monitor.reports.sections.asked import AskedRow
    from monitor.settings.settings import Settings

LONGEST_SOURCE = 60


def case_cell(row: AskedRow, settings: Settings, *, with_team: bool) -> ListedCell:
    """Return whose case it is, with its reference and the way to answer."""
    team = (f"team {cut(row.team_name)}",) if with_team else ()
    lines = (f"{settings.words.assessment} {cut(row.assessment)}", row.reference, *team)
    return ListedCell(cut(row.child), lines, link_of(row, settings))


def link_of(row: AskedRow, settings: Settings) -> str:
    """Return the address that opens a message about a case; blank where there is none."""
    reply_to = settings.answers.reply_to if settings.answers else ()
    return answer_link(reply_to, row.reference, row.team)


def answer_cell(row: AskedRow) -> ListedCell:
    """Return the last answer: its kind and its date, never its words."""
    read = (f"read {dated(row.answer_read)}",) if row.answer_kind else ()
    return ListedCell(lines=(row.answer, *read))


def promised_in_words(rows: Sequence[AskedRow]) -> str:
    """Return how many have an answer in force, and the next date of these; blank for none."""
    quiet = [row for row in rows if row.is_quiet]
    if not quiet:
        return ""
    days = [row.answer_until for row in quiet if row.answer_until is not None]
    until = f"; the next date is {dated(min(days))}" if days else ""
    return f"{counted(len(quiet), 'more is', 'more are')} promised or otherwise answered{until}."


def waiting_above(rows: Sequence[AskedRow]) -> list[AskedRow]:
    """Return what waits for the service: nobody is above who could answer."""
    return [row for row in rows if row.is_waiting_above]


def unread_in_words(night: Night) -> tuple[str, bool]:
    """Return which sources of answers the service must see to, and whether that is new tonight."""
    sources = (night.asking or NOT_ASKING).thread.unread
    late = [source for source in sources if source.nights_unread >= NIGHTS_UNREAD]
    names = ", ".join(one_line(source.name, LONGEST_SOURCE) for source in late)
    is_new = any(source.nights_unread == NIGHTS_UNREAD for source in late)
    return (f"Answers could not be read for two nights or more: {names}." if late else ""), is_new
