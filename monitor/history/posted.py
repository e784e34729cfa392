"""A message of the ledger, and its state."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from monitor.reports.messages.letters import Message

#: The states of messages that should have reached somebody, and did not.
UNDELIVERED = ("pending", "refused", "failed", "expired")


class Address(NamedTuple):
    """A recipient and the page they are sent: each night has at most one message for it.

    Made by `address_of`: no relay in use tells capitals in a mailbox apart.
    """

    kind: str
    about: str
    recipient: str


def address_of(kind: str, about: str, recipient: str) -> Address:
    """Return the address of a message, the same however the mailbox is written."""
    return Address(kind, about, recipient.lower())


@dataclass(frozen=True)
class Posted:
    """A message and its state; times are ISO texts in UTC.

    `state`: `held` (its night is not in place yet), `pending`, `sent`, `refused` (the recipient),
    `failed` (the message), `expired` (too old to be sent as if it were today's) or `superseded`
    (another took its place, or it has no recipient any more).
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
        """Return the recipient and the page."""
        return address_of(self.message.kind, self.message.about, self.message.recipient)

    @property
    def subject(self) -> str:
        """Return the subject as it is to be read."""
        return f"Corrected: {self.message.subject}" if self.corrected else self.message.subject

    @property
    def key(self) -> str:
        """Return what stays the same however often it is tried: 32 hexadecimal digits.

        A correction has another, or mail programs would take it for the first.
        """
        sent = self.message
        address = (sent.kind, sent.about, sent.recipient)
        said = [sent.night.isoformat(), *address, sent.digest, self.corrected]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
