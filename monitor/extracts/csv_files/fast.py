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

from monitor.extracts.csv_files.dialect import Dialect, line_start
from monitor.extracts.footers import reads_like_footer, trimmed
from monitor.extracts.headings import places_of, unused
from monitor.extracts.lines import is_blank, sort_lines, table_of
from monitor.extracts.sorted_lines import Line
from monitor.records.sources import LineCount, SourceFile, SourceTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.extracts.files import Copy
    from monitor.settings.columns import Columns
    from monitor.settings.sources import Source

#: A cell may be as long as it is; the limit of Python's own reader is far shorter.
csv.field_size_limit(2**31 - 1)
#: Bytes that pyarrow reads at a time; larger than its own choice, for fewer pieces to join.
_BLOCK = 16 * 1024 * 1024


def read_fast(
    copy: Copy, utf8: bytes, dialect: Dialect, extract: Source, *, form: str
) -> SourceTable | None:
    """Read a file of records, on a line each, in plain or well quoted cells; None for others.

    Behind the records there may be blank lines and totals, which the strict code judges. pyarrow
    refuses a row of another width by itself; the strict reader then names the row.
    """
    if not dialect.separator.isascii():
        return None
    separator, columns = dialect.separator, extract.columns
    body = utf8[line_start(utf8, dialect.row) :]
    titles = _titles(body, separator)
    if titles is None:
        return None
    places = places_of(titles, columns, source=copy.name, row=dialect.row)
    last, *odd = _from_last_record(body, separator)
    whole = body[: len(body) - sum(map(len, odd))]
    table = _records(whole, separator, width=len(titles), places=places)
    if table is None or _may_hold_other_lines(table, columns):
        return None
    count, first = table.num_rows, dialect.row + 1
    lines = LineCount(read=1 + count, records=count, headings=1)
    records = SourceTable(
        file=SourceFile(copy.name, copy.size, copy.sha256, form, lines),
        cells=table.to_pandas(),
        rows=np.arange(first, first + count, dtype=np.int64),
        serial_dates=extract.serial_dates,
        unused_headings=unused(titles, places),
    )
    if not odd and not dialect.above:
        return records
    ends = [
        Line(dialect.row + count + n, _cells(line, separator))
        for n, line in enumerate((last, *odd))
    ]
    around = [*dialect.above, Line(dialect.row, titles), *ends]
    return _with_odd_lines(records, around, dialect, copy=copy, columns=columns)


def _titles(utf8: bytes, separator: str) -> list[str] | None:
    """Return the headings; None where the strict reader has to look for them or at the quotes."""
    if not _well_quoted(utf8, separator):
        return None
    titles = trimmed(_cells(utf8[: utf8.index(b"\n")], separator))
    return titles if any(titles) else None


def _well_quoted(utf8: bytes, separator: str) -> bool:
    """True if every quoted cell is on one line, and its quotes stand where it begins and ends.

    In the pattern the quote comes before the look behind it, so that the search leaps from quote
    to quote.
    """
    if b'"' not in utf8:
        return True
    edge = re.escape(separator.encode())
    cell = re.compile(rb'"(?<=[%b\n]")(?:[^"\n]|"")*"(?=%b|\r?\n)' % (edge, edge))
    return b'"' not in cell.sub(b"", b"\n" + utf8)


def _cells(line: bytes, separator: str) -> list[str]:
    text = line.decode().rstrip("\r\n")
    return next(csv.reader([text], strict=True, delimiter=separator), [])


def _from_last_record(utf8: bytes, separator: str) -> list[bytes]:
    """Return the last line that is neither blank nor like a footer, and all lines behind it."""
    lines: list[bytes] = []
    end = len(utf8)
    while end and not (lines and _may_be_record(lines[-1], separator)):
        start = utf8.rfind(b"\n", 0, end - 1) + 1
        lines.append(utf8[start:end])
        end = start
    return lines[::-1]


def _may_be_record(line: bytes, separator: str) -> bool:
    cells = _cells(line, separator)
    return not is_blank(cells) and not reads_like_footer(cells)


def _records(
    utf8: bytes, separator: str, *, width: int, places: Mapping[str, int]
) -> pa.Table | None:
    """Return the mapped columns behind the headings; None where lines are not all of one width.

    They are read by their places, since other columns may share a name.
    """
    wanted = [str(place) for place in places.values()]
    quote = '"' if b'"' in utf8 else False
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(utf8),
            read_options=pyarrow.csv.ReadOptions(
                column_names=list(map(str, range(width))), skip_rows=1, block_size=_BLOCK
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=separator, quote_char=quote, ignore_empty_lines=False
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=wanted,
                column_types=dict.fromkeys(wanted, pa.large_string()),
                strings_can_be_null=False,
                check_utf8=False,  # it was decoded before
            ),
        )
    except pa.ArrowInvalid:
        return None
    is_whole = table.num_rows + 1 == utf8.count(b"\n")
    return table.rename_columns(list(places)) if is_whole else None


def _may_hold_other_lines(table: pa.Table, columns: Columns) -> bool:
    """True if some line may be blank, the headings again in whatever case, or dashes below them."""
    suspects = table
    for heading in filter(None, (columns.child_id, *table.column_names)):
        spaceless = pa.compute.utf8_trim_whitespace(suspects[heading])
        folded = pa.compute.utf8_lower(pa.compute.utf8_trim(spaceless, characters="\ufeff"))
        either = pa.array(["", heading.lower()], pa.large_string())
        suspects = suspects.filter(pa.compute.is_in(folded, value_set=either))
    first = table.slice(0, 1).to_pylist()
    return bool(suspects.num_rows) or any(not "".join(row.values()).strip(" -") for row in first)


def _with_odd_lines(
    records: SourceTable, lines: Sequence[Line], dialect: Dialect, *, copy: Copy, columns: Columns
) -> SourceTable | None:
    """Add what is above and behind the records, as the strict code judges it.

    `lines` are those above the headings, the headings, the last record, which stands for all since
    the strict code asks here only how many there are, and the lines behind it. None where the
    strict code finds more.
    """
    judged = sort_lines(lines, source=copy.name, at=len(dialect.above))
    if len(judged.records) != 1:
        return None
    whole = table_of(
        replace(judged, further=len(records.rows) - 1),
        copy=copy,
        form=records.file.form,
        columns=columns,
        read=lines[-1].row,
        serial_dates=records.serial_dates,
    )
    return replace(whole, cells=records.cells, rows=records.rows)
