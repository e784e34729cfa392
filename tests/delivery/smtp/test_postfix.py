"""A night through a real Postfix that greylists: all get it once, and who does not is known."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.delivery.smtp.postfix import DOMAIN, PASSWORD, USER, postfix
from tests.support.worlds import THURSDAY, assessment, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.delivery.smtp.postfix import Postfix
    from tests.support.making import Monitor
    from tests.support.worlds import World

pytestmark = [
    *(pytest.mark.postfix, pytest.mark.process, pytest.mark.server),
    *(pytest.mark.slow, pytest.mark.exhaustive),
]

HEAD, FULL, LEFT = (f"{name}@{DOMAIN}" for name in ("head.of.service", "full", "left"))
CORRECTED = f"came@{DOMAIN}"
MANAGERS = [f"manager{number}@{DOMAIN}" for number in range(1, 41)]
_DELIVERY = """
[delivery]
channel = "smtp"
sender = "assessment.monitor@{domain}"
allowed_domains = ["{domain}"]
[delivery.smtp]
host = "127.0.0.1"
port = {port}
ca_file = "{ca_file}"
username = "{user}"
password_file = "password"
deadline_seconds = 60
"""


def world_of(folder: Path, relay: Postfix) -> World:
    """Make a world of a team with 42 recipients, whose messages go to this relay."""
    world = new_world(folder, [assessment(1, deadline="10/07/2015")])
    everybody = json.dumps([*MANAGERS, FULL, LEFT])
    text = world.config.read_text(encoding="utf-8")
    text = text.replace('["north.manager@example.gov.uk"]', everybody)
    delivery = _DELIVERY.format(domain=DOMAIN, port=relay.port, ca_file=relay.ca_file, user=USER)
    world.config.write_text(f"{text}{delivery}", encoding="utf-8")
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o600)
    return world


def undelivered(world: World, monitor: Monitor) -> dict[str, tuple[str, str]]:
    said = monitor("outbox", "--undelivered", "--json", "-c", world.config)
    listed = json.loads(said.out)
    assert said.exit_code == (4 if listed else 0)
    return {each["recipient"]: (each["state"], each["reason"]) for each in listed}


def received(relay: Postfix, expected: int) -> Counter[str]:
    """Count what each mailbox got, of which no message is there twice."""
    messages = relay.mailboxes(expected=expected)
    assert len({str(message["Message-ID"]) for message in messages}) == len(messages)
    return Counter(str(message["Delivered-To"]) for message in messages)


def test_a_night_through_a_relay_that_greylists_reaches_all_whom_it_can_once(
    tmp_path: Path, monitor: Monitor
) -> None:
    boxes = [HEAD, FULL, CORRECTED, *MANAGERS]
    with postfix(boxes, greylisted_seconds=5, full=[FULL]) as relay:
        world = world_of(tmp_path / "world", relay)
        done = monitor(*world.run(THURSDAY))
        assert done.exit_code == 4, done.err
        # It hung up after twenty refusals in a row, and everybody was offered all the same.
        assert "too many errors" in relay.log()
        assert undelivered(world, monitor) == {
            FULL: ("pending", "the relay refused the recipient (452)"),
            LEFT: ("refused", "the relay refused the recipient (550)"),
        }
        got = received(relay, len(MANAGERS) + 1)
        assert {each: got[each] for each in MANAGERS} == dict.fromkeys(MANAGERS, 1)

        relay.policy.full.clear()
        relay.policy.greylisted_seconds = 0
        assert monitor("send", "-c", world.config).exit_code == 4
        assert list(undelivered(world, monitor)) == [LEFT]
        assert received(relay, got.total() + 1)[FULL] == 1

        # The night is run again, with the address corrected: its new owner alone gets it.
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(text.replace(LEFT, CORRECTED), encoding="utf-8")
        assert monitor(*world.run(THURSDAY)).exit_code in (0, 4)
        assert monitor("send", "-c", world.config).exit_code == 0
        got = received(relay, got.total() + 2)
        team = dict.fromkeys((*MANAGERS, FULL, CORRECTED), 1)
        assert {each: number for each, number in got.items() if each != HEAD} == team
        assert undelivered(world, monitor) == {}
