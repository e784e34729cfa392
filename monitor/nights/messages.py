"""The messages of a night: drafts held to their own records, then a message per recipient."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM
from monitor.errors import BrokenPromise
from monitor.history.posted import address_of
from monitor.judgement.asking import NOT_ASKING
from monitor.publishing.render import to_html, to_text
from monitor.reports.messages.draft import Record
from monitor.reports.messages.drafts import drafts
from monitor.reports.messages.letters import Message
from monitor.reports.messages.levels import level_drafts
from monitor.settings.delivery import NO_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from monitor.history.outbox import Outbox
    from monitor.history.posted import Address
    from monitor.judgement.night import Night
    from monitor.nights.order import Order
    from monitor.reports.messages.draft import Draft
    from monitor.reports.messages.levels import LevelDraft
    from monitor.reports.messages.notices import Notice
    from monitor.reports.sections.page_paths import Page
    from monitor.reports.sections.shares import Shared
    from monitor.settings.settings import Settings


@dataclass(frozen=True)
class Mail:
    """The messages of a night, and the pages that have no recipient."""

    messages: tuple[Message, ...] = ()
    #: The pages that should be sent tonight and have no recipient.
    unaddressed: tuple[str, ...] = ()
    #: True if one of these is of a team or a level.
    misses_somebody: bool = False


def mail_of(night: Night, order: Order, outbox: Outbox, *, shared: Shared, version: str) -> Mail:
    """Return the messages of a night for their recipients; none without `posting`.

    Raises `BrokenPromise` where a message would hold an assessment of another team or level.
    """
    if order.posting is None:
        return Mail()
    made = tuple(drafts(night, order.settings, shared=shared, version=version))
    prove_own(made, night, pages=shared.pages)
    levels = tuple(level_drafts(night, shared.service.asked, order.settings, version=version))
    prove_own_cases(levels, night, order.settings)
    must, reached = outbox.must_write(night.as_at), outbox.ever_reached()
    attach = order.settings.delivery.attach == "html"
    messages = tuple(
        message
        for draft in made
        for message in _written(
            draft, _addressed(draft, must, reached), "draft", night=night.as_at, attach=attach
        )
    ) + tuple(
        message
        for draft in levels
        for message in _written(draft, _addressed(draft, must, reached), "level", night=night.as_at)
    )
    every: tuple[Draft | LevelDraft, ...] = (*made, *levels)
    is_silent = order.settings.delivery.channel == NO_CHANNEL
    unaddressed = [
        draft for draft in every if draft.wanted and not draft.recipients and not is_silent
    ]
    kinds = {draft.kind for draft in unaddressed}
    return Mail(
        messages,
        tuple(draft.title for draft in unaddressed),
        misses_somebody=bool(kinds & {"level", "team"}),
    )


def prove_own(made: Sequence[Draft], night: Night, *, pages: Sequence[Page]) -> None:
    """Raise `BrokenPromise` unless each assessment of a team's draft is of that page's teams."""
    teams = _teams_of(frozenset().union(*(draft.records for draft in made)), night)
    of_page = {page.path: page.teams for page in pages}
    for draft in made:
        own = of_page.get(draft.page)
        if own is not None and any(teams[each].isdisjoint(own) for each in draft.records):
            message = f"the message for {draft.about} would hold an assessment of another team"
            raise BrokenPromise(message)


def _teams_of(shown: Collection[Record], night: Night) -> Mapping[Record, set[str]]:
    """Return of which team each shown record is: of several where the history does not know it."""
    there = sorted({each.place for each in shown if each.place >= 0})
    ids = ["child_id", "assessment_id", "team"]
    gone = night.compared.gone[["life", *ids]]
    gone = gone[gone["life"].isin([each.life for each in shown if each.place < 0])]
    teams: dict[Record, set[str]] = defaultdict(set)
    for records, positions, lives in (
        (night.judged.loc[there, ids], there, [-1] * len(there)),
        (gone, [-1] * len(gone), gone["life"].tolist()),
    ):
        child, assessment, team = (records[each] for each in ids)
        keys = map(Record, positions, lives, child, assessment)
        for key, name in zip(keys, team, strict=True):
            teams[key].add(name or NO_TEAM)
    return teams


def prove_own_cases(made: Sequence[LevelDraft], night: Night, settings: Settings) -> None:
    """Raise `BrokenPromise` unless a level's draft holds its own cases, and no others."""
    if not made:
        return
    own = _own_cases(night, settings)
    for draft in made:
        mine = own[draft.recipients]
        if draft.cases != len(mine) or not draft.records <= set(mine):
            message = f"the message for {draft.about} would not hold its own cases alone"
            raise BrokenPromise(message)


def _own_cases(night: Night, settings: Settings) -> dict[tuple[str, ...], list[Record]]:
    """Return the cases above the teams by who is written to about each (a sole recipient)."""
    asks = (night.asking or NOT_ASKING).asks
    above = asks[asks["level"] > 0]
    gone = night.compared.gone.set_index("life")
    own: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    places = above[["position", "life", "team", "level"]].itertuples(index=False, name=None)
    for position, life, team, level in places:
        record = night.judged.iloc[position] if position >= 0 else gone.loc[life]
        recipients = settings.levels_of(team)[level - 1].recipients
        left = -1 if position >= 0 else life
        case = Record(position, left, record["child_id"], record["assessment_id"])
        for each in recipients:
            own[each,].append(case)
        if not recipients:
            own[()].append(case)
    return own


def notices_of(notice: Notice, *, night: date) -> Iterator[Message]:
    """Yield a notice as a message for each of its recipients."""
    return _written(notice, notice.recipients, "notice", night=night)


def _addressed(
    draft: Draft | LevelDraft, must: Collection[Address], reached: Collection[Address]
) -> tuple[str, ...]:
    """Return all recipients of a draft, or those alone who are owed one or never had any."""

    def gets(address: Address) -> bool:
        return address in must or (draft.must_act and address not in reached)

    return tuple(
        recipient
        for recipient in draft.recipients
        if draft.wanted or gets(address_of(draft.kind, draft.about, recipient))
    )


def _written(
    said: Draft | LevelDraft | Notice,
    recipients: Sequence[str],
    name: str,
    *,
    night: date,
    attach: bool = False,
) -> Iterator[Message]:
    """Yield what is said as a message for each recipient; `name` is that of its templates."""
    if not recipients:
        return
    words = {name: said}
    subject = to_text(f"mail/{name}.subject.txt", **words)
    text = to_text(f"mail/{name}.txt", **words)
    html = to_html(f"mail/{name}.html", **words).decode()
    for recipient in recipients:
        yield Message(
            night=night,
            kind=said.kind,
            about=said.about,
            recipient=recipient,
            digest=said.digest,
            subject=subject,
            text=text,
            html=html,
            attachment=said.page if attach else "",
        )
