"""The two messy samples, line by line."""

from __future__ import annotations

from messy import (
    contradictions,
    copies,
    flags,
    statuses,
    text_cells,
    typed_cells,
    unusable_dates,
)
from messy.lines import HEADINGS, Line, blank, footer, heading, repeated_heading

_NO_BREAK = "\N{NO-BREAK SPACE}"
_EMPTY = ("",) * len(HEADINGS)
#: Rows at the foot of the sheet that hold a format and nothing else.
FORMATTED_ROWS = 12


def _count(lines: tuple[Line, ...]) -> int:
    return sum(line.written is None for line in lines)


_CSV_RECORDS = (
    *statuses.LINES,
    blank("Blank line: not even a comma."),
    *flags.LINES,
    repeated_heading("The headings again in the middle, as where two extracts were joined."),
    *copies.LINES,
    blank("Blank line: commas only.", *_EMPTY),
    *unusable_dates.LINES,
    *contradictions.LINES,
    blank("Blank line: spaces and no-break spaces only.", " ", _NO_BREAK, *_EMPTY[2:]),
    *text_cells.LINES,
)

CSV_LINES: tuple[Line, ...] = (
    heading(),
    *_CSV_RECORDS,
    footer("A total of two cells, and it is right.", "Total:", str(_count(_CSV_RECORDS))),
    blank("Blank line: the footer is the last line that is not blank.", *_EMPTY),
)

_WORKBOOK_RECORDS = (
    *statuses.LINES,
    blank("Blank line: an empty row between records.", *_EMPTY),
    *flags.LINES,
    repeated_heading("The headings again in the middle of the sheet."),
    *copies.LINES,
    *unusable_dates.LINES,
    *contradictions.LINES,
    *typed_cells.LINES,
)

WORKBOOK_LINES: tuple[Line, ...] = (
    heading(),
    *_WORKBOOK_RECORDS,
    footer(
        "The number of records as a number, and it is right.", "Records", _count(_WORKBOOK_RECORDS)
    ),
    *(
        blank(
            "Blank line: a row at the foot with a format only; some readers stop before it.",
            *_EMPTY,
        ),
    )
    * FORMATTED_ROWS,
)
