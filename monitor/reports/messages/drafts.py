"""The messages of a night: one per page of a team, and one for the service."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.judgement.figures import is_all_clear
from monitor.reports.messages.contents import Edition, told_of_page, told_of_service
from monitor.reports.messages.draft import Draft
from monitor.reports.messages.occasions import OCCASIONS
from monitor.reports.messages.routing import route_of_page, route_of_service
from monitor.reports.messages.rows import rows_of
from monitor.reports.messages.subjects import subject
from monitor.reports.parts.wording import counted, headline, long_date, one_line
from monitor.reports.sections import assessments as sections
from monitor.reports.sections.changed import changes_in_words
from monitor.reports.sections.trend import trend_in_words
from monitor.reports.sections.trust import assurances

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.judgement.night import Figures, Night
    from monitor.reports.messages.contents import Told
    from monitor.reports.messages.routing import Route
    from monitor.reports.sections.shares import Shared
    from monitor.settings.settings import Settings

#: A name of the configuration or the extract is cut to so many characters.
LONGEST_NAME = 120


def drafts(night: Night, settings: Settings, *, shared: Shared, version: str) -> Iterator[Draft]:
    """Yield the message to the service, then that of every page below `teams/`.

    Each is drafted, wanted or not, so that who would get what can be told.
    """
    edition = Edition(
        night=night,
        settings=settings,
        version=version,
        rows=rows_of(night, shared),
        alarms=tuple(one_line(alarm) for alarm in night.alarm_sentences),
        assurances=assurances(night),
        strays=stray_records(shared),
    )
    yield _draft(edition, told_of_service(edition, shared), route_of_service(settings, night.as_at))
    for page, share in zip(shared.pages, shared.shares, strict=True):
        route = route_of_page(page, settings, night.as_at)
        yield _draft(edition, told_of_page(edition, page, share), route)


def _draft(edition: Edition, told: Told, route: Route) -> Draft:
    night, figures, rules = edition.night, told.figures, edition.settings.rules
    quiet = is_all_clear(figures, night.alarms) and not figures.flags["child_not_seen"]
    doubt = doubt_of_team(figures, edition.strays) if quiet and told.kind == "team" else ""
    all_clear = quiet and not doubt
    return Draft(
        kind=told.kind,
        about=told.about,
        recipients=route.recipients,
        wanted=OCCASIONS[route.send_when](night, figures),
        must_act=OCCASIONS["exceptions"](night, figures),
        subject=subject(
            told.name,
            figures,
            as_at=night.as_at,
            is_alarm=bool(night.alarms),
            is_all_clear=all_clear,
        ),
        digest=_digest(edition, told),
        page=told.page,
        title=one_line(told.title, LONGEST_NAME),
        authority=one_line(night.authority, LONGEST_NAME),
        as_at=long_date(night.as_at),
        alarms=edition.alarms,
        note=" ".join(filter(None, (route.note, doubt))),
        sentence=headline(figures, long_overdue=rules.long_overdue_working_days),
        since=changes_in_words(figures, night.compared.night),
        course=trend_in_words(told.trend) if told.trend else "",
        all_clear=all_clear,
        assurances=edition.assurances,
        tiles=sections.tiles(
            figures, sum(told.problems.values()), statutory=edition.statutory, tables=("",) * 6
        ),
        lists=tuple(listed for listed in told.lists if listed.rows),
        bars=told.bars,
        link=route.link,
        whereabouts=route.whereabouts,
        version=edition.version,
    )


def stray_records(shared: Shared) -> int:
    """Return how many records are of no team, or of one that the configuration does not name."""
    pages = zip(shared.pages, shared.shares, strict=True)
    return sum(
        share.figures.records for page, share in pages if page.title in (NO_TEAM, UNKNOWN_TEAMS)
    )


def doubt_of_team(figures: Figures, strays: int) -> str:
    """Return why a quiet team's page may lack its assessments; blank where nothing says so."""
    doubts = []
    if not figures.records:
        doubts.append("No assessment was read for this team: is its name as the extract has it?")
    if strays:
        records = counted(strays, "record names", "records name")
        doubts.append(f"{records} no team of the configuration, and may be this team's.")
    return " ".join(doubts)


def _digest(edition: Edition, told: Told) -> str:
    """Return the hash of what a message says: not how, in which order, by whom or to whom.

    Counts of 0 are left out, so that a code that a newer version brings changes nothing.
    """
    figures = told.figures
    counts = {**figures.statuses, **figures.flags, **figures.changes}
    facts = {
        "as_at": edition.night.as_at.isoformat(),
        "about": told.about,
        "kind": told.kind,
        "alarms": edition.alarms,
        "problems": told.problems,
        "figures": {
            **{code: count for code, count in counts.items() if count},
            **asdict(figures.past_deadline),
        },
        "facts": [sorted(part) for part in told.facts],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
