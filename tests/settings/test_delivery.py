"""What the configuration may say of delivery, and what it is told where it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.delivery import CHANNELS
from monitor.errors import ConfigurationFault
from monitor.extracts import READERS
from monitor.settings.reading import read_settings
from tests.support.worlds import new_world

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.settings.settings import Settings

_SMTP = (
    '[delivery]\nchannel = "smtp"\nsender = "a@example.gov.uk"\n'
    'allowed_domains = ["Example.gov.uk"]\n[delivery.smtp]\nhost = "relay.example.gov.uk"\n'
)


def settings(folder: Path, tables: str) -> Settings:
    world = new_world(folder)
    world.config.write_text(f"{world.config.read_text(encoding='utf-8')}\n{tables}\n")
    return read_settings(world.config, formats=READERS, channels=CHANNELS)


def test_a_relay_is_spoken_to_in_secret_unless_something_else_is_said(tmp_path: Path) -> None:
    made = settings(tmp_path, _SMTP).delivery
    assert made.smtp is not None
    assert (made.smtp.security, made.smtp.port) == ("starttls", 25)
    assert made.allowed_domains == ("example.gov.uk",)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_this_machine_needs_no_secrecy(tmp_path: Path, host: str) -> None:
    tables = _SMTP.replace("relay.example.gov.uk", host)
    assert settings(tmp_path, f'{tables}security = "none"').delivery.smtp is not None


def test_an_address_that_readers_use_is_that_of_a_folder(tmp_path: Path) -> None:
    made = settings(tmp_path, '[delivery]\nreport_link_base = "https://x.example/a"').delivery
    assert made.report_link_base == "https://x.example/a/"


def test_an_outside_monitor_is_asked_at_its_address(tmp_path: Path) -> None:
    ping = settings(tmp_path, '[ping]\nurl = "https://ping.example/ID/"').ping
    assert ping is not None
    assert ping.url == "https://ping.example/ID"


def test_a_sender_may_have_a_name_and_another_address_for_replies(tmp_path: Path) -> None:
    named = 'sender_name = "Assessment monitor"\nreply_to = "desk@example.gov.uk"'
    made = settings(tmp_path, _SMTP.replace("[delivery]", f"[delivery]\n{named}")).delivery
    assert (made.sender_name, made.reply_to) == ("Assessment monitor", "desk@example.gov.uk")


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ('[delivery]\nsender_name = "a@b.example"', "write a plain name of at most 60 letters"),
        (f'[delivery]\nsender_name = "{"x" * 61}"', "write a plain name of at most 60 letters"),
        (
            _SMTP.replace("[delivery]", '[delivery]\nreply_to = "a@elsewhere.example"'),
            "addresses are at elsewhere.example",
        ),
        ('[delivery]\nchannel = "smtp"', "needs [delivery.smtp] and sender and allowed_domains"),
        ('[delivery]\nchannel = "pigeon"', "the channel must be one of: folder, smtp, none"),
        ('[delivery]\nchannel = "none"', 'channel = "none" writes to nobody: take it out'),
        ('[delivery]\nsender = "A <a@b.uk>"', "write one plain address"),
        ('[delivery]\nsender = "a@b.uk\\nBcc: x@y.uk"', "write one plain address"),
        ('[delivery]\nsender = "a,b@c.uk"', "write one plain address"),
        ('[delivery]\nsender = "a%b.uk@c.uk"', "write one plain address"),
        ('[delivery]\nsender = "b.uk!a@c.uk"', "write one plain address"),
        ("[delivery]\nsender = '\"a@b.uk\"@c.uk'", "write one plain address"),
        ("[delivery]\nsender = '\"a b\"@c.uk'", "write one plain address"),
        (
            '[[teams]]\nname = "West"\nrecipients = ["a%b.uk@c.uk"]',
            "write one plain address",
        ),
        ('[delivery]\nallowed_domains = ["*.gov.uk"]', "write the domain alone"),
        ('[delivery]\nallowed_domains = ["other.uk"]', "which allowed_domains of [delivery] does"),
        ('[delivery]\nreport_link_base = "javascript:1"', "write the address of a folder"),
        ('[ping]\nurl = "ftp://x"', "write the address that the monitor of nights gave"),
        (f'{_SMTP}security = "none"', "children's data in the clear"),
        (f'{_SMTP}username = "u"', "a username goes with exactly one of"),
        (f'{_SMTP}password_env = "P"', "a username goes with exactly one of"),
        (
            f'{_SMTP}security = "none"\nusername = "u"\npassword_env = "P"',
            "a password is never sent in the clear",
        ),
        (
            '[[teams]]\nname = "West"\nrecipients = ["a@b.uk", "A@b.uk"]',
            "one address is listed twice",
        ),
    ],
)
def test_what_would_send_a_report_astray_is_refused(tmp_path: Path, tables: str, said: str) -> None:
    with pytest.raises(ConfigurationFault) as caught:
        settings(tmp_path, tables)
    assert said in str(caught.value)


def test_a_relay_needs_somebody_of_the_service(tmp_path: Path) -> None:
    world = new_world(tmp_path)
    text = world.config.read_text(encoding="utf-8")
    text = text.replace('recipients = ["head.of.service@example.gov.uk"]', "")
    world.config.write_text(f"{text}\n{_SMTP}")
    with pytest.raises(ConfigurationFault, match=r"name recipients of \[service\]"):
        read_settings(world.config, formats=READERS, channels=CHANNELS)
