"""Telling people: pages copied, messages sent, each outcome written down as soon as it is known."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from monitor import MADE_BY
from monitor.delivery import Post, channel_for
from monitor.errors import ConfigurationFault, ExtractRefused, HistoryUnusable
from monitor.history.posted import UNDELIVERED, Posted
from monitor.history.store import open_history
from monitor.judgement.night import FailedNight
from monitor.nights.messages import notices_of
from monitor.publishing.copies import place_copies
from monitor.publishing.folder import OUTBOX, published_nights
from monitor.publishing.manifest import published_page
from monitor.publishing.nights_list import reason_of
from monitor.reports.messages.letters import Letter, Outcome
from monitor.reports.messages.notices import Undelivered, failure_notice, undelivered_notice
from monitor.reports.messages.routing import recipients_of
from monitor.reports.sections.page_paths import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.delivery import Channel
    from monitor.history.nights import Nights
    from monitor.history.outbox import Outbox
    from monitor.history.posted import Address
    from monitor.nights.order import Order, Posting
    from monitor.reports.messages.letters import Message

log = logging.getLogger("monitor")

_GIVEN_UP = tuple(state for state in UNDELIVERED if state != "pending")


@dataclass(frozen=True)
class Told:
    """What became of the messages and the copies."""

    #: How many messages were sent now.
    sent: int = 0
    #: What nobody was told yet, of any night; what is only kept for `send` is not counted.
    undelivered: tuple[Posted, ...] = ()
    #: Whose copy of a page could not be placed.
    copies_missed: tuple[str, ...] = ()

    @property
    def everybody(self) -> bool:
        """Say whether all were told who were to be."""
        return not self.undelivered and not self.copies_missed


def tell_people(order: Order, history: Nights) -> Told:
    """Copy the pages of the newest night, and send what is pending; nothing without `posting`.

    What cannot be sent stays pending, whatever the reason, and is told.
    """
    posting = order.posting
    if posting is None:
        return Told()
    nights = history.published()
    missed = (
        place_copies(order.settings, order.folder, output=order.output, night=nights[-1])
        if nights
        else ()
    )
    sent = deliver(order, posting, history.outbox) if posting.send else 0
    kept = () if posting.send else ("pending",)
    undelivered = [each for each in history.outbox.undelivered() if each.state not in kept]
    return Told(sent, tuple(undelivered), missed)


def deliver(order: Order, posting: Posting, outbox: Outbox) -> int:
    """Send what is pending, and tell the service what was given up; return how many were sent."""
    began = posting.utc()
    hours = order.settings.delivery.expire_hours
    outbox.expire(made_before=posting.utc(hours_ago=hours), at=began)
    newest = max(published_nights(order.output), default=None)
    outbox.retire(lambda address: _recipients(address, order), newest=newest, at=began)
    sent = _drain(order, posting, outbox)
    if _note_given_up(order, posting, outbox):
        sent += _drain(order, posting, outbox, only="notice")
    return sent


def _note_given_up(order: Order, posting: Posting, outbox: Outbox) -> bool:
    """Write down a notice for each night of which somebody was not told; say if there is any.

    What a notice told already is not told again.
    """
    given_up = [
        each
        for each in outbox.undelivered()
        if each.state in _GIVEN_UP and each.message.kind != "notice"
    ]
    for night in sorted({each.message.night for each in given_up}):
        lost = _lost([each for each in given_up if each.message.night == night])
        notice = undelivered_notice(night, lost, order.settings, version=MADE_BY)
        outbox.note(notices_of(notice, night=night), made_at=posting.utc())
    return bool(given_up)


def tell_of_failure(order: Order, failure: Exception, *, is_news: bool) -> None:
    """Tell the service that the night failed; never more important than the failure itself."""
    if order.posting is None:
        return
    try:
        _tell_service(order, order.posting, failure, is_news=is_news)
    except Exception as fault:  # noqa: BLE001  (the failure itself is what the run ends with)
        log.error("nobody was told of the failure: %s", type(fault).__name__)  # noqa: TRY400


def _tell_service(order: Order, posting: Posting, failure: Exception, *, is_news: bool) -> None:
    """Write the notice down and send it; without a history, send it where it is news."""
    notice = failure_notice(
        FailedNight(order.as_at, reason_of(failure, order.output)),
        order.settings,
        newest=max(published_nights(order.output), default=None),
        refused=isinstance(failure, ExtractRefused),
        version=MADE_BY,
    )
    messages = tuple(notices_of(notice, night=order.as_at))
    try:
        with open_history(order.output) as history:
            history.outbox.note(messages, made_at=posting.utc())
            if posting.send:
                deliver(order, posting, history.outbox)
    except HistoryUnusable:
        if is_news and posting.send:
            _send_unrecorded(messages, order, posting)


def probe(order: Order, posting: Posting) -> str | None:
    """Try the channel without sending; return what is wrong with it, if anything."""
    try:
        return _channel(order, posting).probe()
    except ConfigurationFault as fault:
        return str(fault)


def _drain(order: Order, posting: Posting, outbox: Outbox, *, only: str | None = None) -> int:
    """Send what is pending (of one kind) and write down what becomes of each as soon as known."""
    letters, sent = [], 0
    pending = outbox.posted("pending")
    for posted in [each for each in pending if only in (None, each.message.kind)]:
        letter = letter_of(posted, order)
        if letter is None:
            gone = Outcome(posted.row, "failed", "the page to attach is not as it was published")
            outbox.record(gone, at=posting.utc())
        else:
            letters.append(letter)
    outcomes = _channel(order, posting).send(letters) if letters else iter(())
    for outcome in outcomes:
        outbox.record(outcome, at=posting.utc())
        sent += outcome.state == "sent"
    return sent


def letter_of(posted: Posted, order: Order) -> Letter | None:
    """Return a message as a channel takes it; None where the page to attach is not as published."""
    message, attachment = posted.message, None
    if message.attachment:
        page = published_page(order.output, message.night, message.attachment)
        if page is None:
            return None
        attachment = (PurePosixPath(message.attachment).name, page)
    return Letter(
        row=posted.row,
        key=posted.key,
        recipient=message.recipient,
        subject=posted.subject,
        text=message.text,
        html=message.html,
        name=f"{message.night.isoformat()}-{_name(message)}-{posted.key[:8]}",
        attachment=attachment,
    )


def _send_unrecorded(messages: Sequence[Message], order: Order, posting: Posting) -> None:
    made = posting.utc()
    letters = [
        letter_of(Posted(row, message, "pending", 0, "", 0, made, made), order)
        for row, message in enumerate(messages)
    ]
    for outcome in _channel(order, posting).send([each for each in letters if each]):
        log.info("the service was told of the failure: %s", outcome.state)


def _lost(given_up: Sequence[Posted]) -> list[Undelivered]:
    """Return whose messages were given up, for how many recipients and why."""
    counted = Counter((each.message.about, each.reason) for each in given_up)
    return [Undelivered(about, count, reason) for (about, reason), count in counted.items()]


def _recipients(address: Address, order: Order) -> tuple[str, ...]:
    """Return who is to be told what was written to this address."""
    if address.kind == "team":
        return recipients_of(address.about, order.settings)
    return order.settings.service.recipients


def _name(message: Message) -> str:
    return slug(message.about) if message.kind == "team" else message.kind


def _channel(order: Order, posting: Posting) -> Channel:
    post = Post(
        outbox=order.output / OUTBOX,
        folder=order.folder,
        secret=order.secret,
        now=posting.now,
    )
    return channel_for(order.settings.delivery, post)
