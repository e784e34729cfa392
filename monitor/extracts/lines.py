"""Every line of a source is a heading, a record, or a named line that is none; they must add up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.errors import ExtractRefused
from monitor.extracts.footers import (
    is_footer,
    kind_of_footer,
    numbers_of,
    reads_like_footer,
    trimmed,
    written,
)
from monitor.extracts.headings import places_of, unused
from monitor.extracts.other_tables import refuse_other_tables
from monitor.extracts.sorted_lines import Sorted
from monitor.records.sources import SourceFile, SourceTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extracts.files import Copy
    from monitor.extracts.sorted_lines import Line
    from monitor.settings.columns import Columns

#: Signs that no text holds.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_AT_THE_END = "the total at its end"
_MOST_FOOTERS = 3
#: Cells that a child's record holds at the least, where its first one reads like a total.
_LEAST_OF_A_RECORD = 4
#: What names the separator to Excel, in the first line of a CSV file.
_SEPARATOR_LINE = re.compile(r"sep=.?", re.IGNORECASE)
_DASHES = re.compile(r"-+")


def sort_lines(lines: Sequence[Line], *, source: str, at: int = 0) -> Sorted:
    """Put every line in its place: the first from `at` on that is not blank is the heading.

    Raises `ExtractRefused` where a record has not exactly the heading's width.
    """
    above = [line for line in lines[:at] if not is_blank(line.cells)]
    if not (below := [line for line in lines[at:] if not is_blank(line.cells)]):
        raise ExtractRefused("the file holds no headings and no records", source=source)
    heading, *rest = below
    titles = trimmed(heading.cells)
    footers = _footers(rest)
    body = rest[: len(rest) - len(footers)]
    layout = [line for line in above if _names_separator(line)]
    layout += [line for line in body[:1] if _underlines(line, len(titles))]
    repeated = [line for line in body if _repeats(line, titles)]
    other = {line.row for line in (*layout, *repeated)}
    records = [line for line in body if line.row not in other] if other else body
    _refuse_unclear_total(records[-1:], source=source)
    for line in records:
        if len(line.cells) != len(titles):
            message = (
                f"{len(line.cells)} cells where the headings have {len(titles)}: a separator too "
                "many or too few, or a quote out of place"
            )
            raise ExtractRefused(message, source=source, row=line.row)
    return Sorted(
        heading=heading,
        records=tuple(records),
        blank=tuple(line for line in lines if is_blank(line.cells)),
        repeated=tuple(repeated),
        footers=tuple(footers),
        titles=tuple(line for line in above if line not in layout),
        layout=tuple(layout),
    )


def table_of(
    lines: Sorted, *, copy: Copy, form: str, columns: Columns, read: int, serial_dates: bool
) -> SourceTable:
    """Return the mapped columns of the records; `read` is the number of lines in the source.

    Raises `ExtractRefused` for headings that are missing, a wrong control total, and rows that
    are not of the table.
    """
    source, heading = copy.name, lines.heading
    titles = trimmed(heading.cells)
    places = places_of(titles, columns, source=source, row=heading.row)
    refuse_other_tables(lines, places, columns, source=source)
    total = _control_total(lines, source=source)
    by = "" if total is None else _AT_THE_END
    cells = {
        name: pd.array([line.cells[place] for line in lines.records], dtype="str")
        for name, place in places.items()
    }
    return SourceTable(
        file=SourceFile(source, copy.size, copy.sha256, form, lines.count(read), total, by),
        cells=pd.DataFrame(cells),
        rows=np.array([line.row for line in lines.records], dtype=np.int64),
        noted_lines=(
            *((line.row, "title_line") for line in lines.titles),
            *((line.row, "repeated_heading") for line in lines.repeated),
            *((line.row, kind_of_footer(line.cells)) for line in lines.footers),
        ),
        serial_dates=serial_dates,
        unused_headings=unused(titles, places),
    )


def is_blank(cells: Sequence[str]) -> bool:
    """True if nothing is written in any cell."""
    return not any(cell and not cell.isspace() for cell in cells)


def _footers(rest: Sequence[Line]) -> list[Line]:
    """Return the lines at the end that are totals or of a program, at most three."""
    footers: list[Line] = []
    for line in reversed(rest[-_MOST_FOOTERS:]):
        if not is_footer(line.cells):
            break
        footers.insert(0, line)
    return footers


def _names_separator(line: Line) -> bool:
    label, *more = written(line.cells)
    return not more and _SEPARATOR_LINE.fullmatch(label) is not None


def _underlines(line: Line, width: int) -> bool:
    """True if dashes alone stand below the headings, as SQL Server's programs write them."""
    cells = trimmed(line.cells)
    return len(cells) == width and all(map(_DASHES.fullmatch, cells))


def _repeats(line: Line, titles: Sequence[str]) -> bool:
    cells = [cell.strip("\ufeff").casefold() for cell in trimmed(line.cells)]
    return cells == [title.casefold() for title in titles]


def _refuse_unclear_total(last: Sequence[Line], *, source: str) -> None:
    """Refuse a last line that begins like a total and holds too little to be a child's record."""
    for line in last:
        if reads_like_footer(line.cells) and len(written(line.cells)) < _LEAST_OF_A_RECORD:
            message = "the last line begins like a total and holds more than one number after it"
            raise ExtractRefused(message, source=source, row=line.row)


def _control_total(lines: Sorted, *, source: str) -> int | None:
    numbers = {number for line in lines.footers for number in numbers_of(line.cells)}
    if not numbers:
        return None
    if numbers != {lines.record_count}:
        message = f"the total at the end is not the {lines.record_count} records that were read"
        raise ExtractRefused(message, source=source, row=lines.footers[0].row)
    return lines.record_count
