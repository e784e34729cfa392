"""The ledger of messages: held with a prepared night, let go with the published one, sent once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.history.digests import rows_of
from monitor.history.messages_table import MessagesTable
from monitor.history.posted import UNDELIVERED, Posted, address_of
from monitor.history.transactions import transaction
from monitor.reports.messages.letters import UNCONFIRMED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date

    from monitor.history.posted import Address
    from monitor.reports.messages.letters import Message, Outcome

#: The reason of a message that was sent before its night was withdrawn.
WITHDRAWN = "it was sent, and its night was withdrawn"
_NEWEST_IS_UNDELIVERED = """
    state IN ('pending', 'refused', 'failed', 'expired') AND NOT EXISTS (
        SELECT 1 FROM messages AS newer
        WHERE (newer.kind, newer.about, lower(newer.recipient))
            = (messages.kind, messages.about, lower(messages.recipient))
        AND (newer.night, newer.id) > (messages.night, messages.id)
        AND newer.state NOT IN ('held', 'superseded')
    )
"""


class Outbox:
    """The messages in an open history."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use the open connection; its caller closes it."""
        self._connection = connection
        self._table = MessagesTable(connection)

    def posted(self, *states: str) -> tuple[Posted, ...]:
        """Return the messages in these states (all without any), by night and age."""
        marks = ", ".join("?" * len(states))
        return self._table.rows(f"state IN ({marks})" if states else "TRUE", *states)

    def undelivered(self) -> tuple[Posted, ...]:
        """Return the messages that did not arrive, unless a newer one to the same address did."""
        return self._table.rows(_NEWEST_IS_UNDELIVERED)

    def must_write(self, night: date) -> frozenset[Address]:
        """Return who missed the message of an earlier night, or was sent one of this very night."""
        missed = {each.address for each in self.undelivered() if each.message.night < night}
        return frozenset(missed | {each.address for each in self._of(night) if _was_sent(each)})

    def ever_reached(self) -> frozenset[Address]:
        """Return every address that was ever sent anything."""
        rows = self._connection.execute(
            "SELECT DISTINCT kind, about, recipient FROM messages WHERE state = 'sent'"
        )
        return frozenset(address_of(*row) for row in rows)

    def reached(self, night: date) -> frozenset[Address]:
        """Return every address that was sent the report of a night."""
        return frozenset(each.address for each in self._of(night, "sent"))

    def hold(self, messages: Iterable[Message], *, made_at: str) -> None:
        """Record the messages of a night that is prepared; within the caller's transaction."""
        self.drop_held()
        self._table.add(messages, state="held", made_at=made_at)

    def drop_held(self) -> None:
        """Drop the messages of a night that was not published; within the caller's transaction."""
        self._connection.execute("DELETE FROM messages WHERE state = 'held'")

    def release(self, night: date) -> None:
        """Make the messages of a published night pending; within the caller's transaction.

        What says the same as the last that was sent of this night to the same address, or as what
        is pending for it, does not go again; what nobody received does.
        """
        sent = {each.address: each for each in self._of(night, "sent")}
        times = Counter(each.address for each in self._of(night) if _was_sent(each))
        pending = {each.address: each for each in self._of(night, "pending")}
        kept = set()
        for held in self.posted("held"):
            known = (sent.get(held.address), pending.get(held.address))
            same = [each for each in known if each and each.message.digest == held.message.digest]
            if same:
                self._connection.execute("DELETE FROM messages WHERE id = ?", (held.row,))
                kept.add(same[0])
            else:
                self._table.change(replace(held, state="pending", corrected=times[held.address]))
                kept.add(held)
        self._supersede(night, kept)

    def withdraw(self, night: date, *, at: str) -> tuple[str, ...]:
        """Take a night's messages back; return the recipients who were sent one.

        Within the caller's transaction. What was sent counts as sent when the night is run again:
        the next message of that night is a correction.
        """
        reached = {each.message.recipient for each in self._of(night, "sent")}
        for each in self._of(night):
            if each.state == "sent" or each.state in UNDELIVERED:
                reason = WITHDRAWN if each.state == "sent" else "the night was withdrawn"
                self._table.change(replace(each, state="superseded", reason=reason, changed_at=at))
        return tuple(sorted(reached))

    def note(self, notices: Iterable[Message], *, made_at: str) -> None:
        """Record notices to send, each once for its night and what it says."""
        with transaction(self._connection):
            known = {_said(each.message) for each in self._table.rows("kind = 'notice'")}
            fresh = [each for each in notices if _said(each) not in known]
            self._table.add(fresh, state="pending", made_at=made_at)

    def expire(self, *, made_before: str, at: str) -> None:
        """Expire pending messages that are too old: they would be taken for today's."""
        with transaction(self._connection):
            for each in self.posted("pending"):
                if each.made_at < made_before:
                    reason = "it could not be sent in time"
                    self._table.change(replace(each, state="expired", reason=reason, changed_at=at))

    def retire(
        self, recipients: Callable[[Address], Collection[str]], *, newest: date | None, at: str
    ) -> None:
        """Supersede messages to people who are no recipients any more.

        `recipients` returns the present ones of an address. Where one of them has no message of
        the newest night, the message is refused instead, and its reason says what to do.
        """
        with transaction(self._connection):
            for each in self.posted(*UNDELIVERED):
                present = {name.lower() for name in recipients(each.address)}
                if each.address.recipient not in present:
                    state, reason = "superseded", "this recipient is not written to any more"
                    if each.message.night == newest and not self._wrote_to(each, present):
                        state, reason = "refused", "its recipients changed: run the night again"
                    self._table.change(replace(each, state=state, reason=reason, changed_at=at))

    def record(self, outcome: Outcome, *, at: str) -> None:
        """Record the outcome of a letter; that one may have arrived is never forgotten."""
        with transaction(self._connection):
            (tried,) = self._table.rows("state = 'pending' AND id = ?", outcome.row)
            keeps = outcome.state == "pending" and tried.reason == UNCONFIRMED
            self._table.change(
                replace(
                    tried,
                    state=outcome.state,
                    reason=tried.reason if keeps else outcome.reason,
                    attempts=tried.attempts + outcome.is_tried,
                    changed_at=at,
                )
            )

    def damaged(self, turn: int | None = None) -> Iterator[str]:
        """Yield the nights of changed messages: of all, or of the share that has this turn."""
        return self._table.damaged(rows_of("messages", self._connection, turn))

    def forget(self, nights: Collection[date]) -> None:
        """Delete the messages up to the last of these nights; within the caller's transaction."""
        last = max(nights).isoformat()
        self._connection.execute("DELETE FROM messages WHERE night <= ?", (last,))

    def _supersede(self, night: date, kept: Collection[Posted]) -> None:
        """Supersede what a published night makes untrue: older reports, and notices of failure."""
        rows, addresses = {each.row for each in kept}, {each.address for each in kept}
        for each in self.posted(*UNDELIVERED):
            is_report, is_older = each.message.kind != "notice", each.message.night < night
            is_replaced = not is_older or (each.state == "pending" and each.address in addresses)
            if (
                each.message.night <= night
                and each.row not in rows
                and (is_replaced or not is_report)
            ):
                reason = "a newer night or a corrected one took its place"
                self._table.change(replace(each, state="superseded", reason=reason))

    def _wrote_to(self, posted: Posted, recipients: Collection[str]) -> bool:
        message = posted.message
        wrote = {
            each.address.recipient
            for each in self._of(message.night)
            if (each.message.kind, each.message.about) == (message.kind, message.about)
        }
        return set(recipients) <= wrote

    def _of(self, night: date, *states: str) -> tuple[Posted, ...]:
        """Return the reports of a night in these states (all without any)."""
        marks = ", ".join("?" * len(states))
        chosen = f" AND state IN ({marks})" if states else ""
        return self._table.rows(
            f"night = ? AND kind <> 'notice'{chosen}", night.isoformat(), *states
        )


def _was_sent(posted: Posted) -> bool:
    return posted.state == "sent" or posted.reason == WITHDRAWN


def _said(message: Message) -> tuple[object, ...]:
    return message.night, message.kind, message.about, message.recipient, message.digest
