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
    """How a run writes messages: by which clock, and whether it sends them now."""

    #: Returns the time, with its zone.
    now: Callable[[], datetime]
    #: True if messages are also sent; else they stay pending for `send`.
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
    #: True if the as-at date was given by hand, and is not merely today.
    as_at_given: bool
    output: Path
    #: Reads one environment variable by its name.
    secret: Callable[[str], str | None] = no_secret
    #: True if this night begins the history.
    first_night: bool = False
    #: Why the gates of the history are to be passed this once; blank where they are not.
    accepted: str = ""
    #: The teams that were split or merged since the night before: an old name, and a new one.
    teams_moved: tuple[tuple[str, str], ...] = ()
    #: How messages are written; None where none are (backfill).
    posting: Posting | None = None

    @property
    def today(self) -> date | None:
        """Return the date by the clock of messages; None where there are none."""
        return None if self.posting is None else self.posting.now().date()
