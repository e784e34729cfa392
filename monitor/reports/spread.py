"""How the late and the open work is spread: over bands of lateness, and over workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.reports.parts import as_rows, split
from monitor.reports.tables import Table, headings

if TYPE_CHECKING:
    from monitor.reports.tables import Row

#: Bands of working days late: label and first day; the last band has no end.
BANDS = (
    ("0, since a non-working day", 0),
    ("1 to 10", 1),
    ("11 to 20", 11),
    ("21 to 30", 21),
    ("31 to 50", 31),
    ("51 to 70", 51),
    ("Over 70", 71),
)


def bands(judged: pd.DataFrame, groups: npt.NDArray[np.int64], count: int) -> list[Table]:
    """Return, for each group, how many assessments of the headline are late by how much.

    `groups` holds each record's group, from 0 to `count` - 1.
    """
    late = (judged["in_headline"] & judged["working_days_late"].notna()).to_numpy(dtype=bool)
    days = judged["working_days_late"].to_numpy(dtype=np.int64, na_value=0)[late]
    is_open = judged["is_open"].to_numpy()[late].astype(np.int64)
    band = np.searchsorted([first for _, first in BANDS], days, side="right") - 1
    cells = (groups[late] * len(BANDS) + band) * 2 + is_open
    counts = np.bincount(cells, minlength=count * len(BANDS) * 2).reshape(count, len(BANDS), 2)
    return [_bands_table(of_group.tolist()) for of_group in counts]


def caseloads(judged: pd.DataFrame, groups: npt.NDArray[np.int64], count: int) -> list[Table]:
    """Return, for each group, the open work of each worker, the most overdue first."""
    is_open = judged["is_open"].to_numpy()
    work = judged.loc[is_open, ["worker", "status"]].assign(group=groups[is_open])
    worker = work["worker"].where(work["worker"] != "", "No worker recorded")
    each = pd.DataFrame(
        {
            "group": work["group"],
            "worker": worker,
            "open": 1,
            "overdue": (work["status"] == "overdue").astype("int64"),
            "no_deadline": (work["status"] == "no_deadline").astype("int64"),
        }
    )
    summed = each.groupby(["group", "worker"], as_index=False, sort=False).sum()
    ordered = summed.sort_values(
        ["overdue", "no_deadline", "open", "worker"], ascending=[False, False, False, True]
    )
    parts = split(ordered.astype("str"), ordered["group"].to_numpy(), count)
    return [_workers_table(as_rows(part, _WORKER_COLUMNS)) for part in parts]


_WORKER_COLUMNS = ("worker", "open", "overdue", "no_deadline")


def _bands_table(counts: list[list[int]]) -> Table:
    return Table(
        id="days",
        caption="How late, in working days",
        headings=headings("Working days late", "#Open", "#Completed"),
        rows=tuple(
            (label, str(is_open), str(completed))
            for (label, _), (completed, is_open) in zip(BANDS, counts, strict=True)
        ),
        empty="",
    )


def _workers_table(rows: tuple[Row, ...]) -> Table:
    return Table(
        id="workers",
        caption="Open assessments of each worker",
        headings=headings("Worker", "#Open", "#Overdue", "#No deadline"),
        rows=rows,
        empty="No assessment is open.",
    )
