"""Every file of a night as a view model: which template or table makes which path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.pages import SERVICE_PATH
from monitor.reports.service import service_report
from monitor.reports.team import team_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config import Rules
    from monitor.model import Night
    from monitor.reports.report import Report
    from monitor.reports.shares import Shared


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
