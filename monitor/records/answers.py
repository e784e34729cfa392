"""What people answer: the one way in which every source, workbook and command is read.

An answer counts only whole. Nothing is dropped: a row that says anything is an answer, and what is
wrong with it is noted beside it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.answers import (
    ANSWER_KINDS,
    GONE_REASONS,
    LONGEST_NAME,
    LONGEST_WORDS,
    SHORTEST_WORDS,
)
from monitor.records.dates import believe, read_dates
from monitor.settings.names import same_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

#: What an answer is made of, as text; a CSV for `answer --from` has these headings.
GIVEN_COLUMNS = (
    *("reference", "child_id", "assessment_id", "kind", "date", "reason", "words", "by", "on"),
)
#: What is stored of each, in characters at most.
_LONGEST = {
    **dict.fromkeys(("reference", "kind"), 40),
    **dict.fromkeys(("child_id", "assessment_id", "reason", "by"), LONGEST_NAME),
    "words": LONGEST_WORDS,
}
#: A row without any of these is one that nobody answered.
_SAYS_SOMETHING = ["kind", "date", "reason", "words", "by"]
_DATED = tuple(kind.code for kind in ANSWER_KINDS if kind.dated)


def normalise_answers(
    cells: pd.DataFrame,
    *,
    reasons: Sequence[str],
    as_at: date,
    formats: Sequence[str] = (),
    serial_dates: bool = False,
) -> pd.DataFrame:
    """Return the answers in these cells, each with its faults.

    `cells` has a text column for each of `GIVEN_COLUMNS` that there is, `source` and `source_row`.
    Returned are these, `until` and `given_on` as dates instead of `date` and `on`, `faults` (codes
    separated by semicolons) and `said`, the answer's key: rows that say the same have the same.
    """
    text = pd.DataFrame(
        {
            column: cells[column].str.split().str.join(" ").astype("str") if column in cells else ""
            for column in GIVEN_COLUMNS
        },
        index=cells.index,
        dtype="str",
    )
    places = cells[["source", "source_row"]]
    is_answer = (text[_SAYS_SOMETHING] != "").any(axis="columns")
    text, places = text[is_answer], places[is_answer]
    kind = _spelt(text["kind"], _KINDS)
    reason = _reasons(text["reason"], kind, reasons)
    until, no_until = _dates(text["date"], as_at, formats, serial_dates=serial_dates)
    given_on, no_day = _dates(text["on"], as_at, formats, serial_dates=serial_dates)
    is_dated = kind.isin(_DATED)
    length, name = text["words"].str.len(), text["by"].str.len()
    faults = {
        "no_reference": (text["reference"] == "") & (text["child_id"] == ""),
        "unknown_kind": kind == "",
        "no_date": no_until | (is_dated & until.isna()),
        "unknown_reason": (reason == "") & (kind != ""),
        "no_sentence": ~length.between(SHORTEST_WORDS, LONGEST_WORDS),
        "no_name": ~name.between(1, LONGEST_NAME),
        "given_later": no_day | (given_on > pd.Timestamp(as_at)),
    }
    read = text.assign(
        kind=kind.where(kind != "", text["kind"]), reason=reason.where(reason != "", text["reason"])
    )
    said = read.drop(columns=["date", "on"]).assign(
        until=until.dt.strftime("%Y-%m-%d").fillna(text["date"]),
        given_on=given_on.dt.strftime("%Y-%m-%d").fillna(text["on"]),
    )
    short = {column: read[column].str.slice(0, most) for column, most in _LONGEST.items()}
    return pd.DataFrame(
        {
            **short,
            "until": until.where(is_dated),
            "given_on": given_on,
            "source": places["source"].astype("str"),
            "source_row": places["source_row"].astype("int64"),
            "faults": joined_codes(faults, read.index),
            "said": pd.array([_key(row) for row in said.to_numpy().tolist()], dtype="str"),
        }
    ).reset_index(drop=True)


def joined_codes(
    holds: Mapping[str, pd.Series[bool]], index: pd.Index[int], before: pd.Series[str] | None = None
) -> pd.Series[str]:
    """Return, for each row, the codes that hold there, separated by semicolons."""
    joined = pd.Series("", index=index, dtype="str") if before is None else before
    for code, held in holds.items():
        separator = np.where(joined == "", "", ";")
        joined = joined.where(~held, joined + pd.Series(separator, index, dtype="str") + code)
    return joined


def _spelling(text: str) -> str:
    return same_name(text.replace("_", " "))


_KINDS = {_spelling(text): kind.code for kind in ANSWER_KINDS for text in (kind.code, kind.label)}


def _spelt(texts: pd.Series[str], known: Mapping[str, str]) -> pd.Series[str]:
    """Return what each text means, blank where it means nothing that is known."""
    return texts.map({text: known.get(_spelling(text), "") for text in texts.unique()}).astype(
        "str"
    )


def _reasons(texts: pd.Series[str], kind: pd.Series[str], reasons: Sequence[str]) -> pd.Series[str]:
    """Return each reason as the list of its kind of answer has it; blank where it is not there."""
    of_gone = _spelt(texts, {_spelling(each): each for each in GONE_REASONS})
    return _spelt(texts, {_spelling(each): each for each in reasons}).where(
        kind != "explained", of_gone
    )


def _dates(
    texts: pd.Series[str], as_at: date, formats: Sequence[str], *, serial_dates: bool
) -> tuple[pd.Series[pd.Timestamp], pd.Series[bool]]:
    """Return the dates, and where a text is none that can be believed."""
    distinct = texts.unique().tolist()
    read, unread = read_dates(distinct, formats, serial_dates=serial_dates)
    days, beyond = believe(read, as_at)
    unread |= beyond
    place = pd.Index(distinct).get_indexer(texts)
    return pd.Series(days[place], texts.index), pd.Series(unread[place], texts.index)


def _key(said: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
