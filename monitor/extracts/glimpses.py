"""A first look into a file that nobody has mapped yet: its headings, and what stands under them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.extracts.csv_files.strict import text_lines
from monitor.extracts.lines import Line, is_blank, sort_lines, trimmed
from monitor.extracts.workbooks.sheets import hidden_sheets, read_sheets
from monitor.extracts.workbooks.zipped import checked_archive, has_serial_dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitor.extracts.files import Copy

_ROWS_OF_HEADINGS = 10


@dataclass(frozen=True, eq=False)
class Glimpse:
    """The first row of a sheet (or file) that is not blank, and the distinct texts below it.

    `texts` are by heading, trimmed, without blanks; a heading that stands twice is left out.
    """

    headings: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]]
    #: The name of the sheet; blank for a file that has none.
    sheet: str = ""
    #: Whole numbers may be Excel's serial dates.
    serial_dates: bool = False
    is_hidden: bool = False


def look_into_text(copy: Copy) -> tuple[Glimpse, ...]:
    """Look into a CSV file; raises `ExtractRefused` as its reader would."""
    return (_glimpse(text_lines(copy), source=copy.name),)


def look_into_workbook(copy: Copy) -> tuple[Glimpse, ...]:
    """Look into each sheet of a workbook that may hold records; raises `ExtractRefused`."""
    serial_dates = has_serial_dates(checked_archive(copy))
    hidden = hidden_sheets(copy)
    sheets = [
        sheet
        for sheet in read_sheets(copy, only=None)
        if any(not is_blank(line.cells) for line in sheet.lines)
    ]
    glimpses = []
    for sheet in sheets:
        # A sheet of notes is no reason to refuse the others.
        with suppress(ExtractRefused):
            glimpses.append(
                _glimpse(sheet.lines, source=copy.name, sheet=sheet.name, serial_dates=serial_dates)
            )
    return tuple(replace(each, is_hidden=each.sheet in hidden) for each in glimpses)


def first_rows(copy: Copy) -> tuple[tuple[str, ...], ...]:
    """Return the first rows of every sheet of a workbook, among which its headings stand."""
    checked_archive(copy)
    return tuple(
        tuple(trimmed(line.cells))
        for sheet in read_sheets(copy, only=None)
        for line in sheet.lines[:_ROWS_OF_HEADINGS]
    )


def _glimpse(
    lines: Sequence[Line], *, source: str, sheet: str = "", serial_dates: bool = False
) -> Glimpse:
    found = sort_lines(lines, source=source)
    headings = trimmed(found.heading.cells)
    once = [name for name in headings if name and headings.count(name) == 1]
    texts = {
        name: _distinct(line.cells[headings.index(name)] for line in found.records) for name in once
    }
    return Glimpse(tuple(once), texts, sheet, serial_dates)


def _distinct(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, dict.fromkeys(cell.strip() for cell in cells)))
