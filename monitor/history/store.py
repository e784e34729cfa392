"""The history of one output folder: opened, held to be whole, and never begun in silence."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from monitor import durable
from monitor.errors import HistoryUnusable
from monitor.history.digests import Damaged
from monitor.history.migrations import (
    APPLICATION,
    MIGRATIONS,
    backup_of,
    expected_tables,
    migrate,
    tables_of,
    version_of,
)
from monitor.history.nights import Nights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger("monitor")

HISTORY = "history.sqlite"
_PATIENCE_SECONDS = 5
_BEGIN = (
    "`run --first-night` begins one (and sets aside what nights are there), "
    "and `backfill` makes one from old extracts"
)
_UNRELEASED = (
    "has tables that no released version makes: a build between two releases wrote it, or "
    "somebody changed it. Go on with that build, or put it back from a backup made before"
)


@contextmanager
def open_history(output: Path, *, create: bool = False) -> Iterator[Nights]:
    """Open the history for the run that is alone; with `create` it is begun where none is there.

    Raises `HistoryUnusable` where it is missing, empty, damaged, locked or newer, or where
    anything goes wrong with it while it is open.
    """
    path = output / HISTORY
    with _usable(path):
        _undo_what_was_interrupted(path)
        if create and _is_nothing(path):
            _create(path)
        _refuse_nothing(path)
        with closing(_connect(path, "rw")) as connection:
            _refuse_strange(connection, path)
            _bring_up(connection, path)
            nights = _linked(connection)
            if nights.damaged_of_tonight():
                raise Damaged
            yield nights


@contextmanager
def look_into_history(output: Path, *, every_page: bool = False) -> Iterator[Nights]:
    """Open the history to read it and change nothing; raises `HistoryUnusable` as above.

    One of an older version is brought up in memory. The file changes only where a transaction was
    interrupted, which is undone. With `every_page` all pages are checked, which takes longer.
    """
    path = output / HISTORY
    with _usable(path):
        _undo_what_was_interrupted(path)
        _refuse_nothing(path)
        with closing(_connect(path, "ro")) as connection:
            _refuse_strange(connection, path)
            if every_page:
                _refuse_broken_pages(connection)
            with _brought_up_in_memory(connection) as up_to_date:
                yield _linked(up_to_date)


@contextmanager
def look_or_begin(output: Path, *, begin: bool) -> Iterator[Nights]:
    """Open the history to read it, or, to begin one where none is, an empty one in memory."""
    if not begin or has_history(output):
        with look_into_history(output) as nights:
            yield nights
        return
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        yield Nights(connection)


def has_history(output: Path) -> bool:
    """True if there is anything where the history is to be."""
    return (output / HISTORY).exists()


def remove_backups(output: Path) -> None:
    """Remove the copies that migrations made: they would keep what is to be forgotten."""
    for copy in output.glob(f"{HISTORY}.*.backup"):
        copy.unlink()
    durable.sync_folder(output)


def _bring_up(connection: sqlite3.Connection, path: Path) -> None:
    version = version_of(connection)
    if version < len(MIGRATIONS):
        _refuse_broken_pages(connection)
        migrate(connection, path)
        log.info(
            "the history was brought up from version %d to %d; %s is a copy of the old one",
            *(version, len(MIGRATIONS), backup_of(path, version).name),
        )


@contextmanager
def _brought_up_in_memory(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    version = version_of(connection)
    if version == len(MIGRATIONS):
        yield connection
        return
    _refuse_broken_pages(connection)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as in_memory:
        connection.backup(in_memory)
        migrate(in_memory)
        log.info(
            "the history is of version %d; the next run brings it up to %d, and keeps a copy",
            *(version, len(MIGRATIONS)),
        )
        yield in_memory


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    name = quote(path.absolute().as_posix())
    # Four slashes before a network share, three before a drive or a root.
    address = f"file://{'' if name.startswith('/') else '/'}{name}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=_PATIENCE_SECONDS)
    for setting in (
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "synchronous = EXTRA",
        "secure_delete = ON",
        *(("journal_mode = DELETE",) if mode == "rw" else ()),
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _is_nothing(path: Path) -> bool:
    return not path.is_symlink() and (not path.exists() or path.stat().st_size == 0)


def _undo_what_was_interrupted(path: Path) -> None:
    """Have SQLite undo a transaction that a kill interrupted; a running one is not touched."""
    if path.is_file() and not path.is_symlink() and _journal(path).exists():
        with closing(_connect(path, "rw")) as connection:
            version_of(connection)


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _create(path: Path) -> None:
    path.unlink(missing_ok=True)
    durable.write_file(path, b"")
    durable.sync_folder(path.parent)
    with closing(_connect(path, "rw")) as connection:
        migrate(connection, path)


def _refuse_nothing(path: Path) -> None:
    if path.is_symlink():
        raise _unusable(path, "is a link; it must be a file of this program alone")
    if not path.exists():
        raise _unusable(
            path, f"is missing: put it back from a backup, or, if there never was one, {_BEGIN}"
        )
    if path.stat().st_size == 0:
        raise _unusable(path, f"is empty: put it back from a backup, or {_BEGIN}")


def _refuse_strange(connection: sqlite3.Connection, path: Path) -> None:
    version = version_of(connection)
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION or version <= 0:
        raise _damaged(path)
    if version > len(MIGRATIONS):
        raise _unusable(
            path, "was written by a newer version of this program: install that one, or newer"
        )
    if tables_of(connection) != expected_tables(MIGRATIONS[:version]):
        raise _unusable(path, _UNRELEASED)


def _linked(connection: sqlite3.Connection) -> Nights:
    """Check the chain; whatever else is read is checked when it is read."""
    nights = Nights(connection)
    if not nights.is_linked():
        raise Damaged
    _refuse_broken_pages(connection, "runs", "answers", "steps")
    return nights


def _refuse_broken_pages(connection: sqlite3.Connection, *tables: str) -> None:
    """Check the pages of these tables and of their indexes; without any, the whole file."""
    for scope in tables or ("1",):
        if connection.execute(f"PRAGMA integrity_check({scope})").fetchone() != ("ok",):
            raise Damaged


def _unusable(path: Path, sentence: str) -> HistoryUnusable:
    return HistoryUnusable(f"the history {path} {sentence}")


def _damaged(path: Path) -> HistoryUnusable:
    return _unusable(
        path,
        "is damaged, or no history: put it back from a backup, or move it away and make it anew "
        "from old extracts with `backfill`",
    )


_SENTENCES = {
    sqlite3.SQLITE_BUSY: "is held open by another program: close that and run again",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full",
    sqlite3.SQLITE_READONLY: "cannot be written: it is read-only, or an interrupted run left it; "
    "run this once more as the user that runs the job",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened, or an interrupted run left it: run once more",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error",
    sqlite3.SQLITE_PERM: "cannot be opened: this user may not",
}
_PRIMARY = 0xFF


@contextmanager
def _usable(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as fault:
        code = getattr(fault, "sqlite_errorcode", 0) & _PRIMARY
        sentence = _SENTENCES.get(code)
        raise (_unusable(path, sentence) if sentence else _damaged(path)) from fault
    except (Damaged, UnicodeDecodeError) as fault:
        raise _damaged(path) from fault
