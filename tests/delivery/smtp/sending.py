"""Two letters that are handed to a relay, and what must hold of all that it says and takes."""

from __future__ import annotations

import email
import socket
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

from monitor.delivery.mime import MOST_BYTES
from monitor.delivery.smtp.channel import SmtpChannel
from monitor.delivery.smtp.relay import Pace
from tests.delivery.posting import CHILD, SENDER, letter, post, smtp_delivery
from tests.delivery.smtp.server import PASSWORD, Captured, Script, mail_server

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.reports.messages.letters import Letter, Outcome

QUICK = Pace(
    patience_seconds=10, first_wait_seconds=0.01, longest_wait_seconds=0.05, pauses=(0.01,) * 3
)
TWO = (letter(1), letter(2))


def channel_to(port: int, folder: Path, *, pace: Pace = QUICK, **keys: Any) -> SmtpChannel:
    secrets = keys.pop("secrets", {})
    return SmtpChannel(smtp_delivery(port, **keys), post(folder, **secrets), pace)


def sent(
    script: Script, folder: Path, letters: Sequence[Letter] = TWO, **keys: Any
) -> list[Outcome]:
    """Send letters to a server that speaks in the clear and answers as the script says."""
    with mail_server(script) as port:
        offered = list(channel_to(port, folder, **keys).send(letters))
    outcomes = {outcome.row: outcome for outcome in offered}
    assert [outcome.row for outcome in offered][: len(letters)] == [each.row for each in letters]
    for outcome in offered:
        assert_discreet(outcome.reason)
    for captured in script.captured:
        assert_whole(captured)
    return [outcomes[each.row] for each in letters]


def states(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.state for outcome in outcomes]


def assert_discreet(reason: str) -> None:
    """A reason names nobody, quotes nothing and gives no password away."""
    assert not any(each in reason for each in ("@", "manager", CHILD, PASSWORD, "North", "secret"))


def assert_whole(captured: Captured) -> None:
    """A message that the server took is one letter, for one reader, with both parts."""
    message = email.message_from_bytes(captured.content, policy=SMTP)
    assert captured.sender == SENDER == message["From"]
    assert captured.recipients == [message["To"]]
    assert message["Cc"] is message["Bcc"] is None
    assert CHILD not in message["Subject"]
    (row,) = (each for each in (1, 2, 3) if f"manager{each}@" in message["To"])
    assert message["Message-ID"] == f"<{letter(row).key}@council.example>"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert CHILD in part.get_content()
    assert len(captured.content) < MOST_BYTES


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
