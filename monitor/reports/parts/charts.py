"""Pictures of figures as plain geometry: the templates draw it and compute nothing.

Widths and heights are per cent of the picture, places of text `em`, so that a picture is as wide as
the screen allows while its text keeps the size that the reader chose.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from monitor.reports.parts.wording import counted, short_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

#: A picture has at most this many bars; its table has all figures.
BARS_SHOWN = 30
LABEL_LENGTH = 28
#: The longest bar, in per cent: its total is at its end.
_LONGEST = 80
_BAR_HEIGHT, _BASELINE, _BAR_TOP = 2.5, 1.0, 1.35
_ROUND_STEPS = (1, 2, 5, 10)
#: Whether the last of two values is more, less or the same.
_COURSES = {1: "More {} than", -1: "Fewer {} than", 0: "As many {} as"}


class Series(NamedTuple):
    """What a part of each bar or a line is, and the number of its colour in the style sheet."""

    name: str
    colour: int


#: One colour for one meaning in all pictures.
OVERDUE, NO_DEADLINE = Series("Overdue", 1), Series("No deadline", 2)
OTHER_OPEN, COMPLETED_LATE = Series("Other open", 3), Series("Completed late", 4)
NEED_ACTION = Series("Need action", 5)


@dataclass(frozen=True, kw_only=True)
class Values:
    """What a picture shows and of which series; `finding` is what it says, blank for nothing."""

    id: str
    shows: str
    series: tuple[Series, ...]
    finding: str = ""

    @property
    def title(self) -> str:
        """Return what the picture says, or else what it shows."""
        return self.finding or self.shows

    @property
    def subtitle(self) -> str:
        """Return what it shows, where the title does not."""
        return self.shows if self.finding else ""


class Part(NamedTuple):
    """A part of a bar, in per cent of the width."""

    colour: int
    left: float
    width: float


class Bar(NamedTuple):
    """A bar with its name, its total and where it ends; `baseline` and `top` in em."""

    label: str
    total: int
    parts: tuple[Part, ...]
    end: float
    baseline: float
    top: float


@dataclass(frozen=True, kw_only=True)
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

    colour: int
    points: str


@dataclass(frozen=True)
class Tick:
    """A value beside its line across the picture, in per cent from the top."""

    value: int
    top: float


@dataclass(frozen=True, kw_only=True)
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
        shows=of.shows,
        finding=of.finding,
        description=_longest_bar(of, rows, longest),
        series=of.series,
        bars=tuple(
            _bar(label, list(zip(of.series, values, strict=True)), longest=longest, number=number)
            for number, (label, values) in enumerate(shown)
        ),
        height=round(_BAR_HEIGHT * len(shown), 2),
        more=f"and {hidden} more in the table" if hidden > 0 else "",
    )


def _bar(label: str, values: Sequence[tuple[Series, int]], *, longest: int, number: int) -> Bar:
    *lefts, total = accumulate((value for _, value in values), initial=0)
    return Bar(
        label=shortened(label),
        total=total,
        parts=tuple(
            Part(series.colour, *(_share(each, longest, _LONGEST) for each in (left, value)))
            for left, (series, value) in zip(lefts, values, strict=True)
            if value
        ),
        end=_share(total, longest, _LONGEST),
        baseline=round(number * _BAR_HEIGHT + _BASELINE, 2),
        top=round(number * _BAR_HEIGHT + _BAR_TOP, 2),
    )


def _longest_bar(of: Values, rows: Sequence[tuple[str, Sequence[int]]], longest: int) -> str:
    (label, values), *others = [row for row in rows if sum(row[1]) == longest]
    if others:
        return f"{len(rows)} bars. The longest are {len(others) + 1}, of {longest} each."
    figures = ", ".join(
        f"{value} {series.name.lower()}" for value, series in zip(values, of.series, strict=True)
    )
    return f"{counted(len(rows), 'bar')}. The longest is {shortened(label)}: {figures}."


def who_has_most(rows: Sequence[tuple[str, int]], what: str, *, besides: str) -> str:
    """Return which of these has the most, or which two; blank where there is no such finding.

    `besides` is nobody: it has no most, and where it has as many, nobody else has.
    """
    most = max((count for _, count in rows), default=0)
    first = [name for name, count in rows if count == most]
    others = {name for name, _ in rows} - {besides, *first}
    if not most or not others or besides in first:
        return ""
    names = " and ".join(map(shortened, first))
    match len(first):
        case 1:
            return f"{names} has the most {what}: {most}"
        case 2:
            return f"{names} have the most {what}: {most} each"
    return ""


def course_found(nights: Sequence[tuple[date, int]], what: str) -> str:
    """Return if the last of the nights, oldest first, has more than the first; blank of one."""
    if len(nights) < 2:  # noqa: PLR2004  (one is compared with another)
        return ""
    (night, before), (_, now) = nights[0], nights[-1]
    course = _COURSES[(now > before) - (now < before)].format(what)
    was = "" if now == before else f", was {before}"
    return f"{course} on {short_date(night)}: {now}{was}"


def draw_lines(of: Values, nights: Sequence[tuple[date, Sequence[int]]]) -> Lines | None:
    """Return a line for each series over the nights, oldest first; nothing for fewer than two."""
    if len(nights) < 2:  # noqa: PLR2004  (a line has two ends)
        return None
    top = rounded_up(max(max(values) for _, values in nights))
    ticks = (0, top // 2, top) if top % 2 == 0 else (0, top)
    (first, firsts), (last, lasts) = nights[0], nights[-1]
    days = [(night - first).days for night, _ in nights]
    said = tuple(
        series._replace(name=f"{series.name}: {before} at first, {now} tonight")
        for series, before, now in zip(of.series, firsts, lasts, strict=True)
    )
    return Lines(
        id=of.id,
        shows=of.shows,
        finding=of.finding,
        description=f"{len(nights)} nights. {'; '.join(series.name for series in said)}.",
        series=said,
        lines=tuple(
            Curve(series.colour, _points(days, [values[place] for _, values in nights], top))
            for place, series in enumerate(of.series)
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
