"""What teams hear when a night fails: that no report comes, and whether their last list holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.reports.messages.notices import NoticeKind, digest_of, notice_of
from monitor.reports.messages.routing import place_of_team
from monitor.reports.messages.subjects import day_and_month, subject_of
from monitor.reports.parts.wording import long_date, one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from monitor.judgement.night import FailedNight
    from monitor.reports.messages.notices import Notice
    from monitor.settings.settings import Settings
    from monitor.settings.teams import Team

NO_REPORT = NoticeKind(
    "no_report_today",
    "no report today",
    "No report today",
    "",
    ("Deadlines that passed since then are not in it: check those in the system.",),
)
_OF_TEAM = f"{NO_REPORT.code}: "
_WHY = {
    True: "The extract of the night was refused, because it could not be relied on.",
    False: "The night's work failed before the reports were made.",
}
_CHECK_ALL = "Until the next report check every deadline in the system."
_LONGEST_NAME = 120


def team_of(about: str) -> str | None:
    """Return the team that a notice is to; None where it is to the service."""
    return about.removeprefix(_OF_TEAM) if about.startswith(_OF_TEAM) else None


def no_report_notices(
    failed: FailedNight,
    settings: Settings,
    *,
    newest: date,
    need_action: Mapping[str, int | None],
    reached: Collection[tuple[str, str]],
    refused: bool,
) -> Iterator[Notice]:
    """Yield a notice to each team of which somebody was sent a list that the newest night left so.

    `need_action` is how many needed action on that night, by team, None where it was in doubt;
    `reached` holds each team with each mailbox that was sent such a list, in small letters. A
    notice has the figure of its team alone, and as yet no version.
    """
    for team in settings.teams:
        recipients = tuple(each for each in team.recipients if (team.name, each.lower()) in reached)
        if recipients and team.name in need_action:
            why = replace(failed, reason=_WHY[refused])
            notice = _notice(team, why, settings, newest, need_action[team.name])
            yield replace(notice, recipients=recipients)


def _notice(
    team: Team, failed: FailedNight, settings: Settings, newest: date, count: int | None
) -> Notice:
    """Return the notice to a team; without `count` the newest night was in doubt."""
    asked, sentence = _words(count, newest, settings)
    link, whereabouts = place_of_team(team, settings, newest)
    find = () if link else (f"That report is {whereabouts}.",)
    to_do = (_CHECK_ALL,) if count is None else NO_REPORT.to_do
    return replace(
        notice_of(NO_REPORT, failed.as_at, (failed.reason,), settings, ""),
        about=f"{_OF_TEAM}{team.name}",
        subject=subject_of((f"No report today; {asked}",), team.name, failed.as_at),
        digest=digest_of(NO_REPORT.code, failed.as_at, newest.isoformat(), team.name),
        title=f"No report today: {one_line(team.name, _LONGEST_NAME)}",
        sentence=sentence,
        to_do=(*to_do, *find),
        link=link,
        link_words=f"Open the list of {day_and_month(newest)}",
    )


def _words(count: int | None, newest: date, settings: Settings) -> tuple[str, str]:
    """Return what the subject asks, and the sentence."""
    day, long_day = day_and_month(newest), long_date(newest)
    if count is None:
        asked = f"do not rely on the list of {day}"
        return asked, f"The report of {long_day} was itself in doubt: do not rely on it."
    if not count:
        named = f"named no {settings.words.assessment} that needs action"
        return "this is no all-clear", f"The list of {long_day} {named}. This is no all-clear."
    need = f"{count} {'needs' if count == 1 else 'need'} action"
    asked = f"{need} on the list of {day}"
    return asked, f"Until the next report the list of {long_day} holds: {need}."
