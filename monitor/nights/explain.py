"""Why records are judged as they are, and what earlier nights found of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.history.lives import lives_of
from monitor.history.store import has_history, look_into_history
from monitor.judgement.challenges import challenges
from monitor.judgement.snapshot import NO_NIGHT
from monitor.judgement.steps import NO_STEPS
from monitor.judgement.thread import NO_ANSWERS
from monitor.nights.challenges import log_of_challenge
from monitor.nights.known import judge_with_history
from monitor.reports.explained.explanation import (
    explanation,
    has_id,
    positions_of,
    vanished_explanation,
)
from monitor.reports.parts.challenges import challenge_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from monitor.nights.order import Order

_NOT_FOLLOWED = -1


def explain_records(order: Order, identifier: str) -> list[str]:
    """Return a text for each assessment that has this assessment id or child id, or once had it."""
    judged = judge_with_history(order)
    followed = judged.night.compared.followed["life"]
    known, lives = _lives(order, identifier, followed, positions_of(judged.night, identifier))
    positions = [*positions_of(judged.night, identifier)]
    positions += [each for each in followed.index[followed.isin(known)] if each not in positions]
    gone = sorted(known - set(followed))
    log = _log(order)
    told = {
        position: explanation(judged.night, judged.clock, position, _of(lives, followed[position]))
        for position in positions
    }
    return [
        *(_with_thread(text, _of(log, followed[place])) for place, text in told.items()),
        *(_with_thread(vanished_explanation(_of(lives, life)), _of(log, life)) for life in gone),
    ]


def _log(order: Order) -> pd.DataFrame:
    if has_history(order.output):
        return log_of_challenge(order)
    return challenges(NO_STEPS, NO_ANSWERS)


def _with_thread(text: str, log: pd.DataFrame) -> str:
    """Return an explanation with what was asked and answered about its assessment."""
    if not log["step"].isin(["asked", "answered", "refused"]).any():
        return text
    return "\n".join([text, "", "Asked and answered", *challenge_lines(log)])


def _lives(
    order: Order, identifier: str, followed: pd.Series[int], positions: Sequence[int]
) -> tuple[set[int], pd.DataFrame]:
    """Return the lives that once had the id, and what earlier nights found of them and of these."""
    if not has_history(order.output):
        return set(), NO_NIGHT
    tonight = set(followed[list(positions)]) - {_NOT_FOLLOWED}
    with look_into_history(order.output) as history:
        lives = lives_of(history, identifier, tonight, before=order.as_at)
    return set(lives.loc[has_id(lives, identifier), "life"]), lives


def _of(lives: pd.DataFrame, life: int) -> pd.DataFrame:
    return lives[lives["life"] == life]
