"""A first look into a file that nobody has mapped yet: its headings, and what stands under them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.extracts.csv_files.strict import text_lines
from monitor.extracts.footers import trimmed
from monitor.extracts.headings import ROWS_OF_HEADINGS, fullest
from monitor.extracts.lines import sort_lines
from monitor.extracts.workbooks.sheets import read_sheets
from monitor.extracts.workbooks.zipped import checked_archive, has_serial_dates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.extracts.files import Copy
    from monitor.extracts.sorted_lines import Line


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
    lines, at = text_lines(copy)
    return (_glimpse(lines, source=copy.name, at=at),)


def look_into_workbook(copy: Copy) -> tuple[Glimpse, ...]:
    """Look into each sheet of a workbook that may hold records; raises `ExtractRefused`."""
    serial_dates = has_serial_dates(checked_archive(copy))
    glimpses = []
    for sheet in read_sheets(copy, only=None):
        # A sheet of notes, or without anything, is no reason to refuse the others.
        with suppress(ExtractRefused):
            at = fullest([line.cells for line in sheet.lines[:ROWS_OF_HEADINGS]])
            glimpse = _glimpse(sheet.lines, source=copy.name, at=at)
            glimpse = replace(glimpse, sheet=sheet.name, is_hidden=sheet.is_hidden)
            glimpses.append(replace(glimpse, serial_dates=serial_dates))
    return tuple(glimpses)


def first_rows(copy: Copy) -> tuple[tuple[str, ...], ...]:
    """Return the first rows of every sheet of a workbook, among which its headings stand."""
    checked_archive(copy)
    return tuple(
        tuple(trimmed(line.cells))
        for sheet in read_sheets(copy, only=None)
        for line in sheet.lines[:ROWS_OF_HEADINGS]
    )


def _glimpse(lines: Sequence[Line], *, source: str, at: int) -> Glimpse:
    found = sort_lines(lines, source=source, at=at)
    headings = trimmed(found.heading.cells)
    once = [name for name in headings if name and headings.count(name) == 1]
    texts = {}
    for name in once:
        place = headings.index(name)
        distinct = dict.fromkeys(line.cells[place].strip() for line in found.records)
        texts[name] = tuple(filter(None, distinct))
    return Glimpse(tuple(once), texts)
