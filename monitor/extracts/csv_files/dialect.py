"""How a CSV file is written: what separates its columns, where its headings stand, how it ends."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extracts.headings import ROWS_OF_HEADINGS, fullest, known_headings, place_of_headings
from monitor.extracts.lines import is_blank
from monitor.extracts.sorted_lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.settings.columns import Columns

#: What may separate columns, and its name; the first is taken where nothing shows it.
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
#: The lines that are looked at for the headings: cells in quotes may run over several.
_LINES_AT_THE_TOP = 50
_SAYS_SEPARATOR = re.compile(r'"?sep=([^\w"\r\n])"?[ \t]*\r?\n', re.IGNORECASE)
#: More NUL bytes than a program fills a block with are damage.
LONGEST_END = 65_536
_END_MARKS = re.compile(rb"[\x00\x1a][\x00\x1a \t\r\n]*\Z")


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written."""

    separator: str
    #: The lines above the headings, by this separator.
    above: tuple[Line, ...] = ()

    @property
    def row(self) -> int:
        """Return the number of the line on which the headings begin."""
        return 1 + sum(line.span for line in self.above)

    @property
    def words(self) -> str:
        """Return what is not as usual, for the report; blank where commas and line 1 are."""
        name = SEPARATORS.get(self.separator, f"“{self.separator}”")
        separated = "" if self.separator == "," else f", separated by {name}"
        return separated + ("" if self.row == 1 else f", headings in line {self.row}")


def dialect_of(utf8: bytes, columns: Columns | None, *, declared: str | None = None) -> Dialect:
    """Return how a text is written: as its first line says, as declared, or as its headings show.

    Without `columns` the separator is taken that makes most rows equally wide, and the headings
    are the first row that is at least half as full as the fullest.
    """
    text = _first_lines(utf8)
    said = _SAYS_SEPARATOR.match(text)
    separators = said[1] if said else declared or SEPARATORS
    tops = {separator: _top(text, separator) for separator in separators}
    separator = max(tops, key=lambda each: _likeness(tops[each], columns))
    top = tops[separator]
    rows = [line.cells for line in top]
    place = place_of_headings(rows, columns) if columns else fullest(rows)
    return Dialect(separator, tuple(top[:place]))


def end_marks(utf8: bytes) -> bytes:
    """Return the signs at the end that are no text: Ctrl-Z, NUL bytes, and white space after."""
    found = _END_MARKS.search(utf8[-LONGEST_END:])
    return found[0] if found else b""


def line_start(utf8: bytes, row: int) -> int:
    """Return where a line begins in the bytes of a text."""
    start = 0
    for _ in range(row - 1):
        start = utf8.find(b"\n", start) + 1
    return start


def _top(text: str, separator: str) -> list[Line]:
    """Return the rows at the top of a file, as far as they can be read."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    top: list[Line] = []
    with suppress(csv.Error):
        for cells in islice(lines, ROWS_OF_HEADINGS):
            row = sum(line.span for line in top) + 1
            top.append(Line(row, cells, span=lines.line_num - row + 1))
    return top


def _first_lines(utf8: bytes) -> str:
    end = 0
    for _ in range(_LINES_AT_THE_TOP):
        end = utf8.find(b"\n", end) + 1
        if not end:
            return utf8.decode()
    return utf8[:end].decode()


def _likeness(top: Sequence[Line], columns: Columns | None) -> tuple[int, int]:
    """Return how well a separator fits: the known headings in a row, then how even rows are."""
    known = max((known_headings(line.cells, columns) for line in top), default=0) if columns else 0
    widths = Counter(len(line.cells) for line in top if not is_blank(line.cells))
    return known, max(((width - 1) * times for width, times in widths.items()), default=0)
