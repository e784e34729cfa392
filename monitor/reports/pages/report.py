"""What a report prints, top to bottom: the shape that the service's and the teams' share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.reports.parts.tables import Section
from monitor.reports.parts.wording import headline, long_date
from monitor.reports.sections.provenance import (
    definitions,
    footnotes,
    lookup_tables,
    open_and_completed,
    reconciliation,
    sources_table,
)
from monitor.reports.sections.trust import nothing_to_do, state_of_the_data
from monitor.reports.sections.verdicts import can_i_rely, course_in_words, is_it_better

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.judgement.night import Night
    from monitor.reports.parts.tables import Said, Table, Tile
    from monitor.reports.sections.page_paths import Page
    from monitor.reports.sections.provenance import Definition
    from monitor.reports.sections.shares import Share
    from monitor.reports.sections.trust import Assurance
    from monitor.settings.settings import Settings
    from monitor.settings.words import Words


@dataclass(frozen=True)
class Report:
    """A report of one night, of the service or of one page of teams."""

    title: str
    authority: str
    words: Words
    #: The as-at date with its weekday.
    as_at: str
    #: Why this night is no all-clear; said first, on every page.
    alarms: tuple[str, ...]
    #: Whether what was read is fresh and whole, in a word or a few.
    state: str
    #: How many need action and what else is asked for, each leading to as many rows.
    need: tuple[Said, ...]
    #: The inspectors' sentence, and its figures of the open and of the completed ones.
    sentence: str
    parted: str
    #: Whether more need action than before, in a line.
    course: str
    #: Why nothing is asked for, where nothing is.
    quiet: Assurance | None
    #: At most three, of what asks for something.
    tiles: tuple[Tile, ...]
    #: The lists, in the order of urgency, and whether it gets better.
    parts: tuple[Section, ...]
    rely: Assurance
    definitions: tuple[Definition, ...]
    #: Every status and every line read, summed.
    reconciliation: tuple[Table, ...]
    footnotes: tuple[str, ...]
    version: str


@dataclass(frozen=True)
class Body:
    """What only one kind of report shows."""

    #: How many need action and what else is asked for, each leading to as many rows.
    need: Iterable[Said]
    tiles: Iterable[Tile]
    parts: Iterable[Section]
    #: Trends and pictures, folded.
    spread: Iterable[Table]


def report_of(
    page: Page, share: Share, body: Body, *, night: Night, settings: Settings, version: str
) -> Report:
    """Return the view model of a page: what every page says of its share, and its own body."""
    figures, rules, words = share.figures, settings.rules, settings.words
    is_in_doubt = bool(night.alarms)
    better = is_it_better(share.trend, words, is_in_doubt=is_in_doubt)
    return Report(
        title=page.title,
        authority=night.authority,
        words=words,
        as_at=long_date(night.as_at),
        alarms=night.alarm_sentences,
        state=state_of_the_data(night),
        need=tuple(body.need),
        sentence=headline(figures, long_overdue=rules.long_overdue_working_days, words=words),
        parted=open_and_completed(figures, rules.headline_months, words),
        course=course_in_words(share.trend, is_in_doubt=is_in_doubt),
        quiet=nothing_to_do(night, figures, to_look_at=share.flagged, words=words),
        tiles=tuple(body.tiles),
        parts=(
            *body.parts,
            Section(
                "better",
                "Is it getting better?",
                tuple(body.spread),
                verdict=better.verdict,
                said=better.reasons,
                folded="Show trends and pictures",
            ),
        ),
        rely=can_i_rely(night, figures, share.problems),
        definitions=definitions(rules, words),
        reconciliation=(reconciliation(figures), sources_table(night), *lookup_tables(night)),
        footnotes=footnotes(night, figures, words),
        version=version,
    )
