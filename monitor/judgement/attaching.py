"""Which assessment an answer is about: by its reference, or by the ids of child and assessment."""

from __future__ import annotations

import pandas as pd

from monitor.judgement.references import read_reference
from monitor.records.answers import joined_codes


def attach(given: pd.DataFrame, episodes: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return given answers with `life`, `number` and `reference` of what they are about, or faults.

    `episodes` are those of earlier nights, `records` the newest night's (`REMEMBERED`). Where an
    answer is about nothing that is known, `life` and `number` are -1 and the reference is blank.
    """
    read = {text: read_reference(text) for text in given["reference"].unique() if text}
    typed = given["reference"].map(read).astype("str").fillna("")
    has_text, is_known = given["reference"] != "", typed.isin(episodes.index)
    by_reference = episodes["life"].reindex(typed[is_known])
    of_ids, count = _by_ids(given, records)
    has_ids = given["child_id"] != ""
    life = of_ids.where(~has_text, -1)
    life[is_known] = by_reference.to_numpy()
    faults = {
        "wrong_check_character": has_text & (typed == ""),
        "unknown_reference": (typed != "") & ~is_known,
        "ids_disagree": is_known & ~_agrees(given, life, records),
        "no_reference": ~has_text & ~has_ids & (given["faults"] == ""),
        "unknown_ids": ~has_text & has_ids & (count == 0),
        "several_with_ids": ~has_text & has_ids & (count > 1),
    }
    is_wrong = pd.DataFrame(faults).any(axis="columns")
    newest = episodes.reset_index().sort_values("number").drop_duplicates("life", keep="last")
    by_life = newest.set_index("life")["reference"].reindex(life).fillna("").to_numpy()
    reference = typed.where(is_known, pd.Series(by_life, given.index)).where(~is_wrong, "")
    number = episodes["number"].reindex(reference).fillna(-1).astype("int64").to_numpy()
    return given.assign(
        life=life.where(~is_wrong, -1).astype("int64"),
        number=number,
        reference=reference.astype("str"),
        faults=joined_codes(faults, given.index, given["faults"]),
    )


def _by_ids(given: pd.DataFrame, records: pd.DataFrame) -> tuple[pd.Series[int], pd.Series[int]]:
    """Return the assessment with both ids of each answer, -1 without one, and how many have them.

    Of several, those that left the extract unfinished are meant where one alone did and the answer
    explains it.
    """
    ids = ["child_id", "assessment_id"]
    chosen = records[(records["life"] >= 0) & records["child_id"].isin(given["child_id"])]
    asked = given[ids].assign(explains=given["kind"] == "explained").reset_index()
    pairs = asked.merge(chosen[[*ids, "life", "missing_nights"]], on=ids)
    missing = pairs[pairs["missing_nights"] > 0]
    pairs = pairs[~pairs["explains"] | ~pairs["index"].isin(missing["index"])]
    pairs = pd.concat([pairs, missing[missing["explains"]]])
    lives = pairs.groupby("index")["life"]
    life = lives.first().reindex(given.index, fill_value=-1)
    count = lives.nunique().reindex(given.index, fill_value=0)
    return life.where(count == 1, -1), count


def _agrees(given: pd.DataFrame, life: pd.Series[int], records: pd.DataFrame) -> pd.Series[bool]:
    """True where each id beside a reference is, or may be, that of its assessment."""
    agrees = pd.Series(data=True, index=given.index)
    known = records[records["life"].isin(life[life >= 0])].drop_duplicates("life")
    known = known.set_index("life")
    for column in ("child_id", "assessment_id"):
        own = pd.Series(known[column].reindex(life).to_numpy(), given.index)
        agrees &= (given[column] == "") | own.isna() | (own == given[column])
    return agrees
