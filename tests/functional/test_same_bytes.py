"""The same inputs give the same bytes, wherever, whenever and in whatever order of hashing."""

from __future__ import annotations

import platform
import shutil
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.support.making import SAMPLES, Monitor, command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NIGHT = ("--as-at", "2015-07-16", "--first-night")


def laid(folder: Path) -> Path:
    """Lay a copy of the sample into a folder, and return its configuration."""
    shutil.copytree(SAMPLES, folder / "in", ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "in" / "monitor.toml"


def published(folder: Path) -> dict[str, bytes]:
    """Return all that was published below a folder."""
    return {
        path.relative_to(folder / "output").as_posix(): path.read_bytes()
        for path in (folder / "output").rglob("*")
        if path.is_file() and path.name != "history.sqlite"
    }


@pytest.fixture
def lima(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be behind Greenwich, where midnight there is the day before."""
    with monkeypatch.context() as moved:
        moved.setenv("TZ", "America/Lima")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.process
@pytest.mark.usefixtures("lima")
def test_a_night_is_the_same_to_the_byte_elsewhere(tmp_path: Path, monitor: Monitor) -> None:
    """There it is run in another process, which is ahead of Greenwich and hashes otherwise."""
    one, other = tmp_path / "one", tmp_path / "another place"
    here = monitor("run", "-c", laid(one), *NIGHT)
    elsewhere = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1"}
    there = command("run", "-c", laid(other), *NIGHT, cwd=other, **elsewhere)
    assert (here.exit_code, there.exit_code) == (0, 0), there.err
    assert "INFO" not in there.out
    assert all("Z INFO " in line for line in there.err.splitlines())
    found = published(one)
    assert found == published(other)
    whole = b"".join(found.values())
    assert str(tmp_path).encode() not in whole
    assert platform.node().encode() not in whole
    assert datetime.now(tz=UTC).strftime("%Y-%m-%d").encode() not in whole
