"""Every file of a night as a view model: which template or table makes which path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.figures import figures_by_group
from monitor.reports.listing import list_assessments
from monitor.reports.pages import SERVICE_PATH, page_numbers, pages_of
from monitor.reports.parts import split
from monitor.reports.sections import problem_rows
from monitor.reports.service import service_report
from monitor.reports.spread import bands, caseloads
from monitor.reports.team import Share, team_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.config import Settings
    from monitor.model import Night
    from monitor.reports.listing import Listing
    from monitor.reports.pages import Page
    from monitor.reports.report import Report


def reports(night: Night, settings: Settings, *, version: str) -> Iterator[tuple[str, Report]]:
    """Yield each report with its path in the night: the service's, then every page below teams/."""
    pages = pages_of(night.teams, configured=[team.name for team in settings.teams])
    listing = list_assessments(night, pages)
    rules = settings.rules
    yield (
        SERVICE_PATH,
        service_report(night, pages, listing=listing, rules=rules, version=version),
    )
    for page, share in zip(pages, _shares(night, settings, pages, listing), strict=True):
        yield page.path, team_report(page, share, night=night, rules=rules, version=version)


def _shares(
    night: Night, settings: Settings, pages: Sequence[Page], listing: Listing
) -> Iterator[Share]:
    """Yield each page's own figures, listed assessments and problems: nothing of another page's."""
    count, numbers = len(pages), page_numbers(night.judged["team"], pages)
    problems = problem_rows(night)
    columns = (
        figures_by_group(
            night.judged,
            night.flags,
            numbers,
            [page.title for page in pages],
            settings.rules.long_overdue_working_days,
        ),
        listing.pages,
        listing.flagged,
        split(problems, numbers[problems["record"]], count),
        zip(
            bands(night.judged, numbers, count),
            caseloads(night.judged, numbers, count),
            strict=True,
        ),
    )
    yield from map(Share, *columns)
