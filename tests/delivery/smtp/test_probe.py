"""`check` tries the connection to the relay and sends nothing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.delivery.smtp.sending import channel_to, closed_port
from tests.delivery.smtp.server import Script, mail_server

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.server


class TestProbe:
    """`check` tries the connection and sends nothing."""

    def test_a_relay_that_would_take_letters_is_in_order(self, tmp_path: Path) -> None:
        script = Script()
        with mail_server(script) as port:
            assert channel_to(port, tmp_path).probe() is None
        assert script.heard == ["EHLO council.example", "NOOP", "QUIT"]

    def test_a_relay_that_is_away_is_asked_once(self, tmp_path: Path) -> None:
        began = time.monotonic()
        said = channel_to(closed_port(), tmp_path).probe()
        assert time.monotonic() - began < 5
        assert said is not None
        assert "no relay answers" in said

    def test_a_relay_that_closes_while_it_is_asked_is_told(self, tmp_path: Path) -> None:
        with mail_server(Script({"NOOP": ["421 closing"]})) as port:
            said = channel_to(port, tmp_path).probe()
        assert said is not None
        assert "answered 421" in said
