"""Excel workbooks (.xlsx), read by each cell's own type."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from monitor.errors import ExtractRefused
from monitor.extracts.files import Copy, private_copy
from monitor.extracts.lines import Line, is_blank, sort_lines, table_of, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.config import Columns, Extract
    from monitor.model import SourceTable

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LARGEST_UNPACKED = 1_000_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE_1904 = re.compile(rb'date1904="(?:1|true)"')


def read(path: Path, extract: Extract) -> SourceTable:
    """Read one sheet of a workbook into text by its own headings (`Reader`).

    A date cell becomes ISO text, a whole number its digits, an empty or error cell blank. Without
    `sheet` in the configuration the one sheet that has the headings is read. Raises
    `ExtractRefused` for anything but an .xlsx without macros, links or a password.
    """
    copy = private_copy(path)
    archive = _checked_archive(copy)
    lines, name = _sheet(copy, extract)
    _refuse_control_characters(lines, source=copy.name)
    return table_of(
        sort_lines(lines, source=copy.name),
        copy=copy,
        form=f"sheet “{name}”",
        columns=extract.columns,
        read=len(lines),
        serial_dates=not _DATE_1904.search(archive.read("xl/workbook.xml")),
    )


def _checked_archive(copy: Copy) -> zipfile.ZipFile:
    if copy.content.startswith(_OLE):
        message = "an .xls or a workbook with a password; save it as .xlsx without one"
        raise ExtractRefused(message, source=copy.name)
    if not copy.content.startswith(_ZIP):
        raise ExtractRefused("this is no .xlsx workbook", source=copy.name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(copy.content))
    except zipfile.BadZipFile as broken:
        raise ExtractRefused("the workbook is damaged or cut off", source=copy.name) from broken
    _refuse_contents(archive, source=copy.name)
    return archive


def _refuse_contents(archive: zipfile.ZipFile, *, source: str) -> None:
    names = archive.namelist()
    if "xl/workbook.xml" not in names:
        raise ExtractRefused("this is no .xlsx workbook", source=source)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ExtractRefused("the workbook holds macros; save it as .xlsx", source=source)
    if any(name.startswith("xl/externalLinks/") for name in names):
        message = "the workbook takes values from other workbooks; save it with values only"
        raise ExtractRefused(message, source=source)
    if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNPACKED:
        raise ExtractRefused("the workbook unpacks to more than 1 GB", source=source)


def _sheet(copy: Copy, extract: Extract) -> tuple[tuple[Line, ...], str]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(copy.content))
        sheets = {
            sheet.name: tuple(_lines(workbook, sheet.name))
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and extract.sheet in {None, sheet.name}
        }
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as broken:
        raise ExtractRefused("the workbook is damaged or cut off", source=copy.name) from broken
    return _only_sheet(sheets, extract, source=copy.name)


def _lines(workbook: CalamineWorkbook, name: str) -> Iterator[Line]:
    cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return (Line(row, [_text(cell) for cell in line]) for row, line in enumerate(cells, start=1))


def _only_sheet(
    sheets: dict[str, tuple[Line, ...]], extract: Extract, *, source: str
) -> tuple[tuple[Line, ...], str]:
    if extract.sheet is not None and not sheets:
        raise ExtractRefused(f"there is no sheet “{extract.sheet}”", source=source)
    fitting = [name for name, lines in sheets.items() if _has_headings(lines, extract.columns)]
    if len(fitting) > 1:
        message = f"{len(fitting)} sheets have these headings; name one with sheet ="
        raise ExtractRefused(message, source=source)
    if not sheets:
        raise ExtractRefused("the workbook has no sheet of cells", source=source)
    name = fitting[0] if fitting else next(iter(sheets))
    return sheets[name], name


def _has_headings(lines: tuple[Line, ...], columns: Columns) -> bool:
    heading = next((line for line in lines if not is_blank(line.cells)), None)
    return heading is not None and set(columns.mapped().values()) <= set(trimmed(heading.cells))


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _refuse_control_characters(lines: tuple[Line, ...], *, source: str) -> None:
    for line in lines:
        if any(_CONTROL.search(cell) for cell in line.cells):
            message = "a control character stands in this row: the workbook is damaged"
            raise ExtractRefused(message, source=source, row=line.row)
