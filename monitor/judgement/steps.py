"""The steps of every episode, each on its night: what is so tonight follows from them.

An episode is one assessment's time on the list; its reference is its own. Steps are added and never
changed, so that nothing of them has to be stored as a state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from monitor.assessments.no_rows import no_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import numpy.typing as npt

#: The columns of the steps. `level` is that of an answer, or to which it climbed; `answer` the
#: answer's own key; `until` a date promised or quieted to; `why` the kind of an answer, else a
#: reason. The last four say how the assessment was on that night.
STEP_TYPES = {
    "night": "datetime64[s]",
    "life": "int64",
    "number": "int64",
    "reference": "str",
    "step": "str",
    "level": "int64",
    "answer": "str",
    "until": "datetime64[s]",
    "why": "str",
    "team": "str",
    "status": "str",
    "flags": "str",
    "deadline": "datetime64[s]",
}
NO_STEPS = no_rows(STEP_TYPES)
_BLANKS: Mapping[str, Any] = {"str": "", "int64": 0, "datetime64[s]": pd.NaT}
#: Where an episode is: the last of these steps says it.
_PRESENCE = ("began", "paused", "back", "reopened", "ended")
#: How a promise is: the last of these steps says it.
_PROMISES = {
    **{step: step for step in ("kept", "broken", "moved", "void")},
    "promised": "not_yet_due",
}


def new_steps(step: str, rows: pd.DataFrame, *, as_at: date, **values: object) -> pd.DataFrame:
    """Return a step of this kind for each row, with the columns that the rows and `values` have."""
    if rows.empty:
        return NO_STEPS
    has = {column: rows[column].array for column in STEP_TYPES if column in rows.columns}
    given = {**has, "night": pd.Timestamp(as_at), "step": step, **values}
    columns = {column: given.get(column, _BLANKS[kind]) for column, kind in STEP_TYPES.items()}
    return pd.DataFrame(columns, index=range(len(rows))).astype(STEP_TYPES)


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return steps after one another, in the order in which they happened."""
    some = [part for part in parts if len(part)]
    return pd.concat(some, ignore_index=True) if some else NO_STEPS


def _last(
    steps: pd.DataFrame, codes: Sequence[str], column: str, by: str = "reference"
) -> pd.Series[Any]:
    """Return a column of the last of these steps, by their reference or by their answer."""
    chosen = steps.loc[steps["step"].isin(codes), [by, column]]
    return chosen.drop_duplicates(by, keep="last").set_index(by)[column]


def episodes_of(steps: pd.DataFrame) -> pd.DataFrame:
    """Return every episode by its reference.

    Columns: `life`, `number`, `began`, `returned`, `is_open`, `is_paused` (left the extract
    unfinished), `ended`, `level` (0 is the team), `since` (with that level), `first_asked`, `asked`
    (last asked, or climbed: from when its silence counts).
    """
    if steps.empty:
        return _NO_EPISODES
    step, night, level = (steps[column].to_numpy() for column in ("step", "night", "level"))
    begun = steps.loc[step == "began", ["reference", "life", "number", "night"]]
    begun = begun.set_index("reference")
    episode = begun.index.get_indexer(steps["reference"])

    def rows_of(*codes: str) -> npt.NDArray[np.int64]:
        return np.flatnonzero(np.isin(step, codes) & (episode >= 0))

    def night_of(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
        """Return the night of the last of these steps of each episode."""
        nights = np.full(len(begun), np.datetime64("NaT"), dtype=night.dtype)
        nights[episode[rows]] = night[rows]
        return nights

    asked, climbed, here = rows_of("asked"), rows_of("climbed"), rows_of(*_PRESENCE)
    presence, highest = np.full(len(begun), "", dtype=object), np.zeros(len(begun), dtype=np.int64)
    presence[episode[here]] = step[here]
    np.maximum.at(highest, episode[climbed], level[climbed])
    first_asked, began = night_of(asked[::-1]), begun["night"].to_numpy()
    since = np.where(np.isnat(first_asked), began, first_asked)
    last_climbed = night_of(climbed)
    return pd.DataFrame(
        {
            "life": begun["life"],
            "number": begun["number"],
            "began": began,
            "returned": begun["number"] > 0,
            "is_open": presence != "ended",
            "is_paused": presence == "paused",
            "ended": night_of(rows_of("ended")),
            "level": highest,
            "since": np.where(np.isnat(last_climbed), since, last_climbed),
            "first_asked": first_asked,
            "asked": night_of(rows_of("asked", "climbed")),
        }
    )


def deadlines_asked(steps: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return the deadline that each episode had when it was last asked about, or began."""
    return _last(steps, ("began", "asked"), "deadline")


def answers_of(steps: pd.DataFrame) -> pd.DataFrame:
    """Return every answer that counted when it was read, by its key, oldest first.

    Columns: those of its step (`night` is the night that first read it), `kind`, `until` (the day
    up to which it quiets; of a promise, the day promised), `state` (`in_force` or `lapsed`),
    `lapsed_because`, and `promise` (blank, `not_yet_due`, `kept`, `broken`, `moved`, `void`).
    """
    is_answer = (steps["step"] == "answered").to_numpy(dtype=bool)
    if not is_answer.any():
        return _NONE_COUNTED
    answered = steps[is_answer].set_index("answer")
    promised = _last(steps, ("promised",), "until", "answer").reindex(answered.index)
    lapsed = _last(steps, ("lapsed",), "why", "answer").reindex(answered.index)
    promise = _last(steps, tuple(_PROMISES), "step", "answer").map(_PROMISES)
    return answered.drop(columns=["step", "why"]).assign(
        kind=answered["why"],
        until=promised.fillna(answered["until"]),
        state=lapsed.isna().map({True: "in_force", False: "lapsed"}).astype("str"),
        lapsed_because=lapsed.fillna("").astype("str"),
        promise=promise.reindex(answered.index).fillna("").astype("str"),
    )


_NO_EPISODES = no_rows(
    {
        "reference": "str",
        **dict.fromkeys(("life", "number", "level"), "int64"),
        **dict.fromkeys(("returned", "is_open", "is_paused"), "bool"),
        **dict.fromkeys(("began", "ended", "since", "first_asked", "asked"), "datetime64[s]"),
    }
).set_index("reference")
_OF_ANSWERS = dict.fromkeys(("kind", "state", "lapsed_because", "promise"), "str")
_NONE_COUNTED = (
    no_rows({**STEP_TYPES, **_OF_ANSWERS}).set_index("answer").drop(columns=["step", "why"])
)
