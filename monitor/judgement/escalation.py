"""Who is asked tonight, and what climbs: by silence, lateness, a broken promise, or at request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.judgement.answers import OVERRULING, working_days
from monitor.judgement.steps import new_steps, together

if TYPE_CHECKING:
    import numpy.typing as npt

    from monitor.judgement.answers import AnswerRules

#: These steps of a night are reasons to ask those again with whom an assessment is.
_AGAIN = ("back", "reopened", "lapsed", "broken")


def ask_and_climb(
    episodes: pd.DataFrame,
    lives: pd.DataFrame,
    answers: pd.DataFrame,
    tonight: pd.DataFrame,
    rules: AnswerRules,
    *,
    is_suspicious: bool,
) -> pd.DataFrame:
    """Return tonight's steps of asking: climbed, one for each level, and asked.

    `tonight` are the steps of tonight before these. Nobody is skipped, and nothing ever falls. On a
    suspicious night nothing climbs by lateness, nor by a child not seen.
    """
    rows = _rows(episodes, lives, answers, rules)
    target, why = _targets(rows, tonight, rules, is_suspicious=is_suspicious)
    as_at, climbs = rules.clock.as_at, []
    for level in range(1, int(target.max(initial=0)) + 1):
        climbing = (rows["level"] < level) & (target >= level)
        climbs.append(
            new_steps("climbed", rows[climbing], as_at=as_at, level=level, why=why[climbing].array)
        )
    is_first = rows["first_asked"].isna()
    causes = tonight[tonight["step"].isin(_AGAIN)].drop_duplicates("reference", keep="last")
    reason = causes.set_index("reference")["step"].reindex(rows["reference"]).set_axis(rows.index)
    again = ~is_first & reason.notna() & ~rows["is_quiet"] & (target <= rows["level"])
    is_asked = is_first | again
    because = reason.where(~is_first, "").fillna("")[is_asked]
    asks = new_steps("asked", rows[is_asked], as_at=as_at, why=because.array)
    return together(asks, *climbs)


def quiet(answers: pd.DataFrame, level: pd.Series[int]) -> pd.Series[bool]:
    """True where an answer is in force; an escalated one quiets only the level that gave it.

    `level` is that with which each episode is, by its reference.
    """
    holding = answers[(answers["state"] == "in_force") & ~answers["kind"].isin(OVERRULING)]
    with_whom = level.reindex(holding["reference"]).to_numpy()
    holding = holding[(holding["kind"] != "escalate") | (holding["level"].to_numpy() >= with_whom)]
    return pd.Series(level.index.isin(holding["reference"]), level.index)


def _rows(
    episodes: pd.DataFrame, lives: pd.DataFrame, answers: pd.DataFrame, rules: AnswerRules
) -> pd.DataFrame:
    """Return the episodes that can be asked about, with what tonight finds of each."""
    some = episodes[episodes["is_open"] & ~episodes["is_paused"]]
    facts = lives.reindex(some["life"])
    columns = ["team", "status", "flags", "deadline", "late", "not_seen"]
    rows = some.assign(
        **{column: facts[column].array for column in columns},
        is_quiet=quiet(answers, some["level"]),
        today=pd.Timestamp(rules.clock.as_at),
    ).reset_index()
    return rows.assign(highest=rules.hierarchy.highest(rows["team"]))


def _targets(
    rows: pd.DataFrame, tonight: pd.DataFrame, rules: AnswerRules, *, is_suspicious: bool
) -> tuple[npt.NDArray[np.int64], pd.Series[str]]:
    """Return the level to which each climbs, and what brings it there."""
    calendar = rules.clock.calendars.manager
    target = rows["level"].to_numpy(dtype=np.int64)
    why = pd.Series("", rows.index, dtype="str")
    silent, since_asked = (
        pd.Series(working_days(calendar, rows[column], rows["today"]), rows.index)
        for column in ("asked", "first_asked")
    )
    had_its_days = since_asked >= rules.limits.answer_within_working_days
    may_be_late = had_its_days & (not is_suspicious)
    is_silent = ~rows["is_quiet"] & rows["asked"].notna()
    for step, word in (("broken", "broken_promise"), ("answered", "escalated")):
        given = tonight[(tonight["step"] == step)]
        given = given[given["why"] == "escalate"] if step == "answered" else given
        above = given.groupby("reference")["level"].max() + 1
        target, why = _raised(rows, target, why, word, above.reindex(rows["reference"]).fillna(0))
    for level in range(1, int(rows["highest"].max() if len(rows) else 0) + 1):
        limits = rules.hierarchy.limits(rows["team"], level)
        holds = {
            "late": may_be_late & (rows["late"] >= limits["late"]),
            "not_seen": may_be_late & (rows["not_seen"] >= limits["not_seen"]),
            "silence": is_silent & (rows["level"] == level - 1) & (silent >= limits["silent"]),
        }
        for word, held in holds.items():
            target, why = _raised(rows, target, why, word, held.astype("int64") * level)
    return target, why


def _raised(
    rows: pd.DataFrame,
    target: npt.NDArray[np.int64],
    why: pd.Series[str],
    word: str,
    to: pd.Series[int],
) -> tuple[npt.NDArray[np.int64], pd.Series[str]]:
    """Return the targets raised to a level, where that is higher and there is such a level."""
    level = np.minimum(to.to_numpy(dtype=np.int64), rows["highest"].to_numpy(dtype=np.int64))
    rises = level > target
    return np.where(rises, level, target), why.where(~rises, word)
