"""A source as it was read: where it came from, its lines, its cells."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt
    import pandas as pd


@dataclass(frozen=True)
class LineCount:
    """What each line (or sheet row) of a source was; the sum is checked against the lines read."""

    read: int
    headings: int = 0
    records: int = 0
    blank: int = 0
    footers: int = 0
    repeated_headings: int = 0
    #: Further lines of records that run over several, because a quoted cell holds a line break.
    continuations: int = 0

    @property
    def accounted(self) -> int:
        """Return the number of lines that were given a name."""
        counts: tuple[int, ...] = astuple(self)
        return sum(counts) - self.read


@dataclass(frozen=True)
class SwappedDates:
    """Why day and month may be swapped in a source, with a date that shows it."""

    #: `cells`: no date cell has a day over 12, and dates as text have; `formats`: two declared
    #: formats read the same dates as different days.
    by: Literal["cells", "formats"]
    #: The date cells, or the distinct dates that two formats read.
    count: int
    #: Where an example stands.
    heading: str
    row: int


@dataclass(frozen=True)
class SourceFile:
    """Where a source's records came from, as the reports state it."""

    #: The file's name, without folders; the word by which every problem names the source.
    name: str
    size: int
    sha256: str
    #: How the text was encoded, or the sheet that was read.
    form: str
    lines: LineCount
    #: The number of records that the source itself declares, if it does, and where.
    control_total: int | None = None
    control_total_by: str = ""
    #: The ISO date of the extract from a column or its name, and which of them it was.
    dated: str | None = None
    dated_by: str = ""
    #: The hash of its canonical records, and the ISO date of the first night that had them.
    records_sha256: str | None = None
    records_since: str | None = None
    #: Why columns of a standard layout are missing: (column, sentence).
    lacks: tuple[tuple[str, str], ...] = ()
    #: Day and month may be swapped in it.
    swapped_dates: SwappedDates | None = None


@dataclass(frozen=True, eq=False)
class SourceTable:
    """One source as read: text by the source's own headings, nothing judged yet.

    `cells` has one text column per heading (never null; dates of typed cells as ISO text) and
    `rows` the source's own row number of each record.
    """

    file: SourceFile
    cells: pd.DataFrame
    rows: npt.NDArray[np.int64]
    #: Lines that are no records and are listed as problems: (row, problem code).
    noted_lines: tuple[tuple[int, str], ...] = ()
    #: The last line, where it has no line end: only a control total proves the file whole.
    open_end: int | None = None
    #: What is odd about a whole column, by an example: (row, canonical column, problem code).
    noted_cells: tuple[tuple[int, str, str], ...] = ()
    #: Whole numbers in date columns are Excel's serial dates.
    serial_dates: bool = False
    #: Problems of records that only the reading shows: `code@column`, true where it is.
    marks: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    #: When the source says that it was made: (what says so, its text).
    stated_dates: tuple[tuple[str, str], ...] = ()
    #: The headings that are not mapped, where the source has some.
    unused_headings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Sources:
    """The extracts and look-ups as they came: in the order of the configuration, one by one."""

    tables: tuple[SourceTable, ...]
    lookups: tuple[SourceTable, ...] = ()

    @property
    def all(self) -> tuple[SourceTable, ...]:
        """Return extracts and look-ups together."""
        return (*self.tables, *self.lookups)

    def without_cells(self) -> Sources:
        """Return the same without the cells of the extracts."""
        tables = (replace(table, cells=table.cells[[]]) for table in self.tables)
        return replace(self, tables=tuple(tables))
