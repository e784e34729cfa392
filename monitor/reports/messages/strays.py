"""Records that may be a quiet team's by another name: while there are any, it is no all-clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.reports.parts.wording import counted

if TYPE_CHECKING:
    from monitor.judgement.night import Figures
    from monitor.reports.sections.shares import Shared


def stray_records(shared: Shared) -> int:
    """Return how many records are of no team, or of one that the configuration does not name."""
    pages = zip(shared.pages, shared.shares, strict=True)
    return sum(
        share.figures.records for page, share in pages if page.title in (NO_TEAM, UNKNOWN_TEAMS)
    )


def doubt_of_team(figures: Figures, strays: int) -> str:
    """Return why a team's page may lack its assessments; blank where nothing says so."""
    doubts = []
    if not figures.records:
        doubts.append("No assessment was read for this team: is its name as the extract has it?")
    if strays:
        records = counted(strays, "record names", "records name")
        doubts.append(f"{records} no team of the configuration, and may be this team's.")
    return " ".join(doubts)
