"""How a count changed in a week, as part of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.parts.wording import short_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

#: A night this many days before counts as a week ago; an older one is named by its date.
_WEEK, _LONGEST_WEEK = 7, 10


def changed_in_a_week(nights: Sequence[tuple[date, int]]) -> str:
    """Return how the newest count differs from that of a week before; `nights` are oldest first.

    Blank where no night is a week old.
    """
    tonight, count = nights[-1]
    weeks_old = [each for each in nights if (tonight - each[0]).days >= _WEEK]
    if not weeks_old:
        return ""
    night, before = weeks_old[-1]
    is_a_week = (tonight - night).days <= _LONGEST_WEEK
    since = "in a week" if is_a_week else f"since {short_date(night)}"
    if count == before:
        return f"no change {since}"
    return f"{'up' if count > before else 'down'} {abs(count - before)} {since}"
