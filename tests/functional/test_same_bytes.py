"""The same inputs give the same bytes, wherever, whenever and in whatever order of hashing."""

from __future__ import annotations

import platform
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.support.making import SAMPLES, command

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.process


def published(folder: Path, **environment: str) -> dict[str, bytes]:
    """Run the sample night from a copy in `folder` and return all that it published."""
    shutil.copytree(SAMPLES, folder / "in", ignore=shutil.ignore_patterns("__pycache__"))
    config = folder / "in" / "monitor.toml"
    night = ("--as-at", "2015-07-16", "--first-night")
    done = command("run", "-c", config, *night, cwd=folder, **environment)
    assert done.exit_code == 0, done.err
    return {
        path.relative_to(folder / "output").as_posix(): path.read_bytes()
        for path in (folder / "output").rglob("*")
        if path.is_file() and path.name != "history.sqlite"
    }


def test_a_night_is_the_same_to_the_byte_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "another place").mkdir()
    one = published(tmp_path / "one", TZ="Pacific/Auckland", PYTHONHASHSEED="1")
    other = published(tmp_path / "another place", TZ="America/Lima", PYTHONHASHSEED="2")
    assert one == other
    whole = b"".join(one.values())
    assert str(tmp_path).encode() not in whole
    assert platform.node().encode() not in whole
    assert datetime.now(tz=UTC).strftime("%Y-%m-%d").encode() not in whole
