"""The commands that deliver: what they say, in words and in JSON, and the code they end with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitor.commands.check import check
from monitor.commands.outbox import outbox
from monitor.commands.run import run
from monitor.commands.send import send
from tests.support.making import surroundings
from tests.support.worlds import THURSDAY, World, assessment, done_once, new_world

if TYPE_CHECKING:
    from pathlib import Path

    import click

    from monitor.commands import Answer
    from tests.functional.channels import Script

NORTH, HEAD = "north.manager@example.gov.uk", "head.of.service@example.gov.uk"
LATE = [assessment(number, deadline="10/07/2015") for number in (1, 2)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path, LATE)


def answer(world: World, command: click.Command, *more: str) -> Answer:
    given: Answer = command.main(
        ["-c", str(world.config), *more], standalone_mode=False, obj=surroundings(THURSDAY)
    )
    return given


@pytest.fixture
def amiss(world: World, script: Script) -> Answer:
    """Run a night of which a recipient is refused, and a page cannot be copied."""
    text = world.config.read_text().replace("[service]", '[service]\nfolder = "away"')
    world.config.write_text(text)
    script.endings[NORTH] = "refused"
    arguments = ("--first-night", "--fail-on", "exceptions")
    return done_once(world.folder, arguments, lambda: answer(world, run, *arguments))


def test_a_run_says_who_was_not_told_and_why(amiss: Answer) -> None:
    assert amiss.exit_code == 4
    assert "1 undelivered." in amiss.text
    assert (
        f"UNDELIVERED: 2015-07-16 Assessment Team North to {NORTH}: refused, 1 tried: "
        "the script says so"
    ) in amiss.text


def test_a_page_that_could_not_be_copied_is_told(amiss: Answer) -> None:
    assert "NOT COPIED: the page of the service, or its workbook" in amiss.text


@pytest.mark.usefixtures("script")
def test_what_nobody_would_be_told_of_is_told_here(world: World) -> None:
    text = world.config.read_text()
    world.config.write_text(text.replace(f'["{NORTH}"]', "[]").replace(f'["{HEAD}"]', "[]"))
    done = answer(world, run, "--first-night", "--dry-run")
    assert "No message would be sent." in done.text
    assert "NO RECIPIENT for Assessment Team North" in done.text
    assert "NO RECIPIENT for The service" in done.text


def test_send_shows_and_then_sends_what_is_pending(world: World, script: Script) -> None:
    assert answer(world, run, "--first-night", "--no-send").exit_code == 0
    shown = answer(world, send, "--dry-run")
    assert shown.exit_code == 4
    assert f"  {NORTH}: 1 assessment needs action" in shown.text
    planned = json.loads(answer(world, send, "--dry-run", "--json").text)["would_be_written_to"]
    assert script.taken == []
    done = answer(world, send)
    assert (done.exit_code, len(script.taken)) == (0, len(planned))
    assert json.loads(answer(world, send, "--json").text)["sent"] == 0


def test_a_run_says_how_many_were_told_and_send_shows_a_correction_as_one(
    world: World, script: Script
) -> None:
    done = answer(world, run, "--first-night")
    assert done.exit_code == 0
    assert f"Messages: {len(script.taken)} sent, 0 undelivered." in done.text
    world.rewrite([assessment(1, deadline="09/07/2015"), LATE[1]])
    answer(world, run, "--no-send")
    before = len(script.taken)
    assert (
        f"  {NORTH}: Corrected: 1 assessment needs action" in answer(world, send, "--dry-run").text
    )
    assert len(script.taken) == before


def test_a_run_in_json_and_the_outbox_list_what_became_of_each_message(
    world: World, script: Script
) -> None:
    script.endings[NORTH] = "pending"
    told = json.loads(answer(world, run, "--first-night", "--json").text)["delivery"]
    assert told["sent"] == len(script.taken)
    assert [each["recipient"] for each in told["undelivered"]] == [NORTH]
    assert told["copies_missed"] == told["nobody_is_told_of"] == []
    listed = answer(world, outbox)
    assert listed.exit_code == 4
    *lines, said = listed.text.splitlines()
    assert len(lines) == len(script.taken) + 1
    assert said.startswith("Sent: the relay took it, or the file was written;")
    missed = json.loads(answer(world, outbox, "--undelivered", "--json").text)
    assert [(each["recipient"], each["state"]) for each in missed] == [(NORTH, "pending")]
    assert "0000001" not in json.dumps(missed)
    script.endings.clear()
    answer(world, send)
    assert answer(world, outbox).exit_code == 0
    assert answer(world, outbox, "--night", "2015-07-15").text == "There is no message."


@pytest.mark.parametrize("kept", ["password_env", "password_file"])
def test_check_says_that_the_relay_s_password_cannot_be_had(world: World, kept: str) -> None:
    relay = f'host = "relay.example.gov.uk"\nusername = "monitor"\n{kept} = "NOT_THERE"'
    delivery = 'channel = "smtp"\nsender = "monitor@example.gov.uk"'
    domains = 'allowed_domains = ["example.gov.uk"]'
    domains += '\nreport_link_base = "https://reports.example.gov.uk/"'
    with world.config.open("a") as config:
        config.write(f"\n[delivery]\n{delivery}\n{domains}\n[delivery.smtp]\n{relay}\n")
    refused = answer(world, check)
    assert refused.exit_code == 4
    assert "THE CHANNEL CANNOT BE USED: " in refused.text
    assert "NOT_THERE" in refused.text
    assert "What bounces goes to monitor@example.gov.uk: somebody must read" in refused.text
    assert "NO LINK" not in refused.text


def test_check_says_who_would_get_what_and_tries_the_channel(world: World, script: Script) -> None:
    done = answer(world, check)
    assert done.exit_code == 0
    assert f"Assessment Team North: to {NORTH}" in done.text
    assert f"Assessment Team South: to {HEAD}" in done.text
    assert "The channel can be used." in done.text
    assert "NO LINK to the full report in the messages of the service, Assess" in done.text
    script.fault = "the relay does not answer"
    refused = answer(world, check, "--json")
    assert refused.exit_code == 4
    told = json.loads(refused.text)["delivery"]
    assert told["channel_fault"] == "the relay does not answer"
    assert told["without_link"] == ["", "Assessment Team North", "Assessment Team South"]
    assert told["would_be_written_to"][0] == {
        "kind": "service",
        "about": "",
        "recipients": [HEAD],
        "tonight": True,
    }
    assert script.taken == []
