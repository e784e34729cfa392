"""A history is begun for its owner alone, written safely, and changed by no reader."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from monitor.errors import HistoryUnusable
from monitor.history.migrations import APPLICATION
from monitor.history.store import (
    HISTORY,
    has_history,
    look_into_history,
    open_history,
    remove_backups,
)
from monitor.history.transactions import transaction
from tests.history.entries import WEDNESDAY
from tests.history.histories import OPENERS, needs_posix
from tests.support.worlds import history_below

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from monitor.history.nights import Nights


@pytest.mark.parametrize("there", [False, True], ids=["missing", "empty"])
def test_a_first_night_begins_the_history_for_its_owner_alone(
    tmp_path: Path, *, there: bool
) -> None:
    path = tmp_path / HISTORY
    if there:
        path.touch(mode=0o666)
    before = os.umask(0)
    try:
        with open_history(tmp_path, create=True) as nights:
            assert nights.published() == ()
            assert nights.prepared() is None
    finally:
        os.umask(before)
    assert mode_of(path) == 0o600
    assert has_history(tmp_path)


def test_a_history_with_nights_is_not_begun_again(path: Path) -> None:
    before = history_below(path.parent)
    with open_history(path.parent, create=True) as nights:
        assert nights.published() == (WEDNESDAY,)
    assert history_below(path.parent) == before


@pytest.mark.process
@needs_posix
@pytest.mark.parametrize("opened", OPENERS.values(), ids=OPENERS)
def test_what_a_killed_run_was_writing_is_undone_by_whoever_opens_it_next(
    path: Path, opened: Callable[[Path], AbstractContextManager[Nights]]
) -> None:
    before = history_below(path.parent)
    killed = subprocess.run(  # noqa: S603  (the interpreter itself)
        [sys.executable, "-c", _KILLED_WHILE_WRITING, str(path)], check=False, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    assert path.with_name(f"{HISTORY}-journal").stat().st_size > 0
    with opened(path.parent) as nights:
        assert nights.published() == (WEDNESDAY,)
    assert history_below(path.parent) == before
    assert [each.name for each in path.parent.iterdir()] == [HISTORY]


#: More pages than fit into the memory that it may use, so that some are written before the end.
_KILLED_WHILE_WRITING = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE snapshots SET content = randomblob(200000)")
connection.execute("UPDATE runs SET next_life = 77")
connection.execute("DELETE FROM figures")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("synchronous", 3),  # EXTRA: the folder is synced too when the journal has gone
        ("journal_mode", "delete"),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("application_id", APPLICATION),
    ],
)
def test_the_history_is_written_safely(path: Path, setting: str, expected: int | str) -> None:
    with open_history(path.parent) as nights:
        assert nights._connection.execute(f"PRAGMA {setting}").fetchone() == (expected,)


def test_the_journal_of_a_change_is_for_its_owner_alone(path: Path) -> None:
    path.chmod(0o600)
    with open_history(path.parent) as nights, transaction(nights._connection):
        nights._connection.execute("DELETE FROM runs")
        assert mode_of(path.with_name(f"{HISTORY}-journal")) == 0o600


def test_a_reader_can_change_nothing(path: Path) -> None:
    before = path.read_bytes()
    with (
        pytest.raises(HistoryUnusable, match="read-only"),
        look_into_history(path.parent) as nights,
    ):
        nights.forget([WEDNESDAY])
    assert path.read_bytes() == before


def test_every_table_refuses_a_value_of_another_type(path: Path) -> None:
    with open_history(path.parent) as nights:
        tables = nights._connection.execute(
            "SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'"
        ).fetchall()
        names = ("answers", "chain", "figures", "messages", "runs", "snapshots", "steps")
        assert sorted(tables) == [(name, 1) for name in names]
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER"):
            nights._connection.execute("UPDATE runs SET next_life = 'many'")


def test_the_copies_of_older_versions_are_removed_and_nothing_else(path: Path) -> None:
    for name in (f"{HISTORY}.1.backup", f"{HISTORY}.2.backup", "notes.backup"):
        (path.parent / name).touch()
    remove_backups(path.parent)
    assert sorted(each.name for each in path.parent.iterdir()) == [HISTORY, "notes.backup"]


def mode_of(path: Path) -> int:
    """Return who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)
