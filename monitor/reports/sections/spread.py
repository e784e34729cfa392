"""How the late and the open work is spread: over bands of lateness, and over workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.reports.parts.charts import (
    COMPLETED_LATE,
    NO_DEADLINE,
    OTHER_OPEN,
    OVERDUE,
    Values,
    draw_bars,
    who_has_most,
)
from monitor.reports.parts.rows import by_group
from monitor.reports.parts.tables import Table, headings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.settings.words import Words

#: A worker, and how many assessments are open, overdue and without a deadline.
Caseload = tuple[str, int, int, int]

#: Bands of working days late: label and first day; the last band has no end.
BANDS = (
    ("Due on a non-working day", 0),
    ("1 to 10", 1),
    ("11 to 20", 11),
    ("21 to 30", 21),
    ("31 to 50", 31),
    ("51 to 70", 51),
    ("Over 70", 71),
)
#: What is said for the worker of open work that has none.
NOBODY = "No {worker} recorded"
#: How open work is divided in a picture.
WORK = (OVERDUE, NO_DEADLINE, OTHER_OPEN)


def late_by_band(
    judged: pd.DataFrame, groups: npt.NDArray[np.int64], count: int
) -> list[list[tuple[int, int]]]:
    """Return, for each group and band, how many of the headline are late: open, and completed."""
    late = (judged["in_headline"] & judged["working_days_late"].notna()).to_numpy(dtype=bool)
    days = judged["working_days_late"].to_numpy(dtype=np.int64, na_value=0)[late]
    is_completed = (~judged["is_open"].to_numpy()[late]).astype(np.int64)
    band = np.searchsorted([first for _, first in BANDS], days, side="right") - 1
    cells = (groups[late] * len(BANDS) + band) * 2 + is_completed
    counts = np.bincount(cells, minlength=count * len(BANDS) * 2).reshape(count, len(BANDS), 2)
    return [[(is_open, completed) for is_open, completed in each] for each in counts.tolist()]


def caseloads(
    judged: pd.DataFrame, groups: npt.NDArray[np.int64], count: int, *, nobody: str
) -> list[list[Caseload]]:
    """Return, for each group, the open work of each worker (or `nobody`), most overdue first."""
    is_open = judged["is_open"].to_numpy()
    work = judged.loc[is_open, ["worker", "status"]].assign(group=groups[is_open])
    worker = work["worker"].where(work["worker"] != "", nobody)
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
    columns = (ordered[column].tolist() for column in ("worker", "open", "overdue", "no_deadline"))
    return by_group(zip(*columns, strict=True), ordered["group"].tolist(), count)


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


def bands_table(late: Sequence[tuple[int, int]], words: Words, *, is_in_doubt: bool) -> Table:
    """Return how many are late by how much, as a table with a picture.

    The picture of a night `is_in_doubt` is of no finding.
    """
    bars = [(label, counts) for (label, _), counts in zip(BANDS, late, strict=True)]
    chart = draw_bars(
        Values(
            id="days-picture",
            shows=words.fill("Late {assessments} by working days late"),
            series=(OVERDUE, COMPLETED_LATE),
            finding="" if is_in_doubt else _most_often(late),
        ),
        bars,
    )
    return Table(
        id="days",
        caption="How late, in working days",
        headings=headings("Working days late", "#Open", "#Completed"),
        rows=tuple((label, *map(str, values)) for label, values in bars),
        chart=chart,
        folded=chart is not None,
    )


def _most_often(late: Sequence[tuple[int, int]]) -> str:
    """Return the band with the most; blank where two have as many, or one is late at all."""
    counts = list(map(sum, late))
    most, total = max(counts), sum(counts)
    if total == 1 or counts.count(most) > 1:
        return ""
    band, first = BANDS[counts.index(most)]
    label = f"{band[0].lower()}{band[1:]}"
    return f"Most often {label}{' working days late' if first else ''}: {most} of {total}"


def workers_table(workers: Sequence[Caseload], words: Words, *, is_in_doubt: bool) -> Table:
    """Return the open work of each worker as a table with a picture."""
    caption = words.fill("Open {assessments} of each {worker}")
    bars = [
        (worker, (overdue, undated, is_open - overdue - undated))
        for worker, is_open, overdue, undated in workers
    ]
    found = who_has_most(
        [(worker, overdue) for worker, _, overdue, _ in workers],
        "overdue",
        besides=words.fill(NOBODY),
    )
    chart = draw_bars(
        Values(
            id="workers-picture",
            shows=words.fill("Open {assessments} by {worker}, the most overdue first"),
            series=WORK,
            finding="" if is_in_doubt else found,
        ),
        bars,
    )
    return Table(
        id="workers",
        caption=caption,
        headings=headings(words.worker, "#Open", "#Overdue", "#No deadline"),
        rows=tuple((worker, *map(str, counts)) for worker, *counts in workers),
        empty=words.fill("No {assessment} is open."),
        chart=chart,
        folded=chart is not None,
    )
