"""From the history of every older version: what tonight would be, the night, its verification."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitor.history.migrations import MIGRATIONS
from monitor.history.store import HISTORY
from tests.support.older import TONIGHT, lay_older_authority

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Monitor

NEWEST = len(MIGRATIONS)


@pytest.mark.parametrize(
    "version",
    [1, *(pytest.param(each, marks=pytest.mark.exhaustive) for each in range(2, NEWEST + 1))],
)
def test_what_tonight_would_be_is_shown_before_the_night_brings_the_history_up(
    tmp_path: Path, monitor: Monitor, version: int
) -> None:
    lay_older_authority(tmp_path, version)
    config = ("-c", tmp_path / "monitor.toml", "--as-at", TONIGHT)
    history = tmp_path / "output" / HISTORY
    before = history.read_bytes()

    checked = monitor("check", *config, "--json")
    assert checked.exit_code == 0, checked.err
    rehearsed = monitor("run", *config, "--dry-run", "--json")
    assert rehearsed.exit_code == 0, rehearsed.err
    assert history.read_bytes() == before
    assert [each.name for each in history.parent.iterdir()] == [HISTORY]

    ran = monitor("run", *config, "--json")
    assert ran.exit_code == 0, ran.err
    seen = [json.loads(each.out)["changes"] for each in (checked, rehearsed, ran)]
    assert seen[0] == seen[1] == seen[2]
    backup = history.with_name(f"{HISTORY}.{version}.backup")
    assert backup.exists() == (version < NEWEST)
    verified = monitor("verify", TONIGHT, "-c", tmp_path / "monitor.toml")
    assert verified.exit_code == 0, verified.out
