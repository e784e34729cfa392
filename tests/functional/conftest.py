"""What the functional tests share: a process that runs commands in forked children."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

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
