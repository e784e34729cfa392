"""Whether a page can be trusted: the state of what was read, and why a quiet page is quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from monitor.reports.parts.wording import counted, long_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import Figures, Night
    from monitor.records.sources import SourceFile

#: An extract may be of the day before: it is made in the evening and read in the night.
_FRESH_DAYS = 1
_WITHOUT_RECORDS = (
    "That is no all-clear: if the team has work, the extract spells its name otherwise or leaves "
    "it out. Ask whoever makes the extract."
)


@dataclass(frozen=True)
class Assurance:
    """A verdict in a word or a few, and the sentences behind it."""

    verdict: str
    reasons: tuple[str, ...]


def state_of_the_data(night: Night) -> Assurance:
    """Return whether what was read is fresh, stale, of no known day, or no all-clear."""
    verdict, age = _age(night)
    if night.alarms:
        verdict, age = "Not an all-clear", f"The top of this page says why. {age}"
    read = counted(night.service.records, "record was", "records were")
    counts = f"{read} read, and each is counted in exactly one status."
    return Assurance(verdict, (age, counts, _control_totals(night.sources)))


def _age(night: Night) -> tuple[str, str]:
    """Return a word on the oldest extract, and its age in a sentence; a stale one comes first."""
    dated = [(date.fromisoformat(s.dated), s.name) for s in night.sources if s.dated]
    for day, name in sorted(dated)[:1]:
        age, told = (night.as_at - day).days, f"{name} is of {long_date(day)}"
        if age > _FRESH_DAYS:
            return f"Stale, {age} days old", f"{told}, {age} days before the date of this report."
        if len(dated) == len(night.sources):
            return "Fresh", f"{told}."
    undated = next(source.name for source in night.sources if not source.dated)
    return "Age not known", f"{undated} does not tell of which day it is."


def _control_totals(sources: Sequence[SourceFile]) -> str:
    """Say whether anything proves that the extracts are whole."""
    undeclared = [source.name for source in sources if source.control_total is None]
    if undeclared:
        return f"Nothing proves that {undeclared[0]} is whole: it declares no control total."
    return "The number of records agrees with what the extract itself declares."


def nothing_to_do(night: Night, figures: Figures, *, to_look_at: int) -> Assurance | None:
    """Return why a page that asks for nothing can be trusted; None where it asks for something.

    `to_look_at` is how many assessments stand out that are no exceptions.
    """
    if night.alarms or figures.exceptions or figures.changes["vanished"]:
        return None
    if figures.records == 0:
        return Assurance("No record of this team is in the extract", (_WITHOUT_RECORDS,))
    _, age = _age(night)
    verdict = "No open assessment is late or without a deadline"
    return Assurance(verdict, (*_why(figures, to_look_at), age))


def _why(figures: Figures, to_look_at: int) -> tuple[str, ...]:
    judged = counted(figures.past_deadline.open.of, "open assessment")
    reasons = [f"{judged} could be judged, and no deadline has passed."]
    if soon := figures.statuses["due_soon"]:
        reasons.append(f"{counted(soon, 'deadline falls', 'deadlines fall')} in the next days.")
    if to_look_at:
        stand_out = counted(to_look_at, "assessment stands", "assessments stand")
        reasons.append(f"{stand_out} out all the same: see “Not late, but look”.")
    return tuple(reasons)
