"""What was asked and answered about each exception: with whom it is, since when, until when."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.working_days import day_numbers
from monitor.judgement.answers import working_days
from monitor.judgement.escalation import quiet
from monitor.judgement.responders import NEVER

if TYPE_CHECKING:
    from monitor.judgement.answers import AnswerRules
    from monitor.judgement.thread import Thread

#: The groups of a message, in their order.
GROUPS = ("broken", "today", "new", "waiting", "promised")


def exchanges(
    episodes: pd.DataFrame,
    answers: pd.DataFrame,
    lives: pd.DataFrame,
    steps: pd.DataFrame,
    thread: Thread,
    rules: AnswerRules,
) -> pd.DataFrame:
    """Return a row for each open episode, in the order in which they began.

    Columns: `position` (in the judged records; -1 where it left the extract unfinished), `life`,
    `number`, `reference`, `returned`, `is_paused`, `team`, `level` (0 is the team), `with_whom`,
    `since`, `first_asked`, `asked`, `days_silent`, `to_answer_by`, of the last answer
    `answer_kind`, `answer_by`, `answer_until`, `answer_read` (the night that read it),
    `answer_level`, `answer_state` (blank, `in_force`, `lapsed`, `refused`), of the last promise
    `promise`, `promises` and `broken` (how many), `is_quiet`, `answered` (`in_force`, `lapsed`,
    `refused` or `never`), `is_independent` and `group` (of `GROUPS`).
    """
    some = episodes[episodes["is_open"]]
    facts = lives.reindex(some["life"])
    rows = some.drop(columns=["is_open", "ended"]).assign(
        position=facts["position"].to_numpy(),
        team=facts["team"].array,
        is_quiet=quiet(answers, some["level"]),
        **_promises(answers, some.index),
        **_last_answer(steps, answers, thread, some.index),
    )
    rows = rows.reset_index()
    today = pd.Series(pd.Timestamp(rules.clock.as_at), rows.index)
    rows["days_silent"] = working_days(rules.clock.calendars.manager, rows["asked"], today)
    rows = rows.assign(**_with_whom(rows, rules), answered=_answered(rows, answers, steps))
    rows["to_answer_by"] = _to_answer_by(rows, rules)
    return rows.assign(group=_group(rows, today)).drop(columns=["limit"])


def _promises(answers: pd.DataFrame, index: pd.Index[str]) -> dict[str, pd.Series]:
    promises = answers[answers["promise"] != ""]
    references, states = promises["reference"].tolist(), promises["promise"].tolist()
    pairs = list(zip(references, states, strict=True))
    last, made = dict(pairs), Counter(references)
    broken = Counter(reference for reference, state in pairs if state == "broken")
    return {
        "promise": pd.Series([last.get(each, "") for each in index], index, dtype="str"),
        "promises": pd.Series([made[each] for each in index], index, dtype="int64"),
        "broken": pd.Series([broken[each] for each in index], index, dtype="int64"),
    }


def last_read(steps: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return, by reference, the step of the newest answer in force, else of the newest read."""
    read = steps[steps["step"].isin(["answered", "refused"]) & (steps["reference"] != "")]
    is_in_force = answers["state"].reindex(read["answer"]).eq("in_force").to_numpy(dtype=bool)
    in_order = read.iloc[np.argsort(is_in_force & (read["step"] == "answered"), kind="stable")]
    return in_order.drop_duplicates("reference", keep="last").set_index("reference")


def _last_answer(
    steps: pd.DataFrame, answers: pd.DataFrame, thread: Thread, index: pd.Index[str]
) -> dict[str, pd.Series]:
    """Return the last answer of each episode, whether it counts or not."""
    last = last_read(steps, answers).reindex(index)
    given = thread.held.drop_duplicates("said").set_index("said").reindex(last["answer"])
    counted = answers.reindex(last["answer"])
    state = pd.Series(counted["state"].to_numpy(), index).where(
        last["step"] == "answered", "refused"
    )
    until = pd.Series(counted["until"].to_numpy(), index)
    values = {
        "answer_kind": pd.Series(given["kind"].to_numpy(), index),
        "answer_by": pd.Series(given["by"].to_numpy(), index),
        "answer_until": until,
        "answer_read": last["night"],
        "answer_level": last["level"].fillna(-1).astype("int64"),
        "answer_state": state.where(last["step"].notna(), ""),
    }
    texts = ("answer_kind", "answer_by", "answer_state")
    return {
        name: value.fillna("").astype("str") if name in texts else value
        for name, value in values.items()
    }


def _with_whom(rows: pd.DataFrame, rules: AnswerRules) -> dict[str, pd.Series]:
    """Return who is asked, whether somebody else is than below, and how long they have."""
    levels = rules.hierarchy.levels.set_index(["team", "level"])
    now = levels.reindex(pd.MultiIndex.from_frame(rows[["team", "level"]]))
    above = levels.reindex(pd.MultiIndex.from_arrays([rows["team"], rows["level"] + 1]))
    silent = pd.Series(above["silent"].to_numpy(), rows.index).fillna(NEVER)
    usual = rules.limits.answer_within_working_days
    name = pd.Series(now["name"].to_numpy(), rows.index)
    independent = pd.Series(now["is_independent"].to_numpy(), rows.index)
    return {
        "with_whom": name.where(rows["level"] > 0, rows["team"]).fillna("").astype("str"),
        "is_independent": independent.ne(other=False) | (rows["level"] == 0),
        "limit": silent.where(silent < NEVER, usual).astype("int64"),
    }


def _answered(rows: pd.DataFrame, answers: pd.DataFrame, steps: pd.DataFrame) -> pd.Series[str]:
    """Return whether an episode has an answer in force, had one, or only some that do not count."""
    had = rows["reference"].isin(answers["reference"])
    refused = rows["reference"].isin(steps.loc[steps["step"] == "refused", "reference"])
    which = np.select([rows["is_quiet"], had, refused], range(3), 3)
    words = pd.array(["in_force", "lapsed", "refused", "never"], dtype="str")
    return pd.Series(words.take(which), rows.index)


def _to_answer_by(rows: pd.DataFrame, rules: AnswerRules) -> pd.Series[pd.Timestamp]:
    day, has = day_numbers(rows["asked"])
    due = np.full(len(rows), np.datetime64("NaT"), dtype="datetime64[D]")
    found = rules.clock.calendars.manager.nth_after(day[has], rows["limit"].to_numpy()[has])
    due[has] = found.astype("datetime64[D]")
    return pd.Series(due.astype("datetime64[s]"), rows.index)


def _group(rows: pd.DataFrame, today: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    which = np.select(
        [
            rows["is_quiet"],
            rows["promise"] == "broken",
            rows["to_answer_by"] <= today,
            rows["first_asked"] == today,
        ],
        [GROUPS.index(each) for each in ("promised", "broken", "today", "new")],
        GROUPS.index("waiting"),
    )
    return pd.Series(pd.array(GROUPS, dtype="str").take(which), rows.index)
