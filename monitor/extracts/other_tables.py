"""Rows that are not of the table: records above the headings, a second table below or beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.columns import DATE_COLUMNS
from monitor.errors import ExtractRefused
from monitor.extracts.footers import trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.extracts.sorted_lines import Sorted
    from monitor.settings.columns import Columns

#: Digits from which on a text may be a date: 1/7/15 has four, Excel's serial numbers have five.
_LEAST_DIGITS, _DIGITS_OF_SERIAL = 3, 5


def refuse_other_tables(
    lines: Sorted, places: Mapping[str, int], columns: Columns, *, source: str
) -> None:
    """Refuse what would lose records, or make records of something else.

    `places` are those of the mapped headings. A record above the headings, a row behind a blank
    one without anything like a date, and a row with cells beside the table alone are refused.
    """
    mapped = {column: places[heading] for column, heading in columns.mapped().items()}
    for title in lines.titles:
        if _looks_like_record(title.cells, mapped):
            message = (
                "this row stands above the headings and looks like a record: is the file sorted?"
            )
            raise ExtractRefused(message, source=source, row=title.row)
    behind_blank = {line.row + line.span for line in lines.blank}
    for record in lines.records:
        if record.row in behind_blank and not _may_be_record(record.cells, mapped):
            message = (
                "this row follows a blank one and does not look like a record: is it a second "
                "table below the first? Leave it out of the export"
            )
            raise ExtractRefused(message, source=source, row=record.row)
    _refuse_table_beside(lines, list(places.values()), source=source)


def _refuse_table_beside(lines: Sorted, places: Sequence[int], *, source: str) -> None:
    """Refuse a row that is written only beyond a column without a heading."""
    titles = trimmed(lines.heading.cells)
    left, right = min(places), max(places)
    while left and titles[left - 1]:
        left -= 1
    while right + 1 < len(titles) and titles[right + 1]:
        right += 1
    if left == 0 and right == len(titles) - 1:
        return
    for record in lines.records:
        if not any(trimmed(record.cells[left : right + 1])):
            message = (
                "nothing stands in this row but beside the table, behind a column without a "
                "heading: is it a second table? Leave it out of the export"
            )
            raise ExtractRefused(message, source=source, row=record.row)


def _looks_like_record(cells: Sequence[str], mapped: Mapping[str, int]) -> bool:
    """True if most of the mapped columns are written, and a date among them."""
    return _is_mostly_written(cells, mapped) and _may_be_record(cells, mapped)


def _is_mostly_written(cells: Sequence[str], mapped: Mapping[str, int]) -> bool:
    return 2 * sum(bool(_cell(cells, place)) for place in mapped.values()) > len(mapped)


def _may_be_record(cells: Sequence[str], mapped: Mapping[str, int]) -> bool:
    """True if a date may stand in a column of dates; without such a column, if most is written."""
    dates = [_cell(cells, place) for column, place in mapped.items() if column in DATE_COLUMNS]
    return any(map(_is_like_date, dates)) if dates else _is_mostly_written(cells, mapped)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _is_like_date(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    return digits >= _DIGITS_OF_SERIAL or (digits >= _LEAST_DIGITS and digits < len(text))
