"""Each command, over a history whose last transaction a kill interrupted, and which half holds."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from monitor.history.store import HISTORY
from tests.support.worlds import (
    CHANGED_ROWS,
    ROWS,
    THURSDAY,
    WEDNESDAY,
    World,
    history_below,
    lived,
    new_world,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.making import Monitor

#: Each command, with the exit code that it has without the interruption.
COMMANDS: dict[str, tuple[Sequence[str], int]] = {
    "run": (("run", "--as-at", "2015-07-16"), 0),
    "run --dry-run": (("run", "--as-at", "2015-07-16", "--dry-run"), 0),
    "check": (("check", "--as-at", "2015-07-16"), 0),
    "send": (("send",), 0),
    "send --dry-run": (("send", "--dry-run"), 0),
    "outbox": (("outbox",), 0),
    "history": (("history",), 0),
    "explain": (("explain", "A0001", "--as-at", "2015-07-16"), 0),
    "export": (("export", "{folder}/exported.xlsx"), 0),
    "scrutiny": (("scrutiny",), 0),
    "verify": (("verify",), 0),
    "sample": (("sample", "--as-at", "2015-07-16"), 0),
    "forget --before": (("forget", "--before", "2015-07-16"), 0),
    "forget --night": (("forget", "--night", "2015-07-16"), 0),
    "answer": (
        (
            *("answer", "explained", "Moved to another authority"),
            *("--child", "0000004", "--assessment", "A0004"),
            *("--reason", "moved_away", "--by", "Team manager"),
        ),
        2,
    ),
}


@pytest.fixture
def world(tmp_path: Path, monitor: Monitor) -> World:
    """Return a world of two nights."""
    world = new_world(tmp_path / "world")
    for night, rows in ((WEDNESDAY, ROWS), (THURSDAY, CHANGED_ROWS)):
        world.rewrite(rows)
        lived(world, night, monitor)
    return world


def interrupt(path: Path) -> None:
    """Leave the history as a kill does within a transaction that was half written."""
    journal = path.with_name(f"{path.name}-journal")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE snapshots SET content = randomblob(100000)")
        connection.execute("DELETE FROM figures")
        left = {each: each.read_bytes() for each in (path, journal)}
        connection.execute("ROLLBACK")
    for each, content in left.items():
        each.write_bytes(content)
    address = f"{path.as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        damaged = connection.execute("SELECT max(length(content)) FROM snapshots").fetchone()
    assert damaged == (100000,), "the transaction did not reach the file"


@pytest.mark.parametrize(("arguments", "expected"), COMMANDS.values(), ids=COMMANDS)
def test_every_command_finds_the_history_as_it_was_before_the_kill(
    world: World, monitor: Monitor, arguments: Sequence[str], expected: int
) -> None:
    twin = World(world.folder.with_name("twin"))
    shutil.copytree(world.folder, twin.folder)
    interrupt(world.output / HISTORY)
    done, undisturbed = (
        monitor(*(word.format(folder=each.folder) for word in arguments), "-c", each.config)
        for each in (world, twin)
    )
    assert (done.exit_code, undisturbed.exit_code) == (expected, expected), done.err
    assert done.out.replace(str(world.folder), str(twin.folder)) == undisturbed.out
    assert history_below(world.output) == history_below(twin.output)


@pytest.mark.parametrize("command", [("history",), ("send",), ("verify",)])
def test_a_first_night_that_was_interrupted_is_said_to_be_none(
    tmp_path: Path, monitor: Monitor, command: Sequence[str]
) -> None:
    world = new_world(tmp_path / "world")
    world.output.mkdir(mode=0o700)
    path = world.output / HISTORY
    journal = path.with_name(f"{path.name}-journal")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE half (cell)")
        connection.execute("INSERT INTO half VALUES (randomblob(100000))")
        left = {each: each.read_bytes() for each in (path, journal)}
        connection.execute("ROLLBACK")
    for each, content in left.items():
        each.write_bytes(content)
    done = monitor(*command, "-c", world.config)
    assert done.exit_code == 6
    assert "is empty: put it back from a backup, or `run --first-night` begins one" in done.err
