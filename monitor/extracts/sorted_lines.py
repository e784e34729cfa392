"""The lines of a source, each in the one place where it belongs; they must add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import BrokenPromise
from monitor.records.sources import LineCount

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Line:
    """One row of a source: its number, its cells as text, and how many physical lines it took."""

    row: int
    cells: Sequence[str]
    span: int = 1


@dataclass(frozen=True)
class Sorted:
    """The lines of a source, each in the one place where it belongs."""

    heading: Line
    records: tuple[Line, ...]
    blank: tuple[Line, ...]
    repeated: tuple[Line, ...]
    footers: tuple[Line, ...]
    #: Lines above the headings.
    titles: tuple[Line, ...] = ()
    #: Lines that say how the table is written: the separator, dashes below the headings.
    layout: tuple[Line, ...] = ()
    #: Records that were read elsewhere, on a line each.
    further: int = 0

    @property
    def record_count(self) -> int:
        """Return the number of records."""
        return len(self.records) + self.further

    def count(self, read: int) -> LineCount:
        """Count the lines; raises `BrokenPromise` where the sum is not what was read."""
        headings = (*self.titles, *self.layout, self.heading)
        named = (*headings, *self.records, *self.blank, *self.repeated, *self.footers)
        count = LineCount(
            read=read,
            headings=len(headings),
            records=self.record_count,
            blank=len(self.blank),
            footers=len(self.footers),
            repeated_headings=len(self.repeated),
            continuations=sum(line.span - 1 for line in named),
        )
        if count.accounted != read:
            raise BrokenPromise(f"{read} lines were read and {count.accounted} were accounted for")
        return count
