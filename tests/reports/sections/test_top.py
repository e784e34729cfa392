"""The top of a page is no all-clear, and no praise, where the night or the team is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.judgement.night import Alarm
from monitor.nights.edition import reports
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.shares import share_out
from tests.reports.reading import read_page
from tests.reports.rows import SERVICE, VERSION, completed, overdue, pages_of_night, row
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


def test_no_page_of_a_suspicious_night_says_that_it_gets_better(tmp_path: Path) -> None:
    settings = settings_of(teams=[{"name": "North"}])
    judged = judge_nights(tmp_path, [row(1)], [overdue(1), *map(row, range(2, 9))]).night
    week_ago = judged.as_at - timedelta(days=7)
    trend = tuple(each._replace(night=week_ago, exceptions=9) for each in judged.trend)
    sound = replace(judged, trend=trend)
    doubtful = replace(sound, alarms=(Alarm("no_assessment_open", "", "No assessment is open."),))
    for night, is_in_doubt in ((sound, False), (doubtful, True)):
        shared = share_out(night, settings, changed=list_changes(night))
        for path, report in reports(night, shared, settings=settings, version=VERSION):
            better = next(part for part in report.parts if part.id == "better")
            assert ("Nobody can say" in report.course) is is_in_doubt
            assert better.verdict == ("Nobody can say." if is_in_doubt else "Yes.")
            if is_in_doubt:
                assert better.said == ("The extract of this night is in doubt.",)
            if path == SERVICE:
                said = "" if is_in_doubt else ", down 8 in a week"
                assert report.need[0].text == f"1 assessment needs action{said}."
                teams = next(part for part in report.parts if part.id == "teams").tables[0]
                assert teams.rows[0][2] == ("–" if is_in_doubt else "-8")
