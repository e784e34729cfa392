"""From an extract to a draft of its configuration: what is guessed, and what must be chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor.assessments.columns import DATE_COLUMNS, STATES
from monitor.errors import UsageFault
from monitor.records.cell_words import are_codes
from monitor.records.cells import USUAL_CHILD_SEEN
from monitor.settings.names import same_name
from monitor.starter.date_forms import DateForms, guess_forms
from monitor.starter.kinds import (
    date_columns,
    kind_of,
    looks_like_headings,
    offered_blanks,
    written,
)
from monitor.starter.recognising import FileKind, recognise
from monitor.starter.usual_headings import Guess, guess_mapping

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from monitor.extracts.files import Copy
    from monitor.extracts.glimpses import Glimpse


#: Asks somebody to choose one of several options; None where nobody is there, or chooses.
Ask = Callable[[str, Sequence[str]], str | None]
#: What an extract must have beside a deadline, in words.
NEEDED = {
    "child_id": "the child's local id",
    "team": "the team that has the assessment tonight",
    "start_date": "the start of the assessment",
    "authorised_date": "the day on which the manager authorised the finished assessment",
}
#: The fewest usual headings that make a row of headings, and not a child's record.
_LEAST_KNOWN = 2
_WORKING_DAYS = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class DraftedExtract:
    """All that a drafted configuration says of an extract."""

    kind: FileKind
    path: str
    sheet: str = ""
    guess: Guess = field(default_factory=lambda: Guess({}))
    forms: DateForms = field(default_factory=DateForms)
    #: The words of a column that are to be given a meaning; None where they are not repeated.
    words: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    sheet_is_hidden: bool = False
    #: Other sheets that may be meant, each with a word if it is hidden.
    other_sheets: tuple[str, ...] = ()
    #: What kind of text stands under each heading.
    kinds: Mapping[str, str] = field(default_factory=dict)
    #: Words that may stand for a blank.
    blanks: tuple[str, ...] = ()
    #: The headings that may be the deadline and have numbers of days under them.
    timescales: tuple[str, ...] = ()

    @property
    def columns(self) -> Mapping[str, str]:
        """Return the heading of each column that was guessed or chosen."""
        return self.guess.columns

    @property
    def is_standard(self) -> bool:
        """True if its layout is known, so that its headings need not be mapped."""
        return self.kind.look is None

    @property
    def has_deadline(self) -> bool:
        """True if the deadline, or a timescale, was chosen."""
        return not {"deadline", "timescale"}.isdisjoint(self.columns)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the columns that must still be mapped, the deadline apart."""
        return tuple(each for each in NEEDED if each not in self.columns and not self.is_standard)


def draft(copy: Copy, *, path: str, formats: Collection[str], ask: Ask) -> DraftedExtract:
    """Draft the configuration of a file; `path` is how the configuration names it.

    Raises `ExtractRefused` for a file that no reader could read, and `UsageFault` where its first
    row does not look like headings.
    """
    kind = recognise(copy, formats)
    if kind.look is None:
        guess = _of_standard(kind.headings(copy))
        return DraftedExtract(kind, path, guess=_with_deadline(guess, ask, guess.perhaps_deadline))
    glimpses = kind.look(copy)
    glimpse, others = _sheet(glimpses, copy, ask)
    chosen = _chosen(glimpse, _guessed(glimpse), ask)
    return DraftedExtract(
        kind,
        path,
        sheet=glimpse.sheet if len(glimpses) > 1 else "",
        guess=chosen,
        forms=_forms(chosen, glimpse),
        words=_words(chosen, glimpse),
        sheet_is_hidden=glimpse.is_hidden,
        other_sheets=others,
        kinds={heading: kind_of(glimpse.texts[heading]) for heading in glimpse.headings},
        blanks=offered_blanks(glimpse, chosen.columns),
        timescales=tuple(each for each in chosen.perhaps_deadline if _is_timescale(glimpse, each)),
    )


def _sheet(glimpses: Sequence[Glimpse], copy: Copy, ask: Ask) -> tuple[Glimpse, tuple[str, ...]]:
    """Return the sheet that is meant, or the only one; and the others that may be.

    Where nobody says which, it is the one with most usual headings, and a hidden one last. Raises
    `UsageFault` where none has headings.
    """
    fitting = {
        f"{glimpse.sheet} (hidden)" if glimpse.is_hidden else glimpse.sheet: glimpse
        for glimpse in glimpses
        if has_headings(glimpse)
    }
    if not fitting:
        raise UsageFault(
            f"{copy.name}: its first row does not look like headings (hardly one is known), so "
            "nothing is guessed; `assessment-monitor init` without --from writes an example"
        )
    if len(fitting) > 1 and (answer := ask("Which sheet is it?", list(fitting))):
        return fitting[answer], ()
    known = {name: len(_guessed(sheet).columns) for name, sheet in fitting.items()}
    best = max(fitting, key=lambda name: (not fitting[name].is_hidden, known[name]))
    return fitting[best], tuple(name for name in fitting if name != best)


def has_headings(glimpse: Glimpse) -> bool:
    """True if the first row of a sheet is one of headings, and no child's record."""
    return len(_guessed(glimpse).columns) >= _LEAST_KNOWN or looks_like_headings(glimpse)


def _of_standard(headings: Sequence[str]) -> Guess:
    """Guess the deadline alone: the rest of a standard layout is known."""
    guess = guess_mapping(headings)
    columns = {key: name for key, name in guess.columns.items() if key == "deadline"}
    return replace(guess, columns=columns)


def _with_deadline(
    guess: Guess, ask: Ask, options: Sequence[str], timescales: Collection[str] = ()
) -> Guess:
    if "deadline" in guess.columns:
        return guess
    heading = ask("Which heading is the deadline that the manager set?", options)
    return _with(guess, "timescale" if heading in timescales else "deadline", heading)


def _guessed(glimpse: Glimpse) -> Guess:
    guess = guess_mapping(glimpse.headings)
    if _is_timescale(glimpse, guess.columns.get("deadline", "")):
        rest = {key: name for key, name in guess.columns.items() if key != "deadline"}
        return Guess(rest, (guess.columns["deadline"], *guess.perhaps_deadline))
    return guess


def _is_timescale(glimpse: Glimpse, heading: str) -> bool:
    """True if numbers of days stand under a heading, and no dates."""
    texts = glimpse.texts.get(heading, ())
    return bool(texts) and all(_WORKING_DAYS.fullmatch(text) for text in texts)


def _chosen(glimpse: Glimpse, guess: Guess, ask: Ask) -> Guess:
    """Return the guess with what somebody at the terminal chose."""
    for column, meaning in NEEDED.items():
        if column not in guess.columns:
            heading = ask(f"Which heading is {meaning} ({column})?", _left(guess, glimpse))
            guess = _with(guess, column, heading)
    timescales = [each for each in glimpse.headings if _is_timescale(glimpse, each)]
    options = guess.perhaps_deadline or _left(guess, glimpse)
    return _with_deadline(guess, ask, options, timescales)


def _left(guess: Guess, glimpse: Glimpse) -> list[str]:
    return [each for each in glimpse.headings if each not in guess.columns.values()]


def _with(guess: Guess, column: str, heading: str | None) -> Guess:
    if heading is None:
        return guess
    perhaps = tuple(each for each in guess.perhaps_deadline if each != heading)
    return replace(guess, columns={**guess.columns, column: heading}, perhaps_deadline=perhaps)


def _forms(guess: Guess, glimpse: Glimpse) -> DateForms:
    texts = {
        heading: written(glimpse.texts[heading])
        for column, heading in guess.columns.items()
        if column in {*DATE_COLUMNS, "extract_date"}
    }
    forms = guess_forms(texts, serial_dates=glimpse.serial_dates)
    if forms.formats or forms.unread:
        return forms
    return guess_forms(date_columns(glimpse), serial_dates=glimpse.serial_dates)


def _words(guess: Guess, glimpse: Glimpse) -> dict[str, tuple[str, ...] | None]:
    """Return the words for states and child seen that are not known, where they are codes."""
    known = {word for words in USUAL_CHILD_SEEN.values() for word in words}
    found: dict[str, tuple[str, ...] | None] = {}
    for column, usual in (("state", set(STATES)), ("child_seen", {*known, *USUAL_CHILD_SEEN})):
        texts = glimpse.texts.get(guess.columns.get(column, ""), ())
        strange = tuple(text for text in written(texts) if same_name(text) not in usual)
        if strange:
            found[column] = strange if are_codes(strange) else None
    return found
