"""A table of a report as plain values: the template only loops over it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.reports.parts.charts import Chart

Row = tuple[str, ...]
#: The heading of the column that people quote from.
REFERENCE = "Reference"
#: A table of at most this many columns fits a telephone; of a wider one each row becomes a card.
_NARROWEST = 3
#: Headings of columns that need no label on a card: sentences, and the id below that of the child.
_EVIDENT = {
    *("Assessment", "Why it is listed", "Last answer"),
    *("What changed", "What is wrong", "How to correct it"),
}


@dataclass(frozen=True)
class Heading:
    """A column's heading; numbers stand to the right."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A caption, headings, and rows of text; the first cell of a row names it.

    `empty` is printed where there are no rows, `more` below the rows. `links` gives, per row, where
    its first cell leads; it is empty where none does. `cell_links` gives, per row, where other
    cells lead, by their place. `anchors` gives, per row, the id to which others lead, and `new` if
    it is marked as new. `kind` is a class by which the style sheet labels the cells of such cards.
    `chart` is a picture of the same figures; a `folded` table is below it,
    closed at first.
    """

    id: str
    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    empty: str = ""
    more: str = ""
    links: tuple[str, ...] = ()
    cell_links: tuple[Mapping[int, str], ...] = ()
    anchors: tuple[str, ...] = ()
    new: tuple[bool, ...] = ()
    kind: str = ""
    chart: Chart | None = None
    folded: bool = False

    @property
    def has_cards(self) -> bool:
        """True if it is too wide for a telephone, where each of its rows is a card.

        Mere figures are compared down their column, and scroll, unless the style sheet labels them.
        """
        _, *others = self.headings
        is_wide = len(self.headings) > _NARROWEST
        return is_wide and (bool(self.kind) or not all(heading.numeric for heading in others))

    @property
    def classes(self) -> str:
        """Return the classes that put columns of numbers to the right, and keep references whole.

        They are n1, n2 and so on by the place of the column, and r1, r2 and so on.
        """
        placed = (
            f"{'n' if heading.numeric else 'r'}{place}"
            for place, heading in enumerate(self.headings, start=1)
            if heading.numeric or heading.label == REFERENCE
        )
        cards = ("cards",) if self.has_cards else ()
        return " ".join(filter(None, (*cards, self.kind, *placed)))

    @property
    def lines(self) -> Iterator[tuple[str, bool, Row]]:
        """Yield each row with its anchor, and if it is new."""
        return zip(self.anchors, self.new, self.rows, strict=True)

    @property
    def linked(self) -> Iterator[tuple[Row, str, Mapping[int, str]]]:
        """Yield each row with where its first cell leads, and where others do, by their place."""
        return zip(self.rows, self.links, self.cell_links or repeat({}), strict=False)

    def labelled(self, row: Row) -> Iterator[tuple[str, str]]:
        """Yield the cells of a row but the first, each with its label on a card."""
        return zip(self._labels, row[1:], strict=True)

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        labels = (heading.label for heading in self.headings[1:])
        return tuple("" if label in _EVIDENT else label for label in labels)


@dataclass(frozen=True)
class Tile:
    """One figure at the top of a report; `href` leads to its table."""

    figure: str
    label: str
    href: str

    @property
    def is_quiet(self) -> bool:
        """True if it asks for nothing."""
        return self.figure == "0"


@dataclass(frozen=True)
class Said:
    """A sentence at the top of a report; `href` leads to what it counts."""

    text: str
    href: str


@dataclass(frozen=True)
class Card:
    """One record by itself: who it is, and facts of it, each with its label.

    `also` leads to another record that must not be missed, where there is one.
    """

    heading: str
    href: str
    facts: tuple[tuple[str, str], ...]
    also: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Names:
    """Records of a page once more, by their names alone; each leads to where it is in full."""

    id: str
    caption: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """A part of a report: its heading, what it says, and its tables or names.

    `verdict` is the answer in a word or a few, where the heading asks something. `folded` is what
    one presses to open the tables; blank where they are open.
    """

    id: str
    heading: str
    tables: tuple[Table, ...] = ()
    names: tuple[Names, ...] = ()
    verdict: str = ""
    said: tuple[str, ...] = ()
    card: Card | None = None
    folded: str = ""

    @property
    def is_one_table(self) -> bool:
        """True if its heading is the only table's."""
        return len(self.tables) == 1 and self.tables[0].caption == self.heading

    @property
    def is_empty(self) -> bool:
        """True if it is a table without a row."""
        return self.is_one_table and not self.tables[0].rows


def alone(table: Table) -> Section:
    """Return a part of one table, which heads it."""
    return Section(table.id, table.caption, (table,))


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


@cache
def headings(*labels: str) -> tuple[Heading, ...]:
    """Return headings; a leading # marks a numeric column."""
    return tuple(Heading(label.removeprefix("#"), label.startswith("#")) for label in labels)
