"""What the functional tests share: a process that forks commands, a channel that is scripted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from monitor.delivery import CHANNELS
from tests.functional import channels
from tests.functional.channels import Script
from tests.functional.killing import Forks

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Return the process that forks a child for each command; only Linux can be killed so."""
    if not sys.platform.startswith("linux"):
        pytest.skip("processes are forked and killed on Linux only")
    asked = Forks()
    yield asked
    asked.close()


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Take the place of the channel of the configuration."""
    made = Script()
    monkeypatch.setattr(channels, "SCRIPT", made)
    monkeypatch.setitem(CHANNELS, "folder", "tests.functional.channels:ScriptedChannel")
    return made
