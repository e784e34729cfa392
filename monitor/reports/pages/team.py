"""The report of one team: its children and no others."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from monitor.reports.pages.report import Body, report_of
from monitor.reports.parts.wording import counted
from monitor.reports.sections import assessments as sections
from monitor.reports.sections.changed import changes_table, vanished_table
from monitor.reports.sections.spread import bands_table, workers_table
from monitor.reports.sections.trend import trend_tables

if TYPE_CHECKING:
    from monitor.judgement.night import Night
    from monitor.reports.pages.report import Report
    from monitor.reports.sections.page_paths import Page
    from monitor.reports.sections.shares import Share
    from monitor.settings.settings import Settings


def team_report(
    page: Page, share: Share, *, night: Night, settings: Settings, version: str
) -> Report:
    """Return the view model of one page below `teams/`."""
    with_team, rules, words = page.with_team, settings.rules, settings.words
    rows = {
        section: sorted(rows, key=lambda row: row.team) if with_team else rows
        for section, rows in share.listed.items()
    }
    undated = sections.oldest_without_deadline(rows["exception"])
    window = counted(rules.due_soon_working_days, "working day")
    listed = partial(sections.listed, with_team=with_team, words=words)
    body = Body(
        tile_tables=(
            *("needs-you", "no-deadline", "due-soon"),
            *("needs-you", "needs-you", "to-mend"),
        ),
        tables=(
            changes_table(share.changed, night.compared.night, with_team=with_team, words=words),
            vanished_table(share.changed, with_team=with_team, words=words, asked=share.asked),
            listed(
                "needs-you",
                f"Needs you now, worst first ({share.figures.exceptions})",
                rows["exception"],
                asked=share.asked,
            ),
            listed(
                "no-deadline",
                f"No deadline set, oldest first ({len(undated)})",
                undated,
                asked=share.asked,
            ),
            listed("due-soon", f"Due within {window} ({len(rows['due_soon'])})", rows["due_soon"]),
            sections.not_late_but_look(
                rows["look"], share.flagged, with_team=with_team, words=words
            ),
            sections.to_mend(share.problems, with_source=len(night.sources) > 1, words=words),
        ),
        spread=(
            bands_table(share.late, words),
            workers_table(share.caseloads, words),
            *trend_tables(share.trend, night.restored),
        ),
    )
    return report_of(page, share, body, night=night, settings=settings, version=version)
