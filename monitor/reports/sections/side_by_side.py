"""The teams side by side: what each has to do, how it answers, and if it is getting better."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.asking import NOTHING_ASKED
from monitor.judgement.figures import places_of_teams
from monitor.judgement.rounding import half_up
from monitor.reports.parts.charts import Values, draw_bars, who_has_most
from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Table
from monitor.reports.parts.weekly import change_in_a_week
from monitor.reports.parts.wording import NOTHING, figure, share
from monitor.reports.sections.spread import WORK, workers_and_work
from monitor.reports.sections.trend import trend_by_team

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.judgement.asking import AskingFigures
    from monitor.judgement.night import Figures, Night
    from monitor.reports.parts.rows import Column
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.page_paths import Page
    from monitor.settings.words import Words


@dataclass(frozen=True)
class TeamRow:
    """A team's figures, and what is asked of it."""

    team: Figures
    asked: AskingFigures
    #: How many of its exceptions nobody answered about.
    unanswered: int
    #: How many more exceptions it has than a week ago; a dash where that is not known.
    change: str
    workers: int
    #: How many open assessments its workers have.
    work: int
    #: Where its page is, and where on it the exceptions are, and those without an answer.
    path: str
    is_alone: bool

    @property
    def links(self) -> Iterator[tuple[str, str]]:
        """Yield, by heading, where a figure leads: as many rows, on a page of this team alone."""
        lists = (
            (_NEED_ACTION, self.team.exceptions, "needs-you"),
            (_NO_ANSWER, self.unanswered, "unanswered"),
        )
        for heading, count, name in lists:
            if count and self.is_alone:
                yield heading, f"{self.path}#{name}"


_NEED_ACTION, _NO_ANSWER = "#Need action", "#No answer"
_NEED: tuple[Column, ...] = (
    ("Team", lambda row: row.team.name),
    (_NEED_ACTION, lambda row: str(row.team.exceptions)),
    ("#In a week", lambda row: row.change),
)
_ANSWERS: tuple[Column, ...] = (
    (_NO_ANSWER, lambda row: str(row.unanswered)),
    ("#Answered in time", lambda row: f"{row.asked.within_limit} of {row.asked.within_limit_of}"),
    ("#Promises kept, last week", lambda row: _kept(row.asked)),
    ("#Longest silence, working days", lambda row: figure(row.asked.longest_silence)),
)
_FIGURES: tuple[Column, ...] = (
    ("#Overdue", lambda row: str(row.team.statuses["overdue"])),
    ("#No deadline", lambda row: str(row.team.statuses["no_deadline"])),
    ("#Child not seen", lambda row: str(row.team.flags["child_not_seen"])),
    ("#Share past the deadline", lambda row: _share(row.team)),
    ("#Mean working days late", lambda row: figure(row.team.past_deadline.mean_working_days_late)),
    ("#Worst", lambda row: figure(row.team.past_deadline.max_working_days_late)),
    ("#Open per {worker}", lambda row: figure(_per_worker(row))),
)


def _kept(asked: AskingFigures) -> str:
    due = sum(asked.promises_due.values())
    return f"{asked.promises_due['kept']} of {due}" if due else NOTHING


def _share(team: Figures) -> str:
    past = team.past_deadline
    return f"{share(past.percent)} ({past.count} of {past.of})".replace(" ", "\N{NO-BREAK SPACE}")


def _per_worker(row: TeamRow) -> float | None:
    return half_up(row.work, row.workers) if row.workers else None


def teams_table(
    night: Night, asked: AskedShare | None, pages: Sequence[Page], words: Words
) -> Table:
    """Return a row a team, with the most to do first; records without a team come last."""
    rows = sorted(
        team_rows(night, asked, pages),
        key=lambda row: (row.team.name == NO_TEAM, -row.team.exceptions),
    )
    columns = (*_NEED, *(() if asked is None else _ANSWERS), *_FIGURES)
    place = {heading: number for number, (heading, _) in enumerate(columns)}
    return Table(
        "teams",
        "The teams side by side, most to do first",
        *in_cells(rows, columns, words),
        links=tuple(row.path for row in rows),
        cell_links=tuple({place[heading]: link for heading, link in row.links} for row in rows),
        empty="No team is configured or named in the extract.",
        chart=draw_bars(
            Values(
                id="teams-picture",
                shows=words.fill("Overdue {assessments} and those without a deadline, by team"),
                series=WORK[:2],
                finding="" if night.alarms else _finding(rows),
            ),
            [
                (row.team.name, [row.team.statuses[code] for code in ("overdue", "no_deadline")])
                for row in rows
            ],
        ),
    )


def team_rows(night: Night, asked: AskedShare | None, pages: Sequence[Page]) -> list[TeamRow]:
    """Return each team's figures, in the order of the night."""
    names = [team.name for team in night.teams]
    of_name = {name: page for page in pages for name in page.teams}
    figures = {} if night.asking is None else {each.name: each for each in night.asking.teams}
    unanswered = Counter(() if asked is None else (row.team_name for row in asked.unanswered))
    caseloads = workers_and_work(
        night.judged, places_of_teams(night.judged["team"], names), len(names)
    )
    return [
        TeamRow(
            team,
            figures.get(team.name, NOTHING_ASKED),
            unanswered[team.name],
            NOTHING
            if night.alarms
            else change_in_a_week([(row.night, row.exceptions) for row in sorted(trend)]),
            *caseload,
            path=of_name[team.name].path,
            is_alone=len(of_name[team.name].teams) == 1,
        )
        for team, trend, caseload in zip(
            night.teams, trend_by_team(night, names), caseloads, strict=True
        )
    ]


def _finding(rows: Sequence[TeamRow]) -> str:
    counts = [(row.team.name, row.team.statuses["overdue"]) for row in rows]
    return who_has_most(counts, "overdue", besides=NO_TEAM)
