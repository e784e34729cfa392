"""The fast reader of CSV: it takes only files that hold no surprise, and leaves all others."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

from monitor.extracts.headings import places_of, unused
from monitor.extracts.lines import (
    Line,
    is_blank,
    reads_like_total,
    sort_lines,
    table_of,
    trimmed,
)
from monitor.records.sources import LineCount, SourceFile, SourceTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extracts.files import Copy
    from monitor.settings.columns import Columns

#: A quoted cell on one line, whose quotes stand where a cell begins and ends. The quote comes
#: before the look behind it, so that the search leaps from quote to quote.
_QUOTED_CELL = re.compile(rb'"(?<=[,\n]")(?:[^"\n]|"")*"(?=,|\r?\n)')

#: A cell may be as long as it is; the limit of Python's own reader is far shorter.
csv.field_size_limit(2**31 - 1)
#: Bytes that pyarrow reads at a time; larger than its own choice, for fewer pieces to join.
_BLOCK = 16 * 1024 * 1024


def read_fast(
    copy: Copy, utf8: bytes, *, form: str, columns: Columns, serial_dates: bool
) -> SourceTable | None:
    """Read a file of records, on a line each, in plain or well quoted cells; None for others.

    Behind the records there may be blank lines and totals, which the strict code judges. pyarrow
    refuses a row of another width by itself; the strict reader then names the row.
    """
    titles = _titles(utf8)
    if titles is None:
        return None
    wanted = tuple(places_of(titles, columns, source=copy.name, row=1))
    last, *odd = _from_last_record(utf8)
    table = _records(utf8[: len(utf8) - sum(map(len, odd))], titles, wanted)
    if table is None or _may_hold_other_lines(table, columns):
        return None
    records = SourceTable(
        file=SourceFile(copy.name, copy.size, copy.sha256, form, _count(table.num_rows)),
        cells=table.combine_chunks().to_pandas(),
        rows=np.arange(2, table.num_rows + 2, dtype=np.int64),
        serial_dates=serial_dates,
        unused_headings=unused(titles, wanted),
    )
    if not odd:
        return records
    ends = [Line(table.num_rows + n, _cells(line)) for n, line in enumerate((last, *odd), start=1)]
    return _with_odd_lines(records, [Line(1, titles), *ends], copy=copy, columns=columns)


def _titles(utf8: bytes) -> list[str] | None:
    """Return the headings; None where the strict reader has to look for them or at the quotes."""
    if not _well_quoted(utf8):
        return None
    titles = trimmed(_cells(utf8[: utf8.index(b"\n")]))
    return titles if any(titles) and len(set(titles)) == len(titles) else None


def _well_quoted(utf8: bytes) -> bool:
    return b'"' not in utf8 or b'"' not in _QUOTED_CELL.sub(b"", b"\n" + utf8)


def _cells(line: bytes) -> list[str]:
    return next(csv.reader([line.decode().rstrip("\r\n")], strict=True), [])


def _from_last_record(utf8: bytes) -> list[bytes]:
    """Return the last line that is neither blank nor like a total, and all lines behind it."""
    lines: list[bytes] = []
    end = len(utf8)
    while end and not (lines and _may_be_record(lines[-1])):
        start = utf8.rfind(b"\n", 0, end - 1) + 1
        lines.append(utf8[start:end])
        end = start
    return lines[::-1]


def _may_be_record(line: bytes) -> bool:
    cells = _cells(line)
    return not is_blank(cells) and not reads_like_total(cells)


def _records(utf8: bytes, titles: list[str], wanted: Sequence[str]) -> pa.Table | None:
    """Return the lines behind the headings; None where they are not all of one width."""
    try:
        table = _arrow_table(utf8, titles, wanted)
    except pa.ArrowInvalid:
        return None
    return table if table.num_rows + 1 == utf8.count(b"\n") else None


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


def _count(records: int) -> LineCount:
    return LineCount(
        read=1 + records, headings=1, records=records, blank=0, footers=0, repeated_headings=0
    )


def _may_hold_other_lines(table: pa.Table, columns: Columns) -> bool:
    """Say whether some line may be blank, or the headings again in whatever case."""
    suspects = table
    for heading in filter(None, (columns.child_id, *table.column_names)):
        spaceless = pa.compute.utf8_trim_whitespace(suspects[heading])
        folded = pa.compute.utf8_lower(pa.compute.utf8_trim(spaceless, characters="\ufeff"))
        either = pa.array(["", heading.lower()], pa.large_string())
        suspects = suspects.filter(pa.compute.is_in(folded, value_set=either))
    return bool(suspects.num_rows)


def _with_odd_lines(
    records: SourceTable, lines: Sequence[Line], *, copy: Copy, columns: Columns
) -> SourceTable | None:
    """Add what is behind the records, as the strict code judges it; None where that finds more.

    `lines` are the headings, the last record, which stands for all since the strict code asks
    here only how many there are, and the lines behind it.
    """
    judged = sort_lines(lines, source=copy.name)
    if len(judged.records) != 1:
        return None
    whole = table_of(
        replace(judged, records=judged.records * len(records.rows)),
        copy=copy,
        form=records.file.form,
        columns=columns,
        read=lines[-1].row,
        serial_dates=records.serial_dates,
    )
    return replace(whole, cells=records.cells, rows=records.rows)
