"""Why records are judged as they are, and what earlier nights found of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.history.lives import lives_of
from monitor.history.store import has_history, look_into_history
from monitor.judgement.snapshot import NO_NIGHT
from monitor.nights.night import judge_with_history
from monitor.reports.explained.explanation import (
    explanation,
    has_id,
    positions_of,
    vanished_explanation,
)

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
    return [
        *(
            explanation(judged.night, judged.clock, position, _of(lives, followed[position]))
            for position in positions
        ),
        *(vanished_explanation(_of(lives, life)) for life in gone),
    ]


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
