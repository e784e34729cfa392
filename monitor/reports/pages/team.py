"""The report of one team: its children and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.pages.report import Body, report_of
from monitor.reports.parts.tables import alone
from monitor.reports.sections.answers import asked_parts
from monitor.reports.sections.assessments import due_soon, look_tables, to_mend
from monitor.reports.sections.since import since_part
from monitor.reports.sections.spread import bands_table, workers_table
from monitor.reports.sections.to_do import to_do_part
from monitor.reports.sections.top import answer_tiles, need_action, need_answer
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
    with_team, words, asked = page.with_team, settings.words, share.asked
    is_in_doubt = bool(night.alarms)
    rows, to_do = (
        {name: sorted(each, key=lambda row: row.team) if with_team else each for name, each in some}
        for some in (share.listed.items(), share.to_do.items())
    )
    body = Body(
        need=(need_action(night, share.figures, words), *need_answer(asked)),
        tiles=answer_tiles(asked),
        parts=(
            to_do_part(
                to_do,
                share,
                with_team=with_team,
                is_alarm=is_in_doubt,
                words=words,
            ),
            *asked_parts(asked),
            since_part(
                share.changed,
                night.compared.night,
                asked,
                counts=share.figures.changes,
                with_team=with_team,
                words=words,
            ),
            *map(
                alone,
                (
                    due_soon(
                        rows["due_soon"],
                        night.as_at,
                        settings.rules.due_soon_working_days,
                        with_team=with_team,
                        words=words,
                    ),
                    *look_tables(rows["look"], share.flagged, with_team=with_team, words=words),
                    to_mend(share.problems, with_source=len(night.sources) > 1, words=words),
                ),
            ),
        ),
        spread=(
            bands_table(share.late, words, is_in_doubt=is_in_doubt),
            workers_table(share.caseloads, words, is_in_doubt=is_in_doubt),
            *trend_tables(share.trend, night.restored, is_in_doubt=is_in_doubt),
        ),
    )
    return report_of(page, share, body, night=night, settings=settings, version=version)
