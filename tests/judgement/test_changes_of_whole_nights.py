"""Changes that need nights of their own: the first night, other settings, whole teams, a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.past import NO_PAST
from tests.judgement.changing import (
    AFTER_MISSED,
    OPEN,
    OVERDUE,
    WITNESS,
    rows_of,
    vanished,
    without_ids,
)
from tests.reports.rows import row
from tests.support.making import settings_of
from tests.support.nights import (
    THURSDAY,
    WEDNESDAY,
    changes_of,
    judge_beside,
    judge_nights,
    past_after,
)
from tests.support.together import names_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.judging import Judged


ONE_DAY = timedelta(days=1)


def test_on_the_first_night_all_is_first_seen_and_nothing_is_flagged_as_new(
    tmp_path: Path,
) -> None:
    judged = judge_nights(tmp_path, [row(1, **OVERDUE), row(2), row(3, assessment_id="")])
    assert changes_of(judged) == {"first_seen": 3}
    assert judged.night.service.exceptions == 1
    assert judged.night.compared.night is None
    assert judged.night.service.flags["new_tonight"] == 0
    assert judged.night.compared.gone.empty
    assert judged.refusals == ()


def test_they_are_counted_team_by_team(tmp_path: Path) -> None:
    before = [*without_ids(2), *without_ids(1, "South"), WITNESS]
    tonight = [*without_ids(1), *without_ids(2, "South"), *without_ids(1, ""), WITNESS]
    judged = judge_nights(tmp_path, before, tonight)
    assert {
        team.name: (team.changes["new_exceptions"], team.changes["still_exceptions"])
        for team in judged.night.teams
    } == {"North": (0, 1), "South": (1, 1), NO_TEAM: (1, 0)}


def resolved_of(judged: Judged) -> list[str]:
    return [str(how) for how in judged.night.compared.followed["resolved"]]


def test_a_moved_deadline_ends_an_exception_where_the_present_one_alone_counts(
    tmp_path: Path,
) -> None:
    settings = settings_of(rules={"missed_stays_missed": False})
    judged = judge_nights(tmp_path, rows_of(OVERDUE), rows_of(OPEN), settings=settings)
    assert resolved_of(judged) == ["deadline_moved", ""]
    assert changes_of(judged)["resolved_deadline_moved"] == 1


def test_an_exception_that_ends_in_no_other_way_was_mended(tmp_path: Path) -> None:
    """Only a clock that goes back brings this about: a missed deadline stays missed."""
    rows, settings = rows_of({"deadline": "15/07/2015"}), settings_of()
    missed = judge_beside(tmp_path, NO_PAST, rows, settings, as_at=THURSDAY)
    earlier = judge_beside(tmp_path, past_after(missed), rows, settings, as_at=WEDNESDAY)
    assert resolved_of(earlier) == ["mended", ""]
    assert changes_of(earlier) == {"resolved_mended": 1}


#: Old, new, and the working days between them, with the Tuesday of the 21st closed.
MOVED: dict[str, tuple[str, str, int | None]] = {
    "Thu to the Wed before": ("23/07/2015", "22/07/2015", -1),
    "the same Wed": ("22/07/2015", "22/07/2015", None),
    "Wed to the Thu after": ("22/07/2015", "23/07/2015", 1),
    "Fri to Sun": ("24/07/2015", "26/07/2015", 0),
    "Sun to Fri": ("26/07/2015", "24/07/2015", 0),
    "Fri to Tue over the bank holiday": ("28/08/2015", "01/09/2015", 1),
    "Tue to Fri over the bank holiday": ("01/09/2015", "28/08/2015", -1),
    "Mon to Fri over a closure": ("20/07/2015", "24/07/2015", 3),
    "none that was usable": ("soon", "24/07/2015", None),
    "none that is usable": ("24/07/2015", "soon", None),
}


def test_a_deadline_is_moved_by_working_days(tmp_path: Path) -> None:
    before = [row(number, deadline=old) for number, (old, *_) in enumerate(MOVED.values())]
    tonight = [row(number, deadline=new) for number, (_, new, _) in enumerate(MOVED.values())]
    settings = settings_of(rules={"closures": [date(2015, 7, 21)]})
    night = judge_nights(tmp_path, before, tonight, settings=settings).night
    days = night.compared.followed["moved_working_days"].astype("object")
    found = dict(zip(MOVED, days.where(days.notna(), None), strict=True))
    assert found == {case: days for case, (_, _, days) in MOVED.items()}
    is_moved = [days is not None for days in found.values()]
    assert night.compared.kinds["deadlines_moved"].tolist() == is_moved
    assert night.flags["deadline_moved"].tolist() == is_moved


def test_to_have_no_team_any_more_is_a_change_of_team(tmp_path: Path) -> None:
    judged = judge_nights(tmp_path, rows_of(OPEN), rows_of({"team": ""}))
    by_team = {team.name: team.changes["team_changed"] for team in judged.night.teams}
    assert by_team == {"North": 0, NO_TEAM: 1}


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        pytest.param(["north"], set(), id="renamed"),
        pytest.param([], {"team_changed"}, id="another team"),
    ],
)
def test_a_renamed_team_is_the_same_by_tonight_s_aliases(
    tmp_path: Path, aliases: list[str], expected: set[str]
) -> None:
    before = judge_nights(tmp_path, rows_of(OPEN), as_at=WEDNESDAY)
    renamed = settings_of(teams=[{"name": "First Response", "aliases": aliases}, {"name": "Other"}])
    rows = [row(1, team="First Response"), WITNESS]
    judged = judge_beside(tmp_path, past_after(before), rows, renamed, as_at=THURSDAY)
    assert names_of(judged.night.compared.kinds)[0] == expected


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Judge a night beside one on which two assessments had been missing for a year."""
    folder, settings = tmp_path_factory.mktemp("year"), settings_of()
    both = [row(1, **OVERDUE), row(2, **OVERDUE), WITNESS]
    seen = past_after(judge_nights(folder, both, as_at=WEDNESDAY - ONE_DAY))
    gone = judge_beside(folder, seen, [WITNESS], settings, as_at=WEDNESDAY)
    past = past_after(gone, seen)
    assert past.before is not None
    records = past.before.records
    long = records["missing_nights"].where(records["missing_nights"] == 0, 365)
    before = replace(past.before, records=records.assign(missing_nights=long))
    past = replace(past, before=before)
    return judge_beside(folder, past, [row(1), WITNESS], settings, as_at=THURSDAY)


def test_what_vanished_a_year_ago_is_listed_still(year: Judged) -> None:
    assert vanished(year.night.compared.gone) == {"A002": 366}
    assert changes_of(year) == {
        "vanished": 1,
        "came_back": 1,
        "new_exceptions": 1,
        "deadlines_moved": 1,
        AFTER_MISSED: 1,
        "still_counted": 1,
    }


def test_what_comes_back_is_the_same(year: Judged) -> None:
    assert year.night.compared.kinds["came_back"].tolist() == [True, False]
    assert year.night.compared.followed["life"].tolist() == [0, 2]
