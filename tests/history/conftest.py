"""What the tests of the history share: a history with a night, as bytes and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.history.store import HISTORY, open_history
from tests.history.entries import WEDNESDAY, entry, put

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Begin a history and record a night in it; return its bytes."""
    folder = tmp_path_factory.mktemp("history")
    with open_history(folder, create=True) as nights:
        put(nights, entry(WEDNESDAY))
    return (folder / HISTORY).read_bytes()


@pytest.fixture
def path(tmp_path: Path, content: bytes) -> Path:
    """Return the file of a history with a night; nothing else is in its folder."""
    (tmp_path / HISTORY).write_bytes(content)
    return tmp_path / HISTORY
