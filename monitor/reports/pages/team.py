"""The report of one team: its children and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.pages.report import Report
from monitor.reports.parts.wording import headline, long_date
from monitor.reports.sections import assessments as sections
from monitor.reports.sections.changed import changes_in_words, changes_table, vanished_table
from monitor.reports.sections.provenance import (
    definitions,
    footnotes,
    lookup_tables,
    open_share,
    reconciliation,
    sources_table,
)
from monitor.reports.sections.trend import trend_in_words, trend_tables
from monitor.reports.sections.trust import nothing_to_do, state_of_the_data

if TYPE_CHECKING:
    import pandas as pd

    from monitor.judgement.night import Night
    from monitor.reports.sections.page_paths import Page
    from monitor.reports.sections.shares import Share
    from monitor.settings.rules import Rules


def team_report(page: Page, share: Share, *, night: Night, rules: Rules, version: str) -> Report:
    """Return the view model of one page below `teams/`."""
    with_team = page.shares_teams
    listed = {
        section: _by_team(rows) if with_team else rows for section, rows in share.listed.items()
    }
    return Report(
        title=page.title,
        authority=night.authority,
        as_at=long_date(night.as_at),
        alarms=night.alarm_sentences,
        sentence=headline(share.figures, long_overdue=rules.long_overdue_working_days),
        open_share=open_share(share.figures),
        quiet=nothing_to_do(night, share.figures, to_look_at=share.flagged),
        first=sections.first_in_words(night, share.listed["exception"], with_team=with_team),
        since=changes_in_words(share.figures, night.compared.night),
        course=trend_in_words(share.trend),
        state=state_of_the_data(night),
        tiles=sections.tiles(
            share.figures,
            len(share.problems),
            statutory=rules.statutory_working_days,
            tables=("needs-you", "no-deadline", "due-soon", "needs-you", "needs-you", "to-mend"),
        ),
        tables=(
            changes_table(share.changed, night.compared.night, with_team=with_team),
            vanished_table(share.changed, with_team=with_team),
            sections.exceptions(
                listed["exception"],
                with_team=with_team,
                caption=f"Needs you now, worst first ({share.figures.exceptions})",
            ),
            sections.without_deadline(listed["exception"], with_team=with_team),
            sections.due_soon(
                listed["due_soon"], with_team=with_team, working_days=rules.due_soon_working_days
            ),
            sections.not_late_but_look(listed["look"], share.flagged, with_team=with_team),
            sections.to_mend(share.problems, with_source=len(night.sources) > 1),
        ),
        spread=(*share.spread, *trend_tables(share.trend)),
        definitions=definitions(rules),
        reconciliation=(reconciliation(share.figures), sources_table(night), *lookup_tables(night)),
        footnotes=footnotes(night, share.figures),
        version=version,
    )


def _by_team(listed: pd.DataFrame) -> pd.DataFrame:
    return listed.sort_values("team", kind="stable")
