"""Every problem of the night, with its place in the source and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.no_rows import no_rows
from monitor.assessments.problems import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.judgement.compared import Compared
    from monitor.records.records import Normalised, Validated
    from monitor.records.sources import SourceTable

#: The `record` of a problem that belongs to a line of a file and to no record.
NO_RECORD = -1
_TYPES = {
    "record": "int64",
    "source": "str",
    "source_row": "int64",
    **dict.fromkeys(("column", "code", "message", "action"), "str"),
}
_NO_PROBLEMS = no_rows(_TYPES)


def list_problems(
    validated: Validated, compared: Compared, tables: Sequence[SourceTable], normalised: Normalised
) -> pd.DataFrame:
    """Return the problems of records and of lines, in the order of the sources and their rows.

    `tables` are those of extracts and look-ups. Columns: `record` (position, -1 for a line that is
    none), `source`, `source_row`, `column` (canonical), `code`, `message` (in the source's own
    headings), `action`.
    """
    problems = pd.concat([validated.problems, _ambiguous(compared)], ignore_index=True)
    of_records = problems.join(validated.records[["source", "source_row"]], on="record")
    noted = normalised.noted.assign(record=NO_RECORD)
    listed = pd.concat([of_records, _of_lines(tables), noted], ignore_index=True)
    if listed.empty:
        return _NO_PROBLEMS
    order = {table.file.name: place for place, table in enumerate(tables)}
    listed = (
        listed.assign(place=listed["source"].map(order))
        .sort_values(["place", "source_row", "column", "code"], ignore_index=True, kind="stable")
        .drop(columns="place")
    )
    return _worded(listed, normalised.headings)[list(_TYPES)]


def count_problems(listed: pd.DataFrame) -> dict[str, int]:
    """Return how often each problem of the catalogue was found, zeros included."""
    counts = listed["code"].value_counts()
    return {code: int(counts.get(code, 0)) for code in CATALOGUE}


def _ambiguous(compared: Compared) -> pd.DataFrame:
    records = np.flatnonzero(compared.followed["is_ambiguous"])
    return pd.DataFrame({"record": records, "column": "", "code": "ambiguous_match"}).astype(
        {"record": "int64", "column": "str", "code": "str"}
    )


def _of_lines(tables: Sequence[SourceTable]) -> pd.DataFrame:
    lines = [
        (NO_RECORD, column, code, table.file.name, row)
        for table in tables
        for row, column, code in (
            *((row, "", code) for row, code in table.noted_lines),
            *table.noted_cells,
        )
    ]
    columns = ["record", "column", "code", "source", "source_row"]
    types = dict(zip(columns, ("int64", "str", "str", "str", "int64"), strict=True))
    return pd.DataFrame(lines, columns=columns).astype(types)


def _worded(listed: pd.DataFrame, headings: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    kinds = listed[["source", "column", "code"]].drop_duplicates()
    words = [
        (
            *kind,
            CATALOGUE[kind[2]].message(headings[kind[0]].get(kind[1], kind[1])),
            CATALOGUE[kind[2]].action,
        )
        for kind in kinds.itertuples(index=False, name=None)
    ]
    columns = ["source", "column", "code", "message", "action"]
    return listed.merge(
        pd.DataFrame(words, columns=columns).astype("str"),
        on=["source", "column", "code"],
        how="left",
        validate="many_to_one",
    )
