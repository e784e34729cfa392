"""The fast reader of CSV: it takes only files that hold no surprise, and leaves all others."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

from monitor.extracts.headings import places_of
from monitor.extracts.lines import reads_like_total, trimmed
from monitor.model import LineCount, SourceFile, SourceTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.config import Columns
    from monitor.extracts.files import Copy

#: A quoted cell on one line, whose quotes stand where a cell begins and ends. The quote comes
#: before the look behind it, so that the search leaps from quote to quote.
_QUOTED_CELL = re.compile(rb'"(?<=[,\n]")(?:[^"\n]|"")*"(?=,|\r?\n)')

#: A cell may be as long as it is; the limit of Python's own reader is far shorter.
csv.field_size_limit(2**31 - 1)
#: Bytes that pyarrow reads at a time; larger than its own choice, for fewer pieces to join.
_BLOCK = 16 * 1024 * 1024


def read_fast(
    copy: Copy, text: str, *, utf8: bytes, form: str, columns: Columns, serial_dates: bool
) -> SourceTable | None:
    """Read a file of records alone, on a line each, in plain or well quoted cells; None for others.

    pyarrow refuses a row of another width by itself; the strict reader then names the row.
    """
    if not _well_quoted(utf8):
        return None
    titles = trimmed(_cells(text[: text.index("\n")]))
    if len(set(titles)) < len(titles) or not any(titles):
        return None
    places = places_of(titles, columns, source=copy.name, row=1)
    try:
        table = _arrow_table(utf8, titles, tuple(places))
    except pa.ArrowInvalid:
        return None
    lines = _all_records(table.num_rows, text.count("\n"))
    if lines.accounted != lines.read or _may_hold_other_lines(text, table, columns):
        return None
    return SourceTable(
        file=SourceFile(copy.name, copy.size, copy.sha256, form, lines),
        cells=table.combine_chunks().to_pandas(),
        rows=np.arange(2, table.num_rows + 2, dtype=np.int64),
        serial_dates=serial_dates,
    )


def _well_quoted(utf8: bytes) -> bool:
    return b'"' not in utf8 or b'"' not in _QUOTED_CELL.sub(b"", b"\n" + utf8)


def _cells(line: str) -> list[str]:
    return next(csv.reader([line], strict=True), [])


def _arrow_table(utf8: bytes, titles: list[str], wanted: Sequence[str]) -> pa.Table:
    return pyarrow.csv.read_csv(
        pa.BufferReader(utf8),
        read_options=pyarrow.csv.ReadOptions(column_names=titles, skip_rows=1, block_size=_BLOCK),
        parse_options=pyarrow.csv.ParseOptions(
            quote_char='"' if b'"' in utf8 else False, ignore_empty_lines=False
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=list(wanted),
            column_types=dict.fromkeys(wanted, pa.large_string()),
            strings_can_be_null=False,
            check_utf8=False,  # it was decoded before
        ),
    )


def _all_records(records: int, read: int) -> LineCount:
    return LineCount(
        read=read, headings=1, records=records, blank=0, footers=0, repeated_headings=0
    )


def _may_hold_other_lines(text: str, table: pa.Table, columns: Columns) -> bool:
    """Say whether some line may be blank, a total at the end, or the headings again."""
    last = _cells(text[text.rfind("\n", 0, len(text) - 1) + 1 :].rstrip("\r\n"))
    if not any(trimmed(last)) or reads_like_total(last):
        return True
    suspects = table
    for heading in (columns.child_id, *table.column_names):
        trimmed_cells = pa.compute.utf8_trim_whitespace(suspects[heading])
        either = pa.array(["", heading], pa.large_string())
        suspects = suspects.filter(pa.compute.is_in(trimmed_cells, value_set=either))
    return bool(suspects.num_rows)
