"""What a report prints, top to bottom: the shape that the service's and the teams' share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.reports.parts.tables import Table, Tile
    from monitor.reports.sections.provenance import Definition
    from monitor.reports.sections.trust import Assurance


@dataclass(frozen=True)
class Report:
    """A report of one night, of the service or of one page of teams."""

    title: str
    authority: str
    #: The as-at date with its weekday.
    as_at: str
    #: Why this night is no all-clear; said first, on every page.
    alarms: tuple[str, ...]
    sentence: str
    open_share: str
    #: Why nothing is asked for, where nothing is.
    quiet: Assurance | None
    #: Which child first, in words.
    first: str
    #: What changed since the night before, in one sentence.
    since: str
    #: Whether there are more exceptions or fewer than before.
    course: str
    #: Whether what was read is fresh and whole.
    state: Assurance
    tiles: tuple[Tile, ...]
    #: What to act on, in the order of urgency.
    tables: tuple[Table, ...]
    #: What else: what looks better than it should, how work is spread, whether it gets better.
    spread: tuple[Table, ...]
    definitions: tuple[Definition, ...]
    #: Every status and every line read, summed.
    reconciliation: tuple[Table, ...]
    footnotes: tuple[str, ...]
    version: str
