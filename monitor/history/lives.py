"""What each night found of an assessment: its rows in the snapshots, before a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from monitor.history import frames
from monitor.judgement.snapshot import NO_NIGHT

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from monitor.history.nights import Nights

#: The columns of a snapshot that describe an assessment's life.
LIFE_COLUMNS = (
    *("life", "assessment_id", "child_id"),
    *("status", "deadline", "missed_deadline", "team", "flags", "missing_nights"),
)


_NO_ROWS = pa.Table.from_pandas(NO_NIGHT[list(LIFE_COLUMNS)], preserve_index=False)


def lives_of(
    history: Nights, identifier: str, lives: Collection[int] = (), *, before: date
) -> pd.DataFrame:
    """Return what the nights before a date found of these lives, and of all that once had this id.

    `LIFE_COLUMNS` and `night`, oldest night first. The id is an assessment's or a child's.
    """
    sought, found, is_late = set(lives), dict[date, pa.Table](), False
    for night in reversed([each for each in history.published() if each < before]):
        rows = _rows_of(history.content(night), identifier, sought)
        fresh = set(rows["life"].to_pylist()) - sought
        is_late |= bool(fresh and found)
        sought |= fresh
        found[night] = rows
    if is_late:
        # A life that had the id on older nights alone: the newer ones are read again for it.
        return lives_of(history, identifier, sought, before=before)
    nights = [night for night in reversed(found) for _ in range(len(found[night]))]
    rows = pa.concat_tables([_NO_ROWS, *(found[night] for night in reversed(found))])
    return frames.frame_of(rows).assign(night=nights)


def _rows_of(content: bytes, identifier: str, lives: Collection[int]) -> pa.Table:
    """Return the followed records that have one of these lives or this id."""
    table = frames.table_of(content, LIFE_COLUMNS)
    concerned = pc.is_in(table["life"], value_set=pa.array(lives, pa.int64()))
    for column in ("assessment_id", "child_id"):
        concerned = pc.or_(concerned, pc.equal(table[column], identifier))
    is_followed = pc.greater_equal(table["life"], 0)
    return frames.plain(table.filter(pc.and_(concerned, is_followed)))
