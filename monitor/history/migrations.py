"""The tables of the history, and the numbered steps by which older ones become them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from monitor import durable
from monitor.history.parting import part_snapshots_and_link_runs
from monitor.history.rewriting_answers import rewrite_answers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Written into the file, so that no other database is taken for a history ("ASMT").
APPLICATION = 0x41534D54

#: What a step is made of: SQL, and functions for what SQL cannot do.
Statement = str | Callable[[sqlite3.Connection], None]

_MESSAGES_BY_ADDRESS = (
    "CREATE INDEX messages_by_address ON messages (kind, about, recipient, night, id)"
)
_MESSAGES_UNDELIVERED = """
        CREATE INDEX messages_undelivered ON messages (state)
            WHERE state NOT IN ('sent', 'superseded')
        """


def _messages_table(name: str, kinds: str) -> str:
    return f"""
        CREATE TABLE {name} (
            id INTEGER PRIMARY KEY,
            night TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ({kinds})),
            about TEXT NOT NULL,
            recipient TEXT NOT NULL,
            digest TEXT NOT NULL,
            subject TEXT NOT NULL,
            text TEXT NOT NULL,
            html TEXT NOT NULL,
            attachment TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN (
                'held', 'pending', 'sent', 'refused', 'failed', 'expired', 'superseded'
            )),
            corrected INTEGER NOT NULL CHECK (corrected >= 0),
            reason TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            made_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            stored_sha256 TEXT NOT NULL
        ) STRICT
        """


#: Step by step; the number of steps is the version of the file (`user_version`).
MIGRATIONS: tuple[tuple[Statement, ...], ...] = (
    (
        """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            night TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('prepared', 'published')),
            manifest_sha256 TEXT NOT NULL,
            compared_with TEXT,
            accepted TEXT NOT NULL,
            records_read INTEGER NOT NULL,
            next_life INTEGER NOT NULL,
            stored_sha256 TEXT NOT NULL,
            facts TEXT NOT NULL,
            snapshot BLOB NOT NULL,
            UNIQUE (night, state)
        ) STRICT
        """,
        """
        CREATE TABLE figures (
            run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            name TEXT NOT NULL,
            records INTEGER NOT NULL,
            exceptions INTEGER NOT NULL,
            overdue INTEGER NOT NULL,
            no_deadline INTEGER NOT NULL,
            past_deadline INTEGER NOT NULL,
            past_deadline_of INTEGER NOT NULL,
            mean_working_days_late REAL,
            max_working_days_late INTEGER,
            child_not_seen INTEGER NOT NULL,
            within_limit INTEGER NOT NULL,
            within_limit_of INTEGER NOT NULL,
            PRIMARY KEY (run, place)
        ) STRICT, WITHOUT ROWID
        """,
    ),
    (
        _messages_table("messages", "'team', 'service', 'notice'"),
        _MESSAGES_BY_ADDRESS,
        _MESSAGES_UNDELIVERED,
    ),
    (
        """
        CREATE TABLE answers (
            id INTEGER PRIMARY KEY,
            life INTEGER NOT NULL,
            night TEXT NOT NULL,
            kind TEXT NOT NULL,
            reason TEXT NOT NULL,
            "by" TEXT NOT NULL,
            words TEXT NOT NULL,
            source TEXT NOT NULL,
            source_row INTEGER NOT NULL,
            entered_at TEXT NOT NULL,
            stored_sha256 TEXT NOT NULL
        ) STRICT
        """,
    ),
    (
        """
        CREATE TABLE snapshots (
            run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
            content BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE chain (
            run INTEGER PRIMARY KEY,
            facts_sha256 TEXT NOT NULL,
            figures_sha256 TEXT NOT NULL,
            snapshot_sha256 TEXT NOT NULL,
            link_sha256 TEXT NOT NULL
        ) STRICT
        """,
        part_snapshots_and_link_runs,
        "ALTER TABLE runs DROP COLUMN snapshot",
        "ALTER TABLE runs DROP COLUMN stored_sha256",
    ),
    (
        """
        CREATE TABLE answers_as_given (
            id INTEGER PRIMARY KEY,
            night TEXT NOT NULL,
            reference TEXT NOT NULL,
            child_id TEXT NOT NULL,
            assessment_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            until TEXT NOT NULL,
            reason TEXT NOT NULL,
            "by" TEXT NOT NULL,
            words TEXT NOT NULL,
            given_on TEXT NOT NULL,
            source TEXT NOT NULL,
            source_row INTEGER NOT NULL,
            entered_at TEXT NOT NULL,
            faults TEXT NOT NULL,
            said TEXT NOT NULL UNIQUE,
            stored_sha256 TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL,
            night TEXT NOT NULL,
            life INTEGER NOT NULL,
            number INTEGER NOT NULL,
            reference TEXT NOT NULL,
            step TEXT NOT NULL,
            level INTEGER NOT NULL,
            answer TEXT NOT NULL,
            until TEXT NOT NULL,
            why TEXT NOT NULL,
            team TEXT NOT NULL,
            status TEXT NOT NULL,
            flags TEXT NOT NULL,
            deadline TEXT NOT NULL,
            stored_sha256 TEXT NOT NULL
        ) STRICT
        """,
        rewrite_answers,
        "DROP TABLE answers",
        "ALTER TABLE answers_as_given RENAME TO answers",
    ),
    (
        _messages_table("messages_to_levels_too", "'team', 'service', 'level', 'notice'"),
        "INSERT INTO messages_to_levels_too SELECT * FROM messages",
        "DROP TABLE messages",
        "ALTER TABLE messages_to_levels_too RENAME TO messages",
        _MESSAGES_BY_ADDRESS,
        _MESSAGES_UNDELIVERED,
    ),
)


def migrate(
    connection: sqlite3.Connection,
    path: Path | None = None,
    *,
    steps: Sequence[Sequence[Statement]] = MIGRATIONS,
) -> None:
    """Bring a history to the newest version, each step whole; the file `path` is first copied."""
    version = version_of(connection)
    if path is not None and 0 < version < len(steps):
        back_up(connection, path, version)
    for number, statements in enumerate(steps[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        _take(connection, statements)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")


def _take(connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    for statement in statements:
        if callable(statement):
            statement(connection)
        else:
            connection.execute(statement)


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def back_up(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy the file as it is, private and on the disk, to `history.sqlite.VERSION.backup`."""
    copy = backup_of(path, version)
    copy.unlink(missing_ok=True)
    durable.write_file(copy, b"")
    target = sqlite3.connect(copy)
    try:
        connection.backup(target)
    finally:
        target.close()
    durable.sync_file(copy)
    durable.sync_folder(copy.parent)
    return copy


def backup_of(path: Path, version: int) -> Path:
    """Return where the copy of a version lies."""
    return path.with_name(f"{path.name}.{version}.backup")


@cache
def expected_tables(
    steps: tuple[tuple[Statement, ...], ...] = MIGRATIONS,
) -> tuple[tuple[str, ...], ...]:
    """Return the tables as a new file has them."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for statements in steps:
            _take(connection, statements)
        return tables_of(connection)
    finally:
        connection.close()


def tables_of(connection: sqlite3.Connection) -> tuple[tuple[str, ...], ...]:
    """Return the tables of a file, as they were written."""
    return tuple(
        connection.execute(
            "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"
        )
    )
