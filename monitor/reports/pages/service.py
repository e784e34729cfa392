"""The service report: the inspectors' sentence with tonight's figures, and the teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.figures import places_of_teams
from monitor.judgement.flags import RULES
from monitor.reports.pages.report import Body, report_of
from monitor.reports.parts.charts import Values, draw_bars
from monitor.reports.parts.tables import Table, alone, headings
from monitor.reports.sections import assessments as sections
from monitor.reports.sections.answers import answer_tables, waiting_tables
from monitor.reports.sections.benchmark import benchmark_tables
from monitor.reports.sections.changed import changes_table, vanished_table
from monitor.reports.sections.doubtful import doubt_tables
from monitor.reports.sections.page_paths import SERVICE_PAGE
from monitor.reports.sections.spread import WORK, bands_table, workers_and_work
from monitor.reports.sections.trend import trend_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import Figures, Night
    from monitor.reports.pages.report import Report
    from monitor.reports.sections.page_paths import Page
    from monitor.reports.sections.shares import Shared
    from monitor.settings.settings import Settings
    from monitor.settings.words import Words

_WORST = 20


def service_report(night: Night, shared: Shared, *, settings: Settings, version: str) -> Report:
    """Return the view model of the service's page."""
    share, words = shared.service, settings.words
    worst = share.listed["exception"]
    tables = (
        *waiting_tables(share.asked, night, words),
        _teams(night, shared.pages, words),
        sections.listed(
            "needs-you",
            f"To look at first ({min(len(worst), _WORST)} of {len(worst)}): "
            "children not seen, then the longest overdue",
            worst[:_WORST],
            with_team=True,
            words=words,
        ),
        changes_table(share.changed, night.compared.night, with_team=True, words=words),
        vanished_table(share.changed, with_team=True, words=words),
        *answer_tables(night),
        _flag_counts(night.service, words),
        *doubt_tables(night, settings.rules, words),
        sections.problem_counts(night.problems),
    )
    body = Body(
        asks=(),
        tiles=(),
        parts=map(alone, tables),
        spread=(
            bands_table(share.late, words),
            *trend_tables(share.trend, night.restored),
            *benchmark_tables(night, settings.rules),
        ),
    )
    return report_of(SERVICE_PAGE, share, body, night=night, settings=settings, version=version)


def _teams(night: Night, pages: Sequence[Page], words: Words) -> Table:
    paths = {name: page.path for page in pages for name in page.teams}
    names = [team.name for team in night.teams]
    groups = places_of_teams(night.judged["team"], names)
    caseloads = workers_and_work(night.judged, groups, len(names))
    ordered = sorted(
        zip(night.teams, caseloads, strict=True),
        key=lambda each: (each[0].name == NO_TEAM, -each[0].statuses["overdue"]),
    )
    return Table(
        id="teams",
        caption="The teams, most overdue first",
        headings=headings(
            *("Team", "#Open", "#Overdue", "#No deadline", "#New", "#Due soon", "#Child not seen"),
            *("#Past the deadline", "#Share", "#Mean working days late", "#Worst"),
            *map(words.fill, ("#{Workers}", "#Open per {worker}")),
        ),
        rows=tuple(sections.team_row(team, *caseload) for team, caseload in ordered),
        links=tuple(paths[team.name] for team, _ in ordered),
        empty="No team is configured or named in the extract.",
        chart=draw_bars(
            Values("teams-picture", words.fill("Open {assessments} of each team"), WORK),
            [(team.name, _work(team)) for team, _ in ordered],
        ),
    )


def _work(team: Figures) -> tuple[int, int, int]:
    overdue, undated = team.statuses["overdue"], team.statuses["no_deadline"]
    return overdue, undated, team.past_deadline.open.of - overdue - undated


def _flag_counts(service: Figures, words: Words) -> Table:
    return Table(
        id="flags",
        caption="What should be looked at",
        headings=headings("Flag", words.fill("#{Assessments}"), "What to do"),
        rows=tuple((flag.label, str(service.flags[flag.code]), flag.action) for flag in RULES),
    )
