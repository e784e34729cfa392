"""The messages of a night: one per page of a team, and one for the service."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.judgement.all_clear import not_all_clear_because
from monitor.reports.messages.asks import answers_in_words, unread_in_words
from monitor.reports.messages.counts import teams
from monitor.reports.messages.draft import Draft
from monitor.reports.messages.lists import lists_of
from monitor.reports.messages.occasions import OCCASIONS
from monitor.reports.messages.routing import route_of
from monitor.reports.messages.subjects import (
    asks_of,
    counts_of,
    in_sentences,
    of_answers,
    subject_of,
    waiting_above,
)
from monitor.reports.parts.wording import counted, headline, long_date, one_line
from monitor.reports.sections.changed import changes_in_words
from monitor.reports.sections.page_paths import SERVICE_PAGE
from monitor.reports.sections.provenance import open_and_completed
from monitor.reports.sections.trust import assurances
from monitor.reports.sections.verdicts import course_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from datetime import date

    from monitor.judgement.night import Figures, Night
    from monitor.reports.sections.page_paths import Page
    from monitor.reports.sections.shares import Share, Shared
    from monitor.settings.settings import Settings
    from monitor.settings.words import Words

#: A name of the configuration or the extract is cut to this many characters.
LONGEST_NAME = 120


def drafts(night: Night, settings: Settings, *, shared: Shared, version: str) -> Iterator[Draft]:
    """Yield the message to the service, then that of every page below `teams/`, wanted or not."""
    strays = stray_records(shared)
    own = zip(shared.pages, shared.shares, strict=True)
    for page, share in ((SERVICE_PAGE, shared.service), *own):
        yield _draft(page, share, night=night, settings=settings, strays=strays, version=version)


def _draft(
    page: Page, share: Share, *, night: Night, settings: Settings, strays: int, version: str
) -> Draft:
    figures, words = share.figures, settings.words
    alarms = tuple(map(one_line, night.alarm_sentences))
    route = route_of(page, settings, night.as_at)
    because = set(not_all_clear_because(night, figures))
    nothing = _nothing(because)
    is_quiet = not because - set(DOUBTS_OF_QUIET)
    of_team = is_quiet and not page.is_service
    doubt = doubt_of_team(figures, strays, words) if of_team else ""
    asked = share.asked
    lists = lists_of(page, share, night, settings)
    side_by_side = [teams(night.teams, settings.delivery.most_rows)] if page.is_service else []
    side_by_side = [each for each in side_by_side if each.items]
    unread, is_unread_news = unread_in_words(night) if page.is_service else ("", False)
    how = route.answer_in if asked is not None and asked.rows else ""
    return Draft(
        kind=page.kind,
        about=page.about,
        recipients=route.recipients,
        wanted=is_unread_news
        or OCCASIONS[route.send_when](night, figures, asked is not None and asked.is_news),
        must_act=OCCASIONS["exceptions"](night, figures, False),  # noqa: FBT003  (of no account)
        subject=subject_of(
            counts_of(figures, asked, nothing=nothing, words=words)
            if page.is_service
            else asks_of(figures, asked, nothing=nothing, words=words),
            page.about or "the service",
            night.as_at,
            is_alarm=bool(night.alarms),
        ),
        digest=_digest(page, share, alarms, night.as_at) if route.recipients else "",
        page=page.path,
        title=one_line(page.title, LONGEST_NAME),
        authority=one_line(night.authority, LONGEST_NAME),
        words=words,
        as_at=long_date(night.as_at),
        alarms=alarms,
        note=" ".join(filter(None, (route.note, doubt, unread, how))),
        asks=in_sentences(
            figures, (waiting_above if page.is_service else of_answers)(asked), words
        ),
        sentence=headline(
            figures, long_overdue=settings.rules.long_overdue_working_days, words=words
        ),
        parted=open_and_completed(figures, settings.rules.headline_months, words),
        since=changes_in_words(figures, night.compared.night, words),
        course=course_in_words(share.trend, is_in_doubt=bool(night.alarms)) if share.trend else "",
        all_clear=not because,
        quiet=tuple(words for code, words in DOUBTS_OF_QUIET.items() if code in because)
        if is_quiet
        else (),
        assurances=assurances(night),
        answers=answers_in_words(asked, of_service=page.is_service),
        lists=(*lists.listed, *side_by_side),
        also=tuple(lists.also),
        link=route.link,
        whereabouts=route.whereabouts,
        version=version,
    )


#: What keeps a page on which nothing needs action from being an all-clear, and how that is put.
DOUBTS_OF_QUIET = {
    "age_unknown": "nothing says of which day an extract is",
    "not_proven_whole": "no control total proves that every extract is whole",
    "stray_records": "some records name no team that is known",
    "no_records": "no record was read for it",
}


def _nothing(because: AbstractSet[str]) -> str:
    if not because:
        return "All clear"
    known = because <= {"age_unknown", "not_proven_whole"}
    return "Nothing needs action" if known else "Nothing listed"


def stray_records(shared: Shared) -> int:
    """Return how many records are of no team, or of one that the configuration does not name."""
    pages = zip(shared.pages, shared.shares, strict=True)
    return sum(
        share.figures.records for page, share in pages if page.title in (NO_TEAM, UNKNOWN_TEAMS)
    )


def doubt_of_team(figures: Figures, strays: int, words: Words) -> str:
    """Return why a quiet team's page may lack its assessments; blank where nothing says so."""
    doubts = []
    if not figures.records:
        phrase = "No {assessment} was read for this team: is its name as the extract has it?"
        doubts.append(words.fill(phrase))
    if strays:
        records = counted(strays, "record names", "records name")
        doubts.append(f"{records} no team of the configuration, and may be this team's.")
    return " ".join(doubts)


def _digest(page: Page, share: Share, alarms: tuple[str, ...], as_at: date) -> str:
    """Return the hash of what a message says: not how, in which order, by whom or to whom.

    Counts of 0 are left out, so that a code that a newer version brings changes nothing.
    """
    figures = share.figures
    counts = {**figures.statuses, **figures.flags, **figures.changes}
    facts = {
        "as_at": as_at.isoformat(),
        "about": page.about,
        "kind": page.kind,
        "alarms": alarms,
        "problems": Counter(problem.code for problem in share.problems),
        "figures": {
            **{code: count for code, count in counts.items() if count},
            **asdict(figures.past_deadline),
        },
        "facts": [
            sorted(row.facts for row in share.changed),
            *(sorted(row.facts for row in rows) for rows in share.listed.values()),
        ],
    }
    if share.asked is not None:
        facts["asked"] = sorted(map(str, (row.facts for row in share.asked.rows)))
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
