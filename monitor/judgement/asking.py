"""Who is asked about what tonight, and what was answered; and the figures of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from monitor.assessments.answers import FAULT_KINDS
from monitor.assessments.no_rows import no_rows
from monitor.judgement.steps import NO_STEPS, together
from monitor.judgement.thread import NO_THREAD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.judgement.thread import Thread

#: How an episode was answered, and how a promise is or ended.
ANSWERED = ("in_force", "lapsed", "never", "refused")
PROMISES = ("kept", "broken", "moved", "void", "not_yet_due")


@dataclass(frozen=True)
class AskingFigures:
    """The figures of answers, of the service or of a team.

    `asked` are the episodes that are asked about tonight; `answered` parts them by how they were
    answered. `promises` holds how each promise ended that the history knows, `promises_due` how
    those of the last seven days did; `raised` and `answers` how often a level was reached, and
    answered (0 is the team).
    """

    name: str
    asked: int
    answered: Mapping[str, int]
    #: Of those whose days are over or who answered, those answered within them.
    within_limit: int
    within_limit_of: int
    within_limit_percent: float | None
    median_working_days_to_answer: float | None
    promises: Mapping[str, int]
    promises_due: Mapping[str, int]
    episodes_with_two_promises: int
    raised: Mapping[int, int] = field(default_factory=dict)
    answers: Mapping[int, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    #: The working days of the longest silence tonight.
    longest_silence: int | None = None

    @property
    def promises_made(self) -> int:
        """Return how many promises were made."""
        return sum(self.promises.values())


NOTHING_ASKED = AskingFigures(
    name="",
    asked=0,
    answered=dict.fromkeys(ANSWERED, 0),
    within_limit=0,
    within_limit_of=0,
    within_limit_percent=None,
    median_working_days_to_answer=None,
    promises=dict.fromkeys(PROMISES, 0),
    promises_due=dict.fromkeys(PROMISES, 0),
    episodes_with_two_promises=0,
)


@dataclass(frozen=True, eq=False)
class Asking:
    """Who is asked about what tonight, what was answered, and what became of it.

    `asks` has a row for each exception that is asked about (`exchanges`); `steps` are tonight's,
    and `thread` what was known before.
    """

    thread: Thread
    #: True where the configuration asks for answers, and this night does.
    is_on: bool
    steps: pd.DataFrame
    asks: pd.DataFrame
    #: Exceptions without a reference: nobody can tell which assessment each is.
    cannot_be_asked: int
    figures: AskingFigures
    teams: tuple[AskingFigures, ...]

    @cached_property
    def all_steps(self) -> pd.DataFrame:
        """Return the steps of earlier nights, and tonight's."""
        return together(self.thread.steps, self.steps)

    @property
    def faults(self) -> pd.DataFrame:
        """Return why answers that tonight read do not count, each with its place in its source."""
        refused = self.steps.loc[self.steps["step"] == "refused", ["answer", "why"]]
        if refused.empty:
            return _NO_FAULTS
        places = self.thread.attached.drop_duplicates("said").set_index("said")
        codes = refused.assign(code=refused["why"].str.split(";")).explode("code")
        kinds = [FAULT_KINDS[code] for code in codes["code"]]
        own = places[["source", "source_row"]].reindex(codes["answer"])
        return own.reset_index(drop=True).assign(
            column=[kind.column for kind in kinds],
            code=[kind.code for kind in kinds],
            message=[kind.sentence for kind in kinds],
            action=[kind.action for kind in kinds],
        )


_NO_FAULTS = no_rows(
    {
        "source": "str",
        "source_row": "int64",
        **dict.fromkeys(("column", "code", "message", "action"), "str"),
    }
)
NOT_ASKING = Asking(
    thread=NO_THREAD,
    is_on=False,
    steps=NO_STEPS,
    asks=pd.DataFrame(),
    cannot_be_asked=0,
    figures=NOTHING_ASKED,
    teams=(),
)
