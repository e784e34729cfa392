"""The list of nights: which were published, and whether the last attempt failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from monitor.judgement.trends import NIGHTS_DRAWN
from monitor.reports.parts.charts import Values, draw_lines
from monitor.reports.parts.tables import Table, headings
from monitor.reports.parts.wording import DO_NOT_RELY, figure, long_date, share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.judgement.night import FailedNight
    from monitor.reports.parts.charts import Lines


@dataclass(frozen=True)
class NightsList:
    """What the list of nights prints; `failure` is empty unless the last night failed."""

    title: str
    authority: str
    failure: tuple[str, ...]
    newest: str
    #: Where the newest reports are; blank where there are none.
    newest_link: str
    table: Table
    #: What was overdue and without a deadline, as a picture; the table has the figures.
    chart: Lines | None


def nights_list(
    summaries: Sequence[Mapping[str, Any]], *, authority: str, failed: FailedNight | None
) -> NightsList:
    """Return the view model of `OUTPUT/index.html` from the nights' own summaries."""
    newest_first = sorted(summaries, key=lambda each: str(each["as_at"]), reverse=True)
    newest = long_date(date.fromisoformat(newest_first[0]["as_at"])) if newest_first else ""
    return NightsList(
        title="Assessments past their deadline",
        authority=authority,
        failure=_failure(failed, newest),
        newest=newest,
        newest_link=f"{newest_first[0]['as_at']}/index.html" if newest_first else "",
        table=Table(
            id="nights",
            caption="The nights, newest first",
            headings=headings(
                *("Night", "#Records", "#Overdue", "#No deadline", "#Past the deadline", "#Share"),
                *("#Mean working days late", "#Worst", "State"),
            ),
            rows=tuple(_row(each) for each in newest_first),
            links=tuple(f"{each['as_at']}/index.html" for each in newest_first),
            empty="No night has been published yet.",
        ),
        chart=draw_lines(
            Values("nights-picture", "Night by night", ("Overdue", "No deadline")),
            [_drawn(each) for each in newest_first[NIGHTS_DRAWN::-1] if not each.get("damaged")],
        ),
    )


def _drawn(summary: Mapping[str, Any]) -> tuple[date, tuple[int, int]]:
    statuses = summary["records"]["statuses"]
    night = date.fromisoformat(summary["as_at"])
    return night, (statuses["overdue"], statuses["no_deadline"])


def _failure(failed: FailedNight | None, newest: str) -> tuple[str, ...]:
    if failed is None:
        return ()
    reports = f"The newest reports are of {newest}." if newest else "There are no reports yet."
    return (f"The night of {long_date(failed.as_at)} failed.", failed.reason, reports)


def _row(summary: Mapping[str, Any]) -> tuple[str, ...]:
    if summary.get("damaged"):
        night = long_date(date.fromisoformat(summary["as_at"]))
        return (night, *["–"] * 7, "Damaged: its summary.json cannot be read")
    statuses, past = summary["records"]["statuses"], summary["past_deadline"]
    return (
        long_date(date.fromisoformat(summary["as_at"])),
        str(summary["records"]["read"]),
        str(statuses["overdue"]),
        str(statuses["no_deadline"]),
        f"{past['count']} of {past['of']}",
        share(past["percent"]),
        figure(past["mean_working_days_late"]),
        figure(past["max_working_days_late"]),
        DO_NOT_RELY if summary["alarms"] else "Published",
    )
