"""The log of challenge: who was asked and answered, promised, kept, broke and climbed, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monitor.assessments.answers import KIND_CODES
from monitor.judgement.escalation import quiet
from monitor.judgement.steps import answers_of, episodes_of

if TYPE_CHECKING:
    from monitor.judgement.asking import Asking

#: A promise that ended says more than that its answer lapsed.
_ENDED = ("kept", "broken", "moved", "void")


def challenges(steps: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Return every step in its order, with who gave the answer that it is about.

    Columns: `night`, `reference`, `life`, `team`, `step`, `level`, `by`, `kind`, `until`, `why`;
    never the words of an answer.
    """
    given = held.drop_duplicates("said").set_index("said").reindex(steps["answer"])
    columns = ["night", "reference", "life", "team", "step", "level", "until"]
    why = steps["why"].mask(steps["step"].isin(["answered", "promised"]), "")
    kind = given["kind"].where(given["kind"].isin(KIND_CODES), "")
    return steps[columns].assign(by=given["by"].fillna("").array, kind=kind.array, why=why)


def unanswered(steps: pd.DataFrame) -> frozenset[str]:
    """Return the references of those on the list that have no answer in force."""
    episodes = episodes_of(steps)
    some = episodes[episodes["is_open"]]
    return frozenset(some.index[~quiet(answers_of(steps), some["level"])])


def answers_told(asking: Asking) -> pd.DataFrame:
    """Return a row for each answer that a night knows, with its state; never its words.

    Columns: `reference`, `life`, `kind`, `date`, `reason`, `level`, `state` (`in_force`, `lapsed`,
    `refused`, or how its promise ended), `by`, `on`, `read`.
    """
    steps = asking.all_steps
    read = steps[steps["step"].isin(["answered", "refused"])]
    read = read.drop_duplicates("answer", keep="last")
    given = asking.thread.held.drop_duplicates("said").set_index("said").reindex(read["answer"])
    counted = answers_of(steps).reindex(read["answer"])
    state = counted["promise"].where(counted["promise"].isin(_ENDED), counted["state"])
    is_refused = (read["step"] == "refused").to_numpy()
    # What is on no list may be anything that somebody typed.
    is_unknown = given["faults"].fillna("").str.contains("unknown_kind|unknown_reason")
    return pd.DataFrame(
        {
            "reference": read["reference"].array,
            "life": read["life"].astype("Int64").where(read["life"] >= 0).array,
            "kind": given["kind"].where(given["kind"].isin(KIND_CODES), "").array,
            "date": counted["until"].where(~is_refused, given["until"].array).array,
            "reason": given["reason"].mask(is_unknown, "").array,
            "level": read["level"].astype("Int64").where(read["level"] >= 0).array,
            "state": state.mask(is_refused, "refused").array,
            "by": given["by"].array,
            "on": given["given_on"].array,
            "read": read["night"].array,
        }
    )
