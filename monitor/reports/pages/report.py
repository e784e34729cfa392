"""What a report prints, top to bottom: the shape that the service's and the teams' share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.reports.parts.wording import headline, long_date
from monitor.reports.sections.answers import answer_tiles, unread_answers
from monitor.reports.sections.assessments import first_in_words, tiles
from monitor.reports.sections.changed import changes_in_words
from monitor.reports.sections.provenance import (
    definitions,
    footnotes,
    lookup_tables,
    open_share,
    reconciliation,
    sources_table,
)
from monitor.reports.sections.trend import trend_in_words
from monitor.reports.sections.trust import nothing_to_do, state_of_the_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.judgement.night import Night
    from monitor.reports.parts.tables import Table, Tile
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
    sentence: str
    open_share: str
    #: Why nothing is asked for, where nothing is.
    quiet: Assurance | None
    #: Which child first, in words.
    first: str
    #: What changed since the night before, in one sentence.
    since: str
    #: Whether there are more exceptions or fewer than before.
    course: str
    #: Whether what was read is fresh and whole.
    state: Assurance
    tiles: tuple[Tile, ...]
    #: What to act on, in the order of urgency.
    tables: tuple[Table, ...]
    #: What else: what looks better than it should, how work is spread, whether it gets better.
    spread: tuple[Table, ...]
    definitions: tuple[Definition, ...]
    #: Every status and every line read, summed.
    reconciliation: tuple[Table, ...]
    footnotes: tuple[str, ...]
    version: str


@dataclass(frozen=True)
class Body:
    """What only one kind of report shows; `tile_tables` names, tile by tile, a table of it."""

    tile_tables: Sequence[str]
    tables: Iterable[Table]
    spread: Iterable[Table]


def report_of(
    page: Page, share: Share, body: Body, *, night: Night, settings: Settings, version: str
) -> Report:
    """Return the view model of a page: what every page says of its share, and its own body."""
    figures, rules, words = share.figures, settings.rules, settings.words
    return Report(
        title=page.title,
        authority=night.authority,
        words=words,
        as_at=long_date(night.as_at),
        alarms=night.alarm_sentences,
        sentence=headline(figures, long_overdue=rules.long_overdue_working_days, words=words),
        open_share=open_share(figures, words),
        quiet=nothing_to_do(night, figures, to_look_at=share.flagged, words=words),
        first=first_in_words(
            night, share.listed["exception"], with_team=page.with_team, words=words
        ),
        since=changes_in_words(figures, night.compared.night, words),
        course=trend_in_words(share.trend, words),
        state=state_of_the_data(night),
        tiles=(
            *tiles(
                figures,
                len(share.problems),
                statutory=rules.statutory_working_days,
                tables=body.tile_tables,
            ),
            *answer_tiles(share.asked, table="answers" if page.is_service else "needs-you"),
        ),
        tables=tuple(body.tables),
        spread=tuple(body.spread),
        definitions=definitions(rules, words),
        reconciliation=(reconciliation(figures), sources_table(night), *lookup_tables(night)),
        footnotes=(*footnotes(night, figures, words), *unread_answers(night)),
        version=version,
    )
