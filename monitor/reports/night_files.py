"""Every file of a night as a view model: which template or table makes which path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.figures import figures_by_group
from monitor.problem_list import NO_RECORD
from monitor.reports.listing import list_assessments
from monitor.reports.pages import SERVICE_PATH, page_numbers, pages_of
from monitor.reports.service import service_report
from monitor.reports.team import Share, team_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from monitor.config import Settings
    from monitor.model import Night
    from monitor.reports.listing import Listing
    from monitor.reports.pages import Page
    from monitor.reports.report import Report


def reports(night: Night, settings: Settings, *, version: str) -> Iterator[tuple[str, Report]]:
    """Yield each report with its path in the night: the service's, then every page below teams/."""
    pages = pages_of(night.teams, configured=[team.name for team in settings.teams])
    numbers = page_numbers(night.judged["team"], pages)
    listing = list_assessments(night, pages)
    yield (
        SERVICE_PATH,
        service_report(night, pages, listing=listing, rules=settings.rules, version=version),
    )
    for page, share in zip(pages, _shares(night, settings, pages, numbers, listing), strict=True):
        report = team_report(
            page, share, night=night, listing=listing, rules=settings.rules, version=version
        )
        yield page.path, report


def _shares(
    night: Night,
    settings: Settings,
    pages: Sequence[Page],
    numbers: npt.NDArray[np.int64],
    listing: Listing,
) -> Iterator[Share]:
    """Yield each page's own figures, records and problems: nothing of another page's."""
    figures = figures_by_group(
        night.judged,
        night.flags,
        numbers,
        [page.title for page in pages],
        settings.rules.long_overdue_working_days,
    )
    columns = ["worker", "status", "is_open", "in_headline", "working_days_late", "start_date"]
    judged = _by_page(night.judged[columns], numbers, len(pages))
    of_records = night.problems[night.problems["record"] != NO_RECORD]
    problems = _by_page(of_records, numbers[of_records["record"]], len(pages))
    for number in range(len(pages)):
        yield Share(
            number=number,
            figures=figures[number],
            judged=judged[number],
            problems=problems[number],
            flagged=listing.flagged[number],
        )


def _by_page(
    table: pd.DataFrame, numbers: npt.NDArray[np.int64], count: int
) -> list[pd.DataFrame]:
    parts = {number: rows for (number,), rows in table.groupby([numbers])}
    return [parts.get(number, table[:0]) for number in range(count)]
