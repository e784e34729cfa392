"""A message to one recipient, the letter it is sent as, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  (a NamedTuple reads its annotations)

#: Why a message is pending that may have arrived: it is sent once more in all, in whatever run.
UNCONFIRMED = "the relay did not confirm the message, and may have taken it"


@dataclass(frozen=True)
class Message:
    """A message to one recipient about one night: a report, or a notice that something broke."""

    night: date
    #: `team`, `service`, `level` or `notice`.
    kind: str
    #: The title of the team's page; blank for the service; the names of the recipient's levels; of
    #: a notice, the code of its reason, and the name of the team if it is to one.
    about: str
    #: One plain address.
    recipient: str
    #: What tells this message from a corrected one: the hash of what it says, versions apart.
    digest: str
    subject: str
    text: str
    #: HTML with its styles in a `<style>` element; they are written into the elements when sent.
    html: str
    #: The page in the night's folder that goes with it (`teams/SLUG.html`); blank for none.
    attachment: str = ""


@dataclass(frozen=True)
class Letter:
    """A message on its way: what a channel is handed."""

    #: The number of its row in the ledger.
    row: int
    #: The same each time that this message is tried, and another for any other: hexadecimal.
    key: str
    recipient: str
    #: As it is to be read, “Corrected” included.
    subject: str
    text: str
    html: str
    #: What a file that holds it is called, without ending: the night, the page, part of the key.
    name: str
    #: The name and the content of an attached page, if there is one.
    attachment: tuple[str, bytes] | None = None
    #: An earlier run sent it, and it may have arrived.
    unconfirmed: bool = False


@dataclass(frozen=True)
class Outcome:
    """Whether a letter was sent; one that is offered again in the same run has several."""

    row: int
    #: `sent`, `pending` (tried again), or for good `refused` (the recipient) or `failed`.
    state: str
    #: Why it was not sent, for people: never an address, never a line of the message.
    reason: str = ""
    #: False where the relay was not asked to take it: that counts as no try.
    is_tried: bool = True
