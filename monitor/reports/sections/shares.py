"""A night split up among its pages, once for the reports and the messages alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.judgement.figures import Groups, figures_by_group
from monitor.reports.parts.rows import split
from monitor.reports.sections.assessments import problem_rows
from monitor.reports.sections.changed import in_words
from monitor.reports.sections.listing import list_assessments
from monitor.reports.sections.page_paths import page_numbers, pages_of
from monitor.reports.sections.spread import bands, caseloads
from monitor.reports.sections.trend import trend_by_team

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from monitor.judgement.night import Figures, Night, TrendRow
    from monitor.reports.parts.tables import Table
    from monitor.reports.sections.listing import Listing
    from monitor.reports.sections.page_paths import Page
    from monitor.settings.settings import Settings


@dataclass(frozen=True, eq=False)
class Share:
    """A page's share of the night: its own figures, listed assessments and problems."""

    figures: Figures
    #: The listed assessments by section (`Listing`).
    listed: Mapping[str, pd.DataFrame]
    #: How many there are to look at, those that are left to the CSV included.
    flagged: int
    problems: pd.DataFrame
    #: What changed since the night before (`list_changes`).
    changed: pd.DataFrame
    trend: tuple[TrendRow, ...]
    spread: tuple[Table, ...]


@dataclass(frozen=True, eq=False)
class Shared:
    """What a night lists and changed, in words, and each page's share of it."""

    listing: Listing
    #: What changed since the night before, of all pages (`list_changes`, in words).
    changed: pd.DataFrame
    #: Every page below `teams/`, and its share in the same place.
    pages: tuple[Page, ...]
    shares: tuple[Share, ...]


def share_out(night: Night, settings: Settings, *, changed: pd.DataFrame) -> Shared:
    """Split a night up among its pages; `changed` is what `list_changes` found."""
    pages = pages_of(night.teams, configured=[team.name for team in settings.teams])
    listing, changed = list_assessments(night, pages), in_words(changed)
    shares = tuple(_shares(night, settings, pages, listing, changed))
    return Shared(listing, changed, pages, shares)


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
