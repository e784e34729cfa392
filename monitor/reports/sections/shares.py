"""A night split up among its pages, once for the reports and the messages alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitor.judgement.figures import Groups, figures_by_group
from monitor.reports.parts.rows import by_group
from monitor.reports.sections.asked import asked_of
from monitor.reports.sections.assessments import problem_rows
from monitor.reports.sections.changed import rows_of
from monitor.reports.sections.page_paths import page_numbers, pages_of
from monitor.reports.sections.spread import NOBODY, caseloads, late_by_band
from monitor.reports.sections.trend import trend_by_team, trend_of_service
from monitor.reports.sections.worst_first import list_assessments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from monitor.judgement.night import Figures, Night, TrendRow
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.assessments import ProblemRow
    from monitor.reports.sections.changed import ChangedRow
    from monitor.reports.sections.listing import ListedRow
    from monitor.reports.sections.page_paths import Page
    from monitor.reports.sections.spread import Caseload
    from monitor.settings.settings import Settings


@dataclass(frozen=True, eq=False)
class Share:
    """A page's share of the night: its own figures, listed assessments and problems."""

    figures: Figures
    #: The listed assessments by section, worst first; the service lists its exceptions alone.
    listed: Mapping[str, Sequence[ListedRow]]
    #: The exceptions by their next action; none of the service.
    to_do: Mapping[str, Sequence[ListedRow]]
    #: How many there are to look at, those that are left to the CSV included.
    flagged: int
    problems: Sequence[ProblemRow]
    #: What changed since the night before, the gravest kind first.
    changed: Sequence[ChangedRow]
    trend: tuple[TrendRow, ...]
    #: For each band of lateness, how many assessments are open and completed.
    late: Sequence[tuple[int, int]]
    caseloads: Sequence[Caseload] = ()
    #: None where nobody is asked for an answer.
    asked: AskedShare | None = None


@dataclass(frozen=True, eq=False)
class Shared:
    """A night as its pages show it."""

    service: Share
    #: Every page below `teams/`, and its share in the same place.
    pages: tuple[Page, ...]
    shares: tuple[Share, ...]

    @property
    def paths(self) -> dict[str, str]:
        """Return where the page of each team is."""
        return {name: page.path for page in self.pages for name in page.teams}


def share_out(night: Night, settings: Settings, *, changed: pd.DataFrame) -> Shared:
    """Split a night up among its pages; `changed` is what `list_changes` found."""
    pages = pages_of(night.teams, configured=[team.name for team in settings.teams])
    numbers = page_numbers(night.judged["team"], pages)
    listing = list_assessments(night, numbers, len(pages))
    problems, changes = problem_rows(night), rows_of(changed)
    of_service, asked = asked_of(night, settings, pages)
    service = Share(
        figures=night.service,
        listed={"exception": listing.exceptions},
        to_do={},
        flagged=sum(listing.flagged),
        problems=problems,
        changed=changes,
        trend=trend_of_service(night),
        late=late_by_band(night.judged, np.zeros_like(numbers), 1)[0],
        asked=of_service,
    )
    groups = Groups(
        names=[page.title for page in pages],
        of_records=numbers,
        of_gone=page_numbers(night.compared.gone["team"], pages),
        of_before=page_numbers(night.compared.followed["team_before"], pages),
    )
    count, limit = len(pages), settings.rules.long_overdue_working_days
    shares = map(
        Share,
        figures_by_group(night, groups, long_overdue=limit),
        listing.pages,
        listing.to_do,
        listing.flagged,
        by_group(problems, (int(numbers[row.record]) for row in problems), count),
        by_group(changes, page_numbers(changed["team"], pages).tolist(), count),
        trend_by_team(night, groups.names),
        late_by_band(night.judged, numbers, count),
        caseloads(night.judged, numbers, count, nobody=settings.words.fill(NOBODY)),
        asked,
    )
    return Shared(service, pages, tuple(shares))
