"""The channels that send messages; each reports the outcome of every letter.

In come letters, each for one recipient; out go outcomes. Nothing here decides who is written to or
what is said, and a fault of the network is an outcome, never an exception. A channel is a module
and a row of `CHANNELS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from monitor.reports.messages.letters import Letter, Outcome
    from monitor.settings.delivery import Delivery

#: One row per channel: the word in the configuration, and what opens it.
CHANNELS = {
    "folder": "monitor.delivery.folder:FolderChannel",
    "smtp": "monitor.delivery.smtp.channel:SmtpChannel",
}


@dataclass(frozen=True)
class Post:
    """What a channel is given besides its settings."""

    #: The private folder below which a channel may write, `OUTPUT/outbox`.
    outbox: Path
    #: The folder of the configuration, from which its paths are taken.
    folder: Path
    #: Reads an environment variable: where the password of a relay is.
    secret: Callable[[str], str | None]
    #: Returns the time, with its zone.
    now: Callable[[], datetime]


class Channel(Protocol):
    """Sends letters; made from the settings of delivery and the `Post`."""

    def send(self, letters: Sequence[Letter]) -> Iterator[Outcome]:
        """Yield the outcome of each letter as soon as it is known.

        Every letter is offered once, in the order given, before any is offered again; each offer
        yields an outcome, and the last of a letter counts. Nothing is raised for what befalls a
        letter, the connection or a password: each letter that was not handed over is `pending`,
        `refused` or `failed`, with the reason in words.
        """

    def probe(self) -> str | None:
        """Try whether letters could be sent now, sending none; return what is wrong, if anything.

        Raises `ConfigurationFault` where a password or a file of certificates cannot be had.
        """


def channel_for(delivery: Delivery, post: Post) -> Channel:
    """Return the configured channel, imported when it is first used."""
    module, name = CHANNELS[delivery.channel].split(":")
    return cast("Channel", getattr(import_module(module), name)(delivery, post))
