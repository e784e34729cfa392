"""A night that fails is told: to the service at once, to teams in the morning."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import ExtractRefused, HistoryUnusable, ReportsInPlace
from monitor.history.store import HISTORY
from monitor.nights.night import send_pending
from tests.functional.delivering import (
    HEAD,
    LATE,
    NORTH,
    configure,
    fail,
    keep_back,
    order,
    run,
    run_anew,
    states,
)
from tests.support.worlds import FRIDAY, THURSDAY, WEDNESDAY, World, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.functional.channels import Script


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path, LATE)


def test_a_refused_extract_is_told_to_the_service_once(world: World, script: Script) -> None:
    run(world, WEDNESDAY)
    before = len(script.taken)
    world.extract.write_text("")
    for _ in range(2):
        with pytest.raises(ExtractRefused):
            run(world, THURSDAY)
    (notice,) = script.taken[before:]
    assert notice.recipient == HEAD
    assert "REFUSED" in notice.subject
    assert "15 July 2015" in notice.text


def test_who_was_sent_the_newest_list_hears_in_the_morning_that_no_other_comes(
    world: World, script: Script
) -> None:
    run(world, WEDNESDAY)
    script.taken.clear()
    for _ in range(2):
        fail(world, THURSDAY)
    assert [letter.recipient for letter in script.taken] == [HEAD]
    assert states(world) == [(NORTH, "pending")]
    for _ in range(2):
        assert send_pending(order(world, hour=7)).complete
        fail(world, THURSDAY)
    (told,) = script.taken_by_recipient()[NORTH]
    assert told.subject == (
        "No report today; 1 needs action on the list of Wed 15 Jul: "
        "Assessment Team North, Thu 16 Jul"
    )
    assert "0000001" not in told.text + told.html
    assert [letter.recipient for letter in script.taken] == [HEAD, NORTH]


def test_a_newest_night_in_doubt_gives_no_figure(world: World, script: Script) -> None:
    world.rewrite(
        [{**each, "authorised_date": "10/07/2015", "state": "Authorised"} for each in LATE]
    )
    run(world, WEDNESDAY)
    fail(world, THURSDAY)
    send_pending(order(world, hour=7))
    assert "do not rely on the list of Wed 15 Jul" in script.taken_by_recipient()[NORTH][-1].subject


def test_who_missed_the_newest_list_hears_of_no_older_one(world: World, script: Script) -> None:
    run(world, WEDNESDAY)
    script.endings[NORTH] = "refused"
    run(world, THURSDAY)
    fail(world, FRIDAY)
    assert states(world) == []


@pytest.fixture
def after_all(world: World, script: Script) -> World:
    """Make a world whose Thursday failed, of which nobody has heard, and was then published."""
    run(world, WEDNESDAY)
    script.endings[HEAD] = "pending"
    fail(world, THURSDAY)
    script.endings.clear()
    script.taken.clear()
    assert run(world, THURSDAY).delivered.complete
    return world


def test_a_night_that_is_published_after_all_takes_the_place_of_that_message(
    after_all: World, script: Script
) -> None:
    assert states(after_all) == [(NORTH, "superseded")]
    assert not [each for each in script.taken if "No report" in each.subject]
    assert not [each for each in script.taken if "Corrected" in each.subject]
    fail(after_all, THURSDAY)
    assert states(after_all) == [(NORTH, "superseded")]


@pytest.mark.usefixtures("after_all")
def test_a_failed_night_that_is_published_after_all_takes_its_notice_back(script: Script) -> None:
    assert script.taken
    assert not [each for each in script.taken if "REFUSED" in each.subject]


def test_that_nobody_got_that_message_is_told_to_the_service(world: World, script: Script) -> None:
    run(world, WEDNESDAY)
    fail(world, THURSDAY)
    script.endings[NORTH] = "refused"
    assert not send_pending(order(world, hour=7)).complete
    assert "Assessment Team North: 1 recipient: the script says so" in script.taken[-1].text
    world.config.write_text(world.config.read_text().replace(NORTH, "new@example.gov.uk"))
    send_pending(order(world, hour=7))
    assert states(world) == [(NORTH, "superseded")]


@pytest.mark.parametrize(
    ("tables", "night", "changed"),
    [
        pytest.param("", date(2015, 7, 18), {}, id="Saturday"),
        pytest.param("", FRIDAY, {"as_at_given": True, "hour": 30}, id="a day of the past"),
        pytest.param("[rules]\nclosures = [2015-07-16]", THURSDAY, {}, id="closed"),
        pytest.param("[delivery]\ntell_teams_of_failure = false", THURSDAY, {}, id="turned off"),
    ],
)
@pytest.mark.usefixtures("script")
def test_no_team_hears_of_a_failure_that_is_not_its_morning(
    world: World, tables: str, night: date, changed: dict[str, Any]
) -> None:
    run(world, WEDNESDAY)
    configure(world, tables)
    if "hour" in changed:
        changed = {"as_at_given": True, "posting": order(world, night + timedelta(1)).posting}
    fail(world, night, **changed)
    assert states(world) == []


def test_a_notice_of_a_first_night_that_failed_is_sent_as_soon_as_it_can_be(
    world: World, script: Script
) -> None:
    script.endings[HEAD] = "pending"
    world.extract.write_text("")
    with pytest.raises(ExtractRefused):
        run(world)
    script.endings.clear()
    assert send_pending(order(world)).complete
    assert "REFUSED" in script.taken[-1].subject


def test_a_summary_that_was_half_overwritten_keeps_nobody_from_being_told(
    world: World, script: Script
) -> None:
    run(world, WEDNESDAY)
    before = len(script.taken)
    summary = world.night(WEDNESDAY) / "summary.json"
    summary.write_text('{"records": {}, "past_deadline": {}, "alarms": []}')
    with pytest.raises(ReportsInPlace, match=r"the list of nights or figures\.csv is not written"):
        run(world, THURSDAY)
    assert len(script.taken) > before


def test_without_sending_a_notice_of_failure_waits_for_send(world: World, script: Script) -> None:
    world.extract.write_text("")
    with pytest.raises(ExtractRefused):
        keep_back(world)
    assert script.taken == []
    assert send_pending(order(world)).complete
    assert "REFUSED" in script.taken[-1].subject


def test_a_notice_that_meets_a_fault_leaves_the_failure_as_it_is(
    world: World,
    script: Script,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(NORTH)

    monkeypatch.setattr("tests.functional.channels.ScriptedChannel.send", broken)
    world.extract.write_text("")
    with pytest.raises(ExtractRefused):
        run_anew(world)
    assert script.taken == []
    assert "no notice of the failure was sent: ValueError" in caplog.text
    assert NORTH not in caplog.text


def test_a_lost_history_is_told_though_nothing_can_be_written_down(
    world: World, script: Script
) -> None:
    run(world, WEDNESDAY)
    before = len(script.taken)
    (world.output / HISTORY).unlink()
    for _ in range(2):
        with pytest.raises(HistoryUnusable):
            run(world, THURSDAY, first_night=False)
    (notice,) = script.taken[before:]
    assert "FAILED" in notice.subject
