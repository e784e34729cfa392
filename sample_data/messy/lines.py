"""One line of a messy sample, and what the monitor must make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Cell = str | bool | int | float | date

HEADINGS = {
    "assessment_id": "Assessment ID",
    "child_id": "Child ID",
    "family_id": "Family ID",
    "team": "Team",
    "worker": "Worker",
    "referral_date": "Referral date",
    "start_date": "Start date",
    "deadline": "Deadline",
    "authorised_date": "Authorised date",
    "submitted_date": "Submitted date",
    "state": "Status",
    "child_seen": "Child seen",
    "case_closed_date": "Case closed",
}

#: What a record holds where its line says nothing else: an open assessment without a fault,
#: referred on a Monday, on day 33 of 45, with its deadline ten working days ahead.
USUAL_IN_CSV: Mapping[str, Cell] = {
    "team": "Assessment Team North",
    "worker": "SW014",
    "referral_date": "01/06/2015",
    "start_date": "02/06/2015",
    "deadline": "30/07/2015",
    "state": "Open",
    "child_seen": "Yes",
}

#: The same in a workbook, where dates are cells of type date.
USUAL_IN_WORKBOOK: Mapping[str, Cell] = {
    **USUAL_IN_CSV,
    "referral_date": date(2015, 6, 1),
    "start_date": date(2015, 6, 2),
    "deadline": date(2015, 7, 30),
}


@dataclass(frozen=True)
class Line:
    """A line as written, and the status, problems and flags that it must get."""

    #: The trap, in a plain sentence.
    why: str
    #: "-" for a line that is no record.
    status: str = "-"
    #: `code@column`, or the code alone for a whole record or line, separated by `;`.
    problems: str = ""
    flags: str = ""
    #: The cells in which a record differs from the usual one, by canonical column.
    given: Mapping[str, Cell] = field(default_factory=dict)
    #: The cells as they stand, for a line that is no record.
    written: tuple[Cell, ...] | None = None

    def cells(self, usual: Mapping[str, Cell]) -> tuple[Cell, ...]:
        """Return the cells in the order of the headings."""
        if self.written is not None:
            return self.written
        return tuple({**usual, **self.given}.get(column, "") for column in HEADINGS)


def record(
    number: str, status: str, why: str, *, problems: str = "", flags: str = "", **given: Cell
) -> Line:
    """Return a record; its ids are made of `number` unless they are given."""
    ids: dict[str, Cell] = {"assessment_id": f"A{number}", "child_id": f"0000{number}"}
    return Line(why, status, problems, flags, {**ids, **given})


def heading() -> Line:
    """Return the line of headings at the top."""
    return Line("Heading: the first line.", written=tuple(HEADINGS.values()))


def repeated_heading(why: str) -> Line:
    """Return the headings, where they stand again further down."""
    return Line(why, problems="repeated_heading", written=tuple(HEADINGS.values()))


def blank(why: str, *cells: Cell) -> Line:
    """Return a line with nothing in it."""
    return Line(why, written=cells)


def footer(why: str, *cells: Cell) -> Line:
    """Return a total at the foot."""
    return Line(why, problems="footer_line", written=cells)
