"""How a count changed in a week, as part of a sentence and as a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.parts.wording import NOTHING, short_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

#: A night this many days before counts as a week ago; an older one is named by its date.
_WEEK, _LONGEST_WEEK = 7, 10


def _a_week_before(nights: Sequence[tuple[date, int]]) -> tuple[date, int] | None:
    """Return the newest of these nights (oldest first) that is a week older than the last."""
    tonight, _ = nights[-1]
    weeks_old = [each for each in nights if (tonight - each[0]).days >= _WEEK]
    return weeks_old[-1] if weeks_old else None


def changed_in_a_week(nights: Sequence[tuple[date, int]]) -> str:
    """Return how the newest count differs from that of a week before; `nights` are oldest first.

    Blank where no night is a week old.
    """
    before, (tonight, count) = _a_week_before(nights), nights[-1]
    if before is None:
        return ""
    night, then = before
    is_a_week = (tonight - night).days <= _LONGEST_WEEK
    since = "in a week" if is_a_week else f"since {short_date(night)}"
    if count == then:
        return f"no change {since}"
    return f"{'up' if count > then else 'down'} {abs(count - then)} {since}"


def change_in_a_week(nights: Sequence[tuple[date, int]]) -> str:
    """Return the same difference as a cell of a table, with its sign; a dash where there is none.

    An older night than that of a week ago gives none: the heading names the week.
    """
    before = _a_week_before(nights)
    if before is None or (nights[-1][0] - before[0]).days > _LONGEST_WEEK:
        return NOTHING
    change = nights[-1][1] - before[1]
    return f"{change:+}" if change else "0"
