"""A message is sent when there is reason to: by exceptions, by changes, or always."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.judgement.change_rules import RESOLUTIONS
from monitor.judgement.night import Alarm
from monitor.reports.messages.occasions import OCCASIONS
from tests.reports.messages.drafting import HEAD, NORTH, SOUTH, drafts_of
from tests.reports.rows import completed, overdue, row
from tests.support.making import judge_rows, settings_of
from tests.support.nights import WEDNESDAY

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.night import Night

#: What changes from one night to the next without anybody's need to know.
UNTOLD = {
    *("first_seen", "still_exceptions", "completed", "not_followed", "ambiguous"),
    *("vanished", "explained", "completed_left"),
}


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Return a night in which nobody need act, compared with the one before it."""
    night = judge_rows(tmp_path_factory.mktemp("quiet"), [row(1)]).night
    return replace(night, compared=replace(night.compared, night=WEDNESDAY))


def is_wanted(when: str, night: Night, *, exceptions: int = 0, **changes: int) -> bool:
    """True if a page with these figures would be sent, where nothing else is the matter."""
    none = dict.fromkeys(night.service.changes, 0)
    figures = replace(night.service, exceptions=exceptions, changes={**none, **changes})
    occasions = {str(word): reason for word, reason in OCCASIONS.items()}
    return occasions[when](night, figures, False)


def test_always_is_always(quiet: Night) -> None:
    assert is_wanted("always", quiet)


@pytest.mark.parametrize("when", ["exceptions", "changes"])
def test_a_quiet_night_disturbs_nobody(when: str, quiet: Night) -> None:
    assert not is_wanted(when, quiet)


@pytest.mark.parametrize("when", ["exceptions", "changes"])
def test_an_alarm_is_told_to_everybody(when: str, quiet: Night) -> None:
    assert is_wanted(when, replace(quiet, alarms=(Alarm("strange", "", "Something is strange."),)))


@pytest.mark.parametrize("when", ["exceptions", "changes"])
def test_the_same_alarm_as_on_the_night_before_is_told_on_mondays(when: str, quiet: Night) -> None:
    alarm = Alarm("stale", "extract.csv", "It is old.")
    known = frozenset({("stale", "extract.csv")})
    again = replace(quiet, alarms=(alarm,), alarms_before=known)
    assert not is_wanted(when, again)
    assert is_wanted(when, replace(again, as_at=date(2015, 7, 20)))  # Monday
    assert is_wanted(when, replace(again, alarms=(alarm, Alarm("unchanged", "", "Again."))))


def test_by_exceptions_they_and_what_vanished_are_told_every_night(quiet: Night) -> None:
    assert is_wanted("exceptions", quiet, exceptions=1, still_exceptions=1)
    assert is_wanted("exceptions", quiet, vanished=1)
    assert not is_wanted("exceptions", quiet, deadlines_moved=1)


def test_by_changes_what_was_told_already_is_not_told_again(quiet: Night) -> None:
    assert not is_wanted("changes", quiet, exceptions=1, still_exceptions=1, vanished=1)


def test_by_changes_a_first_night_tells_what_is_there(quiet: Night) -> None:
    first = replace(quiet, compared=replace(quiet.compared, night=None))
    assert is_wanted("changes", first, exceptions=1)
    assert not is_wanted("changes", first, new_exceptions=0)


def test_by_changes_each_change_is_told_but_those_that_need_nobody(quiet: Night) -> None:
    told = {code for code in quiet.service.changes if is_wanted("changes", quiet, **{code: 1})}
    # Never without the deadline having moved or gone, or the exception being new.
    told_by_another = {"deadlines_moved_after_missed", "still_counted", "restored"}
    assert set(quiet.service.changes) - told == UNTOLD | told_by_another
    assert {f"resolved_{how}" for how in RESOLUTIONS} <= told


def test_each_team_is_told_by_its_own_figures(tmp_path: Path) -> None:
    settings = settings_of(
        teams=[NORTH, {**SOUTH, "send_when": "changes"}, {"name": "East"}], service=HEAD
    )
    late = overdue(1, deadline="10/07/2015")
    before = [late, {**late, "child_id": "C002", "team": "South"}, row(3, team="East")]
    made = drafts_of(tmp_path, before, [*before, row(4)], settings=settings)
    assert {about: draft.wanted for about, draft in made.items()} == {
        "": True,
        "North": True,
        "South": False,
        "East": False,
    }


def test_by_changes_both_teams_are_told_of_a_child_that_went_from_one_to_the_other(
    tmp_path: Path,
) -> None:
    settings = settings_of(teams=[NORTH, SOUTH], delivery={"send_when": "changes"})
    nights = ([row(1), row(2), row(3, team="East")], [row(1), row(2, team="South")])
    made = drafts_of(tmp_path, *nights, settings=settings)
    assert made["North"].wanted
    assert made["South"].wanted


def test_an_extract_that_looks_broken_is_told_to_every_team(tmp_path: Path) -> None:
    made = drafts_of(tmp_path, [completed(1)], settings=settings_of(teams=[NORTH, SOUTH]))
    assert all(draft.wanted for draft in made.values())
