"""The table of messages: its columns, and its rows as they are stored, read and held to a hash."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from monitor.history.digests import digest, hold
from monitor.history.posted import Posted
from monitor.reports.messages.letters import Message

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

#: A message in these states keeps its text; of any other only the fact is kept.
_WAITING = ("held", "pending")
_MESSAGE = (
    *("night", "kind", "about", "recipient", "digest"),
    *("subject", "text", "html", "attachment"),
)
_COURSE = ("state", "corrected", "reason", "attempts", "made_at", "changed_at")
_COLUMNS = (*_MESSAGE, *_COURSE)


class MessagesTable:
    """The rows of an open history."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use the open connection; its caller closes it."""
        self._connection = connection

    def rows(self, condition: str, *values: object) -> tuple[Posted, ...]:
        """Return the messages for which a condition of SQL holds, by night and age."""
        rows = self._connection.execute(
            f"SELECT stored_sha256, id, {', '.join(_COLUMNS)} FROM messages"  # noqa: S608  (only names and marks of this module)
            f" WHERE {condition} ORDER BY night, id",
            values,
        )
        return tuple(_posted(*row) for row in rows)

    def add(self, messages: Iterable[Message], *, state: str, made_at: str) -> None:
        """Record new messages; within the caller's transaction."""
        for message in messages:
            values = _values(Posted(0, message, state, 0, "", 0, made_at, made_at))
            self._connection.execute(
                f"INSERT INTO messages (stored_sha256, {', '.join(_COLUMNS)})"  # noqa: S608  (as above)
                f" VALUES (?, {', '.join('?' * len(_COLUMNS))})",
                (digest(values), *values),
            )

    def change(self, posted: Posted) -> None:
        """Record a message as it is now; within the caller's transaction."""
        values = _values(posted)
        self._connection.execute(
            f"UPDATE messages SET stored_sha256 = ?, {' = ?, '.join(_COLUMNS)} = ? WHERE id = ?",  # noqa: S608  (as above)
            (digest(values), *values, posted.row),
        )

    def damaged(self, rows: Iterable[range]) -> Iterator[str]:
        """Yield the night of each message in these ranges that is not as it was written."""
        for each in rows:
            found = self._connection.execute(
                f"SELECT stored_sha256, {', '.join(_COLUMNS)} FROM messages"  # noqa: S608  (as above)
                " WHERE id >= ? AND id < ?",
                (each.start, each.stop),
            )
            yield from (values[0] for stored, *values in found if digest(values) != stored)


def _posted(stored: str, row: int, night: str, *values: Any) -> Posted:  # noqa: ANN401  (of the columns' types)
    hold(digest((night, *values)), stored)
    message, course = values[: len(_MESSAGE) - 1], values[len(_MESSAGE) - 1 :]
    return Posted(row, Message(date.fromisoformat(night), *message), *course)


def _values(posted: Posted) -> Sequence[object]:
    """Return a row as it is stored, its text only while it is still to be sent."""
    waits = posted.state in _WAITING
    message = posted.message if waits else replace(posted.message, text="", html="")
    return (
        message.night.isoformat(),
        *(getattr(message, column) for column in _MESSAGE[1:]),
        *(getattr(posted, column) for column in _COURSE),
    )
