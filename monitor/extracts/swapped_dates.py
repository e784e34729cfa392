"""Whether a system may have taken the day for the month: it shows in how dates are written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np

from monitor.assessments.columns import DATE_COLUMNS
from monitor.records.dates import read_dates
from monitor.records.sources import SwappedDates
from monitor.settings.dates import EXCEL_SERIALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.records.sources import SourceTable
    from monitor.settings.columns import Columns

#: Date cells from which on it is no chance that none has a day over 12 (it would be 1 in 100).
_LEAST_CELLS = 5
#: Distinct dates that two formats read as different days.
_LEAST_VALUES = 20
_MONTHS = 12
#: A date as text: its first numbers, behind a weekday, a month's name or a year of four digits.
_FIRST_NUMBERS = re.compile(
    r"\s*(?:[^\W\d_]{3,9}\.?,? )*(?:[0-9]{4}[^0-9])?"
    r"([0-9]{1,2})(?![0-9])(?:[^0-9]([0-9]{1,2})(?![0-9]))?"
)


def with_swapped_cells(
    table: SourceTable, rows: Sequence[Sequence[object]], titles: Sequence[str], columns: Columns
) -> SourceTable:
    """Return the table of a sheet, noted where text dates have days over 12 and date cells none.

    `rows` are all cells of the sheet by their types, `titles` the headings. Excel takes what it
    can for a date, the wrong way round, and leaves the rest as text.
    """
    days: list[int] = []
    example: tuple[str, int] | None = None
    places = [(heading, list(titles).index(heading)) for heading in _date_headings(columns)]
    for row, (heading, place) in product(table.rows.tolist(), places):
        cell = rows[row - 1][place]
        if isinstance(cell, date):
            days.append(cell.day)
        elif example is None and isinstance(cell, str) and _has_later_day(cell):
            example = heading, row
    if example is None or len(days) < _LEAST_CELLS or max(days) > _MONTHS:
        return table
    return _noted(table, SwappedDates("cells", len(days), *example))


def with_swapped_formats(
    table: SourceTable, columns: Columns, formats: Sequence[str]
) -> SourceTable:
    """Return the table, noted where two declared formats read many dates as different days."""
    declared = [each for each in formats if each != EXCEL_SERIALS]
    headings = _date_headings(columns)
    if len(declared) < 2 or not headings or table.file.swapped_dates:  # noqa: PLR2004  (two formats)
        return table
    texts = sorted({text.strip() for name in headings for text in table.cells[name].unique()})
    read = [read_dates(texts, [each], serial_dates=False)[0] for each in declared]
    differ = np.zeros(len(texts), dtype=bool)
    for one, other in combinations(read, 2):
        differ |= ~np.isnat(one) & ~np.isnat(other) & (one != other)
    if differ.sum() < _LEAST_VALUES:
        return table
    unclear = [text for text, is_unclear in zip(texts, differ, strict=True) if is_unclear]
    heading, place = next(
        (name, int(found.argmax()))
        for name in headings
        if (found := table.cells[name].str.strip().isin(unclear).to_numpy(dtype=bool)).any()
    )
    return _noted(table, SwappedDates("formats", len(unclear), heading, int(table.rows[place])))


def _date_headings(columns: Columns) -> list[str]:
    return [heading for column, heading in columns.mapped().items() if column in DATE_COLUMNS]


def _has_later_day(text: str) -> bool:
    """True if a text begins like a date whose day cannot be a month."""
    found = _FIRST_NUMBERS.match(text)
    numbers = [int(number) for number in found.groups() if number] if found else []
    return any(number > _MONTHS for number in numbers)


def _noted(table: SourceTable, swapped: SwappedDates) -> SourceTable:
    return replace(table, file=replace(table.file, swapped_dates=swapped))
