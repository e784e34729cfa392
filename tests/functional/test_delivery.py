"""What a night tells people: each once, the right ones, and nobody is forgotten."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from monitor.delivery import CHANNELS
from monitor.errors import ExtractRefused, HistoryUnusable, ReportsInPlace
from monitor.extracts import READERS
from monitor.history.nights import Nights
from monitor.history.store import HISTORY, look_into_history
from monitor.nights.night import rehearse_night, run_night, send_pending
from monitor.nights.order import Order, Posting
from monitor.settings.reading import read_settings
from tests.functional import channels
from tests.functional.channels import Dies
from tests.support.worlds import (
    FRIDAY,
    THURSDAY,
    WEDNESDAY,
    World,
    assessment,
    done_once,
    new_world,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from monitor.history.posted import Posted
    from monitor.nights.night import RunResult
    from monitor.reports.messages.letters import Letter
    from tests.functional.channels import Script

MONDAY = date(2015, 7, 20)
NORTH, HEAD = "north.manager@example.gov.uk", "head.of.service@example.gov.uk"
#: Nobody need act: every assessment is due at the end of the month, and every child was seen.
QUIET = (assessment(1), assessment(2), assessment(3))
#: One is overdue in each team.
LATE = (
    assessment(1, deadline="10/07/2015"),
    assessment(2, deadline="10/07/2015"),
    assessment(3),
    assessment(4),
)
LATE_NORTH = (assessment(1, deadline="10/07/2015"), assessment(2), assessment(3))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path, LATE)


def order(world: World, night: date = THURSDAY, *, hour: int = 3, **changed: Any) -> Order:
    """Make the order of a night, at an hour of its morning."""
    now = datetime(night.year, night.month, night.day, hour, tzinfo=ZoneInfo("Europe/London"))
    made = Order(
        settings=read_settings(world.config, formats=READERS, channels=CHANNELS),
        folder=world.folder,
        as_at=night,
        as_at_given=False,
        output=world.output,
        first_night=not (world.output / HISTORY).exists(),
        posting=Posting(now=lambda: now),
    )
    return replace(made, **changed)


def run(world: World, night: date = THURSDAY, **changed: Any) -> RunResult:
    return once(world, ("run", night, repr(changed)), lambda: run_anew(world, night, **changed))


def run_anew(world: World, night: date = THURSDAY, **changed: Any) -> RunResult:
    return run_night(order(world, night, **changed))


def keep_back(world: World, night: date = THURSDAY) -> RunResult:
    """Run a night without sending."""
    made = order(world, night)
    assert made.posting is not None
    posting = replace(made.posting, send=False)
    return once(world, ("keep back", night), lambda: run_anew(world, night, posting=posting))


def once(world: World, deed: Hashable, do: Callable[[], RunResult]) -> RunResult:
    """Do something in a world, or let it and the script be as they were when it was done before."""
    script = channels.SCRIPT
    before = len(script.taken)
    state = repr((script.endings, script.dies_after, script.fault))
    done, letters = done_once(world.folder, (deed, state), lambda: (do(), script.taken[before:]))
    script.taken[before:] = letters
    return done


def run_keeping_two(world: World, night: date) -> RunResult:
    """Run a night after which two are kept."""
    text = world.config.read_text().replace("keep_nights = 400", "keep_nights = 2")
    world.config.write_text(text)
    return run(world, night)


def configure(world: World, text: str) -> None:
    """Put further tables behind the configuration."""
    world.config.write_text(f"{world.config.read_text()}\n{text}\n")


def posted(world: World) -> tuple[Posted, ...]:
    with look_into_history(world.output) as history:
        return history.outbox.posted()


def subjects(letters: list[Letter]) -> list[str]:
    return [letter.subject for letter in letters]


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


def undelivered(done: RunResult) -> list[str]:
    """Return who was sent what did not reach them."""
    return [each.message.recipient for each in done.delivered.undelivered]


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


def states(world: World) -> list[tuple[str, str]]:
    """Return the state of each notice to a team that a night failed, with its recipient."""
    return [
        (each.message.recipient, each.state)
        for each in posted(world)
        if each.message.about.startswith("no_report_today")
    ]


def fail(world: World, night: date, **changed: Any) -> None:
    """Let a night be refused."""
    whole = world.extract.read_bytes()
    world.extract.write_text("")
    with pytest.raises(ExtractRefused):
        run(world, night, **changed)
    world.extract.write_bytes(whole)


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


@pytest.fixture
def copied(world: World, script: Script) -> RunResult:
    """Publish a night with attached pages, and with folders of which the one of the south is away.

    The script is asked for so that nothing is sent but by it.
    """
    assert script.taken == []
    for name in ("north", "service"):
        (world.folder / name).mkdir()
    text = world.config.read_text()
    text = text.replace('aliases = ["North"]', 'aliases = ["North"]\nfolder = "north"')
    text = text.replace("recipients = []", 'recipients = []\nfolder = "south"')
    world.config.write_text(text.replace("[service]", '[service]\nfolder = "service"'))
    configure(world, '[delivery]\nattach = "html"')
    return run(world)


@pytest.mark.usefixtures("copied")
def test_a_page_is_copied_alone_into_the_folder_of_its_team(world: World) -> None:
    (page,) = (world.folder / "north").iterdir()
    assert page.read_bytes() == (world.night() / "teams" / page.name).read_bytes()
    figures, service = sorted((world.folder / "service").iterdir())
    assert figures.read_bytes() == (world.output / "figures.csv").read_bytes()
    assert service.name == "service.html"
    text = service.read_text(encoding="utf-8")
    assert "Assessment Team North" in text
    assert 'href="teams/' not in text
    page.unlink()
    send_pending(order(world))
    assert page.exists()


def test_a_folder_that_is_away_is_told_and_ends_no_night(copied: RunResult) -> None:
    assert copied.delivered.copies_missed == ("Assessment Team South",)
    assert not copied.delivered.complete


@pytest.mark.usefixtures("copied")
def test_an_attached_page_is_the_published_one(world: World, script: Script) -> None:
    (north,) = script.taken_by_recipient()[NORTH]
    assert north.attachment is not None
    name, content = north.attachment
    assert content == (world.night() / "teams" / name).read_bytes()


def copied_and_attached(world: World) -> Path:
    """Run a night without sending; return the path of North's copied page, which is removed."""
    (world.folder / "north").mkdir()
    text = world.config.read_text()
    text = text.replace('aliases = ["North"]', 'aliases = ["North"]\nfolder = "north"')
    world.config.write_text(f'{text}\n[delivery]\nattach = "html"\n')
    keep_back(world)
    (page,) = (world.folder / "north").iterdir()
    page.unlink()
    return page


def test_a_page_that_was_changed_is_neither_copied_nor_attached(
    world: World, script: Script
) -> None:
    page = copied_and_attached(world)
    published = world.night() / "teams" / page.name
    published.write_bytes(published.read_bytes() + b"<!-- changed -->")
    told = send_pending(order(world))
    assert not page.exists()
    assert told.copies_missed == ("Assessment Team North",)
    assert NORTH not in script.taken_by_recipient()
    (failed,) = [each for each in posted(world) if each.message.recipient == NORTH]
    assert failed.state == "failed"


@pytest.mark.usefixtures("script")
def test_a_night_without_its_manifest_has_no_page_to_copy(world: World) -> None:
    page = copied_and_attached(world)
    (world.night() / "manifest.json").unlink()
    assert send_pending(order(world)).copies_missed == ("Assessment Team North",)
    assert not page.exists()
