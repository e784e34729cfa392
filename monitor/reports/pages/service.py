"""The service report: the inspectors' sentence with tonight's figures, and the teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.figures import places_of_teams
from monitor.judgement.flags import RULES
from monitor.judgement.problem_list import NO_RECORD
from monitor.reports.pages.report import Report
from monitor.reports.parts.charts import Values, draw_bars
from monitor.reports.parts.tables import Table, headings
from monitor.reports.parts.wording import headline, long_date
from monitor.reports.sections import assessments as sections
from monitor.reports.sections.benchmark import benchmark_tables
from monitor.reports.sections.changed import changes_in_words, changes_table, vanished_table
from monitor.reports.sections.doubtful import doubt_tables
from monitor.reports.sections.provenance import (
    definitions,
    footnotes,
    lookup_tables,
    open_share,
    reconciliation,
    sources_table,
)
from monitor.reports.sections.spread import WORK, bands, workers_and_work
from monitor.reports.sections.trend import trend_in_words, trend_of_service, trend_tables
from monitor.reports.sections.trust import nothing_to_do, state_of_the_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from monitor.judgement.night import Figures, Night
    from monitor.reports.sections.listing import Listing
    from monitor.reports.sections.page_paths import Page
    from monitor.settings.rules import Rules

_WORST = 20
_TEAMS_COMPARED = Values("teams-picture", "Open assessments of each team", WORK)


def service_report(
    night: Night,
    pages: Sequence[Page],
    *,
    listing: Listing,
    changed: pd.DataFrame,
    rules: Rules,
    version: str,
) -> Report:
    """Return the view model of the service's page."""
    worst, before = listing.exceptions, night.compared.night
    trend = trend_of_service(night)
    everything = np.zeros(len(night.judged), dtype=np.int64)
    return Report(
        title="The service",
        authority=night.authority,
        as_at=long_date(night.as_at),
        alarms=night.alarm_sentences,
        sentence=headline(night.service, long_overdue=rules.long_overdue_working_days),
        open_share=open_share(night.service),
        quiet=nothing_to_do(night, night.service, to_look_at=sum(listing.flagged)),
        first=sections.first_in_words(night, worst, with_team=True),
        since=changes_in_words(night.service, before),
        course=trend_in_words(trend),
        state=state_of_the_data(night),
        tiles=sections.tiles(
            night.service,
            int((night.problems["record"] != NO_RECORD).sum()),
            statutory=rules.statutory_working_days,
            tables=("teams", "teams", "teams", "teams", "flags", "to-mend"),
        ),
        tables=(
            _teams(night, pages),
            sections.exceptions(
                worst[:_WORST], with_team=True, caption=_first_to_look_at(len(worst))
            ),
            changes_table(changed, before, with_team=True),
            vanished_table(changed, with_team=True),
            _flag_counts(night.service),
            *doubt_tables(night, rules),
            sections.problem_counts(night.problems),
        ),
        spread=(
            *bands(night.judged, everything, 1),
            *trend_tables(trend),
            *benchmark_tables(night, rules),
        ),
        definitions=definitions(rules),
        reconciliation=(reconciliation(night.service), sources_table(night), *lookup_tables(night)),
        footnotes=footnotes(night, night.service),
        version=version,
    )


def _first_to_look_at(exceptions: int) -> str:
    return (
        f"To look at first ({min(exceptions, _WORST)} of {exceptions}): "
        "children not seen, then the longest overdue"
    )


def _teams(night: Night, pages: Sequence[Page]) -> Table:
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
            *("#Workers", "#Open per worker"),
        ),
        rows=tuple(sections.team_row(team, *caseload) for team, caseload in ordered),
        links=tuple(paths[team.name] for team, _ in ordered),
        empty="No team is configured or named in the extract.",
        chart=draw_bars(_TEAMS_COMPARED, [_team_bar(team) for team, _ in ordered]),
    )


def _team_bar(team: Figures) -> tuple[str, tuple[int, ...]]:
    overdue, undated = team.statuses["overdue"], team.statuses["no_deadline"]
    return team.name, (overdue, undated, team.past_deadline.open.of - overdue - undated)


def _flag_counts(service: Figures) -> Table:
    return Table(
        id="flags",
        caption="What should be looked at",
        headings=headings("Flag", "#Assessments", "What to do"),
        rows=tuple((flag.label, str(service.flags[flag.code]), flag.action) for flag in RULES),
        empty="",
    )
