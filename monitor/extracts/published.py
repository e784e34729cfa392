"""The Department's published durations of assessments: a CSV of every authority and year.

It is no extract: whatever is wrong with it, the night goes on, and the report says what is wrong.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import stat
from typing import TYPE_CHECKING

from monitor.judgement.durations import BANDS, Durations, Published, PublishedFigure, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from monitor.settings.settings import Benchmark

#: The whole of England since 2014 is a third of a megabyte.
_MOST_BYTES = 50_000_000
_YEAR, _LEVEL, _REGION_CODE = "time_period", "geographic_level", "region_code"
_CODE, _COMPLETED, _MEDIAN = "new_la_code", "assessments_completed", "median_days"
_NEEDED = (
    *(_YEAR, _LEVEL, _REGION_CODE, "region_name", _CODE, "la_name", _COMPLETED),
    *(band.heading.lower() for band in BANDS),
)
_A_YEAR = re.compile(r"[0-9]{4,6}")
_A_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")

_Row = dict[str, str]


class _Unusable(Exception):
    """Why the table cannot be used; the text holds headings of this module, and no cell."""


def read_published(folder: Path, benchmark: Benchmark | None) -> Published | Unread | None:
    """Read the published table, if one is configured; its path is taken from `folder`.

    The newest year is taken that the authority is in, and for its region and England the same.
    """
    if benchmark is None:
        return None
    path = folder / benchmark.file
    try:
        return _published(path.name, _content(path), benchmark.code)
    except _Unusable as why:
        return Unread(path.name, str(why))


def _content(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _Unusable("it is no file but a folder, a pipe or a device")
        if found.st_size > _MOST_BYTES:
            raise _Unusable("it is far too large to be the table of durations")
        return path.read_bytes()
    except FileNotFoundError as missing:
        raise _Unusable("there is no such file") from missing
    except (OSError, ValueError) as unreadable:
        raise _Unusable("the file cannot be read") from unreadable


def _published(name: str, content: bytes, code: str) -> Published:
    rows = list(_rows(content))
    own = [row for row in rows if row[_LEVEL].lower() == "local authority" and row[_CODE] == code]
    if not own:
        raise _Unusable(f"no local authority in it has the code {code}")
    year = max(row[_YEAR] for row in own)
    of_year = [row for row in rows if row[_YEAR] == year]
    authority = _only(of_year, "local authority", _CODE, code)
    region = _only(of_year, "regional", _REGION_CODE, authority[_REGION_CODE])
    england = _only(of_year, "national", _REGION_CODE, "")
    return Published(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        year=year,
        newest_year=max(row[_YEAR] for row in rows),
        rows=(
            _durations(authority["la_name"], authority),
            _durations(region["region_name"], region),
            _durations("England", england),
        ),
    )


def _rows(content: bytes) -> Iterator[_Row]:
    """Yield each row by its headings, in small letters; its year is one."""
    lines = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        headings = [each.strip().lower() for each in next(lines, [])]
        _refuse_headings(headings)
        for number, cells in enumerate(lines, start=2):
            if len(cells) != len(headings):
                raise _Unusable(f"line {number} has another width than the headings")
            row = dict(zip(headings, (cell.strip() for cell in cells), strict=True))
            if not _A_YEAR.fullmatch(row[_YEAR]):
                raise _Unusable(f"{_YEAR} on line {number} is no year")
            yield row
    except csv.Error as broken:
        raise _Unusable("it is no CSV that can be read") from broken


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _refuse_headings(headings: list[str]) -> None:
    if missing := [each for each in _NEEDED if each not in headings]:
        raise _Unusable(
            f"it lacks the column {missing[0]}, and so is not the table of durations (C2)"
        )
    if twice := [each for each in (*_NEEDED, _MEDIAN) if headings.count(each) > 1]:
        raise _Unusable(f"the column {twice[0]} stands twice in it")


def _only(rows: Iterable[_Row], level: str, column: str, value: str) -> _Row:
    found = [row for row in rows if row[_LEVEL].lower() == level and row[column] == value]
    if len(found) != 1:
        often = "more than once" if found else "not"
        raise _Unusable(f"the {level} row of that year is {often} in it")
    return found[0]


def _durations(place: str, row: _Row) -> Durations:
    return Durations(
        place=place,
        completed=_cell(row[_COMPLETED]),
        bands=tuple(_cell(row[band.heading.lower()]) for band in BANDS),
        median=_cell(row[_MEDIAN]) if _MEDIAN in row else None,
    )


def _cell(text: str) -> PublishedFigure:
    plain = text.replace(",", "")
    if _A_NUMBER.fullmatch(plain):
        return PublishedFigure(float(plain))
    return PublishedFigure(None, text.lower())
