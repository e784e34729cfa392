"""CSV files: their text is checked first, then read by the fast reader or by the strict one."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.extracts.csv_files.fast import read_fast
from monitor.extracts.files import Copy, private_copy
from monitor.extracts.lines import Line, sort_lines, table_of
from monitor.settings.dates import EXCEL_SERIALS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from monitor.records.sources import SourceTable
    from monitor.settings.sources import Source

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with BOM"),
    (b"\xff\xfe", "utf-16", "UTF-16 with BOM"),
    (b"\xfe\xff", "utf-16", "UTF-16 with BOM"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BARE_RETURN = re.compile(r"\r(?!\n)")
_CONTROL_BYTES = bytes(code for code in range(128) if _CONTROL.match(chr(code)))


@dataclass(frozen=True)
class Text:
    """A file's whole text, also as UTF-8, and how it was encoded."""

    text: str
    utf8: bytes
    form: str


def read(path: Path, extract: Source) -> SourceTable:
    """Read a CSV file into text by its own headings (`Reader`).

    Raises `ExtractRefused` where a row has another width than the headings, where the file is
    cut off, or holds control characters, bare carriage returns or quotes that do not pair.
    """
    copy = private_copy(path)
    text = _decoded(copy, extract.encoding)
    _refuse_damage(text, source=copy.name)
    serial_dates = EXCEL_SERIALS in extract.date_formats
    fast = read_fast(
        copy,
        text.utf8,
        form=text.form,
        columns=extract.columns,
        serial_dates=serial_dates,
    )
    return fast or _read_strictly(copy, text, extract, serial_dates=serial_dates)


def text_lines(copy: Copy) -> tuple[Line, ...]:
    """Return the rows of a CSV file by the strict reader; raises `ExtractRefused`."""
    text = _decoded(copy, None)
    _refuse_damage(text, source=copy.name)
    return tuple(_strict_lines(text.text, source=copy.name))


def _decoded(copy: Copy, declared: str | None) -> Text:
    if declared is not None:
        return _decode(copy, declared, form=f"{declared}, as declared")
    for mark, encoding, form in _BOMS:
        if copy.content.startswith(mark):
            return _decode(copy, encoding, form=form)
    try:
        return Text(copy.content.decode("utf-8"), copy.content, "UTF-8")
    except UnicodeDecodeError:
        return _decode(copy, "cp1252", form="Windows-1252, as it is not UTF-8")


def _decode(copy: Copy, encoding: str, *, form: str) -> Text:
    """Decode the file; half a character (a lone surrogate, as in UTF-7) is no text either."""
    try:
        text = copy.content.decode(encoding).removeprefix("\ufeff")
        return Text(text, text.encode("utf-8"), form)
    except UnicodeError as broken:
        message = f"the text is not {encoding}; name its encoding in the configuration"
        raise ExtractRefused(message, source=copy.name) from broken


def _refuse_damage(text: Text, *, source: str) -> None:
    if _holds_control_characters(text.utf8):
        _refuse_first(_CONTROL, text.text, "a control character (such as NUL)", source=source)
        _refuse_first(
            _BARE_RETURN, text.text, "a carriage return without a line feed", source=source
        )
    if not text.text.endswith("\n"):
        message = "the last line has no line end: the file may be cut off"
        raise ExtractRefused(message, source=source, row=text.text.count("\n") + 1)


def _holds_control_characters(utf8: bytes) -> bool:
    """Say, without looking where, whether one is there; text has none."""
    kept = utf8.translate(None, _CONTROL_BYTES)
    return len(kept) < len(utf8) or utf8.count(b"\r") != utf8.count(b"\r\n")


def _refuse_first(damage: re.Pattern[str], text: str, what: str, *, source: str) -> None:
    if found := damage.search(text):
        row = text.count("\n", 0, found.start()) + 1
        message = f"{what} stands in this line: the file is damaged"
        raise ExtractRefused(message, source=source, row=row)


def _read_strictly(copy: Copy, text: Text, extract: Source, *, serial_dates: bool) -> SourceTable:
    lines = tuple(_strict_lines(text.text, source=copy.name))
    _refuse_swallowed_rows(lines, source=copy.name)
    return table_of(
        sort_lines(lines, source=copy.name),
        copy=copy,
        form=text.form,
        columns=extract.columns,
        read=text.text.count("\n"),
        serial_dates=serial_dates,
    )


def _strict_lines(text: str, *, source: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 1
    try:
        for cells in reader:
            yield Line(row, cells, span=reader.line_num - row + 1)
            row = reader.line_num + 1
    except csv.Error as broken:
        message = "a quote is out of place or never closed in the row that begins here"
        raise ExtractRefused(message, source=source, row=row) from broken


def _refuse_swallowed_rows(lines: Sequence[Line], *, source: str) -> None:
    for line in lines:
        if line.span > 1 and _may_hold_two_records(line.cells):
            message = (
                "a quoted cell seems to hold whole rows: a quote is out of place, or a long text "
                "with line breaks stands here, which is better left out of the export"
            )
            raise ExtractRefused(message, source=source, row=line.row)


def _may_hold_two_records(cells: Sequence[str]) -> bool:
    """Say whether some line break in quotes has the separators of a record before and behind it.

    Two stray (or lost) quotes make one row of all that is between them, and its width may still
    be right. But no quote takes a separator away: where a row holds two records, the line break
    between them has as many before it as a record needs, and as many behind it, whatever blank
    lines or quoted commas lie among them. A note over several lines has so many commas seldom,
    and is refused when it has: a child lost in a note could not be told from it.
    """
    least = len(cells) - 1
    separators = [piece.count(",") for piece in ",".join(cells).split("\n")]
    before = accumulate(separators[:-1])
    return any(least <= count <= sum(separators) - least for count in before)
