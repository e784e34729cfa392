"""What a night may record of one assessment, which is due on Thursday 30 July unless it differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reports.rows import row

if TYPE_CHECKING:
    import pandas as pd

    from tests.support.nights import Row


#: On every night, so that no extract is empty.
WITNESS = row(99)

OPEN: Row = {}
OVERDUE = {"deadline": "10/07/2015"}  # Friday
NO_DEADLINE = {"deadline": ""}
ON_TIME = {**OVERDUE, "authorised_date": "10/07/2015", "state": "Authorised"}
LATE = {**OVERDUE, "authorised_date": "13/07/2015", "state": "Authorised"}  # Monday
COMPLETED = {"authorised_date": "13/07/2015", "state": "Authorised"}
WITHOUT_DEADLINE = {**COMPLETED, "deadline": ""}
CANCELLED = {"state": "Cancelled"}
AFTER_MISSED = "deadlines_moved_after_missed"


def rows_of(cells: Row | None) -> list[Row]:
    return [WITNESS] if cells is None else [row(1, **cells), WITNESS]


def vanished(gone: pd.DataFrame) -> dict[str, int]:
    """Return for how many nights each assessment that vanished has been missing."""
    gone = gone[gone["kind"] == "vanished"]
    names = [name.partition("~")[0] for name in gone["assessment_id"]]
    return dict(zip(names, gone["missing_nights"].tolist(), strict=True))


#: Nobody can tell which child, or which assessment, this is.
UNREADABLE = dict.fromkeys(("assessment_id", "child_id", "start_date", "deadline"), "")
#: It has a deadline, and neither a child id nor an assessment id.
WITHOUT_IDS = {**OVERDUE, "assessment_id": "", "child_id": ""}


def without_ids(count: int, team: str = "North") -> list[Row]:
    """Make this many exceptions that cannot be followed, the first of them unreadable."""
    kinds = (UNREADABLE, *[WITHOUT_IDS] * count)[:count]
    return [row(10 + number, **{**cells, "team": team}) for number, cells in enumerate(kinds)]
