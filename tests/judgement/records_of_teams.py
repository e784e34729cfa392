"""Records of teams on the night before and tonight, for the gates to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monitor.judgement.past import Before
from tests.reports.rows import row
from tests.support.nights import WEDNESDAY

if TYPE_CHECKING:
    from tests.support.nights import Row


def records(*counts: tuple[str, int]) -> list[Row]:
    """Make this many records of each team, no two alike."""
    teams = [team for team, count in counts for _ in range(count)]
    return [row(number, team=team) for number, team in enumerate(teams)]


def other_day(rows: list[Row]) -> list[Row]:
    """Return the same records in another file."""
    return [{**each, "worker": "W2"} for each in rows]


NIGHT_BEFORE = Before(
    WEDNESDAY,
    pd.DataFrame({"team": ["North"], "missing_nights": 0, "status": "on_track"}),
    read=1,
    problems={},
)
