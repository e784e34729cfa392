"""The rows of the result: what was measured, beside what, and whether the target was met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADINGS = ("what", "measured", "peer", "ratio", "target", "met")


@dataclass(frozen=True)
class Row:
    """One measurement; `value` is what the target is about: a ratio, or an amount of its own."""

    what: str
    measured: str
    peer: str = ""
    value: float | None = None
    #: The largest value that meets the target; None where the row is for information.
    target: float | None = None
    unit: str = "x"

    def cells(self, *, judged: bool) -> tuple[str, ...]:
        """Return the row as text; a smoke test judges nothing."""
        ratio = f"{self.value:.2f}" if self.value is not None and self.unit == "x" else ""
        target = f"<= {self.target:g} {self.unit}" if self.target is not None else ""
        return self.what, self.measured, self.peer, ratio, target, self._met(judged=judged)

    def _met(self, *, judged: bool) -> str:
        if self.target is None or self.value is None:
            return ""
        if not judged:
            return "not judged"
        return "yes" if self.value <= self.target else "NO"


def table(rows: Sequence[Row], *, judged: bool) -> str:
    """Return the rows as an aligned Markdown table."""
    lines = [HEADINGS, *(row.cells(judged=judged) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    text = [_line(line, widths) for line in lines]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([text[0], rule, *text[1:]])


def seconds(value: float) -> str:
    """Return a time of a process."""
    return f"{value:.3f} s" if value < 1 else f"{value:.2f} s"


def gigabytes(value: int) -> float:
    """Return bytes as GB (a thousand million bytes)."""
    return value / 1e9


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(w) for cell, w in zip(cells, widths, strict=True)) + " |"
