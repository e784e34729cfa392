"""The ledger of messages: held with a prepared night, let go with the published one, sent once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from monitor.history.transactions import transaction
from monitor.model import Message

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Sequence

    from monitor.model import Outcome

#: Somebody was to be told, and was not.
UNDELIVERED = ("pending", "refused", "failed", "expired")
#: What is still to be sent keeps its text; of all else only that it was is kept.
_WAITING = ("held", "pending")
_MESSAGE = (
    *("night", "kind", "about", "recipient", "digest"),
    *("subject", "text", "html", "attachment"),
)
_COURSE = ("state", "corrected", "reason", "attempts", "made_at", "changed_at")
_COLUMNS = (*_MESSAGE, *_COURSE)


#: What is not to be, and what is not any more.
_OUT_OF_THE_COUNT = ("held", "superseded")
_NEWEST_IS_UNDELIVERED = """
    state IN ('pending', 'refused', 'failed', 'expired') AND id IN (
        SELECT first_value(id) OVER (
            PARTITION BY kind, about, recipient ORDER BY night DESC, id DESC
        )
        FROM messages WHERE state NOT IN ('held', 'superseded')
    )
"""


class Address(NamedTuple):
    """What is told to whom: the place that every night's message to them has."""

    kind: str
    about: str
    recipient: str


@dataclass(frozen=True)
class Posted:
    """A message with what became of it; times are ISO texts in UTC.

    `state`: `held` (its night is not in place yet), `pending`, `sent`, `refused` (the recipient),
    `failed` (the message), `expired` (too old to be sent as if it were today's) or `superseded`
    (another took its place, or nobody is to be told any more).
    """

    row: int
    message: Message
    state: str
    #: The same recipient was sent something else of the same night before.
    corrected: bool
    reason: str
    attempts: int
    made_at: str
    changed_at: str

    @property
    def address(self) -> Address:
        """Return what is told to whom."""
        return Address(self.message.kind, self.message.about, self.message.recipient)

    @property
    def key(self) -> str:
        """Return what stays the same however often it is tried: 32 hexadecimal digits."""
        said = [self.message.night.isoformat(), *self.address, self.message.digest]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


class Outbox:
    """The messages in an open history."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use the open connection; it is closed by whoever opened it."""
        self._connection = connection

    def posted(self, *states: str) -> tuple[Posted, ...]:
        """Return the messages in these states (all without any), by night and age."""
        marks = ", ".join("?" * len(states))
        return self._where(f"state IN ({marks})" if states else "TRUE", *states)

    def undelivered(self) -> tuple[Posted, ...]:
        """Return what nobody was told, unless a newer message told them."""
        return self._where(_NEWEST_IS_UNDELIVERED)

    def must_write(self, night: date) -> frozenset[Address]:
        """Return who is to be written to even where this night alone would not ask for it.

        Whoever missed what an earlier night told, or was sent something of this very night.
        """
        missed = {each.address for each in self.undelivered() if each.message.night < night}
        return frozenset(missed | {each.address for each in self._of(night, "sent")})

    def hold(self, messages: Iterable[Message], *, made_at: str) -> None:
        """Write down the messages of a night that is prepared; within the caller's transaction."""
        self.drop_held()
        self._add(messages, state="held", made_at=made_at)

    def drop_held(self) -> None:
        """Drop the messages of a night that was not published; within the caller's transaction."""
        self._connection.execute("DELETE FROM messages WHERE state = 'held'")

    def release(self, night: date) -> None:
        """Let the messages of a published night go; within the caller's transaction.

        What says the same as the newest of this night to the same address is not sent again.
        """
        sent = {each.address for each in self._of(night, "sent")}
        newest = {
            each.address: each for each in self._of(night) if each.state not in _OUT_OF_THE_COUNT
        }
        kept = set()
        for held in self.posted("held"):
            before = newest.get(held.address)
            if before is not None and before.message.digest == held.message.digest:
                self._connection.execute("DELETE FROM messages WHERE id = ?", (held.row,))
                kept.add(before)
            else:
                self._change(replace(held, state="pending", corrected=held.address in sent))
                kept.add(held)
        self._supersede(night, kept)

    def note(self, notices: Iterable[Message], *, made_at: str) -> None:
        """Write down notices that are to be sent, each once for its night and what it says."""
        with transaction(self._connection):
            known = {_said(each.message) for each in self._where("kind = 'notice'")}
            fresh = [each for each in notices if _said(each) not in known]
            self._add(fresh, state="pending", made_at=made_at)

    def expire(self, *, made_before: str, at: str) -> None:
        """Give up what is older than it may be: nobody is to take it for today's."""
        with transaction(self._connection):
            for each in self.posted("pending"):
                if each.made_at < made_before:
                    reason = "it could not be sent in time"
                    self._change(replace(each, state="expired", reason=reason, changed_at=at))

    def retire(self, is_written_to: Callable[[Address], bool], *, at: str) -> None:
        """Take back what is for somebody who is no recipient of it any more."""
        with transaction(self._connection):
            for each in self.posted(*UNDELIVERED):
                if not is_written_to(each.address):
                    reason = "this recipient is not written to any more"
                    self._change(replace(each, state="superseded", reason=reason, changed_at=at))

    def record(self, outcome: Outcome, *, at: str) -> None:
        """Write down what became of a letter."""
        with transaction(self._connection):
            (tried,) = self._where("state = 'pending' AND id = ?", outcome.row)
            self._change(
                replace(
                    tried,
                    state=outcome.state,
                    reason=outcome.reason,
                    attempts=tried.attempts + 1,
                    changed_at=at,
                )
            )

    def forget(self, nights: Collection[date]) -> None:
        """Delete the messages of these nights; within the caller's transaction."""
        self._connection.executemany(
            "DELETE FROM messages WHERE night = ?", [(night.isoformat(),) for night in nights]
        )

    def damaged(self) -> tuple[str, ...]:
        """Return the nights with a message that is not as it was written."""
        rows = self._connection.execute(
            f"SELECT stored_sha256, {', '.join(_COLUMNS)} FROM messages"  # noqa: S608  (as above)
        )
        return tuple(values[0] for digest, *values in rows if _digest(values) != digest)

    def _supersede(self, night: date, kept: Collection[Posted]) -> None:
        """Take back what a published night makes untrue: older reports, and notices of failure."""
        rows, told = {each.row for each in kept}, {each.address for each in kept}
        for each in self.posted(*UNDELIVERED):
            is_report, is_older = each.message.kind != "notice", each.message.night < night
            is_replaced = each.state == "pending" and (not is_older or each.address in told)
            if (
                each.message.night <= night
                and each.row not in rows
                and (is_replaced or not is_report)
            ):
                reason = "a newer night or a corrected one took its place"
                self._change(replace(each, state="superseded", reason=reason))

    def _of(self, night: date, *states: str) -> tuple[Posted, ...]:
        """Return the reports of a night in these states (all without any)."""
        marks = ", ".join("?" * len(states))
        chosen = f" AND state IN ({marks})" if states else ""
        return self._where(f"night = ? AND kind <> 'notice'{chosen}", night.isoformat(), *states)

    def _where(self, condition: str, *values: object) -> tuple[Posted, ...]:
        rows = self._connection.execute(
            f"SELECT id, {', '.join(_COLUMNS)} FROM messages WHERE {condition} ORDER BY night, id",  # noqa: S608  (only names and marks of this module)
            values,
        )
        return tuple(_posted(*row) for row in rows)

    def _add(self, messages: Iterable[Message], *, state: str, made_at: str) -> None:
        for message in messages:
            fresh = Posted(
                row=0,
                message=message,
                state=state,
                corrected=False,
                reason="",
                attempts=0,
                made_at=made_at,
                changed_at=made_at,
            )
            values = _values(fresh)
            self._connection.execute(
                f"INSERT INTO messages (stored_sha256, {', '.join(_COLUMNS)})"  # noqa: S608  (as above)
                f" VALUES (?, {', '.join('?' * len(_COLUMNS))})",
                (_digest(values), *values),
            )

    def _change(self, posted: Posted) -> None:
        values = _values(posted)
        self._connection.execute(
            f"UPDATE messages SET stored_sha256 = ?, {' = ?, '.join(_COLUMNS)} = ? WHERE id = ?",  # noqa: S608  (as above)
            (_digest(values), *values, posted.row),
        )


def _said(message: Message) -> tuple[object, ...]:
    return message.night, message.kind, message.about, message.recipient, message.digest


def _posted(row: int, night: str, *values: Any) -> Posted:  # noqa: ANN401  (of the columns' types)
    message, course = values[: len(_MESSAGE) - 1], values[len(_MESSAGE) - 1 :]
    state, corrected, *rest = course
    return Posted(row, Message(date.fromisoformat(night), *message), state, bool(corrected), *rest)


def _values(posted: Posted) -> Sequence[object]:
    """Return a row as it is stored, its text only while it is still to be sent."""
    waits = posted.state in _WAITING
    message = posted.message if waits else replace(posted.message, text="", html="")
    return (
        message.night.isoformat(),
        *(getattr(message, column) for column in _MESSAGE[1:]),
        posted.state,
        int(posted.corrected),
        *(getattr(posted, column) for column in _COURSE[2:]),
    )


def _digest(values: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(list(values)).encode()).hexdigest()
