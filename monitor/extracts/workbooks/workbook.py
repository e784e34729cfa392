"""Workbooks of Excel (.xlsx) and LibreOffice (.ods), read by each cell's own type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.extracts.files import private_copy
from monitor.extracts.footers import trimmed
from monitor.extracts.headings import ROWS_OF_HEADINGS, known_headings, place_of_headings
from monitor.extracts.lines import sort_lines
from monitor.extracts.workbooks.sheets import (
    Sheet,
    completed,
    read_sheets,
    refuse_formulas,
    sheet_table,
)
from monitor.extracts.workbooks.zipped import checked_archive, has_serial_dates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.records.sources import SourceTable
    from monitor.settings.columns import Columns
    from monitor.settings.sources import Source


def read(path: Path, extract: Source) -> SourceTable:
    """Read one sheet of a workbook into text by its own headings.

    Without `sheet` in the configuration the one sheet that has the headings is read. Raises
    `ExtractRefused` for all but an .xlsx or .ods without macros, links or a password, for a formula
    whose value was never worked out, and for an id that is a number too long for Excel: two
    children could have become one.
    """
    copy = private_copy(path, maximum_mb=extract.maximum_size_mb)
    archive = checked_archive(copy)
    found = _only_sheet(read_sheets(copy, only=extract.sheet), extract.columns, source=copy.name)
    sheet = completed(found, archive, source=copy.name)
    refuse_formulas(sheet, source=copy.name)
    at = _place(sheet, extract.columns)
    in_place = sort_lines(sheet.lines, source=copy.name, at=at)
    return sheet_table(
        sheet, in_place, extract.columns, copy=copy, serial_dates=has_serial_dates(archive)
    )


def _only_sheet(sheets: Sequence[Sheet], columns: Columns, *, source: str) -> Sheet:
    """Return the sheet with the headings; where none has them all, the one with most of them."""
    wanted = set(columns.mapped().values())
    fitting = [sheet for sheet in sheets if wanted <= set(trimmed(_headings(sheet, columns)))]
    if len(fitting) > 1:
        names = ", ".join(sheet.shown for sheet in fitting)
        message = f"{len(fitting)} sheets have these headings ({names}); name one with sheet ="
        raise ExtractRefused(message, source=source)
    best = max(sheets, key=lambda sheet: known_headings(_headings(sheet, columns), columns))
    return (fitting or [best])[0]


def _place(sheet: Sheet, columns: Columns) -> int:
    return place_of_headings([line.cells for line in sheet.lines[:ROWS_OF_HEADINGS]], columns)


def _headings(sheet: Sheet, columns: Columns) -> Sequence[str]:
    return sheet.lines[_place(sheet, columns)].cells if sheet.lines else ()
