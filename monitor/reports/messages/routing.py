"""Who gets which page: the recipients of its team, else the service's with a word on why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM
from monitor.reports.sections.page_paths import copy_name, page_path
from monitor.settings.links import folder_address, page_link

if TYPE_CHECKING:
    from datetime import date

    from monitor.reports.sections.page_paths import Page
    from monitor.settings.delivery import SendWhen
    from monitor.settings.settings import Settings
    from monitor.settings.teams import Service, Team

_BECAUSE = "This report goes to the service because"
_NO_RECIPIENTS = f"{_BECAUSE} the team has no recipients in the configuration."
_NOT_CONFIGURED = f"{_BECAUSE} the configuration names no such team."
_NO_TEAM = f"{_BECAUSE} no team is recorded for these {{assessments}}."
_ANSWER_IN = "To answer, open answers.xlsx in the folder that receives this report every night."


@dataclass(frozen=True)
class Route:
    """Who gets the message of a page, when and why, and where they find the full report."""

    recipients: tuple[str, ...]
    send_when: SendWhen
    #: Why it goes to the service and to no team; blank where it goes where it belongs.
    note: str
    #: The address of the full report; blank where there is none that could be opened.
    link: str
    #: Where the full report is, in words, for those who have no link.
    whereabouts: str
    #: Where the team answers; blank where it has no workbook.
    answer_in: str


def route_of(page: Page, settings: Settings, night: date) -> Route:
    """Return the route of a page: to the service, or to nobody but its own team, if it can be."""
    service, team = settings.service, _team_of(page, settings)
    reader = service if page.is_service else team
    link, whereabouts = _where(page.path, reader, settings, night)
    return Route(
        recipients=_recipients(team, settings),
        send_when=(team or service).send_when or settings.delivery.send_when,
        note="" if page.is_service else settings.words.fill(_note(page, team)),
        link=link,
        whereabouts=whereabouts,
        answer_in=_ANSWER_IN if settings.answers and team and team.folder else "",
    )


def recipients_of(about: str, settings: Settings) -> tuple[str, ...]:
    """Return who gets the message of the page with this title."""
    team = next((team for team in settings.teams if team.name == about), None)
    return _recipients(team, settings)


def _team_of(page: Page, settings: Settings) -> Team | None:
    """Return the configured team whose page it is; a page that names share belongs to none."""
    if page.teams != (page.title,):
        return None
    return next((team for team in settings.teams if team.name == page.title), None)


def _recipients(team: Team | None, settings: Settings) -> tuple[str, ...]:
    return team.recipients if team and team.recipients else settings.service.recipients


def _note(page: Page, team: Team | None) -> str:
    if team is not None:
        return "" if team.recipients else _NO_RECIPIENTS
    return _NO_TEAM if page.teams == (NO_TEAM,) else _NOT_CONFIGURED


def place_of_team(team: Team, settings: Settings, night: date) -> tuple[str, str]:
    """Return the address of a team's report of a night, blank for none, and its place."""
    return _where(page_path(team.name), team, settings, night)


def _where(
    path: str, reader: Team | Service | None, settings: Settings, night: date
) -> tuple[str, str]:
    in_night = f"{night.isoformat()}/{path}"
    if reader is not None and reader.folder is not None:
        base = reader.report_link_base or folder_address(reader.folder)
        name = copy_name(path)
        return page_link(base, name), f"{name} in the folder that receives it every night"
    base = settings.delivery.report_link_base or ""
    return page_link(base, in_night), f"{in_night} in the folder of the reports"
