"""Whether a reader can trust what is shown: what was read, how old it is, if it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from monitor.reports.parts.wording import DO_NOT_RELY, counted, long_date, one_line, short_date
from monitor.settings.words import PLAIN_WORDS

if TYPE_CHECKING:
    from monitor.judgement.night import Figures, Night
    from monitor.records.sources import SourceFile
    from monitor.settings.words import Words

#: An extract may be of the day before: it is made in the evening and read in the night.
_FRESH_DAYS = 1
#: In a message, the name of a source is cut to this many characters.
_LONGEST = 200
_WITHOUT_RECORDS = (
    "That is no all-clear: if the team has work, the extract spells its name otherwise or leaves "
    "it out. Ask whoever makes the extract."
)
_TO_LOOK_AT = "“Open, before its deadline, but to look at” and “Completed work to check”"
NO_CONTROL_TOTAL = "No control total was declared for some source: nothing proves that it is whole."


@dataclass(frozen=True)
class Assurance:
    """A verdict in a word or a few, and the sentences behind it."""

    verdict: str
    reasons: tuple[str, ...]


#: Said of a suspicious night where another is said to be better or worse than before.
IN_DOUBT = Assurance("Nobody can say.", ("The extract of this night is in doubt.",))


def state_of_the_data(night: Night) -> str:
    """Return whether what was read is fresh, stale, of no known day, or no all-clear."""
    return DO_NOT_RELY if night.alarms else oldest_extract(night).verdict


def nothing_to_do(
    night: Night, figures: Figures, *, to_look_at: int, words: Words = PLAIN_WORDS
) -> Assurance | None:
    """Return why a page that asks for nothing can be trusted; None where it asks for something."""
    if night.alarms or figures.exceptions or figures.changes["vanished"]:
        return None
    if figures.records == 0:
        return Assurance("No record of this team is in the extract", (_WITHOUT_RECORDS,))
    phrases = map(words.fill, ("open {assessment}", "open {assessments}"))
    judged = counted(figures.past_deadline.open.of, *phrases)
    reasons = [f"{judged} could be judged, and no deadline has passed."]
    if soon := figures.statuses["due_soon"]:
        reasons.append(f"{counted(soon, 'deadline falls', 'deadlines fall')} in the next days.")
    if to_look_at:
        phrases = map(words.fill, ("{assessment} stands", "{assessments} stand"))
        stand_out = counted(to_look_at, *phrases)
        where = "on the teams' pages " if figures is night.service else ""
        reasons.append(f"{stand_out} out all the same: see {where}{_TO_LOOK_AT}.")
    verdict = words.fill("No open {assessment} is late or without a deadline")
    return Assurance(verdict, (*reasons, oldest_extract(night).sentence))


@dataclass(frozen=True)
class Age:
    """How old the oldest extract is: in a word or a few, and in a sentence."""

    verdict: str
    sentence: str
    is_stale: bool = False
    is_unknown: bool = False


def oldest_extract(night: Night) -> Age:
    """Return how old the oldest extract is; a stale one comes before one of no known day."""
    dated = [(date.fromisoformat(s.dated), s.name) for s in night.sources if s.dated]
    for day, name in sorted(dated)[:1]:
        age, of_day = (night.as_at - day).days, f"{name} is of {long_date(day)}"
        if age > _FRESH_DAYS:
            sentence = f"{of_day}, {age} days before the date of this report."
            return Age(f"Stale, {age} days old", sentence, is_stale=True)
        if len(dated) == len(night.sources):
            return Age("Fresh", f"{of_day}.")
    undated = next(source.name for source in night.sources if not source.dated)
    return Age("Age not known", f"{undated} does not say of which day it is.", is_unknown=True)


def assurances(night: Night) -> tuple[str, ...]:
    """Return on what a message rests, a sentence each: also what cannot be known."""
    names = one_line(", ".join(source.name for source in night.sources), _LONGEST)
    return (
        f"{counted(night.service.records, 'record')} read from {names}.",
        "The control total that was declared agrees with the records read."
        if is_proven_whole(night)
        else NO_CONTROL_TOTAL,
        *(
            map(_age, night.sources)
            if any(source.dated_by for source in night.sources)
            else ("No extract says of which day it is.",)
        ),
        checks_ran(night),
        compared_with(night),
    )


def _age(source: SourceFile) -> str:
    name, by = one_line(source.name, _LONGEST), one_line(source.dated_by, _LONGEST)
    if not by:
        return f"{name} does not say of which day it is."
    if source.dated is None:
        return f"{name} passed its age limit by {by}."
    return f"{name} is of {short_date(date.fromisoformat(source.dated))}, by {by}."


def is_proven_whole(night: Night) -> bool:
    """True if each source declared how many records it has: reading refuses one that differs."""
    return all(source.control_total is not None for source in night.sources)


def checks_ran(night: Night) -> str:
    """Return how many checks ran on every record."""
    ran = sum(check.run for check in night.checks)
    return f"{ran} checks ran on every record; none was left out."


def compared_with(night: Night) -> str:
    """Return with which earlier night this one is compared."""
    before = night.compared.night
    if before is None:
        return "There is no earlier night in the history: it is compared with none."
    return f"Compared with the night of {long_date(before)}."
