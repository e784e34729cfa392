"""Every file of a night as a view model: which template or table makes which path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.figures import Groups, figures_by_group
from monitor.reports.changed import in_words
from monitor.reports.listing import list_assessments
from monitor.reports.pages import SERVICE_PATH, page_numbers, pages_of
from monitor.reports.parts import split
from monitor.reports.sections import problem_rows
from monitor.reports.service import service_report
from monitor.reports.spread import bands, caseloads
from monitor.reports.team import Share, team_report
from monitor.reports.trend import trend_by_team

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from monitor.config import Settings
    from monitor.model import Night
    from monitor.reports.listing import Listing
    from monitor.reports.pages import Page
    from monitor.reports.report import Report


def reports(
    night: Night, settings: Settings, *, changed: pd.DataFrame, version: str
) -> Iterator[tuple[str, Report]]:
    """Yield each report with its path in the night: the service's, then every page below teams/.

    `changed` is what `list_changes` found.
    """
    pages = pages_of(night.teams, configured=[team.name for team in settings.teams])
    listing = list_assessments(night, pages)
    changed, rules = in_words(changed), settings.rules
    yield (
        SERVICE_PATH,
        service_report(
            night, pages, listing=listing, changed=changed, rules=rules, version=version
        ),
    )
    shares = _shares(night, settings, pages, listing, changed)
    for page, share in zip(pages, shares, strict=True):
        yield page.path, team_report(page, share, night=night, rules=rules, version=version)


def _shares(
    night: Night, settings: Settings, pages: Sequence[Page], listing: Listing, changed: pd.DataFrame
) -> Iterator[Share]:
    """Yield each page's own figures, listed assessments and problems: nothing of another page's."""
    count, numbers = len(pages), page_numbers(night.judged["team"], pages)
    problems = problem_rows(night)
    groups = Groups(
        names=[page.title for page in pages],
        of_records=numbers,
        of_gone=page_numbers(night.compared.gone["team"], pages),
        of_before=page_numbers(night.compared.followed["team_before"], pages),
    )
    limit = settings.rules.long_overdue_working_days
    columns = (
        figures_by_group(night.assessed, groups, long_overdue=limit),
        listing.pages,
        listing.flagged,
        split(problems, numbers[problems["record"]], count),
        split(changed, page_numbers(changed["team"], pages), count),
        trend_by_team(night, groups.names),
        zip(
            bands(night.judged, numbers, count),
            caseloads(night.judged, numbers, count),
            strict=True,
        ),
    )
    yield from map(Share, *columns)
