"""Excel workbooks (.xlsx), read by each cell's own type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.extracts.files import private_copy
from monitor.extracts.lines import is_blank, sort_lines, table_of, trimmed
from monitor.extracts.workbooks.sheets import (
    Sheet,
    completed,
    read_sheets,
    refuse_cut_ids,
    refuse_formulas,
)
from monitor.extracts.workbooks.zipped import checked_archive, has_serial_dates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.extracts.lines import Line
    from monitor.records.sources import SourceTable
    from monitor.settings.columns import Columns
    from monitor.settings.sources import Source


def read(path: Path, extract: Source) -> SourceTable:
    """Read one sheet of a workbook into text by its own headings (`Reader`).

    Without `sheet` in the configuration the one sheet that has the headings is read. Raises
    `ExtractRefused` for anything but an .xlsx without macros, links or a password, for a formula
    whose value was never worked out, and for an id that is a number too long for Excel: two
    children could have become one.
    """
    copy = private_copy(path)
    archive = checked_archive(copy)
    found = _only_sheet(read_sheets(copy, only=extract.sheet), extract.columns, source=copy.name)
    sheet = completed(found, archive, source=copy.name)
    refuse_formulas(sheet, source=copy.name)
    in_place = sort_lines(sheet.lines, source=copy.name)
    refuse_cut_ids(sheet, in_place.heading, extract.columns, source=copy.name)
    return table_of(
        in_place,
        copy=copy,
        form=f"sheet “{sheet.name}”",
        columns=extract.columns,
        read=len(sheet.lines),
        serial_dates=has_serial_dates(archive),
    )


def _only_sheet(sheets: Sequence[Sheet], columns: Columns, *, source: str) -> Sheet:
    fitting = [sheet for sheet in sheets if _has_headings(sheet.lines, columns)]
    if len(fitting) > 1:
        message = f"{len(fitting)} sheets have these headings; name one with sheet ="
        raise ExtractRefused(message, source=source)
    return (fitting or sheets)[0]


def _has_headings(lines: tuple[Line, ...], columns: Columns) -> bool:
    heading = next((line for line in lines if not is_blank(line.cells)), None)
    return heading is not None and set(columns.mapped().values()) <= set(trimmed(heading.cells))
