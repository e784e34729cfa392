"""Times the pages of 150 teams beside Jinja's floor: the same rows, and nothing but the rows.

A page is the sample's largest team with 200 exceptions. Both are rendered in turn, in one process;
the medians go to stdout as JSON: `page` and `floor` in seconds for all pages.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import date
from itertools import chain, cycle, islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import jinja2

from monitor.delivery import CHANNELS
from monitor.extracts import READERS
from monitor.nights.edition import reports
from monitor.nights.judging import judge_night
from monitor.nights.order import Order
from monitor.publishing.render import to_html
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.shares import share_out
from monitor.settings.reading import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.reports.pages.report import Report
    from monitor.reports.parts.tables import Row, Table

ROOT = Path(__file__).resolve().parent.parent
AS_AT = date(2015, 7, 16)
PAGES, ROWS = 150, 200
FLOOR = (
    "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>\n"
    "{% endfor %}"
)


def main() -> int:
    """Render everything as often as the first argument says, after a time that does not count."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    report = _report()
    template = jinja2.Environment(autoescape=True).from_string(FLOOR)
    rows = _rows_of(report)
    contenders: dict[str, Callable[[], object]] = {
        "page": lambda: to_html("report.html", report=report),
        "floor": lambda: template.render(rows=rows).encode(),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(repetitions + 1):
        for name, render in contenders.items():
            times[name].append(_seconds(render))
    medians = {name: median(measured[1:]) for name, measured in times.items()}
    print(json.dumps({**medians, "bytes": len(to_html("report.html", report=report))}))
    return 0


def _seconds(render: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(PAGES):
        render()
    return time.perf_counter() - began


def _report() -> Report:
    """Return the view model of a page of this many rows."""
    folder = ROOT / "sample_data"
    settings = read_settings(folder / "monitor.toml", formats=READERS, channels=CHANNELS)
    order = Order(
        settings, folder, AS_AT, as_at_given=True, output=folder / "output", first_night=True
    )
    night = judge_night(order).night
    shared = share_out(night, settings, changed=list_changes(night))
    made = reports(night, shared, settings=settings, version="assessment-monitor")
    team = max((report for path, report in made if path != "index.html"), key=_exceptions)
    first, *others = team.parts
    more = ROWS - _exceptions(team)
    return replace(team, parts=(replace(first, tables=_filled(first.tables, more)), *others))


def _exceptions(report: Report) -> int:
    return sum(len(table.rows) for table in report.parts[0].tables)


def _filled(groups: Sequence[Table], more: int) -> tuple[Table, ...]:
    """Return the groups of exceptions, with `more` rows added to the last."""
    *others, last = groups
    count = len(last.rows) + more
    lines = tuple(islice(cycle(last.lines), count))
    anchors, new, rows = (tuple(column) for column in zip(*lines, strict=True))
    return (*others, replace(last, rows=rows, anchors=anchors, new=new))


def _rows_of(report: Report) -> list[Row]:
    """Return every row of every table of the page."""
    tables = chain(*(part.tables for part in report.parts), report.reconciliation)
    return [row for table in tables for row in table.rows]


if __name__ == "__main__":
    sys.exit(main())
