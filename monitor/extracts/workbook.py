"""Excel workbooks (.xlsx), read by each cell's own type."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from monitor.errors import ExtractRefused
from monitor.extracts.files import Copy, private_copy
from monitor.extracts.lines import Line, is_blank, sort_lines, table_of, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from monitor.config import Columns, Extract
    from monitor.model import SourceTable

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: What a damaged archive raises when an entry is unpacked.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ET.ParseError),
    *(NotImplementedError, RuntimeError, KeyError, ValueError),
)
_LARGEST_UNPACKED = 1_000_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE_1904 = re.compile(rb"date1904=[\"'](?:1|true)[\"']")
#: The least number of 16 digits: Excel keeps 15 and puts zeros for the rest.
_TOO_LONG = 10**15


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet as text, and where numbers stand that Excel has cut short."""

    name: str
    lines: tuple[Line, ...]
    #: Row, and column from 0.
    cut_numbers: tuple[tuple[int, int], ...]


def read(path: Path, extract: Extract) -> SourceTable:
    """Read one sheet of a workbook into text by its own headings (`Reader`).

    A date cell becomes ISO text, a whole number its digits, an empty or error cell blank. Without
    `sheet` in the configuration the one sheet that has the headings is read. Raises
    `ExtractRefused` for anything but an .xlsx without macros, links or a password, and for an id
    that is a number too long for Excel: two children could have become one.
    """
    copy = private_copy(path)
    archive = _checked_archive(copy)
    sheet = _sheet(copy, extract)
    try:
        lines = with_errors(sheet.lines, archive, sheet.name, source=copy.name)
        serial_dates = not _DATE_1904.search(archive.read("xl/workbook.xml"))
    except _DAMAGE as broken:
        raise ExtractRefused("the workbook is damaged or cut off", source=copy.name) from broken
    _refuse_control_characters(lines, source=copy.name)
    in_place = sort_lines(lines, source=copy.name)
    _refuse_cut_ids(sheet, in_place.heading, extract.columns, source=copy.name)
    return table_of(
        in_place,
        copy=copy,
        form=f"sheet “{sheet.name}”",
        columns=extract.columns,
        read=len(lines),
        serial_dates=serial_dates,
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


def with_errors(
    lines: tuple[Line, ...], archive: zipfile.ZipFile, sheet: str, *, source: str
) -> tuple[Line, ...]:
    """Put the text of error cells (#N/A) where python-calamine has blanks.

    A blank would pass for a cell in which nothing was written. Raises `ExtractRefused` for a
    formula whose value was never worked out.
    """
    errors = dict(_errors(_sheet_xml(archive, sheet, source=source), source=source))
    rows = {row for row, _ in errors}
    return tuple(
        Line(line.row, [errors.get((line.row, n), cell) for n, cell in enumerate(line.cells)])
        if line.row in rows
        else line
        for line in lines
    )


def _parsed(archive: zipfile.ZipFile, name: str, *, source: str) -> ET.Element:
    xml = _without_doctype(archive.read(name), source=source)
    return ET.fromstring(xml)  # noqa: S314  (no DOCTYPE, so no entity to expand)


def _without_doctype(xml: bytes, *, source: str) -> bytes:
    if b"<!DOCTYPE" in xml:
        raise ExtractRefused("the workbook holds a DOCTYPE; save it anew", source=source)
    return xml


def _sheet_xml(archive: zipfile.ZipFile, sheet: str, *, source: str) -> bytes:
    """Return the XML of the sheet of this name, by the workbook's own list of its parts."""
    book = _parsed(archive, "xl/workbook.xml", source=source)
    parts = _parsed(archive, "xl/_rels/workbook.xml.rels", source=source)
    ids = {
        str(each.get("name")): value
        for each in book.iter()
        for key, value in each.items()
        if each.tag.endswith("}sheet") and key.endswith("}id")
    }
    targets = {part.get("Id"): str(part.get("Target")) for part in parts}
    target = targets[ids[sheet]]
    path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return _without_doctype(archive.read(path), source=source)


def _errors(xml: bytes, *, source: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the place of each error cell, its row and its column (from 0), and its text."""
    for _, cell in ET.iterparse(io.BytesIO(xml)):  # noqa: S314  (no DOCTYPE to expand)
        if not cell.tag.endswith("}c"):
            continue
        inside = {each.tag.rpartition("}")[2]: each.text for each in cell}
        row, column = _place(cell.get("r", ""))
        if "f" in inside and inside.get("v") is None and cell.get("t") != "str":
            message = "a formula stands here without its value; open the workbook and save it"
            raise ExtractRefused(message, source=source, row=row)
        if cell.get("t") == "e":
            yield (row, column), inside.get("v") or "#ERROR"
        cell.clear()


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :] or 0), column - 1


def _sheet(copy: Copy, extract: Extract) -> Sheet:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(copy.content))
        sheets = [
            _read_sheet(workbook, sheet.name)
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and extract.sheet in {None, sheet.name}
        ]
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as broken:
        raise ExtractRefused("the workbook is damaged or cut off", source=copy.name) from broken
    return _only_sheet(sheets, extract, source=copy.name)


def _read_sheet(workbook: CalamineWorkbook, name: str) -> Sheet:
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return Sheet(
        name,
        lines=tuple(
            Line(row, [_text(cell) for cell in cells]) for row, cells in enumerate(rows, start=1)
        ),
        cut_numbers=tuple(
            (row, column)
            for row, cells in enumerate(rows, start=1)
            for column, cell in enumerate(cells)
            if isinstance(cell, (int, float)) and abs(cell) >= _TOO_LONG
        ),
    )


def _only_sheet(sheets: Sequence[Sheet], extract: Extract, *, source: str) -> Sheet:
    if extract.sheet is not None and not sheets:
        raise ExtractRefused(f"there is no sheet “{extract.sheet}”", source=source)
    fitting = [sheet for sheet in sheets if _has_headings(sheet.lines, extract.columns)]
    if len(fitting) > 1:
        message = f"{len(fitting)} sheets have these headings; name one with sheet ="
        raise ExtractRefused(message, source=source)
    if not sheets:
        raise ExtractRefused("the workbook has no sheet of cells", source=source)
    return (fitting or sheets)[0]


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


def _refuse_cut_ids(sheet: Sheet, heading: Line, columns: Columns, *, source: str) -> None:
    """Refuse ids that Excel cut short; in text, an id keeps all its digits."""
    titles = trimmed(heading.cells)
    ids = {columns.assessment_id, columns.child_id, columns.family_id}
    for row, column in sheet.cut_numbers:
        if titles[column] in ids:
            message = (
                f"“{titles[column]}” holds a number of more than 15 digits, of which Excel keeps "
                "only 15: export it as text"
            )
            raise ExtractRefused(message, source=source, row=row)
