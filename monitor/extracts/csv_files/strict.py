"""CSV files: their text is checked first, then read by the fast reader or by the strict one."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from monitor.errors import ExtractRefused
from monitor.extracts.csv_files.dialect import (
    LONGEST_END,
    Dialect,
    dialect_of,
    end_marks,
    line_start,
)
from monitor.extracts.csv_files.fast import read_fast
from monitor.extracts.files import Copy, open_end, private_copy
from monitor.extracts.lines import CONTROL, sort_lines, table_of
from monitor.extracts.sorted_lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.records.sources import SourceTable
    from monitor.settings.sources import Source

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with BOM"),
    (b"\xff\xfe", "utf-16", "UTF-16 with BOM"),
    (b"\xfe\xff", "utf-16", "UTF-16 with BOM"),
)
#: The bytes that show if every second one of a file is NUL, as in UTF-16.
_SAMPLE = 4096
_DAMAGES = (
    (CONTROL, "a control character (such as NUL)"),
    (re.compile(r"\r(?!\n)"), "a carriage return without a line feed"),
)
#: Bytes that are looked at together: few enough for the processor's own memory.
_PIECE = 256 * 1024
#: The space is the first sign that is seen; below it stand the control characters.
_RETURN, _LINE_FEED, _FIRST_SEEN = b"\r\n "


@dataclass(frozen=True)
class Text:
    """A file's whole text as UTF-8, and how it was encoded."""

    utf8: bytes
    form: str
    #: Signs behind the text that are none, such as Ctrl-Z.
    end_marks: bytes = b""
    #: The last line has no line end, which was added.
    is_open: bool = False

    @property
    def text(self) -> str:
        """Return the text, which is as large again in memory."""
        return self.utf8.decode()

    @property
    def line_count(self) -> int:
        """Return the number of lines, the end marks apart."""
        return self.utf8.count(b"\n")


def read(path: Path, extract: Source) -> SourceTable:
    """Read a CSV file into text by its own headings.

    Raises `ExtractRefused` where a row has another width than the headings, where the file is
    cut off, or holds control characters, bare carriage returns or quotes that do not pair.
    """
    copy = private_copy(path, maximum_mb=extract.maximum_size_mb)
    text = _sound_text(copy, extract.encoding)
    dialect = dialect_of(text.utf8, extract.columns, declared=extract.delimiter)
    try:
        table = read_fast(
            copy, text.utf8, dialect, extract, form=text.form + dialect.words
        ) or _read_strictly(copy, text, extract, dialect)
    except ExtractRefused as refused:
        if text.is_open and refused.row == text.line_count:
            raise open_end(copy.name, text.line_count) from refused
        raise
    return _with_end(table, text)


def text_lines(copy: Copy) -> tuple[tuple[Line, ...], int]:
    """Return the rows of a CSV file, and the place of its headings; raises `ExtractRefused`."""
    text = _sound_text(copy, None)
    dialect = dialect_of(text.utf8, None)
    return _lines(text, dialect, source=copy.name), len(dialect.above)


def _with_end(table: SourceTable, text: Text) -> SourceTable:
    """Return the table with the signs at the end as a line that is none, and an open end noted."""
    row = text.line_count
    if text.is_open:
        table = replace(table, open_end=row)
    if not text.end_marks:
        return table
    more = len(text.end_marks.splitlines()) - text.is_open
    lines = table.file.lines
    lines = replace(lines, read=lines.read + more, footers=lines.footers + more)
    noted = (*table.noted_lines, (row + (more > 0), "end_mark"))
    return replace(table, file=replace(table.file, lines=lines), noted_lines=noted)


def _sound_text(copy: Copy, declared: str | None) -> Text:
    """Return the text of a file without its end marks, and with a line end; refused if damaged."""
    _refuse_holes(copy)
    text = _decoded(copy, declared)
    if marks := end_marks(text.utf8):
        text = replace(text, utf8=text.utf8.removesuffix(marks), end_marks=marks)
    if not text.utf8.endswith(b"\n"):
        text = replace(text, utf8=text.utf8 + b"\n", is_open=True)
    _refuse_damage(text, source=copy.name)
    return text


def _decoded(copy: Copy, declared: str | None) -> Text:
    if declared is not None:
        return _decode(copy, declared, form=f"{declared}, as declared")
    for mark, encoding, form in _BOMS:
        if copy.content.startswith(mark):
            return _decode(copy, encoding, form=form)
    if (wide := _utf16_without_mark(copy.content[:_SAMPLE])) is not None:
        return _decode(copy, wide, form="UTF-16 without BOM")
    try:
        copy.content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(copy, "cp1252", form="Windows-1252, as it is not UTF-8")
    return Text(copy.content, "UTF-8")


def _utf16_without_mark(sample: bytes) -> str | None:
    """Return the encoding where nearly every second byte is NUL, as in English text in UTF-16."""
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if max(first, second) * 4 < len(sample) or min(first, second) * 20 > max(first, second):
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def _decode(copy: Copy, encoding: str, *, form: str) -> Text:
    """Decode the file; half a character (a lone surrogate, as in UTF-7) is no text either."""
    try:
        text = copy.content.decode(encoding).removeprefix("\ufeff")
        return Text(text.encode("utf-8"), form)
    except UnicodeError as broken:
        message = f"the text is not {encoding}; name its encoding in the configuration"
        raise ExtractRefused(message, source=copy.name) from broken


def _refuse_holes(copy: Copy) -> None:
    """Refuse a file of NUL bytes before it is decoded: a part of it was never written."""
    if not copy.content[:_SAMPLE].strip(b"\0") or copy.content.endswith(bytes(LONGEST_END + 1)):
        message = "the file is full of NUL bytes: it is damaged, or was never written to its end"
        raise ExtractRefused(message, source=copy.name)


def _refuse_damage(text: Text, *, source: str) -> None:
    """Refuse signs that no text holds; that there are none is seen first, which is quick."""
    if _is_sound(text.utf8):
        return
    whole = text.text
    found, what = next((found, what) for shape, what in _DAMAGES if (found := shape.search(whole)))
    row = whole.count("\n", 0, found.start()) + 1
    raise ExtractRefused(f"{what} stands in this line: the file is damaged", source=source, row=row)


def _is_sound(utf8: bytes) -> bool:
    """True if no control character and no bare return stands in a text that ends with a line."""
    signs = np.frombuffer(utf8, np.uint8)
    for start in range(0, len(signs), _PIECE):
        piece = signs[start : start + _PIECE + 1]  # with the first sign of the next
        white = sum(np.count_nonzero(piece == sign) for sign in b"\t\n\r")
        is_bare = (piece[:-1] == _RETURN) & (piece[1:] != _LINE_FEED)
        if np.count_nonzero(piece < _FIRST_SEEN) > white or is_bare.any():
            return False
    return b"\x7f" not in utf8


def _read_strictly(copy: Copy, text: Text, extract: Source, dialect: Dialect) -> SourceTable:
    lines = _lines(text, dialect, source=copy.name)
    _refuse_swallowed_rows(lines, dialect.separator, source=copy.name)
    table = table_of(
        sort_lines(lines, source=copy.name, at=len(dialect.above)),
        copy=copy,
        form=text.form + dialect.words,
        columns=extract.columns,
        read=text.line_count,
        serial_dates=extract.serial_dates,
    )
    if any(line.span > 1 for line in lines):
        _refuse_line_breaks(table, extract.columns.worker, dialect.separator)
    return table


def _refuse_line_breaks(table: SourceTable, free_text: str | None, separator: str) -> None:
    """Refuse a line break in a cell that is mapped: a quote may have swallowed parts of two rows.

    Of the mapped columns only the worker is text that people write freely; there a cell is refused
    that holds a separator as well, as what was swallowed would.
    """
    for heading, cells in table.cells.items():
        broken = cells.str.contains("\n", regex=False).to_numpy(dtype=bool)
        if heading == free_text:
            broken = broken & cells.str.contains(separator, regex=False).to_numpy(dtype=bool)
        if broken.any():
            message = f"“{heading}” holds a line break in quotes: a quote is out of place"
            row = int(table.rows[broken.argmax()])
            raise ExtractRefused(message, source=table.file.name, row=row)


def _lines(text: Text, dialect: Dialect, *, source: str) -> tuple[Line, ...]:
    """Return the rows of a file; those above the headings as they are, the others strictly."""
    body = io.StringIO(text.utf8[line_start(text.utf8, dialect.row) :].decode(), newline="")
    reader = csv.reader(body, strict=True, delimiter=dialect.separator)
    lines, row = [*dialect.above], dialect.row
    try:
        for cells in reader:
            following = dialect.row + reader.line_num
            lines.append(Line(row, cells, span=following - row))
            row = following
    except csv.Error as broken:
        message = "a quote is out of place or never closed in the row that begins here"
        raise ExtractRefused(message, source=source, row=row) from broken
    return tuple(lines)


def _refuse_swallowed_rows(lines: Sequence[Line], separator: str, *, source: str) -> None:
    for line in lines:
        if line.span > 1 and _may_hold_two_records(line.cells, separator):
            message = (
                "a quoted cell seems to hold whole rows: a quote is out of place, or a long text "
                "with line breaks stands here, which is better left out of the export"
            )
            raise ExtractRefused(message, source=source, row=line.row)


def _may_hold_two_records(cells: Sequence[str], separator: str) -> bool:
    """True if some line break in quotes has the separators of a record before and behind it.

    Two stray (or lost) quotes make one row of all that is between them, and its width may still be
    right. But no quote takes a separator away. A note over several lines seldom has that many, and
    is refused when it has: a child lost in a note would look the same.
    """
    least = len(cells) - 1
    separators = [piece.count(separator) for piece in separator.join(cells).split("\n")]
    before = accumulate(separators[:-1])
    return any(least <= count <= sum(separators) - least for count in before)
