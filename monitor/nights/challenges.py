"""The log of challenge of an output folder, as the history knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.history.store import look_into_history
from monitor.judgement.challenges import challenges, unanswered

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def log_of_challenge(
    output: Path, *, team: str = "", only_unanswered: bool = False
) -> pd.DataFrame:
    """Return the log (`challenges`): of one team, and of what has no answer in force, if asked."""
    with look_into_history(output) as history:
        steps, held = history.steps.of(), history.answers.all()
    log = challenges(steps, held)
    if team:
        log = log[log["team"] == team]
    if only_unanswered:
        log = log[log["reference"].isin(unanswered(steps))]
    return log
