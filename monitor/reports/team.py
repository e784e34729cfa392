"""The report of one team: its children and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.reports import sections
from monitor.reports.provenance import (
    definitions,
    footnotes,
    open_share,
    reconciliation,
    sources_table,
)
from monitor.reports.report import Report
from monitor.reports.wording import headline, long_date

if TYPE_CHECKING:
    import pandas as pd

    from monitor.config import Rules
    from monitor.model import Figures, Night
    from monitor.reports.listing import Listing
    from monitor.reports.pages import Page


@dataclass(frozen=True, eq=False)
class Share:
    """A page's share of the night: its number, its figures, its records and their problems."""

    number: int
    figures: Figures
    judged: pd.DataFrame
    problems: pd.DataFrame
    flagged: int


def team_report(
    page: Page, share: Share, *, night: Night, listing: Listing, rules: Rules, version: str
) -> Report:
    """Return the view model of one page below `teams/`."""
    with_team = page.shares_teams
    listed = {
        section: _grouped(listing.of(page=share.number, section=section), by_team=with_team)
        for section in ("exception", "due_soon", "look")
    }
    oldest_first = _oldest_first(share.judged, listed["exception"])
    return Report(
        title=page.title,
        authority=night.authority,
        as_at=long_date(night.as_at),
        alarms=night.alarms,
        sentence=headline(share.figures, long_overdue=rules.long_overdue_working_days),
        open_share=open_share(share.figures),
        tiles=sections.tiles(
            share.figures, len(share.problems), statutory=rules.statutory_working_days
        ),
        tables=(
            sections.exceptions(
                listed["exception"], with_team=with_team, caption=_needs_you(share.figures)
            ),
            sections.without_deadline(oldest_first, with_team=with_team),
            sections.due_soon(
                listed["due_soon"], with_team=with_team, working_days=rules.due_soon_working_days
            ),
            sections.not_late_but_look(listed["look"], share.flagged, with_team=with_team),
            sections.to_mend(night, share.problems),
        ),
        spread=(sections.bands(share.judged), sections.caseload(share.judged)),
        definitions=definitions(rules),
        reconciliation=(reconciliation(share.figures), sources_table(night)),
        footnotes=footnotes(night, share.figures),
        version=version,
    )


def _needs_you(figures: Figures) -> str:
    return f"Needs you now, worst first ({figures.exceptions})"


def _grouped(listed: pd.DataFrame, *, by_team: bool) -> pd.DataFrame:
    return listed.sort_values("team", kind="stable") if by_team else listed


def _oldest_first(judged: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    starts = judged["start_date"].reindex(listed.index)
    return listed.loc[starts.sort_values(kind="stable", na_position="first").index]
