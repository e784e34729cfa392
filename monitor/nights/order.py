"""What one run is asked to do, and how it writes to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from monitor.extracts import no_secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from monitor.settings.settings import Settings


@dataclass(frozen=True)
class Posting:
    """How a run writes to people: by which clock, and if it is to send tonight."""

    #: Tells the time, with its zone.
    now: Callable[[], datetime]
    #: What is written is also sent; else it stays pending for `send`.
    send: bool = True

    def utc(self, *, hours_ago: int = 0) -> str:
        """Return the time, or one some hours ago, as it is written down: an ISO text in UTC."""
        then = self.now().astimezone(UTC) - timedelta(hours=hours_ago)
        return then.isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Order:
    """What one run is asked to do."""

    settings: Settings
    #: The folder of the configuration, from which the extracts' paths are taken.
    folder: Path
    as_at: date
    #: The as-at date was given, and is not merely today.
    as_at_given: bool
    output: Path
    #: Reads one environment variable by its name.
    secret: Callable[[str], str | None] = no_secret
    #: The history is to be created: this is the first night of it.
    first_night: bool = False
    #: Why the gates of the history are to be passed this once; blank where they are not.
    accepted: str = ""
    #: Messages are written; without it nobody is told anything (backfill).
    posting: Posting | None = None
