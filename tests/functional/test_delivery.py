"""What a night tells people: each once, the right ones, and nobody is forgotten."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import ReportsInPlace
from monitor.history.nights import Nights
from monitor.nights.night import rehearse_night, send_pending
from tests.functional.channels import Dies
from tests.functional.delivering import (
    HEAD,
    LATE,
    NORTH,
    configure,
    fail,
    keep_back,
    order,
    posted,
    run,
    run_anew,
    states,
)
from tests.support.worlds import FRIDAY, THURSDAY, WEDNESDAY, World, assessment, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.night import RunResult
    from monitor.reports.messages.letters import Letter
    from tests.functional.channels import Script


MONDAY = date(2015, 7, 20)
#: Nobody need act: every assessment is due at the end of the month, and every child was seen.
QUIET = (assessment(1), assessment(2), assessment(3))
LATE_NORTH = (assessment(1, deadline="10/07/2015"), assessment(2), assessment(3))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path, LATE)


def run_keeping_two(world: World, night: date) -> RunResult:
    """Run a night after which two are kept."""
    text = world.config.read_text().replace("keep_nights = 400", "keep_nights = 2")
    world.config.write_text(text)
    return run(world, night)


def subjects(letters: list[Letter]) -> list[str]:
    return [letter.subject for letter in letters]


def undelivered(done: RunResult) -> list[str]:
    """Return who was sent what did not reach them."""
    return [each.message.recipient for each in done.delivered.undelivered]


def test_each_recipient_is_told_once(world: World, script: Script) -> None:
    done = run(world)
    told = script.taken_by_recipient()
    assert set(told) == {NORTH, HEAD}
    assert len(told[NORTH]) == 1
    assert done.delivered.sent == len(script.taken)
    assert done.delivered.complete


def test_a_night_that_is_run_again_tells_nobody_twice(world: World, script: Script) -> None:
    run(world)
    before = len(script.taken)
    again = run(world)
    assert len(script.taken) == before
    assert again.delivered.sent == 0
    assert again.delivered.complete


def test_a_team_without_recipients_is_told_to_the_service_with_a_word_on_why(
    world: World, script: Script
) -> None:
    run(world)
    to_head = script.taken_by_recipient()[HEAD]
    south = [letter for letter in to_head if "South" in letter.subject]
    assert len(south) == 1
    assert "no recipients" in south[0].text


def test_a_message_holds_only_its_own_team_s_children(world: World, script: Script) -> None:
    run(world)
    (north,) = script.taken_by_recipient()[NORTH]
    for part in (north.text, north.html):
        assert "0000001" in part
        assert "0000002" not in part


def test_no_subject_holds_an_id(world: World, script: Script) -> None:
    run(world)
    ids = [row[column] for row in LATE for column in ("assessment_id", "child_id")]
    assert not [each for each in ids for letter in script.taken if each in letter.subject]


def test_a_corrected_extract_is_told_again_as_corrected(world: World, script: Script) -> None:
    world.rewrite(LATE_NORTH)
    run(world)
    world.rewrite((assessment(1, deadline="09/07/2015"), *LATE_NORTH[1:]))
    run(world)
    first, second = script.taken_by_recipient()[NORTH]
    assert not first.subject.startswith("Corrected")
    assert second.subject == f"Corrected: {first.subject}"
    assert first.key != second.key


def test_who_was_told_wrongly_is_told_that_there_is_nothing(world: World, script: Script) -> None:
    world.rewrite(LATE_NORTH)
    run(world)
    world.rewrite(QUIET)
    run(world)
    assert len(script.taken_by_recipient()[NORTH]) == 2
    assert subjects(script.taken_by_recipient()[NORTH])[1].startswith("Corrected")


def test_where_nobody_need_act_nobody_is_written_to(world: World, script: Script) -> None:
    world.rewrite(QUIET)
    assert run(world).delivered.complete
    assert script.taken == []


def test_a_quiet_team_is_left_in_peace(world: World, script: Script) -> None:
    world.rewrite(LATE_NORTH)
    done = run(world)
    assert not [each for each in script.taken if "South" in each.subject]
    assert done.delivered.complete


def test_without_sending_all_is_kept_for_send(world: World, script: Script) -> None:
    done = keep_back(world)
    assert script.taken == []
    assert done.delivered.complete
    assert {each.state for each in posted(world)} == {"pending"}
    told = send_pending(order(world))
    assert told.sent == len(script.taken) == len(posted(world))
    assert {each.state for each in posted(world)} == {"sent"}
    assert send_pending(order(world)).sent == 0


def test_a_rehearsal_tells_who_would_be_written_to_and_writes_to_nobody(
    world: World, script: Script
) -> None:
    planned = rehearse_night(order(world)).mail.messages
    assert not world.output.exists()
    assert script.taken == []
    run(world)
    assert sorted(each.recipient for each in planned) == sorted(
        each.recipient for each in script.taken
    )


def test_while_the_relay_is_away_all_stays_pending_and_the_newest_night_is_sent_when_it_is_back(
    world: World, script: Script
) -> None:
    script.endings = {NORTH: "pending", HEAD: "pending"}
    assert not run(world, WEDNESDAY).delivered.complete
    assert not run(world, THURSDAY).delivered.complete
    script.endings.clear()
    told = send_pending(order(world, THURSDAY, hour=8))
    assert told.complete
    assert len(script.taken_by_recipient()[NORTH]) == 1
    assert "16 Jul" in script.taken_by_recipient()[NORTH][0].subject


def test_yesterday_s_message_is_not_sent_as_if_it_were_today_s(
    world: World, script: Script
) -> None:
    script.endings = {NORTH: "pending", HEAD: "pending"}
    run(world, WEDNESDAY)
    script.endings.clear()
    told = send_pending(order(world, THURSDAY, hour=3))
    assert script.taken_by_recipient().get(NORTH) is None
    assert {each.state for each in posted(world) if each.message.kind != "notice"} == {"expired"}
    assert not told.complete
    assert "NOT DELIVERED" in script.taken_by_recipient()[HEAD][-1].subject


def test_a_process_that_dies_between_sending_and_writing_it_down_sends_one_again(
    world: World, script: Script
) -> None:
    script.dies_after = 1
    with pytest.raises(Dies):
        run(world)
    script.dies_after = None
    send_pending(order(world))
    keys = [letter.key for letter in script.taken]
    assert len(keys) == len(set(keys)) + 1
    assert keys[0] == keys[1]
    assert {each.state for each in posted(world)} == {"sent"}


def test_who_is_no_recipient_any_more_is_not_written_to(world: World, script: Script) -> None:
    keep_back(world)
    text = world.config.read_text().replace(NORTH, "new.manager@example.gov.uk")
    world.config.write_text(text)
    told = send_pending(order(world))
    assert NORTH not in script.taken_by_recipient()
    assert [each.reason for each in told.undelivered] == [
        "its recipients changed: run the night again"
    ]
    assert run(world).delivered.complete
    assert len(script.taken_by_recipient()["new.manager@example.gov.uk"]) == 1
    assert NORTH not in script.taken_by_recipient()


def test_where_changes_are_sent_the_whole_list_is_sent_until_it_arrives(
    world: World, script: Script
) -> None:
    configure(world, '[delivery]\nsend_when = "changes"')
    run(world, WEDNESDAY, posting=None)  # as a backfill runs it
    assert script.taken == []
    assert posted(world) == ()
    script.endings[NORTH] = "refused"
    assert undelivered(run(world, THURSDAY)) == [NORTH]
    script.endings.clear()
    for night in (FRIDAY, MONDAY):
        assert run(world, night).delivered.complete
        assert len(script.taken_by_recipient()[NORTH]) == 1
    # Who was sent nothing new that night hears, as others do, that its list holds.
    fail(world, MONDAY + timedelta(1))
    assert states(world) == [(NORTH, "pending")]


def test_a_night_that_is_put_in_before_the_newest_tells_nobody(
    world: World, script: Script
) -> None:
    before = put_in(world, script)
    assert len(script.taken) == before


def test_a_night_is_compared_with_the_one_before_it_whenever_it_was_put_in(
    world: World, script: Script
) -> None:
    put_in(world, script)
    told = [compared_with(world, night) for night in (THURSDAY, FRIDAY)]
    run_keeping_two(world, MONDAY)
    told.append(compared_with(world, MONDAY))
    assert told == ["2015-07-15", "2015-07-15", "2015-07-17"]


def compared_with(world: World, night: date) -> Any:
    summary = json.loads((world.night(night) / "summary.json").read_bytes())
    return summary["changes"]["compared_with"]


def test_messages_of_forgotten_nights_are_forgotten(world: World, script: Script) -> None:
    put_in(world, script)
    run_keeping_two(world, MONDAY)
    assert {each.message.night for each in posted(world)} == {FRIDAY, MONDAY}


def put_in(world: World, script: Script) -> int:
    """Put Thursday in before Friday; return how many letters were sent before."""
    run(world, WEDNESDAY)
    run(world, FRIDAY)
    before = len(script.taken)
    assert run(world, THURSDAY, as_at_given=True).delivered.complete
    return before


def test_a_night_in_place_that_cannot_be_recorded_is_listed_all_the_same(
    world: World, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unrecorded(*_: object, **__: object) -> None:
        raise ReportsInPlace

    with monkeypatch.context() as patch:
        patch.setattr(Nights, "settle", unrecorded)
        with pytest.raises(ReportsInPlace):
            run_anew(world)
    listed = (world.output / "index.html").read_text(encoding="utf-8")
    assert "2015-07-16/index.html" in listed
    assert script.taken == []
    send_pending(order(world))
    assert script.taken


def test_a_channel_that_breaks_undoes_no_night(
    world: World, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("tests.functional.channels.ScriptedChannel.send", broken)
    with pytest.raises(ReportsInPlace, match="not every message was sent"):
        run_anew(world)
    assert script.taken == []
    assert (world.night() / "index.html").exists()
    assert not (world.output / ".failed.json").exists()


def test_a_team_without_a_record_is_told_no_all_clear(world: World, script: Script) -> None:
    configure(world, '[delivery]\nsend_when = "always"')
    world.rewrite([assessment(2), assessment(4, team="Nrth", deadline="10/07/2015")])
    run(world)
    (north,) = script.taken_by_recipient()[NORTH]
    words = " ".join(north.text.split())
    assert "all clear" not in north.subject.lower()
    assert "No assessment was read for this team" in words
    assert "1 record names no team of the configuration" in words


TYPO = "typo@example.gov.uk"


MANY = f'["{NORTH}", "{TYPO}", "other@example.gov.uk"]'


@pytest.fixture
def refused(world: World, script: Script) -> RunResult:
    """Publish a night of which one of three addresses of the north is refused."""
    world.config.write_text(world.config.read_text().replace(f'["{NORTH}"]', MANY))
    script.endings[TYPO] = "refused"
    return run(world)


def test_what_is_refused_is_undelivered_and_the_service_is_told(
    refused: RunResult, script: Script
) -> None:
    assert undelivered(refused) == [TYPO]
    notice = script.taken_by_recipient()[HEAD][-1]
    assert "NOT DELIVERED" in notice.subject
    assert "Assessment Team North" in notice.text
    assert "the script says so" in notice.text
    assert TYPO not in notice.text


@pytest.mark.usefixtures("refused")
def test_a_corrected_address_tells_nobody_twice(world: World, script: Script) -> None:
    """One is written in capitals, one was refused, and of the last somebody else read the mail."""
    notices = [each for each in script.taken if "NOT DELIVERED" in each.subject]
    corrected = f'["{NORTH.upper()}", "right@example.gov.uk", "new.manager@example.gov.uk"]'
    world.config.write_text(world.config.read_text().replace(MANY, corrected))
    send_pending(order(world))
    before = len(script.taken)
    run(world)
    told = [each.recipient for each in script.taken[before:]]
    assert sorted(told) == ["new.manager@example.gov.uk", "right@example.gov.uk"]
    assert [each for each in script.taken if "NOT DELIVERED" in each.subject] == notices
    assert len(notices) == 1
