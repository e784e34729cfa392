"""What the message to the service, and that of each page, tells of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitor.judgement.problem_list import NO_RECORD
from monitor.reports.messages import counts as draft_counts
from monitor.reports.messages import lists as draft_lists
from monitor.reports.sections.page_paths import SERVICE_PATH
from monitor.reports.sections.spread import bands
from monitor.reports.sections.trend import trend_of_service

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from monitor.judgement.night import Figures, Night, TrendRow
    from monitor.reports.messages.draft import Bar, Listed
    from monitor.reports.messages.rows import ChangedRow, Facts, ListedRow, Rows
    from monitor.reports.sections.page_paths import Page
    from monitor.reports.sections.shares import Share, Shared
    from monitor.settings.settings import Settings

#: The message to the service shows so many of all exceptions, as its report does.
WORST = 20


@dataclass(frozen=True, eq=False)
class Edition:
    """What all messages of a night have in common."""

    night: Night
    settings: Settings
    version: str
    rows: Rows
    alarms: tuple[str, ...]
    assurances: tuple[str, ...]
    #: How many records are of no team, or of one that the configuration does not name.
    strays: int

    @property
    def statutory(self) -> int:
        """Return the statutory limit in working days."""
        return self.settings.rules.statutory_working_days

    def listed(self, part: pd.DataFrame) -> list[ListedRow]:
        """Return the rows of a part of the listing."""
        return [self.rows.listed[place] for place in part.index.tolist()]

    def changed(self, part: pd.DataFrame) -> list[ChangedRow]:
        """Return the rows of a part of what changed."""
        return [self.rows.changed[place] for place in part.index.tolist()]

    def facts(self, changed: pd.DataFrame, *listed: pd.DataFrame) -> tuple[list[Facts], ...]:
        """Return what stands behind the changes, and behind each part of the listing."""
        of_changed, of_listed = self.rows.facts_of_changed, self.rows.facts_of_listed
        return (
            [of_changed[place] for place in changed.index.tolist()],
            *([of_listed[place] for place in part.index.tolist()] for part in listed),
        )


@dataclass(frozen=True, eq=False)
class Told:
    """What one message tells of."""

    kind: str
    about: str
    page: str
    title: str
    name: str
    figures: Figures
    #: How often each problem was found in its records.
    problems: Mapping[str, int]
    #: What stands behind all that it lists or only counts.
    facts: tuple[list[Facts], ...]
    lists: tuple[Listed, ...]
    bars: tuple[Bar, ...]
    trend: tuple[TrendRow, ...]


def told_of_service(edition: Edition, shared: Shared) -> Told:
    """Return what the message to the service tells of."""
    night, exceptions = edition.night, shared.listing.exceptions
    problems = night.problems.loc[night.problems["record"] != NO_RECORD, "code"]
    everything = np.zeros(len(night.judged), dtype=np.int64)
    counts = Counter(problems.tolist())
    return Told(
        kind="service",
        about="",
        page=SERVICE_PATH,
        title="The service",
        name="the service",
        figures=night.service,
        problems=counts,
        facts=edition.facts(shared.changed, exceptions),
        lists=(
            draft_counts.teams(night.teams),
            draft_lists.needs_you(
                edition.listed(exceptions),
                most=min(WORST, edition.settings.delivery.most_rows),
                statutory=edition.statutory,
                with_team=True,
                rest="on the pages of the teams",
            ),
            *_changes(edition, shared.changed, with_team=True),
            draft_counts.to_mend(counts),
        ),
        bars=draft_counts.bars(bands(night.judged, everything, 1)[0]),
        trend=trend_of_service(night),
    )


def told_of_page(edition: Edition, page: Page, share: Share) -> Told:
    """Return what the message of a page below `teams/` tells of: its own records alone."""
    counts = Counter(share.problems["code"].tolist())
    return Told(
        kind="team",
        about=page.title,
        page=page.path,
        title=page.title,
        name=page.title,
        figures=share.figures,
        problems=counts,
        facts=edition.facts(share.changed, *share.listed.values()),
        lists=(*_lists_of_page(edition, page, share), draft_counts.to_mend(counts)),
        bars=draft_counts.bars(share.spread[0]),
        trend=share.trend,
    )


def _lists_of_page(edition: Edition, page: Page, share: Share) -> Iterator[Listed]:
    exceptions = edition.listed(share.listed["exception"])
    most = edition.settings.delivery.most_rows
    statutory, with_team = edition.statutory, page.shares_teams
    yield draft_lists.needs_you(exceptions, most=most, statutory=statutory, with_team=with_team)
    yield draft_lists.without_deadline(exceptions[most:], statutory=statutory, with_team=with_team)
    yield from _changes(edition, share.changed, with_team=with_team)
    yield draft_lists.due_soon(
        edition.listed(share.listed["due_soon"]),
        statutory=statutory,
        working_days=edition.settings.rules.due_soon_working_days,
        with_team=with_team,
    )
    yield draft_lists.look(
        edition.listed(share.listed["look"]), statutory=statutory, with_team=with_team
    )


def _changes(edition: Edition, changed: pd.DataFrame, *, with_team: bool) -> Iterator[Listed]:
    rows = edition.changed(changed)
    yield draft_lists.vanished(rows, with_team=with_team)
    yield draft_lists.moved(rows, edition.night.compared.night, with_team=with_team)
