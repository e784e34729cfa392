"""Every file of a night as a view model: which template or table makes which path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.pages.service import service_report
from monitor.reports.pages.team import team_report
from monitor.reports.sections.page_paths import SERVICE_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.judgement.night import Night
    from monitor.reports.pages.report import Report
    from monitor.reports.sections.shares import Shared
    from monitor.settings.rules import Rules


def reports(
    night: Night, shared: Shared, *, rules: Rules, version: str
) -> Iterator[tuple[str, Report]]:
    """Yield each report with its path in the night: the service's, then every page below teams/."""
    yield (
        SERVICE_PATH,
        service_report(
            night,
            shared.pages,
            listing=shared.listing,
            changed=shared.changed,
            rules=rules,
            version=version,
        ),
    )
    for page, share in zip(shared.pages, shared.shares, strict=True):
        yield page.path, team_report(page, share, night=night, rules=rules, version=version)
