"""The cells of one source read into canonical columns; what cannot be read is marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.columns import CANONICAL_COLUMNS, DATE_COLUMNS, SEVERAL_VALUES, STATES
from monitor.records.dates import believe, read_dates
from monitor.settings.names import plain_name, same_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from monitor.records.dates import Bools, Dates
    from monitor.records.sources import SourceTable
    from monitor.settings.columns import Spelt
    from monitor.settings.sources import Source

    #: A canonical column, and the marks that reading it left.
    CellsRead = tuple[pd.Series[str] | Dates, Mapping[str, Bools]]

Codes = npt.NDArray[np.intp]

#: The usual spellings of child seen; an authority's own are added by `child_seen_values`.
USUAL_CHILD_SEEN = {
    "yes": ("yes", "y", "true", "1", "seen", "seen alone", "a) yes", "a)yes"),
    "no": ("no", "n", "false", "0", "not seen", "b) no", "b)no"),
    "not_recorded": ("unknown", "not recorded", "c) unknown", "c)unknown"),
    "not_applicable": ("unborn", "not applicable", "n/a"),
}
_WHOLE_NUMBER = re.compile(r"[0-9]{1,3}(?:\.0+)?")

#: Every mark that reading a record can leave, as `code@column`.
MARKS = (
    *(f"unparsed_date@{column}" for column in DATE_COLUMNS),
    *(f"implausible_date@{column}" for column in DATE_COLUMNS),
    "unparsed_timescale@timescale",
    "implausible_date@timescale",
    "unknown_code@state",
    "unknown_code@child_seen",
    "unknown_team@team",
    # Those that only a reader of files or databases can find (`SourceTable.marks`).
    "no_referral@referral_date",
    "several_referrals@referral_date",
    "unread_referral@referral_date",
    *(f"several_values@{column}" for column in SEVERAL_VALUES),
)


@dataclass(frozen=True, eq=False)
class Reading:
    """One source with its configuration, the names of teams and the as-at date."""

    table: SourceTable
    source: Source
    #: The configured name behind each name and alias (`Settings.team_names`).
    teams: Mapping[str, str]
    as_at: date

    def cells(self, column: str) -> pd.Series[str]:
        """Return the texts of a mapped canonical column as the source has them."""
        return self.table.cells[self.source.columns.mapped()[column]]

    def distinct(self, column: str) -> tuple[Codes, list[str]]:
        """Return each record's place among the distinct texts of a mapped column, and those."""
        codes, distinct = pd.factorize(self.cells(column))
        return codes, [text.strip() for text in distinct]


def read_cells(reading: Reading) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records and the marks of one source, in the order of its rows.

    Records: `source`, `source_row` and the canonical columns, text never null, dates
    `datetime64[s]`. Marks: a boolean column for each of `MARKS`. A cell that cannot be used is
    blank and marked; an unknown state counts as open, an unknown child seen as not recorded
    (design, section 6).
    """
    table, mapped = reading.table, reading.source.columns.mapped()
    count = len(table.rows)
    columns = {
        column: _READERS.get(column, _text)(reading, column)
        if column in mapped
        else _blank(column, count)
        for column in CANONICAL_COLUMNS
    }
    name = pd.array([table.file.name], dtype="str").repeat(count)
    cells = {column: read for column, (read, _) in columns.items()}
    marks = {mark: np.zeros(count, dtype=bool) for mark in MARKS}
    for _, left in columns.values():
        marks.update(left)
    return (
        pd.DataFrame({"source": name, "source_row": table.rows, **cells}, copy=False),
        pd.DataFrame({**marks, **table.marks}),
    )


def _blank(column: str, count: int) -> CellsRead:
    if column in DATE_COLUMNS:
        return np.full(count, "NaT", dtype="datetime64[s]"), {}
    return pd.Series(pd.array([""], dtype="str").repeat(count)), {}


def _text(reading: Reading, column: str) -> CellsRead:
    return reading.cells(column).str.strip(), {}


def _date(reading: Reading, column: str) -> CellsRead:
    codes, distinct = reading.distinct(column)
    dates, unread = read_dates(
        distinct, reading.source.date_formats, serial_dates=reading.table.serial_dates
    )
    believed, outside = believe(dates[codes], reading.as_at)
    marks = {f"unparsed_date@{column}": unread[codes], f"implausible_date@{column}": outside}
    return believed, marks


def _team(reading: Reading, column: str) -> CellsRead:
    codes, distinct = reading.distinct(column)
    names = [(text, reading.teams.get(same_name(text))) for text in distinct]
    unknown = [bool(reading.teams and text and name is None) for text, name in names]
    shown = [name or plain_name(text) for text, name in names]
    return _spread(codes, shown, "unknown_team@team", unknown)


def _timescale(reading: Reading, column: str) -> CellsRead:
    codes, distinct = reading.distinct(column)
    numbers = [str(int(float(text))) if _WHOLE_NUMBER.fullmatch(text) else "" for text in distinct]
    unread = [bool(text) and not number for text, number in zip(distinct, numbers, strict=True)]
    return _spread(codes, numbers, "unparsed_timescale@timescale", unread)


def _state(reading: Reading, column: str) -> CellsRead:
    usual = dict.fromkeys(STATES, ())
    return _coded(reading, column, usual, reading.source.states, blank="", unknown="open")


def _child_seen(reading: Reading, column: str) -> CellsRead:
    own, unsaid = reading.source.child_seen_values, "not_recorded"
    return _coded(reading, column, USUAL_CHILD_SEEN, own, blank=unsaid, unknown=unsaid)


def _coded(
    reading: Reading,
    column: str,
    usual: Mapping[str, Sequence[str]],
    own: Spelt,
    *,
    blank: str,
    unknown: str,
) -> CellsRead:
    """Return the code of each text; what the authority configured goes before `usual` spellings."""
    by_spelling = {
        **{spelling: code for code, spellings in usual.items() for spelling in spellings},
        **{spelling: code for code, spelling in own.pairs()},
        **{code: code for code in usual},
    }
    codes, distinct = reading.distinct(column)
    found = [by_spelling.get(same_name(text)) if text else blank for text in distinct]
    is_unknown = [code is None for code in found]
    known = [unknown if code is None else code for code in found]
    return _spread(codes, known, f"unknown_code@{column}", is_unknown)


def _spread(codes: Codes, texts: Sequence[str], mark: str, is_marked: Sequence[bool]) -> CellsRead:
    """Return the column of which `texts` are the distinct cells and `codes` their places."""
    cells = pd.Series(pd.array(list(texts), dtype="str").take(codes))
    return cells, {mark: np.array(is_marked, dtype=bool)[codes]}


#: What reads a canonical column that is more than trimmed text.
_READERS: Mapping[str, Callable[[Reading, str], CellsRead]] = {
    "team": _team,
    "timescale": _timescale,
    "state": _state,
    "child_seen": _child_seen,
    **dict.fromkeys(DATE_COLUMNS, _date),
}
