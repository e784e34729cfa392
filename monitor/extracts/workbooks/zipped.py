"""A workbook as an archive: refused before it is unpacked; what calamine does not show of it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from python_calamine import CalamineError

from monitor.errors import ExtractRefused
from monitor.extracts.workbooks.blanked import BlankedCells, without_doctype
from monitor.extracts.workbooks.open_document import (
    blanked_in_sheet,
    counts_from_1900,
    is_open_document,
    refuse_open_document,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extracts.files import Copy

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: What a damaged archive raises when it is opened or an entry of it is unpacked. Of the built-in
#: ones zipfile raises `RuntimeError` for an entry with a password or an unknown compression, and
#: the others, as the decoders do, for a directory with wrong lengths or names.
_DAMAGE = (
    *(CalamineError, zipfile.BadZipFile, zlib.error, EOFError, ET.ParseError),
    *(RuntimeError, LookupError, ValueError, OSError),
)
_LARGEST_UNPACKED = 1_000_000_000
#: Sheets unpack to some 10 to 20 times their size; a bomb of this size, to 200 times and more.
_LARGE, _LARGEST_RATIO = 100_000_000, 100
_DATE_1904 = re.compile(rb"date1904=[\"'](?:1|true)[\"']")


@contextmanager
def refused_when_damaged(source: str) -> Iterator[None]:
    """Refuse the workbook where something in it cannot be unpacked or read."""
    try:
        yield
    except _DAMAGE as broken:
        raise ExtractRefused("the workbook is damaged or cut off", source=source) from broken


def checked_archive(copy: Copy) -> zipfile.ZipFile:
    """Open a workbook's archive; raises `ExtractRefused` for all but a plain and whole one."""
    if copy.content.startswith(_OLE):
        message = (
            "an .xls or a workbook with a password; save it as .xlsx without one (LibreOffice does "
            "so every night: soffice --headless --convert-to xlsx FILE)"
        )
        raise ExtractRefused(message, source=copy.name)
    if copy.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        message = "this is a web page or another XML, whatever its name; save it as .xlsx"
        raise ExtractRefused(message, source=copy.name)
    if not copy.content.startswith(_ZIP):
        raise ExtractRefused("this is no .xlsx or .ods workbook", source=copy.name)
    with refused_when_damaged(copy.name):
        archive = zipfile.ZipFile(io.BytesIO(copy.content))
        _refuse_contents(archive, source=copy.name)
        _refuse_bomb(archive, source=copy.name)
        if archive.testzip() is not None:
            raise zipfile.BadZipFile
        if is_open_document(archive):
            refuse_open_document(archive, source=copy.name)
    return archive


def _refuse_contents(archive: zipfile.ZipFile, *, source: str) -> None:
    names = archive.namelist()
    if len({name.casefold() for name in names}) < len(names):
        message = "two parts of the workbook have one name, and one would be lost; save it anew"
        raise ExtractRefused(message, source=source)
    if "xl/workbook.xml" not in names and not is_open_document(archive):
        raise ExtractRefused("this is no .xlsx or .ods workbook", source=source)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ExtractRefused("the workbook holds macros; save it as .xlsx", source=source)
    if any(name.startswith("xl/externalLinks/") for name in names):
        message = "the workbook takes values from other workbooks; save it with values only"
        raise ExtractRefused(message, source=source)


def _refuse_bomb(archive: zipfile.ZipFile, *, source: str) -> None:
    """Refuse what would fill the memory, by the declared sizes, which `testzip` then proves."""
    unpacked = sum(entry.file_size for entry in archive.infolist())
    packed = sum(entry.compress_size for entry in archive.infolist())
    if unpacked > _LARGEST_UNPACKED:
        raise ExtractRefused("the workbook unpacks to more than 1 GB", source=source)
    if unpacked > _LARGE and unpacked > _LARGEST_RATIO * packed:
        message = f"the workbook unpacks to more than {_LARGEST_RATIO} times its size"
        raise ExtractRefused(message, source=source)


def has_serial_dates(archive: zipfile.ZipFile) -> bool:
    """True if a number in a date column is a day since 1900, and not since 1904."""
    if is_open_document(archive):
        return counts_from_1900(archive)
    return not _DATE_1904.search(archive.read("xl/workbook.xml"))


def blanked_cells(archive: zipfile.ZipFile, sheet: str, *, source: str) -> BlankedCells:
    """Return the error cells and the formulas without a value of the sheet of this name.

    Raises `ExtractRefused` for rows or cells out of their order: of two rows of one number
    python-calamine keeps one, and a child would be lost. In an .ods nothing states its place.
    """
    if is_open_document(archive):
        return blanked_in_sheet(archive, sheet)
    errors, formulas, hidden = {}, [], set[int]()
    row, column, is_hidden = 0, -1, False
    for event, element in _rows_and_cells(_sheet_xml(archive, sheet, source=source)):
        if event == "start":
            number = int(element.get("r", row + 1))
            _refuse_disorder(number > row, number, source=source)
            row, column, is_hidden = number, -1, element.get("hidden") in {"1", "true"}
            continue
        place = _place(element) or (row, column + 1)
        _refuse_disorder(place[0] == row and place[1] > column, row, source=source)
        column = place[1]
        inside = {each.tag.rpartition("}")[2]: each.text for each in element}
        if element.get("t") == "e":
            errors[place] = inside.get("v") or "#ERROR"
        elif "f" in inside and inside.get("v") is None and element.get("t") != "str":
            formulas.append(place)
        if is_hidden and inside:
            hidden.add(row)
    return BlankedCells(errors, tuple(formulas), len(hidden))


def _rows_and_cells(xml: bytes) -> Iterator[tuple[str, ET.Element]]:
    """Yield the start of each row, and the end of each cell."""
    events = ET.iterparse(io.BytesIO(xml), ("start", "end"))  # noqa: S314  (no DOCTYPE to expand)
    for event, element in events:
        if element.tag.endswith("}row" if event == "start" else "}c"):
            yield event, element
        if event == "end" and element.tag.endswith(("}c", "}row")):
            element.clear()


def _refuse_disorder(is_in_order: bool, row: int, *, source: str) -> None:  # noqa: FBT001  (a fact)
    if not is_in_order:
        message = "a row or a cell of this number stands twice, or out of order; save it anew"
        raise ExtractRefused(message, source=source, row=row)


def _place(cell: ET.Element) -> tuple[int, int] | None:
    """Return the row and the column (from 0) that a cell states; None where it states none."""
    reference = cell.get("r")
    if reference is None:
        return None
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :] or 0), column - 1


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
    return without_doctype(archive.read(path), source=source)


def _parsed(archive: zipfile.ZipFile, name: str, *, source: str) -> ET.Element:
    xml = without_doctype(archive.read(name), source=source)
    return ET.fromstring(xml)  # noqa: S314  (no DOCTYPE, so no entity to expand)
