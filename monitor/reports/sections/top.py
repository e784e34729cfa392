"""The top of a page: how many need action, what asks to be answered, and the child to see first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.parts.tables import Said, Tile
from monitor.reports.parts.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.judgement.night import Figures, Night
    from monitor.reports.sections.asked import AskedShare
    from monitor.settings.words import Words


def need_action(
    night: Night, figures: Figures, words: Words, *, leads: str = "#needs-you", change: str = ""
) -> Said:
    """Return how many assessments need action, in a sentence that leads to them.

    Where none does it is never said of a night or a team that is no all-clear.
    """
    phrases = (words.assessment, words.assessments)
    if count := figures.exceptions:
        verb = "needs" if count == 1 else "need"
        return Said(f"{counted(count, *phrases)} {verb} action{change}.", leads)
    if missing := figures.changes["vanished"]:
        verb = "is" if missing == 1 else "are"
        return Said(f"{counted(missing, *phrases)} {verb} missing, unfinished.", "#vanished")
    if night.alarms or figures.records == 0:
        return Said("Nothing is listed, but that is no all-clear.", "#rely")
    return Said(f"Nothing needs action{change}.", leads)


def need_answer(asked: AskedShare | None) -> Iterator[Said]:
    """Yield how many need an answer of the reader today, where anybody is asked."""
    if asked is not None and (count := len(asked.to_answer_today)):
        yield Said(f"{count} {'needs' if count == 1 else 'need'} your answer today.", "#today")


def answer_tiles(asked: AskedShare | None) -> Iterator[Tile]:
    """Yield what asks for something of a team's manager; each leads to a list of as many rows."""
    if asked is not None:
        broken = len(asked.broken)
        yield Tile(str(broken), "promise broken" if broken == 1 else "promises broken", "#broken")
        yield Tile(str(len(asked.unanswered)), "without an answer", "#unanswered")
        yield Tile(str(len(asked.above)), "with the next level", "#above")
