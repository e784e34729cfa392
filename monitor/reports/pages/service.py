"""The service report: what waits for its head, the worst, and the teams side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.judgement.flags import RULES
from monitor.reports.pages.report import Body, report_of
from monitor.reports.parts.tables import Section, Table, alone, headings
from monitor.reports.sections.answers import faults_tables
from monitor.reports.sections.assessments import problem_counts
from monitor.reports.sections.benchmark import benchmark_tables
from monitor.reports.sections.doubtful import doubt_tables
from monitor.reports.sections.page_paths import SERVICE_PAGE
from monitor.reports.sections.service_asks import asked_of_teams, waiting_tables
from monitor.reports.sections.side_by_side import teams_table
from monitor.reports.sections.since import since_part
from monitor.reports.sections.spread import bands_table
from monitor.reports.sections.top_of_service import service_needs, service_tiles
from monitor.reports.sections.trend import trend_tables
from monitor.reports.sections.worst_of_service import completed_latest, worst_of, worst_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.judgement.night import Figures, Night
    from monitor.reports.pages.report import Report
    from monitor.reports.sections.shares import Shared
    from monitor.reports.sections.worst_of_service import Worst
    from monitor.settings.settings import Settings
    from monitor.settings.words import Words


def service_report(night: Night, shared: Shared, *, settings: Settings, version: str) -> Report:
    """Return the view model of the service's page."""
    share, words, rules = shared.service, settings.words, settings.rules
    worst, is_in_doubt = worst_of(share.listed["exception"]), bool(night.alarms)
    body = Body(
        need=service_needs(share, night, words),
        tiles=service_tiles(worst, share.asked, rules.long_overdue_working_days),
        parts=_parts(night, shared, worst, settings),
        spread=(
            _flag_counts(night.service, words),
            bands_table(share.late, words, is_in_doubt=is_in_doubt),
            *trend_tables(share.trend, night.restored, is_in_doubt=is_in_doubt),
            *benchmark_tables(night, rules),
        ),
    )
    return report_of(SERVICE_PAGE, share, body, night=night, settings=settings, version=version)


def _parts(night: Night, shared: Shared, worst: Worst, settings: Settings) -> Iterator[Section]:
    share, words, rules = shared.service, settings.words, settings.rules
    asked, limit, paths = share.asked, rules.long_overdue_working_days, shared.paths
    whole, others = worst_parts(worst, asked, paths, limit, words)
    if asked is not None:
        yield from map(alone, waiting_tables(night, asked, share.listed["exception"], paths, words))
    yield whole
    yield alone(teams_table(night, asked, shared.pages, words))
    yield others
    if asked is not None:
        yield from asked_of_teams(night, asked, paths, words)
    yield since_part(
        share.changed,
        night.compared.night,
        asked,
        counts=share.figures.changes,
        with_team=True,
        words=words,
    )
    yield Section(
        "completed-work",
        "Completed work to check",
        (*completed_latest(night, limit, words), *doubt_tables(night, rules, words)),
        folded="Show completed work to check",
    )
    yield from map(alone, (*faults_tables(night), problem_counts(night.problems)))


def _flag_counts(service: Figures, words: Words) -> Table:
    return Table(
        id="flags",
        caption="Everything that is flagged",
        headings=headings("Flag", words.fill("#{Assessments}"), "What to do"),
        rows=tuple((flag.label, str(service.flags[flag.code]), flag.action) for flag in RULES),
    )
