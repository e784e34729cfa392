"""A table of a report as plain values: the template only loops over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.reports.parts.charts import Chart

Row = tuple[str, ...]
#: A table of at most this many columns leaves room for a picture beside it.
_NARROW = 5


@dataclass(frozen=True)
class Heading:
    """A column's heading; numbers stand to the right."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A caption, headings, and rows of text; the first cell of a row names it.

    `empty` is printed where there are no rows, `more` below the rows. `links` gives, per row, where
    its first cell leads; it is empty where none does. `chart` is a picture of the same figures;
    a `folded` table is below it, closed at first.
    """

    id: str
    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    empty: str = ""
    more: str = ""
    links: tuple[str, ...] = ()
    chart: Chart | None = None
    folded: bool = False

    @property
    def stands_beside(self) -> bool:
        """True if the table is narrow enough to be beside its picture."""
        return len(self.headings) <= _NARROW

    @property
    def classes(self) -> str:
        """Return the classes that put the columns of numbers to the right: n1, n2 and so on."""
        return " ".join(
            f"n{place}" for place, heading in enumerate(self.headings, start=1) if heading.numeric
        )


@dataclass(frozen=True)
class Tile:
    """One figure at the top of a report; `href` leads to its table."""

    figure: str
    label: str
    href: str


def in_columns(table: Table) -> str:
    """Return the table as text in columns, numbers to the right, for the command line."""
    if not table.rows:
        return f"{table.caption}\n{table.empty}"
    lines = [tuple(heading.label for heading in table.headings), *table.rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    printed = (
        "  ".join(
            cell.rjust(width) if heading.numeric else cell.ljust(width)
            for cell, width, heading in zip(line, widths, table.headings, strict=True)
        ).rstrip()
        for line in lines
    )
    return "\n".join([table.caption, *printed])


def headings(*labels: str) -> tuple[Heading, ...]:
    """Return headings; a leading # marks a numeric column."""
    return tuple(Heading(label.removeprefix("#"), label.startswith("#")) for label in labels)
