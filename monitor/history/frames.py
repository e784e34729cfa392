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
#: Texts that seldom repeat: to look for repetitions takes longer, and saves nothing.
_NEARLY_DISTINCT = ("assessment_id", "child_id", "family_id")
_BLANKS = {
    "str": pa.scalar("", pa.large_string()),
    "datetime64[s]": pa.scalar(None, pa.timestamp("s")),
    "int64": pa.scalar(0, pa.int64()),
    "Int32": pa.scalar(None, pa.int32()),
    "bool": pa.scalar(value=False),
}


def packed(snapshot: pa.Table) -> bytes:
    """Return the snapshot as an Arrow stream; each distinct text but an id is in it once."""
    table = snapshot.replace_schema_metadata(None)
    columns = {
        name: table[name] if name in _NEARLY_DISTINCT else _short(table[name])
        for name in table.column_names
    }
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, pa.table(columns).schema, options=_OPTIONS) as stream:
        stream.write_table(pa.table(columns))
    content: bytes = sink.getvalue().to_pybytes()
    return content


def from_bytes(content: bytes, columns: Collection[str] = ()) -> pd.DataFrame:
    """Return these columns of a snapshot, or all, with the types of `TYPES`."""
    return frame_of(table_of(content, columns or TYPES))


def table_of(content: bytes, columns: Collection[str]) -> pa.Table:
    """Return these columns of a snapshot as they are stored; no other is unpacked.

    A column that the program had not yet when it wrote the snapshot is blank.
    """
    stored = pa.ipc.open_stream(content).schema.names
    held = [position for position, name in enumerate(stored) if name in columns]
    # For a few columns threads cost more than they save.
    options = pa.ipc.IpcReadOptions(included_fields=held, use_threads=len(held) == len(stored))
    table = pa.ipc.open_stream(content, options=options).read_all()
    for name in set(columns).difference(stored):
        table = table.append_column(name, pa.repeat(_BLANKS[TYPES[name]], table.num_rows))
    return table.select(list(columns))


def plain(table: pa.Table) -> pa.Table:
    """Return the same with every text in its own row."""
    return pa.table({name: _plain(table[name]) for name in table.column_names})


def frame_of(table: pa.Table) -> pd.DataFrame:
    """Return what was stored, with the types of `TYPES`."""
    frame: pd.DataFrame = plain(table).to_pandas()
    return frame.astype({name: TYPES[name] for name in table.column_names})


def _short(column: pa.ChunkedArray) -> pa.ChunkedArray:
    is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    return column.dictionary_encode() if is_text else column


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    is_short = pa.types.is_dictionary(column.type)
    return column.cast(column.type.value_type) if is_short else column
