"""What calamine does not show of a sheet, of whichever kind the workbook is."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.errors import ExtractRefused


@dataclass(frozen=True)
class BlankedCells:
    """Cells that python-calamine gives as blank; each by its row and its column from 0."""

    #: The text of an error, such as #N/A.
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    #: Formulas whose value was never worked out.
    formulas: tuple[tuple[int, int], ...] = ()
    #: Rows that are not shown and in which something is written.
    hidden_rows: int = 0


def without_doctype(xml: bytes, *, source: str) -> bytes:
    """Return the XML of a part of a workbook; raises `ExtractRefused` where it has a DOCTYPE."""
    if b"<!DOCTYPE" in xml:
        raise ExtractRefused("the workbook holds a DOCTYPE; save it anew", source=source)
    return xml
