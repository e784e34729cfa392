"""OpenDocument spreadsheets (.ods): what is refused, and what calamine does not show of them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from monitor.errors import ExtractRefused
from monitor.extracts.workbooks.blanked import BlankedCells, without_doctype

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_FROM_ELSEWHERE = (b"<table:table-source", b"<table:cell-range-source", b"<table:dde-link")
#: A number is a day since 1900, as in Excel, unless the file counts from another day.
_OTHER_DAYS, _DAYS_OF_EXCEL = b"table:null-date", b'table:date-value="1899-12-30"'
#: The most cells from the first to the last of a sheet: some 600 MB once they are read.
_MOST_CELLS = 20_000_000

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_VALUE_TYPE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_ROW = f"{_TABLE}table-row"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


class _Cells(NamedTuple):
    """A cell in which something is written, as often as it is repeated."""

    sheet: str
    row: int
    rows: int
    column: int
    columns: int
    is_hidden: bool
    element: ET.Element


def is_open_document(archive: zipfile.ZipFile) -> bool:
    """True if an archive is an OpenDocument, and no workbook of Excel."""
    names = archive.namelist()
    return _MANIFEST in names and "xl/workbook.xml" not in names


def refuse_open_document(archive: zipfile.ZipFile, *, source: str) -> None:
    """Refuse a password, macros, values of other files, and cells that would fill the memory."""
    if b"encryption-data" in archive.read(_MANIFEST):
        raise ExtractRefused("the workbook has a password; save it without one", source=source)
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist()):
        raise ExtractRefused("the workbook holds macros; save it without them", source=source)
    content = without_doctype(archive.read(_CONTENT), source=source)
    if any(mark in content for mark in _FROM_ELSEWHERE):
        message = "the workbook takes values from other files; save it with values only"
        raise ExtractRefused(message, source=source)
    widths: dict[str, int] = {}
    for each in _written(content):
        widths[each.sheet] = max(widths.get(each.sheet, 0), each.column + each.columns)
        if (each.row + each.rows) * widths[each.sheet] > _MOST_CELLS:
            message = "a sheet repeats its cells too often to be one of records; save it anew"
            raise ExtractRefused(message, source=source)


def counts_from_1900(archive: zipfile.ZipFile) -> bool:
    """True if a number in a date column is a day since 1900."""
    content = archive.read(_CONTENT)
    return _OTHER_DAYS not in content or _DAYS_OF_EXCEL in content


def blanked_in_sheet(archive: zipfile.ZipFile, sheet: str) -> BlankedCells:
    """Return the error cells and the formulas without a value of the sheet of this name."""
    errors: dict[tuple[int, int], str] = {}
    formulas, hidden = [], set[int]()
    for each in _written(archive.read(_CONTENT)):
        if each.sheet != sheet:
            continue
        rows = range(each.row, each.row + each.rows)
        places = [
            (row, column)
            for row in rows
            for column in range(each.column, each.column + each.columns)
        ]
        if each.is_hidden:
            hidden.update(rows)
        if each.element.get(_KIND) == "error":
            errors |= dict.fromkeys(places, _shown(each.element))
        elif each.element.get(_VALUE_TYPE) is None:
            formulas += places
    return BlankedCells(errors, tuple(formulas), len(hidden))


def _shown(cell: ET.Element) -> str:
    return cell.findtext(_PARAGRAPH) or "#ERROR"


def _written(content: bytes) -> Iterator[_Cells]:
    """Yield the cells with a value or a formula, sheet by sheet, row by row."""
    sheet, row, rows, column, is_hidden = "", 0, 1, 0, False
    for event, element in ET.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314  (no DOCTYPE to expand)
        if event == "start" and element.tag == f"{_TABLE}table":
            sheet, row, rows = element.get(f"{_TABLE}name", ""), 0, 1
        elif event == "start" and element.tag == _ROW:
            row, rows, column = row + rows, _times(element, "rows"), 0
            is_hidden = element.get(f"{_TABLE}visibility") in {"collapse", "filter"}
        elif event == "end" and element.tag in _CELLS:
            columns = _times(element, "columns")
            if element.get(_VALUE_TYPE) or element.get(f"{_TABLE}formula"):
                yield _Cells(sheet, row, rows, column, columns, is_hidden, element)
            column += columns
            element.clear()
        elif event == "end" and element.tag == _ROW:
            element.clear()


def _times(element: ET.Element, what: str) -> int:
    return int(element.get(f"{_TABLE}number-{what}-repeated", 1))
