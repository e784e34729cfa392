"""The message to those above the teams: one a night for each, of the cases that are with them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.reports.messages.asks import promised_in_words
from monitor.reports.messages.draft import Listed, and_more
from monitor.reports.messages.items import Items, record_of
from monitor.reports.messages.subjects import LONGEST_NAME, subject_of
from monitor.reports.parts.challenges import WHY
from monitor.reports.parts.wording import long_date, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.judgement.night import Night
    from monitor.reports.messages.draft import Record
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.asked_row import AskedRow
    from monitor.settings.settings import Settings
    from monitor.settings.words import Words


@dataclass(frozen=True)
class LevelDraft:
    """The message of one recipient above the teams: their own cases and no others."""

    #: The names of the levels at which this recipient is named.
    about: str
    recipients: tuple[str, ...]
    #: True if a case is with them that nobody promised to finish.
    wanted: bool
    subject: str
    digest: str
    title: str
    authority: str
    words: Words
    as_at: str
    alarms: tuple[str, ...]
    sentence: str
    #: How many are promised, and the next date; blank for none.
    promised: str
    lists: tuple[Listed, ...]
    #: How many cases are with them, those that no list shows included.
    cases: int
    version: str
    kind: str = "level"
    #: There is no page of a level.
    page: str = ""
    #: Without a case there is nothing to act on, and with one it is wanted.
    must_act: bool = False

    @property
    def records(self) -> frozenset[Record]:
        """Return every record that it shows."""
        return frozenset().union(*(listed.records for listed in self.lists))


def level_drafts(
    night: Night, asked: AskedShare | None, settings: Settings, *, version: str
) -> Iterator[LevelDraft]:
    """Yield the message of every recipient above the teams, and one for all who have none."""
    if asked is None:
        return
    for recipient in settings.level_recipients():
        about = ", ".join(settings.levels_with(recipient))
        rows = [row for row in asked.rows if recipient in recipients_of_case(row, settings)]
        yield _draft(about, (recipient,), rows, night, settings, version)
    nobody = [row for row in asked.rows if row.level and not recipients_of_case(row, settings)]
    if nobody:
        about = ", ".join(sorted({row.with_whom for row in nobody}))
        yield _draft(about, (), nobody, night, settings, version)


def recipients_of_case(row: AskedRow, settings: Settings) -> tuple[str, ...]:
    """Return who is written to at the level with which a case is; nobody while it is the team's."""
    return settings.levels_of(row.team)[row.level - 1].recipients if row.level else ()


def _draft(
    about: str,
    recipients: tuple[str, ...],
    rows: Sequence[AskedRow],
    night: Night,
    settings: Settings,
    version: str,
) -> LevelDraft:
    words, waiting = settings.words, [row for row in rows if not row.is_quiet]
    alarms = tuple(map(one_line, night.alarm_sentences))
    fresh = sum(bool(row.climbed) for row in rows)
    asks = f"{len(waiting)} {'waits' if len(waiting) == 1 else 'wait'} for your answer"
    facts = (night.as_at.isoformat(), alarms, sorted(map(str, (row.facts for row in rows))))
    return LevelDraft(
        about=about,
        recipients=recipients,
        wanted=bool(waiting),
        subject=subject_of(
            (asks, f"{fresh} new tonight"), about, night.as_at, is_alarm=bool(alarms)
        ),
        digest=hashlib.sha256(json.dumps(facts).encode()).hexdigest(),
        title=one_line(about, 2 * LONGEST_NAME),
        authority=one_line(night.authority, 2 * LONGEST_NAME),
        words=words,
        as_at=long_date(night.as_at),
        alarms=alarms,
        sentence=_sentence(rows, waiting, words),
        promised=promised_in_words(rows),
        lists=tuple(_lists(rows, settings)),
        cases=len(rows),
        version=version,
    )


def _sentence(rows: Sequence[AskedRow], waiting: Sequence[AskedRow], words: Words) -> str:
    if not rows:
        return words.fill("No {assessment} is with you any more.")
    causes = Counter(WHY[row.climbed] for row in rows if row.climbed)
    why = "; ".join(f"{count}: {cause}" for cause, count in causes.items())
    fresh = f" New tonight, {why}." if why else ""
    counted = f"{len(waiting)} of {len(rows)}"
    return words.fill(f"{counted} {{assessments}} that are with you wait for your answer.") + fresh


def _lists(rows: Sequence[AskedRow], settings: Settings) -> Iterator[Listed]:
    """Yield what came tonight, then what waits, then what is promised; together `most_rows`."""
    items = Items(settings, with_team=True, cases={})
    left = settings.delivery.most_rows
    groups = (
        ("new", "New with you tonight", [row for row in rows if row.climbed and not row.is_quiet]),
        ("waiting", "Waiting for you", [r for r in rows if not r.climbed and not r.is_quiet]),
        ("promised", "Promised, or otherwise answered", [row for row in rows if row.is_quiet]),
    )
    for name, title, chosen in groups:
        shown = chosen[:left]
        left -= len(shown)
        if chosen:
            yield Listed(
                id=name,
                title=f"{title} ({len(chosen)})",
                items=tuple(map(items.of, shown)),
                more=and_more(len(chosen) - len(shown), "on the page of the service"),
                records=frozenset(map(record_of, shown)),
            )
