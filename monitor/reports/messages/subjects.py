"""The subject of a message: one constant shape, with counts, and never an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.parts.wording import DO_NOT_RELY, counted, one_line, short_date
from monitor.settings.words import PLAIN_WORDS, at_start

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from monitor.judgement.night import Figures
    from monitor.settings.words import Words

ALARM = f"{DO_NOT_RELY}: "
#: A team's name is cut to this many characters.
LONGEST_NAME = 60


def subject(
    name: str,
    figures: Figures,
    *,
    as_at: date,
    is_alarm: bool,
    nothing: str,
    words: Words = PLAIN_WORDS,
) -> str:
    """Return the subject of a team's or the service's report; `nothing` where none is counted."""
    counts = ", ".join(say(number) for count, say in _COUNTED if (number := count(figures)))
    about = f"{at_start(words.assessments)}, {one_line(name, LONGEST_NAME)}, {short_date(as_at)}"
    return f"{ALARM if is_alarm else ''}{about}: {counts or nothing}"


#: What a subject counts, in this order, where it is not 0.
_COUNTED: tuple[tuple[Callable[[Figures], int], Callable[[int], str]], ...] = (
    (lambda figures: figures.statuses["overdue"], lambda count: f"{count} overdue"),
    (lambda figures: figures.statuses["no_deadline"], lambda count: f"{count} no deadline"),
    (lambda figures: figures.statuses["unreadable"], lambda count: f"{count} unreadable"),
    (
        lambda figures: figures.flags["child_not_seen"],
        lambda count: f"{counted(count, 'child', 'children')} not seen",
    ),
    (lambda figures: figures.changes["vanished"], lambda count: f"{count} missing"),
)
