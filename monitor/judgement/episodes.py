"""Which assessments came onto the list tonight, left it, or are back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.working_days import day_numbers
from monitor.judgement.references import new_reference
from monitor.judgement.steps import new_steps, together

if TYPE_CHECKING:
    import numpy.typing as npt

    from monitor.judgement.status import Clock


def follow(
    episodes: pd.DataFrame, lives: pd.DataFrame, clock: Clock, *, history: str, same_within: int
) -> pd.DataFrame:
    """Return tonight's steps of episodes: began, paused, back, reopened, ended.

    `episodes` are those of earlier nights, `lives` what tonight finds. Back within `same_within`
    working days it is the same episode; later it is a new one, which returned.
    """
    is_open = episodes["is_open"]
    known = _with_facts(episodes[is_open], lives)
    on_list = known["is_exception"].to_numpy(dtype=bool)
    vanished = (known["how"] == "vanished").to_numpy(dtype=bool) & ~on_list
    was_paused = known["is_paused"].to_numpy(dtype=bool)
    ended = known[~on_list & ~vanished]
    unheld = lives[lives["is_exception"] & ~lives.index.isin(known["life"])]
    closed = episodes[~is_open].sort_values("number").drop_duplicates("life", keep="last")
    last = closed.reset_index().set_index("life").reindex(unheld.index)
    again = _within(last["ended"], clock, same_within)
    same = unheld[again].assign(**last.loc[again, ["reference", "number"]]).reset_index()
    fresh = unheld[~again].assign(number=last.loc[~again, "number"].fillna(-1) + 1).reset_index()
    taken = set(episodes.index)
    return together(
        new_steps("ended", ended, as_at=clock.as_at, why=ended["how"].array),
        new_steps("paused", known[vanished & ~was_paused], as_at=clock.as_at),
        new_steps("back", known[on_list & was_paused], as_at=clock.as_at),
        new_steps("reopened", same, as_at=clock.as_at),
        new_steps("began", _named(fresh, history, taken), as_at=clock.as_at),
    )


def _with_facts(episodes: pd.DataFrame, lives: pd.DataFrame) -> pd.DataFrame:
    """Return episodes with what tonight finds of their lives; of one that is lost, nothing."""
    facts = lives.reindex(episodes["life"]).reset_index(drop=True)
    facts["is_exception"] = facts["is_exception"].eq(True)  # noqa: FBT003  (blank where it is lost)
    facts["how"] = facts["how"].fillna("not_followed")
    for column in ("team", "status", "flags"):
        facts[column] = facts[column].fillna("")
    return pd.concat([episodes.reset_index(), facts], axis="columns")


def _within(ended: pd.Series[pd.Timestamp], clock: Clock, days: int) -> npt.NDArray[np.bool_]:
    """True where an episode ended no more than this number of working days ago."""
    day, has = day_numbers(ended)
    within = np.zeros(len(day), dtype=bool)
    today = np.full(int(has.sum()), clock.today, dtype=np.int64)
    within[has] = clock.calendars.manager.count(after=day[has], until=today) <= days
    return within


def _named(fresh: pd.DataFrame, history: str, taken: set[str]) -> pd.DataFrame:
    """Return new episodes with their references, and those that returned said to."""
    references = []
    for life, number in zip(fresh["life"], fresh["number"].astype("int64"), strict=True):
        references.append(new_reference(history, life, number, taken))
        taken.add(references[-1])
    why = np.where(fresh["number"] > 0, "returned", "")
    return fresh.assign(reference=pd.array(references, dtype="str"), why=why)
