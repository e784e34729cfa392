"""A frame of records as the history stores it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from monitor.history.frames import packed

if TYPE_CHECKING:
    import pandas as pd


def to_bytes(snapshot: pd.DataFrame) -> bytes:
    """Pack a snapshot as a night does."""
    return packed(pa.Table.from_pandas(snapshot, preserve_index=False))
