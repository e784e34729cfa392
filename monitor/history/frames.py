"""A snapshot as bytes and back: columns side by side, compressed, with their types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.ipc

from monitor.judgement.snapshot import TYPES

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

_OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
#: The blanks of the types that have one of their own; dates and numbers are missing.
_BLANKS = {"str": "", "int64": 0, "bool": False}


def to_bytes(snapshot: pd.DataFrame) -> bytes:
    """Return the snapshot as an Arrow stream; each distinct text is in it once."""
    table = pa.Table.from_pandas(snapshot, preserve_index=False).replace_schema_metadata(None)
    columns = {name: _short(table[name]) for name in table.column_names}
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, pa.table(columns).schema, options=_OPTIONS) as stream:
        stream.write_table(pa.table(columns))
    content: bytes = sink.getvalue().to_pybytes()
    return content


def from_bytes(content: bytes, columns: Collection[str] = TYPES.keys()) -> pd.DataFrame:
    """Return these columns of a snapshot, with the types of `TYPES`.

    A column that the program had not yet when it wrote the snapshot is blank.
    """
    table = pa.ipc.open_stream(content).read_all()
    held = {name: _plain(table[name]) for name in columns if name in table.column_names}
    newer = {name: _BLANKS.get(TYPES[name]) for name in columns if name not in held}
    frame: pd.DataFrame = pa.table(held).to_pandas().assign(**newer)
    return frame[list(columns)].astype({name: TYPES[name] for name in columns})


def _short(column: pa.ChunkedArray) -> pa.ChunkedArray:
    is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    return column.dictionary_encode() if is_text else column


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    is_short = pa.types.is_dictionary(column.type)
    return column.cast(column.type.value_type) if is_short else column
