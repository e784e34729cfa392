"""Made-up rows for the reports, and the pages that are made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.nights.edition import reports
from monitor.publishing.render import to_html
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.shares import share_out
from tests.reports.reading import ReadPage, read_page
from tests.support.making import judge_rows, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from monitor.judgement.night import Night
    from monitor.settings.settings import Settings

SERVICE = "index.html"
NOT_CONFIGURED = "teams/not-in-configuration.html"
NO_TEAM_RECORDED = "teams/no-team-recorded.html"
VERSION = "assessment-monitor 0"


def row(number: int, **cells: str) -> dict[str, str]:
    """Return a record that is on track on Thursday 16 July 2015, unless `cells` say otherwise."""
    return {
        "assessment_id": f"A{number:03}",
        "child_id": f"C{number:03}",
        "team": "North",
        "worker": "W1",
        "referral_date": "01/06/2015",
        "start_date": "02/06/2015",
        "deadline": "30/07/2015",
        "state": "Open",
        "child_seen": "Yes",
        **cells,
    }


def overdue(number: int, **cells: str) -> dict[str, str]:
    """Return a record that was due on Wednesday 15 July 2015, one working day ago."""
    return row(number, **{"deadline": "15/07/2015", **cells})


def completed(number: int, **cells: str) -> dict[str, str]:
    """Return a record that was authorised on Monday 13 July 2015, before its deadline."""
    return row(number, **{"authorised_date": "13/07/2015", "state": "Authorised", **cells})


def pages_of_night(night: Night, settings: Settings) -> dict[str, str]:
    """Return the HTML of every page of a night by its path."""
    shared = share_out(night, settings, changed=list_changes(night))
    return {
        path: to_html("report.html", report=report).decode()
        for path, report in reports(night, shared, settings=settings, version=VERSION)
    }


def read_pages(
    folder: Path, rows: Sequence[Mapping[str, str]], settings: Settings | None = None
) -> dict[str, ReadPage]:
    """Judge the rows and read every page back, by its path."""
    settings = settings or settings_of()
    night = judge_rows(folder, rows, settings).night
    return {path: read_page(html) for path, html in pages_of_night(night, settings).items()}


def team_page(pages: Mapping[str, ReadPage], name: str) -> ReadPage:
    """Return the page with this heading."""
    return next(page for page in pages.values() if page.h1 == [name])
