"""A message that a relay takes and never confirms reaches its reader twice at the most."""

from __future__ import annotations

from collections import Counter
from email import message_from_bytes
from itertools import chain, repeat
from typing import TYPE_CHECKING

import pytest

from tests.delivery.smtp.server import CUT, SILENCE, Script, mail_server
from tests.support.worlds import new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Monitor

pytestmark = pytest.mark.server

_RELAY = """
[delivery]
channel = "smtp"
sender = "monitor@example.gov.uk"
allowed_domains = ["example.gov.uk"]
[delivery.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
deadline_seconds = 1
"""


def test_however_often_it_is_sent_a_message_has_at_most_two_copies(
    tmp_path: Path, monitor: Monitor
) -> None:
    """The first run waits for an answer until its time is over, and each later one is cut off."""
    world, script = new_world(tmp_path), Script({"DATA": chain([SILENCE], repeat(CUT))})
    with mail_server(script) as port, world.config.open("a", encoding="utf-8") as config:
        config.write(_RELAY.format(port=port))
        config.flush()
        assert monitor(*world.run()).exit_code == 4
        done = [monitor("send", "-c", world.config) for _ in range(3)]
    copies = Counter(message_from_bytes(each.content)["Message-ID"] for each in script.captured)
    assert max(copies.values()) == 2
    assert done[-1].exit_code == 4
    assert "may have taken it: ask the recipient" in done[-1].out
