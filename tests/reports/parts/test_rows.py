"""Rows are shared out by group, and no row goes to a group that is not its own."""

from __future__ import annotations

from monitor.reports.parts.rows import by_group


def test_a_row_of_a_group_beyond_the_last_goes_to_none() -> None:
    assert by_group(["a", "b", "c", "d"], [1, 0, 2, 1], 2) == [["b"], ["a", "d"]]
