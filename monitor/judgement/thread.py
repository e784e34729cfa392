"""What the history knows of episodes and answers when a night is judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003  (a NamedTuple reads its annotations)
from typing import TYPE_CHECKING, NamedTuple

from monitor.assessments.no_rows import no_rows
from monitor.judgement.steps import NO_STEPS

if TYPE_CHECKING:
    import pandas as pd

#: A stored answer as it was given (`records.answers`), and what it was found to be about.
GIVEN_TYPES = {
    **dict.fromkeys(("reference", "child_id", "assessment_id", "kind", "reason", "by"), "str"),
    **dict.fromkeys(("words", "source", "faults", "said"), "str"),
    **dict.fromkeys(("until", "given_on"), "datetime64[s]"),
    "source_row": "int64",
}
NO_ANSWERS = no_rows(GIVEN_TYPES)
NONE_ATTACHED = no_rows({**GIVEN_TYPES, "life": "int64", "number": "int64"})


class AnswerFile(NamedTuple):
    """A source of answers: when it was last read, and for how many nights it could not be."""

    name: str
    #: None where no night read it.
    read_on: date | None
    nights_unread: int
    #: The hash of a workbook as it was read.
    sha256: str = ""


@dataclass(frozen=True, eq=False)
class Thread:
    """The steps of earlier nights, and the answers that tonight reads."""

    #: Part of every reference: what tells this history from others.
    history: str = ""
    steps: pd.DataFrame = field(default_factory=lambda: NO_STEPS)
    #: Every answer that is held, by its key (`said`): those read before, and tonight's.
    held: pd.DataFrame = field(default_factory=lambda: NO_ANSWERS)
    #: Tonight's answers, with `life`, `number` and `reference` of what they are about.
    attached: pd.DataFrame = field(default_factory=lambda: NONE_ATTACHED)
    #: The answers among them that the history does not hold yet.
    fresh: pd.DataFrame = field(default_factory=lambda: NO_ANSWERS)
    #: False on a night that is put in before the newest: it follows nothing, and asks nobody.
    is_followed: bool = True
    #: The sources of answers.
    sources: tuple[AnswerFile, ...] = ()

    @property
    def unread(self) -> tuple[AnswerFile, ...]:
        """Return the sources that tonight could not read."""
        return tuple(source for source in self.sources if source.nights_unread)


NO_THREAD = Thread()
