"""What the two peers share: the words, the calendar, and the shape of their answer."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import holidays

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    #: What a peer counted for one team, or for the service (`team` is None): each status by its
    #: name, then `past`, `of`, `days` (working days late, summed over `days_of` assessments),
    #: `median`, `most`, `long_overdue`, `left_out`, `outside` and `past_45`.
    Counts = Mapping[str, Any]

OPEN = ("unreadable", "no_deadline", "overdue", "due_soon", "on_track")
STATUSES = (
    "duplicate",
    "cancelled",
    "completed_no_deadline",
    "completed_late",
    "completed_on_time",
    *OPEN,
)
NO_TEAM = "No team recorded"
DUE_SOON, STATUTORY, LONG_OVERDUE = 5, 45, 70
EARLIEST = date(2000, 1, 1)
_SATURDAY = 5


@dataclass(frozen=True)
class Order:
    """What a peer is asked for; the as-at date is not a 29 February."""

    extract: Path
    as_at: date
    folder: Path

    @property
    def headline_begins(self) -> date:
        """Return the date after which an authorised assessment belongs to the headline."""
        return self.as_at.replace(year=self.as_at.year - 1)


def order() -> Order:
    """Read the command line, and make the folder that it names."""
    parser = argparse.ArgumentParser(description="Classify and summarise an extract.")
    parser.add_argument("extract", type=Path)
    parser.add_argument("--as-at", type=date.fromisoformat, required=True)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    return Order(given.extract, given.as_at, given.output)


def calendar(as_at: date) -> dict[date, int]:
    """Return every date that is believed, with the number of working days up to and with it."""
    last = as_at.replace(year=as_at.year + 2)
    closed = holidays.country_holidays("GB", subdiv="ENG", years=range(2000, last.year + 1))
    nth: dict[date, int] = {}
    count, day = 0, EARLIEST
    while day <= last:
        count += day.weekday() < _SATURDAY and day not in closed
        nth[day] = count
        day += timedelta(days=1)
    return nth


def write_summary(folder: Path, as_at: date, counts: Iterable[Counts]) -> None:
    """Write the answer in the shape of the night's `summary.json`."""
    by_team = {each["team"]: each for each in counts}
    service = by_team.pop(None)
    summary = {
        "as_at": as_at.isoformat(),
        "records": {
            "read": sum(service[status] for status in STATUSES),
            "statuses": _statuses(service),
        },
        "past_deadline": _past_deadline(service),
        "flags": {"past_45_working_days": service["past_45"]},
        "teams": [
            {"name": team, "statuses": _statuses(each), "past_deadline": _past_deadline(each)}
            for team, each in by_team.items()
        ],
    }
    (folder / "summary.json").write_text(json.dumps(summary, indent=1), encoding="utf-8")


def _statuses(counts: Counts) -> dict[str, int]:
    return {status: counts[status] for status in STATUSES}


def _past_deadline(counts: Counts) -> dict[str, object]:
    is_open = sum(counts[status] for status in OPEN)
    return {
        "count": counts["past"],
        "of": counts["of"],
        "percent": _half_up(100 * counts["past"], counts["of"]),
        "mean_working_days_late": _half_up(counts["days"] or 0, counts["days_of"]),
        "median_working_days_late": counts["median"],
        "max_working_days_late": counts["most"],
        "long_overdue": counts["long_overdue"],
        "left_out_of_days": counts["left_out"],
        "outside_period": counts["outside"],
        "open": {
            "count": counts["overdue"],
            "of": is_open,
            "percent": _half_up(100 * counts["overdue"], is_open),
        },
    }


def _half_up(total: int, count: int) -> float | None:
    """Return total / count with one decimal, half up; None of nothing."""
    return (20 * int(total) + count) // (2 * count) / 10 if count else None
