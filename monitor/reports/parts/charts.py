"""Pictures of figures as plain geometry: the templates draw it and compute nothing.

Widths and heights are per cent of the picture, places of text `em`, so that a picture is as wide as
the screen allows while its text keeps the size that the reader chose.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from monitor.reports.parts.wording import short_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

#: A picture has at most this many bars; its table has all figures.
BARS_SHOWN = 30
LABEL_LENGTH = 28
#: The longest bar, in per cent: the figures are beside it.
_LONGEST = 64
_BAR_HEIGHT, _BASELINE, _BAR_TOP = 2.5, 1.0, 1.35
_ROUND_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Values:
    """What a picture is of: its title, and the series of its values by name or by night."""

    id: str
    title: str
    series: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A part of a bar, in per cent of the width; `series` counts from 1."""

    series: int
    left: float
    width: float


@dataclass(frozen=True)
class Bar:
    """A bar with its name and its figures; `baseline` and `top` in em."""

    label: str
    figures: str
    parts: tuple[Part, ...]
    baseline: float
    top: float


@dataclass(frozen=True)
class Bars(Values):
    """Bars below each other, each of parts side by side; `height` in em."""

    description: str
    bars: tuple[Bar, ...]
    height: float
    more: str
    partial: ClassVar[str] = "partials/bars.html"


@dataclass(frozen=True)
class Curve:
    """A line through a value a night; `points` in per cent, from the upper left corner."""

    series: int
    points: str


@dataclass(frozen=True)
class Tick:
    """A value beside its line across the picture, in per cent from the top."""

    value: int
    top: float


@dataclass(frozen=True)
class Lines(Values):
    """Lines over nights; `series` says what each is, and its first and its last value."""

    description: str
    lines: tuple[Curve, ...]
    ticks: tuple[Tick, ...]
    first: str
    last: str
    partial: ClassVar[str] = "partials/lines.html"


Chart = Bars | Lines


def draw_bars(of: Values, rows: Sequence[tuple[str, Sequence[int]]]) -> Bars | None:
    """Return a bar for each row of a name and its values; nothing where all are 0."""
    longest = max((sum(values) for _, values in rows), default=0)
    if longest == 0:
        return None
    shown, hidden = rows[:BARS_SHOWN], len(rows) - BARS_SHOWN
    return Bars(
        id=of.id,
        title=of.title,
        description=_most(of, rows, longest),
        series=of.series,
        bars=tuple(
            _bar(label, values, longest=longest, number=number)
            for number, (label, values) in enumerate(shown)
        ),
        height=round(_BAR_HEIGHT * len(shown), 2),
        more=f"and {hidden} more in the table" if hidden > 0 else "",
    )


def _bar(label: str, values: Sequence[int], *, longest: int, number: int) -> Bar:
    lefts = accumulate(values, initial=0)
    return Bar(
        label=shortened(label),
        figures=" + ".join(map(str, values)),
        parts=tuple(
            Part(series, _share(left, longest, _LONGEST), _share(value, longest, _LONGEST))
            for series, (left, value) in enumerate(zip(lefts, values, strict=False), start=1)
            if value
        ),
        baseline=round(number * _BAR_HEIGHT + _BASELINE, 2),
        top=round(number * _BAR_HEIGHT + _BAR_TOP, 2),
    )


def _most(of: Values, rows: Sequence[tuple[str, Sequence[int]]], longest: int) -> str:
    label, values = next(row for row in rows if sum(row[1]) == longest)
    figures = ", ".join(
        f"{value} {series.lower()}" for value, series in zip(values, of.series, strict=True)
    )
    return f"{len(rows)} bars. The longest is {shortened(label)}: {figures}."


def draw_lines(of: Values, nights: Sequence[tuple[date, Sequence[int]]]) -> Lines | None:
    """Return a line for each series over the nights, oldest first; nothing for fewer than two."""
    if len(nights) < 2:  # noqa: PLR2004  (a line has two ends)
        return None
    top = rounded_up(max(max(values) for _, values in nights))
    ticks = (0, top // 2, top) if top % 2 == 0 else (0, top)
    (first, firsts), (last, lasts) = nights[0], nights[-1]
    days = [(night - first).days for night, _ in nights]
    said = tuple(
        f"{series}: {before} at first, {now} tonight"
        for series, before, now in zip(of.series, firsts, lasts, strict=True)
    )
    return Lines(
        id=of.id,
        title=of.title,
        description=f"{len(nights)} nights. {'; '.join(said)}.",
        series=said,
        lines=tuple(
            Curve(number, _points(days, [values[number - 1] for _, values in nights], top))
            for number in range(1, len(of.series) + 1)
        ),
        ticks=tuple(Tick(value, _from_top(value, top)) for value in ticks),
        first=short_date(first),
        last=short_date(last),
    )


def _points(days: Sequence[int], values: Sequence[int], top: int) -> str:
    return " ".join(
        f"{_share(day, days[-1]):g},{_from_top(value, top):g}"
        for day, value in zip(days, values, strict=True)
    )


def rounded_up(value: int) -> int:
    """Return the next of 1, 2, 5, 10, 20, 50 and so on that is not below the value."""
    tens: int = 10 ** (len(str(value)) - 1)
    return next(step * tens for step in _ROUND_STEPS if step * tens >= value)


def shortened(label: str) -> str:
    """Return a label that fits on a narrow screen; the table has it whole."""
    return label if len(label) <= LABEL_LENGTH else f"{label[: LABEL_LENGTH - 1].rstrip()}…"


def _from_top(value: int, top: int) -> float:
    return _share(top - value, top)


def _share(value: int, whole: int, full: int = 100) -> float:
    return round(full * value / whole, 2)
