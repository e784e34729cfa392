"""Whether a source brings the same records as before, whatever its file says of itself."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from monitor.assessments.columns import DATE_COLUMNS, TEXT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.assessments.working_days import WorkingCalendar
    from monitor.judgement.past import Before
    from monitor.records.sources import SourceFile

#: Between the texts of one record: no cell of text holds it, since control characters are refused.
_BETWEEN = pa.scalar("\x1f", pa.large_string())
#: So many records are hashed at a time: the texts of all at once would be the night's most memory.
_PIECE = 100_000


def cells_of(records: pd.DataFrame) -> pa.Table:
    """Return what is hashed of records as a table of Arrow, for a thread beside this one."""
    return pa.Table.from_pandas(records[[*TEXT_COLUMNS, *DATE_COLUMNS]], preserve_index=False)


def with_records_since(
    files: Sequence[SourceFile], cells: pa.Table, before: Before | None, *, as_at: date
) -> tuple[SourceFile, ...]:
    """Return the sources with the hash of their records, and the night that first had them.

    `cells` are those of all their records (`cells_of`), in the order of the sources.
    """
    known = {} if before is None else before.records_since
    counts = [file.lines.records for file in files]
    starts = accumulate(counts, initial=0)
    hashes = [_sha256(cells.slice(*part)) for part in zip(starts, counts, strict=False)]
    return tuple(
        replace(file, records_sha256=found, records_since=known.get(found, as_at.isoformat()))
        for file, found in zip(files, hashes, strict=True)
    )


def _sha256(cells: pa.Table) -> str:
    """Return the hash of the canonical columns of records, whatever their order."""
    starts = range(0, max(cells.num_rows, 1), _PIECE)
    hashes = [_hashes(cells.slice(start, _PIECE)) for start in starts]
    return hashlib.sha256(np.sort(np.concatenate(hashes)).tobytes()).hexdigest()


def _hashes(cells: pa.Table) -> npt.NDArray[np.uint64]:
    """Return the hash of each record."""
    columns = (cells[column].cast(pa.large_string()) for column in TEXT_COLUMNS)
    # As objects, or pandas would make texts of Arrow of them, and objects of those again.
    texts = pc.binary_join_element_wise(*columns, _BETWEEN).to_numpy()
    table = cells.select(DATE_COLUMNS).to_pandas()
    table["texts"] = pd.Series(texts, dtype="object")
    hashes = pd.util.hash_pandas_object(table, index=False, categorize=False)
    return np.asarray(hashes, dtype=np.uint64)


def unchanged_working_days(file: SourceFile, *, as_at: date, calendar: WorkingCalendar) -> int:
    """Return for how many working days a source has brought the same records.

    The fewer of those from the first night with these records to the day before the as-at date,
    and those from the day after that night to the as-at date: so no weekend counts, and neither
    does a first extract made in the evening.
    """
    since = date.fromisoformat(file.records_since or as_at.isoformat())
    day = timedelta(days=1)
    return min(
        calendar.count_between(since - day, as_at - day), calendar.count_between(since, as_at)
    )
