"""The subject of a message: what it asks, then who it is for and the day; never an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.parts.wording import DO_NOT_RELY, counted, one_line, short_date
from monitor.settings.words import PLAIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from monitor.judgement.night import Figures
    from monitor.reports.sections.asked import AskedShare
    from monitor.settings.words import Words

ALARM = f"{DO_NOT_RELY}: "
#: A team's name is cut to this many characters.
LONGEST_NAME = 60


def subject_of(asks: Iterable[str], name: str, as_at: date, *, is_alarm: bool = False) -> str:
    """Return a subject in the one shape of all: what is asked comes first, however long a name."""
    about = f"{one_line(name, LONGEST_NAME)}, {day_and_month(as_at)}"
    return f"{ALARM if is_alarm else ''}{', '.join(asks)}: {about}"


def asks_of(
    figures: Figures, asked: AskedShare | None, *, nothing: str, words: Words = PLAIN_WORDS
) -> Iterator[str]:
    """Yield what a team's page asks, in counts that are not 0; `nothing` where none is."""
    if urgent := tuple(of_answers(asked)):
        yield from (*urgent, *_missing(figures))
    else:
        yield from counts_of(figures, nothing=nothing, words=words)


def counts_of(
    figures: Figures,
    asked: AskedShare | None = None,
    *,
    nothing: str,
    words: Words = PLAIN_WORDS,
) -> Iterator[str]:
    """Yield how many need action, what waits for the service (`asked`), what is new or missing."""
    counts = [*_need_action(figures, words), *waiting_above(asked)]
    if figures.exceptions:
        if new := figures.changes["new_exceptions"]:
            counts.append(f"{new} new")
        if unseen := figures.flags["child_not_seen"]:
            counts.append(f"{counted(unseen, 'child', 'children')} not seen")
    counts += _missing(figures)
    yield from counts or [nothing]


def waiting_above(asked: AskedShare | None) -> Iterator[str]:
    """Yield how many wait for the service, and how many promises were broken."""
    rows = () if asked is None else asked.rows
    if waiting := sum(row.is_waiting_above for row in rows):
        yield f"{waiting} {'waits' if waiting == 1 else 'wait'} for you"
    if broken := sum(row.group == "broken" for row in rows):
        yield f"{counted(broken, 'promise')} broken"


def in_sentences(figures: Figures, asks: Iterable[str], words: Words) -> str:
    """Return how many need action, what else is asked, and what is missing; blank for nothing."""
    said = (*_need_action(figures, words), *asks, *_missing(figures))
    return " ".join(f"{each}." for each in said)


def _need_action(figures: Figures, words: Words) -> Iterator[str]:
    if count := figures.exceptions:
        assessments = counted(count, words.assessment, words.assessments)
        yield f"{assessments} {'needs' if count == 1 else 'need'} action"


def _missing(figures: Figures) -> Iterator[str]:
    if count := figures.changes["vanished"]:
        yield f"{count} {'is' if count == 1 else 'are'} missing from the extract"


def of_answers(asked: AskedShare | None) -> Iterator[str]:
    """Yield how many a team must answer about today, and how many promises were broken."""
    if asked is None:
        return
    if today := len(asked.to_answer_today):
        yield f"{today} {'needs' if today == 1 else 'need'} your answer today"
    if broken := len(asked.broken):
        yield f"{counted(broken, 'promise')} broken"


def day_and_month(day: date) -> str:
    """Return a date as “Thu 16 Jul”: the message itself has the year."""
    return short_date(day).rpartition(" ")[0]
