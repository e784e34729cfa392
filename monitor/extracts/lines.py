"""Every line of a source is a heading, a record, or a named line that is none; they must add up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.errors import BrokenPromise, ExtractRefused
from monitor.extracts.headings import places_of, unused
from monitor.records.sources import LineCount, SourceFile, SourceTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extracts.files import Copy
    from monitor.settings.columns import Columns

_TOTAL = re.compile(
    r"(?:(?:grand )?total(?: (?:rows|records|assessments))?|(?:number of )?(?:rows|records)"
    r"|end of (?:file|report|extract))\W*(\d*)|(\d+) (?:rows|records|assessments)[\w ]*\W*",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"[0-9]+(?:\.0+)?")
_AT_THE_END = "the total at its end"
_MOST_FOOTERS = 3
#: Cells that a child's record holds at the least, where its first one reads like a total.
_LEAST_OF_A_RECORD = 4


@dataclass(frozen=True)
class Line:
    """One row of a source: its number, its cells as text, and how many physical lines it took."""

    row: int
    cells: Sequence[str]
    span: int = 1


@dataclass(frozen=True)
class Sorted:
    """The lines of a source, each in the one place where it belongs."""

    heading: Line
    records: tuple[Line, ...]
    blank: tuple[Line, ...]
    repeated: tuple[Line, ...]
    footers: tuple[Line, ...]
    #: Lines above the headings.
    titles: tuple[Line, ...] = ()

    def count(self, read: int) -> LineCount:
        """Count the lines; raises `BrokenPromise` where the sum is not what was read."""
        headings = (*self.titles, self.heading)
        named = (*headings, *self.records, *self.blank, *self.repeated, *self.footers)
        count = LineCount(
            read=read,
            headings=len(headings),
            records=len(self.records),
            blank=len(self.blank),
            footers=len(self.footers),
            repeated_headings=len(self.repeated),
            continuations=sum(line.span - 1 for line in named),
        )
        if count.accounted != read:
            message = f"{read} lines were read and {count.accounted} were accounted for"
            raise BrokenPromise(message)
        return count


def sort_lines(lines: Sequence[Line], *, source: str) -> Sorted:
    """Put every line in its place: the first that is not blank is the heading.

    Raises `ExtractRefused` where a record has not exactly the heading's width.
    """
    written = [line for line in lines if not is_blank(line.cells)]
    if not written:
        raise ExtractRefused("the file holds no headings and no records", source=source)
    heading, *rest = written
    titles = trimmed(heading.cells)
    footers = _footers(rest)
    body = rest[: len(rest) - len(footers)]
    repeated = [line for line in body if _repeats(line, titles)]
    records = [line for line in body if not _repeats(line, titles)] if repeated else body
    _refuse_unclear_total(records[-1:], source=source)
    _exact_width(records, len(titles), source=source)
    return Sorted(
        heading=heading,
        records=tuple(records),
        blank=tuple(line for line in lines if is_blank(line.cells)),
        repeated=tuple(repeated),
        footers=tuple(footers),
    )


def table_of(
    lines: Sorted, *, copy: Copy, form: str, columns: Columns, read: int, serial_dates: bool
) -> SourceTable:
    """Return the mapped columns of the records; `read` is the number of lines in the source.

    Raises `ExtractRefused` for headings that are missing, or a wrong control total.
    """
    source, heading = copy.name, lines.heading
    titles = trimmed(heading.cells)
    places = places_of(titles, columns, source=source, row=heading.row)
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
            *((line.row, "repeated_heading") for line in lines.repeated),
            *((line.row, "footer_line") for line in lines.footers),
        ),
        serial_dates=serial_dates,
        unused_headings=unused(titles, places),
    )


def trimmed(cells: Sequence[str]) -> list[str]:
    """Return the cells without the white space around them."""
    return [cell.strip() for cell in cells]


def is_blank(cells: Sequence[str]) -> bool:
    """Say whether nothing is written in any cell."""
    return not any(cell and not cell.isspace() for cell in cells)


def is_footer(cells: Sequence[str]) -> bool:
    """Say whether the line is a total: a label such as “Total” and at most one number after it."""
    label, *rest = [cell for cell in trimmed(cells) if cell]
    if _TOTAL.fullmatch(label) is None:
        return False
    return len(rest) <= 1 and all(_NUMBER.fullmatch(number) for number in rest)


def reads_like_total(cells: Sequence[str]) -> bool:
    """Say whether the first cell written is the label of a total."""
    label = next((cell for cell in trimmed(cells) if cell), "")
    return _TOTAL.fullmatch(label) is not None


def _footers(rest: Sequence[Line]) -> list[Line]:
    """Return the lines at the end that are totals, at most three."""
    footers: list[Line] = []
    for line in reversed(rest[-_MOST_FOOTERS:]):
        if not is_footer(line.cells):
            break
        footers.insert(0, line)
    return footers


def _repeats(line: Line, titles: Sequence[str]) -> bool:
    cells = [cell.strip("\ufeff").casefold() for cell in trimmed(line.cells)]
    return cells == [title.casefold() for title in titles]


def _refuse_unclear_total(last: Sequence[Line], *, source: str) -> None:
    """Refuse a last line that begins like a total and holds too little to be a child's record."""
    for line in last:
        written = [cell for cell in trimmed(line.cells) if cell]
        if reads_like_total(line.cells) and len(written) < _LEAST_OF_A_RECORD:
            message = "the last line begins like a total and holds more than one number after it"
            raise ExtractRefused(message, source=source, row=line.row)


def _exact_width(records: Sequence[Line], width: int, *, source: str) -> None:
    for line in records:
        if len(line.cells) != width:
            message = (
                f"{len(line.cells)} cells where the headings have {width}: a separator too many "
                "or too few, or a quote out of place"
            )
            raise ExtractRefused(message, source=source, row=line.row)


def _control_total(lines: Sorted, *, source: str) -> int | None:
    numbers = [int(float(number)) for line in lines.footers for number in _numbers(line.cells)]
    if not numbers:
        return None
    if set(numbers) != {len(lines.records)}:
        message = f"the total at the end is not the {len(lines.records)} records that were read"
        raise ExtractRefused(message, source=source, row=lines.footers[0].row)
    return len(lines.records)


def _numbers(cells: Sequence[str]) -> list[str]:
    label, *rest = [cell for cell in trimmed(cells) if cell]
    found = _TOTAL.fullmatch(label)
    inside = [number for number in found.groups() if number] if found else []
    return inside + rest
