"""What became of answers: in force, lapsed; and of promises: kept, broken, moved, overtaken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.judgement.answers import (
    OVERRULING,
    crosses_day_45,
    promised_before,
    too_far,
    working_days,
)
from monitor.judgement.lives import WORSE_FLAGS
from monitor.judgement.steps import new_steps, together

if TYPE_CHECKING:
    from monitor.judgement.answers import AnswerRules

#: A promise whose end may still change.
_UNSETTLED = ("not_yet_due", "broken")


def follow_answers(
    answers: pd.DataFrame,
    episodes: pd.DataFrame,
    lives: pd.DataFrame,
    rules: AnswerRules,
    *,
    is_suspicious: bool,
) -> pd.DataFrame:
    """Return tonight's steps of answers: promised, kept, broken, moved, void, lapsed.

    A suspicious night keeps and breaks no promise; an assessment that left the extract does not
    either, until it is there again.
    """
    some = answers[(answers["state"] == "in_force") | answers["promise"].isin(_UNSETTLED)]
    rows = _with_facts(some.reset_index(), episodes, lives, rules)
    moved, faults = _shown(rows, answers, rules)
    promised = new_steps(
        "promised",
        moved,
        as_at=rules.clock.as_at,
        until=moved["deadline_now"].array,
        why="moved_in_system",
    )
    rows = rows.assign(
        until=rows["until"].mask(rows["answer"].isin(moved["answer"]), rows["deadline_now"]),
        promise=rows["promise"].mask(rows["answer"].isin(moved["answer"]), "not_yet_due"),
    )
    rows["is_passed"] = _is_passed(rows, rules)
    settled = together() if is_suspicious else _settled(rows, rules)
    return together(promised, settled, _lapsed(rows, answers, faults, rules))


def _with_facts(
    rows: pd.DataFrame, episodes: pd.DataFrame, lives: pd.DataFrame, rules: AnswerRules
) -> pd.DataFrame:
    """Return the answers with what tonight finds of their assessments (`..._now`)."""
    facts = lives.reindex(rows["life"]).set_axis(rows.index)
    known = episodes.reindex(rows["reference"]).set_axis(rows.index)
    return rows.assign(
        team_now=facts["team"].fillna(""),
        status_now=facts["status"].fillna(""),
        flags_now=facts["flags"].fillna(""),
        deadline_now=facts["deadline"],
        authorised=facts["authorised"],
        day_of_45=facts["day_of_45"].fillna(-1),
        how=facts["how"].fillna("not_followed"),
        is_completed=facts["is_completed"].eq(other=True),
        is_there=facts["position"].ge(0),
        is_open=known["is_open"].eq(other=True),
        is_paused=known["is_paused"].eq(other=True),
        is_ended=known["is_open"].eq(other=False),
        today=pd.Timestamp(rules.clock.as_at),
    )


def _is_passed(rows: pd.DataFrame, rules: AnswerRules) -> pd.Series[bool]:
    days = working_days(rules.clock.calendars.manager, rows["until"], rows["today"])
    return pd.Series(days >= 1, rows.index)


def _later(rows: pd.DataFrame) -> pd.Series[bool]:
    """True where the deadline was moved to a later day since the answer was read."""
    return rows["is_there"] & (rows["deadline_now"] > rows["deadline"])


def _shown(
    rows: pd.DataFrame, answers: pd.DataFrame, rules: AnswerRules
) -> tuple[pd.DataFrame, pd.Series[str]]:
    """Return the answers whose move the system shows, as promises; and why others are none."""
    moved = rows[
        (rows["kind"] == "moved_in_system")
        & (rows["state"] == "in_force")
        & (rows["promise"] == "")
        & rows["is_open"]
        & (rows["deadline_now"] != rows["deadline"])
        & (rows["deadline_now"] >= rows["today"])
        & rows["is_there"]
    ]
    far = pd.Series(too_far(moved["deadline_now"], moved["night"], rules), moved.index)
    crosses = (moved["level"] == 0) & crosses_day_45(
        moved["deadline_now"], moved["day_of_45"], rules
    )
    again = promised_before(moved, answers)
    again |= _shown_twice(moved[~(again | far | crosses)]).reindex(moved.index, fill_value=False)
    codes = ["second_promise", "too_far", "beyond_day_45"]
    why = np.select([again, far, crosses], range(3), 3)
    words = pd.Series(pd.array([*codes, ""], dtype="str").take(why), moved["answer"].array)
    return moved[(words == "").to_numpy()], words[words != ""]


def _shown_twice(moved: pd.DataFrame) -> pd.Series[bool]:
    """True where the same move is promised already by one as high, said before it."""
    team = [moved["reference"], moved["team"]]
    highest = moved.groupby(team)["level"].cummax().groupby(team).shift()
    return highest >= moved["level"]


def _settled(rows: pd.DataFrame, rules: AnswerRules) -> pd.DataFrame:
    """Return how promises ended."""
    in_time = rows["is_completed"] & (rows["authorised"] <= rows["until"])
    is_late = rows["is_completed"] & ~in_time
    put_right = rows["is_ended"] & rows["how"].eq("put_right")
    moved = (_later(rows) & (rows["deadline_now"] > rows["until"]) & ~rows["is_completed"]) | (
        rows["is_ended"] & rows["how"].eq("moved")
    )
    overtaken = rows["is_ended"] | (rows["is_there"] & (rows["team_now"] != rows["team"]))
    broken = rows["is_passed"] & rows["is_open"] & ~rows["is_paused"]
    ends = {
        "kept": in_time,
        "broken": is_late,
        "moved": moved,
        "kept ": put_right,
        "void": overtaken,
        "broken ": broken,
    }
    which = np.select(list(ends.values()), range(len(ends)), len(ends))
    step = pd.Series(pd.array([*ends, ""], dtype="str").take(which), rows.index).str.strip()
    unsettled = (rows["promise"] == "not_yet_due") | (
        (rows["promise"] == "broken") & (step == "kept") & in_time
    )
    is_ended = unsettled & ~rows["is_paused"]
    as_at = rules.clock.as_at
    return together(
        *(
            new_steps(code, rows[is_ended & (step == code)], as_at=as_at)
            for code in ("kept", "broken", "moved", "void")
        )
    )


def _lapsed(
    rows: pd.DataFrame,
    answers: pd.DataFrame,
    faults: pd.Series[str],
    rules: AnswerRules,
) -> pd.DataFrame:
    """Return the answers that quiet no longer, each with the first reason that holds."""
    is_here = rows["is_there"] & ~rows["is_paused"]
    worse = pd.Series(data=False, index=rows.index)
    for flag in WORSE_FLAGS:
        worse |= rows["flags_now"].str.contains(flag) & ~rows["flags"].str.contains(flag)
    worse |= rows["status_now"] != rows["status"]
    dated = rows["promise"] != ""
    why = {
        "episode_ended": rows["is_ended"],
        "team_changed": is_here & (rows["team_now"] != rows["team"]),
        "worse": is_here & worse,
        "deadline_moved": is_here & dated & _later(rows) & (rows["deadline_now"] > rows["until"]),
        "answered_above": _answered_above(rows, answers),
        "second_promise": rows["answer"].map(faults).eq("second_promise"),
        "too_far": rows["answer"].map(faults).eq("too_far"),
        "beyond_day_45": rows["answer"].map(faults).eq("beyond_day_45"),
        "date_passed": rows["is_passed"],
    }
    which = np.select(list(why.values()), range(len(why)), len(why))
    because = pd.Series(pd.array([*why, ""], dtype="str").take(which), rows.index)
    quiets = (rows["state"] == "in_force") & ~rows["kind"].isin(OVERRULING)
    lapsed = rows[quiets & (because != "")]
    return new_steps("lapsed", lapsed, as_at=rules.clock.as_at, why=because[lapsed.index].array)


def _answered_above(rows: pd.DataFrame, answers: pd.DataFrame) -> pd.Series[bool]:
    """True where a higher level answered what was escalated to it."""
    escalated = rows.loc[rows["kind"] == "escalate", ["answer", "reference", "level", "night"]]
    others = answers[["reference", "level", "night"]]
    pairs = escalated.merge(others, on="reference", suffixes=("", "_other"))
    is_above = (pairs["level_other"] > pairs["level"]) & (pairs["night_other"] >= pairs["night"])
    return rows["answer"].isin(pairs.loc[is_above, "answer"])
