"""How the late and the open work is spread: over bands of lateness, and over workers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.reports.parts.charts import Values, draw_bars
from monitor.reports.parts.rows import split
from monitor.reports.parts.tables import Table, headings

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
#: How open work is divided in a picture.
WORK = ("Overdue", "No deadline", "Other open")
_LATENESS = Values("days-picture", "Late assessments by working days late", ("Open", "Completed"))
_CASELOADS = Values("workers-picture", "Open assessments of each worker", WORK)


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
    return [_workers_table(part) for part in split(ordered, ordered["group"].to_numpy(), count)]


def workers_and_work(
    judged: pd.DataFrame, groups: npt.NDArray[np.int64], count: int
) -> list[tuple[int, int]]:
    """Return, for each group, how many workers have open work, and how much they have."""
    has = (judged["is_open"] & (judged["worker"] != "")).to_numpy(dtype=bool)
    work = pd.DataFrame({"group": groups[has], "worker": judged["worker"][has].to_numpy()})
    workers, assessments = (
        np.bincount(counted["group"], minlength=count)[:count].tolist()
        for counted in (work.drop_duplicates(), work)
    )
    return list(zip(workers, assessments, strict=True))


_WORKER_COLUMNS = ("worker", "open", "overdue", "no_deadline")


def _bands_table(counts: list[list[int]]) -> Table:
    bars = [
        (label, (is_open, completed))
        for (label, _), (completed, is_open) in zip(BANDS, counts, strict=True)
    ]
    return Table(
        id="days",
        caption="How late, in working days",
        headings=headings("Working days late", "#Open", "#Completed"),
        rows=tuple((label, *map(str, values)) for label, values in bars),
        empty="",
        chart=draw_bars(_LATENESS, bars),
    )


def _workers_table(work: pd.DataFrame) -> Table:
    workers = list(zip(*(work[column].tolist() for column in _WORKER_COLUMNS), strict=True))
    bars = [
        (worker, (overdue, undated, is_open - overdue - undated))
        for worker, is_open, overdue, undated in workers
    ]
    return Table(
        id="workers",
        caption="Open assessments of each worker",
        headings=headings("Worker", "#Open", "#Overdue", "#No deadline"),
        rows=tuple((worker, *map(str, counts)) for worker, *counts in workers),
        empty="No assessment is open.",
        chart=draw_bars(_CASELOADS, bars),
    )
