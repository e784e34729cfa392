"""Made-up workbooks of assessments, whole and with something amiss."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = {
    "child_id": "Child",
    "team": "Team",
    "start_date": "Start",
    "deadline": "Deadline",
    "authorised_date": "Authorised",
}
TITLES: list[Any] = list(COLUMNS.values())
RECORD: list[Any] = ["0012345", "North", date(2015, 7, 1), datetime(2015, 7, 10, 0, 0), None]


def book(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = ("First", "Second")) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in zip(names, sheets, strict=False):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def changed(content: bytes, **entries: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, entries.pop(name.replace("/", "_").replace(".", "_"), old.read(name))
            )
        for name, entry in entries.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), entry)
    return target.getvalue()


def bomb(size: int, *, kept: bytes = b"") -> bytes:
    """Return a workbook with a sheet of `size` spaces, which pack to a thousandth of that."""
    content = io.BytesIO(book([TITLES, RECORD]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", kept + b" " * size)
    return content.getvalue()
