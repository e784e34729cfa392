"""The part of the answers' version that SQL cannot do; like every released step, never edited.

It gives every answer the columns that an answer about any exception has, and a step that says which
assessment it is about. It shares nothing with the modules that go on changing but a row's hash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.history.digests import digest, hold

if TYPE_CHECKING:
    import sqlite3

_NEW_ANSWER = (
    "INSERT INTO answers_as_given VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NEW_STEP = "INSERT INTO steps VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def rewrite_answers(connection: sqlite3.Connection) -> None:
    """Move each answer into the new table; raises `Damaged` where one was changed."""
    rows = connection.execute("SELECT * FROM answers ORDER BY id").fetchall()
    for number, *values, stored in rows:
        hold(digest(values), stored)
        life, night, kind, reason, by, words, source, source_row, entered_at = values
        said = digest(["life", life, kind, reason, by, words])
        place = (source, source_row, entered_at)
        answer = (night, "", "", "", kind, "", reason, by, words, "", *place, "", said)
        connection.execute(_NEW_ANSWER, (number, *answer, digest(answer)))
        step = (0, night, life, -1, "", "answered", 0, said, "", kind, "", "", "", "")
        connection.execute(_NEW_STEP, (*step, digest(step)))
