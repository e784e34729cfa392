"""Tables to CSV as Excel reads it: UTF-8 with BOM, CRLF, ISO dates, and no cell a formula."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

if TYPE_CHECKING:
    import pandas as pd

_BOM = b"\xef\xbb\xbf"
_TEXT = pa.large_string()
#: The signs that begin a formula, with the wide and small forms that some programs take for them.
_WIDE_SIGNS = "\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
_FORMULA_SIGNS = pa.array([*"=+-@\t\r\n", *_WIDE_SIGNS], _TEXT)
#: The rows that are made and written at a time: more would be the most memory of a night, and for
#: fewer it would wait too often for the interpreter, which is busy with the pages.
_ROWS = 65_536
_OPTIONS = pyarrow.csv.WriteOptions(quoting_style="needed", eol="\r\n", batch_size=_ROWS)
_APOSTROPHE, _NOTHING = pa.scalar("'", _TEXT), pa.scalar("", _TEXT)


def to_csv(table: pd.DataFrame) -> bytes:
    """Return the table as CSV: missing values blank, an apostrophe before what begins a formula."""
    return csv_of(pa.Table.from_pandas(table, preserve_index=False))


def csv_of(columns: pa.Table) -> bytes:
    """Return the same of a table of Arrow; nothing of pandas is touched."""
    text = io.BytesIO(_BOM)
    text.seek(len(_BOM))
    schema = _written(columns.slice(0, 0)).schema
    with pyarrow.csv.CSVWriter(text, schema, write_options=_OPTIONS) as writer:
        for first in range(0, columns.num_rows, _ROWS):
            writer.write_table(_written(columns.slice(first, _ROWS)))
    return text.getvalue()


def _written(columns: pa.Table) -> pa.Table:
    return pa.table({name: _column(columns[name]) for name in columns.column_names})


def _column(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(values.type):
        return values.cast(pa.date32())
    if pa.types.is_dictionary(values.type):
        return _column(values.cast(values.type.value_type))
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        return _neutral(values.cast(_TEXT))
    return values


def _neutral(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    first = pa.compute.utf8_slice_codeunits(texts, 0, 1)
    is_formula = pa.compute.is_in(first, value_set=_FORMULA_SIGNS)
    if not pa.compute.any(is_formula).as_py():
        return texts
    quoted = pa.compute.binary_join_element_wise(_APOSTROPHE, texts, _NOTHING)
    return pa.compute.if_else(is_formula, quoted, texts)
