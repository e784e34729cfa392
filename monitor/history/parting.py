"""The part of version 4 that SQL cannot do; like every released step, it is never edited.

It takes the snapshots out of the table of runs and links the runs. It shares nothing with the
modules that go on changing but the hash of a row.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from monitor.history.digests import digest, digest_of_bytes, hold

if TYPE_CHECKING:
    import sqlite3

_PLAIN = "night, manifest_sha256, compared_with, accepted, records_read, next_life"
_FIGURES = (
    "place, name, records, exceptions, overdue, no_deadline, past_deadline, past_deadline_of,"
    " mean_working_days_late, max_working_days_late, child_not_seen, within_limit, within_limit_of"
)


def part_snapshots_and_link_runs(connection: sqlite3.Connection) -> None:
    """Move each snapshot and link each run; raises `Damaged` where anything was changed."""
    for table in ("messages", "answers"):
        for _, *values, stored in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608  (these two)
            hold(digest(values), stored)
    link = ""
    connection.execute("INSERT INTO chain VALUES (0, '', '', '', '')")
    for (run,) in connection.execute("SELECT id FROM runs ORDER BY id").fetchall():
        link = _part_and_link(connection, run, link)


def _part_and_link(connection: sqlite3.Connection, run: int, link: str) -> str:
    ((stored, facts, content, *plain),) = connection.execute(
        f"SELECT stored_sha256, facts, snapshot, {_PLAIN} FROM runs WHERE id = ?",  # noqa: S608  (only names of this module)
        (run,),
    )
    figures = connection.execute(
        f"SELECT {_FIGURES} FROM figures WHERE run = ? ORDER BY place",  # noqa: S608  (as above)
        (run,),
    ).fetchall()
    as_stored = hashlib.sha256(content)
    as_stored.update(json.dumps([[*plain, facts], [list(row) for row in figures]]).encode())
    hold(as_stored.hexdigest(), stored)
    parts = (digest([facts]), digest(figures), digest_of_bytes(content))
    next_link = digest([link, *plain, *parts])
    connection.execute("INSERT INTO snapshots VALUES (?, ?)", (run, content))
    # The room is free before the next snapshot moves: the file hardly grows.
    connection.execute("UPDATE runs SET snapshot = x'' WHERE id = ?", (run,))
    connection.execute("INSERT INTO chain VALUES (?, ?, ?, ?, ?)", (run, *parts, next_link))
    return next_link
