"""The fast reader of CSV: it takes only files that hold no surprise, and leaves all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

from monitor.extracts.headings import places_of
from monitor.extracts.lines import is_blank, is_footer, trimmed
from monitor.model import LineCount, SourceFile, SourceTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.config import Columns
    from monitor.extracts.files import Copy


def read_fast(
    copy: Copy, text: str, *, utf8: bytes, form: str, columns: Columns, serial_dates: bool
) -> SourceTable | None:
    """Read a file without quotes, blank lines, totals or repeated headings; None for any other.

    pyarrow refuses a row of another width by itself; the strict reader then names the row.
    """
    titles = trimmed(text[: text.index("\n")].split(","))
    if '"' in text or len(set(titles)) < len(titles) or is_blank(titles):
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
        cells=table.to_pandas(),
        rows=np.arange(2, table.num_rows + 2, dtype=np.int64),
        serial_dates=serial_dates,
    )


def _arrow_table(utf8: bytes, titles: list[str], wanted: Sequence[str]) -> pa.Table:
    return pyarrow.csv.read_csv(
        pa.BufferReader(utf8),
        read_options=pyarrow.csv.ReadOptions(column_names=titles, skip_rows=1),
        parse_options=pyarrow.csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=list(wanted),
            column_types=dict.fromkeys(wanted, pa.large_string()),
            strings_can_be_null=False,
        ),
    )


def _all_records(records: int, read: int) -> LineCount:
    return LineCount(
        read=read, headings=1, records=records, blank=0, footers=0, repeated_headings=0
    )


def _may_hold_other_lines(text: str, table: pa.Table, columns: Columns) -> bool:
    """Say whether some line may be blank, a total at the end, or the headings again."""
    last = text[text.rfind("\n", 0, len(text) - 1) + 1 :].split(",")
    child_ids = pa.compute.utf8_trim_whitespace(table[columns.child_id])
    odd = pa.compute.is_in(child_ids, value_set=pa.array(["", columns.child_id], pa.large_string()))
    return is_footer(last) or bool(pa.compute.any(odd).as_py())
