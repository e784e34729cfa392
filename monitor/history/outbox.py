"""The ledger of messages: held with a prepared night, let go with the published one, sent once."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from monitor.history.transactions import transaction
from monitor.reports.messages.letters import Message

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Sequence

    from monitor.reports.messages.letters import Outcome

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


_NEWEST_IS_UNDELIVERED = """
    state IN ('pending', 'refused', 'failed', 'expired') AND NOT EXISTS (
        SELECT 1 FROM messages AS newer
        WHERE (newer.kind, newer.about, newer.recipient)
            = (messages.kind, messages.about, messages.recipient)
        AND (newer.night, newer.id) > (messages.night, messages.id)
        AND newer.state NOT IN ('held', 'superseded')
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
    #: How often the same recipient was sent something else of the same night before.
    corrected: int
    reason: str
    attempts: int
    made_at: str
    changed_at: str

    @property
    def address(self) -> Address:
        """Return what is told to whom."""
        return Address(self.message.kind, self.message.about, self.message.recipient)

    @property
    def subject(self) -> str:
        """Return the subject as it is to be read."""
        return f"Corrected: {self.message.subject}" if self.corrected else self.message.subject

    @property
    def key(self) -> str:
        """Return what stays the same however often it is tried: 32 hexadecimal digits.

        What was corrected back to what it said at first is another message, or mail programs would
        take it for the first.
        """
        said = [self.message.night.isoformat(), *self.address, self.message.digest, self.corrected]
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

    def ever_told(self) -> frozenset[Address]:
        """Return who was ever sent anything; for whoever was not, this is the first night."""
        rows = self._connection.execute(
            "SELECT DISTINCT kind, about, recipient FROM messages WHERE state = 'sent'"
        )
        return frozenset(Address(*row) for row in rows)

    def hold(self, messages: Iterable[Message], *, made_at: str) -> None:
        """Write down the messages of a night that is prepared; within the caller's transaction."""
        self.drop_held()
        self._add(messages, state="held", made_at=made_at)

    def drop_held(self) -> None:
        """Drop the messages of a night that was not published; within the caller's transaction."""
        self._connection.execute("DELETE FROM messages WHERE state = 'held'")

    def release(self, night: date) -> None:
        """Let the messages of a published night go; within the caller's transaction.

        What says the same as the last that was sent of this night to the same address, or as what
        is pending for it, does not go again; what nobody received does.
        """
        sent = {each.address: each for each in self._of(night, "sent")}
        times = Counter(each.address for each in self._of(night, "sent"))
        pending = {each.address: each for each in self._of(night, "pending")}
        kept = set()
        for held in self.posted("held"):
            known = (sent.get(held.address), pending.get(held.address))
            same = [each for each in known if each and _says_the_same(each, held)]
            if same:
                self._connection.execute("DELETE FROM messages WHERE id = ?", (held.row,))
                kept.add(same[0])
            else:
                self._change(replace(held, state="pending", corrected=times[held.address]))
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

    def retire(
        self, recipients: Callable[[Address], Collection[str]], *, newest: date | None, at: str
    ) -> None:
        """Take back what is for somebody who is no recipient of it any more.

        `recipients` tells who is. Where one of them was written nothing of the newest night in
        that one's place, the message stays undelivered, and its reason says what to do.
        """
        with transaction(self._connection):
            for each in self.posted(*UNDELIVERED):
                present = recipients(each.address)
                if each.address.recipient not in present:
                    state, reason = "superseded", "this recipient is not written to any more"
                    if each.message.night == newest and not self._wrote_to(each, present):
                        state, reason = "refused", "its recipients changed: run the night again"
                    self._change(replace(each, state=state, reason=reason, changed_at=at))

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
        """Delete the messages up to the last of these nights; within the caller's transaction."""
        last = max(nights).isoformat()
        self._connection.execute("DELETE FROM messages WHERE night <= ?", (last,))

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
            is_replaced = not is_older or (each.state == "pending" and each.address in told)
            if (
                each.message.night <= night
                and each.row not in rows
                and (is_replaced or not is_report)
            ):
                reason = "a newer night or a corrected one took its place"
                self._change(replace(each, state="superseded", reason=reason))

    def _wrote_to(self, posted: Posted, recipients: Collection[str]) -> bool:
        """Say whether each of these has a message in the place of one to somebody else."""
        message = posted.message
        wrote = {
            each.message.recipient
            for each in self._of(message.night)
            if (each.message.kind, each.message.about) == (message.kind, message.about)
        }
        return set(recipients) <= wrote

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
                corrected=0,
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


def _says_the_same(posted: Posted, held: Posted) -> bool:
    return posted.message.digest == held.message.digest


def _said(message: Message) -> tuple[object, ...]:
    return message.night, message.kind, message.about, message.recipient, message.digest


def _posted(row: int, night: str, *values: Any) -> Posted:  # noqa: ANN401  (of the columns' types)
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


def _digest(values: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(list(values)).encode()).hexdigest()
