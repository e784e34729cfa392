"""The sentence at the top is no all-clear where the night or the team is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reports.reading import read_page
from tests.reports.rows import completed, overdue, pages_of_night, row
from tests.support.making import settings_of
from tests.support.nights import judge_nights

if TYPE_CHECKING:
    from pathlib import Path

TEAMS = [{"name": "North"}, {"name": "Empty"}]
NOTHING, NO_ALL_CLEAR = "Nothing needs action", "Nothing is listed, but that is no all-clear."


@pytest.mark.parametrize(
    ("before", "tonight", "north", "empty"),
    [
        (
            [row(1)],
            [overdue(1), row(2)],
            ("1 assessment needs action.", "#needs-you"),
            NO_ALL_CLEAR,
        ),
        ([row(1)], [row(1)], (f"{NOTHING}.", "#needs-you"), NO_ALL_CLEAR),
        ([row(1)], [completed(1)], (NO_ALL_CLEAR, "#rely"), NO_ALL_CLEAR),
        (
            [row(1), row(2)],
            [row(1)],
            ("1 assessment is missing, unfinished.", "#vanished"),
            NO_ALL_CLEAR,
        ),
        (
            [row(1), row(2), row(3)],
            [row(1)],
            ("2 assessments are missing, unfinished.", "#vanished"),
            NO_ALL_CLEAR,
        ),
    ],
)
def test_nothing_needs_action_only_where_that_is_known(
    tmp_path: Path,
    before: list[dict[str, str]],
    tonight: list[dict[str, str]],
    north: tuple[str, str],
    empty: str,
) -> None:
    settings = settings_of(teams=TEAMS)
    night = judge_nights(tmp_path, before, tonight, settings=settings).night
    pages = [read_page(html) for html in pages_of_night(night, settings).values()]
    said = {page.h1[0]: page.need[0] for page in pages}
    assert said["North"] == north
    assert said["Empty"] == (empty, "#rely")
    assert said["The service"] == (north[0], north[1].replace("#needs-you", "#teams"))
    for page in pages:
        assert page.need[0][1].removeprefix("#") in page.ids
