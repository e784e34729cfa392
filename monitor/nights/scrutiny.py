"""The page for elected members, from the nights that are kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitor import MADE_BY, durable
from monitor.errors import OutputUnusable, UsageFault
from monitor.judgement.trends import MONTHS_SHOWN, month_ends
from monitor.nights.archive import open_archive
from monitor.publishing.folder import SUMMARY, why
from monitor.publishing.render import to_html
from monitor.reports.pages.scrutiny import More, scrutiny

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from monitor.nights.order import Order

_FOLDER = "scrutiny"


def scrutinise(order: Order, month: date | None) -> tuple[date, bytes]:
    """Return the night whose figures it shows, and the page of a month, or of the newest night's.

    Raises `UsageFault` where no night of the month is kept, and `OutputUnusable` where the
    summary of its last night is not as it was published.
    """
    with open_archive(order.output) as archive:
        ends = _months_until(archive.nights(), month)
        rows = archive.history.trend(ends)
        found = json.loads(archive.file(ends[-1], SUMMARY))
    past = found["past_deadline"]
    answers = found.get("answers", {}).get("service", {})
    more = More(past["long_overdue"], past["open"]["of"], len(found["alarms"]), answers)
    shown = scrutiny(ends[-1], rows, more, settings=order.settings, version=MADE_BY)
    return ends[-1], to_html("scrutiny.html", scrutiny=shown)


def place_of(output: Path, night: date) -> Path:
    """Return where the page of the night's month is kept, privately; raises `OutputUnusable`."""
    folder = output / _FOLDER
    if folder.is_symlink():
        raise OutputUnusable(f"{folder} is a link; it must be a folder of this program alone")
    try:
        if not folder.is_dir():
            durable.make_folder(folder)
    except OSError as fault:
        raise OutputUnusable(f"{folder} cannot be made ({why(fault)})") from fault
    return folder / f"{night:%Y-%m}.html"


def _months_until(nights: Sequence[date], month: date | None) -> tuple[date, ...]:
    ends = month_ends(nights)
    if month is None:
        return ends[-MONTHS_SHOWN:]
    until = [night for night in ends if (night.year, night.month) <= (month.year, month.month)]
    if not until or (until[-1].year, until[-1].month) != (month.year, month.month):
        raise UsageFault(f"no night of {month:%Y-%m} is kept; the newest is {nights[-1]}")
    return tuple(until[-MONTHS_SHOWN:])
