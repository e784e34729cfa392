"""A page is small enough to open at once, whatever the connection."""

from __future__ import annotations

import pytest

from tests.reports.states import many, pages, with_history

KB = 1024


@pytest.mark.parametrize(("records", "most"), [(50, 60 * KB), (2_000, 1_500 * KB)])
def test_a_team_page_is_small_with_its_nights_and_a_problem_in_every_record(
    records: int, most: int
) -> None:
    html = pages(many(records, start_date="soon"), changed=with_history)["North"]
    assert f"Records to correct ({records})" in html
    assert "Last 31 nights" in html
    assert len(html.encode()) < most
