"""How a count changed in a week is said with the night that it is compared with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.reports.parts.weekly import changed_in_a_week
from tests.support.nights import THURSDAY


@pytest.mark.parametrize(
    ("days_before", "count", "said"),
    [
        (6, 10, ""),
        (7, 10, "up 5 in a week"),
        (10, 20, "down 5 in a week"),
        (10, 15, "no change in a week"),
        (11, 10, "up 5 since Sun 5 Jul 2015"),
    ],
)
def test_the_newest_night_a_week_old_is_compared(days_before: int, count: int, said: str) -> None:
    nights = [(THURSDAY - timedelta(days=90), 99), (THURSDAY - timedelta(days=days_before), count)]
    if not said:
        nights = nights[1:]
    assert changed_in_a_week([*nights, (THURSDAY, 15)]) == said
