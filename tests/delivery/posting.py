"""Letters as the ledger hands them to a channel, and what stands around a channel."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from monitor.delivery import Post, mime
from monitor.reports.messages.letters import Letter
from monitor.settings.delivery import Delivery

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    import pytest

SENDER = "monitor@council.example"
#: Thursday evening, in British Summer Time.
NOW = datetime(2015, 7, 16, 22, 5, tzinfo=ZoneInfo("Europe/London"))
CHILD = "C-100234"
_HTML = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Overdue</title>
<style>td.late { background-color: #801650; color: #ffffff } td { padding: 4px }</style></head>
<body><table role="presentation" width="600" bgcolor="#ffffff"><tr><td class="late" width="40">
C-100234</td></tr></table></body></html>"""


def letter(row: int = 1, **changes: Any) -> Letter:
    """Make a letter to a team's manager; each row has its own key, recipient and name."""
    key = hashlib.sha256(str(row).encode()).hexdigest()
    plain = Letter(
        row=row,
        key=key,
        recipient=f"manager{row}@council.example",
        subject="North: 3 overdue, 1 without a deadline, Thursday 16 July 2015",
        text=f"Needs you now\n\n{CHILD}: 12 working days late\n",
        html=_HTML,
        name=f"2015-07-16-north-{key[:8]}",
    )
    return replace(plain, **changes)


def break_the_mail_of(broken: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program meet a fault of its own in one letter."""
    attach = mime._add_parts

    def fail(message: EmailMessage, one: Letter) -> None:
        if one.key == broken.key:
            raise KeyError(CHILD)
        attach(message, one)

    monkeypatch.setattr(mime, "_add_parts", fail)


def delivery(**keys: Any) -> Delivery:
    """Read settings of delivery."""
    return Delivery.model_validate(keys)


def smtp_delivery(port: int, *, deadline_seconds: float = 20, **keys: Any) -> Delivery:
    """Read settings that send to a relay on this machine; a test has less time than a second."""
    smtp = {"host": "127.0.0.1", "port": port, "security": "none", **keys}
    read = delivery(channel="smtp", sender=SENDER, allowed_domains=["council.example"], smtp=smtp)
    assert read.smtp is not None
    hurried = read.smtp.model_copy(update={"deadline_seconds": deadline_seconds})
    return read.model_copy(update={"smtp": hurried})


def post(folder: Path, **secrets: str) -> Post:
    """Make what a channel is given, with these variables in the environment."""
    return Post(outbox=folder / "outbox", folder=folder, secret=secrets.get, now=lambda: NOW)
