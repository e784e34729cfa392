"""Delivery: pages copied, messages sent, each outcome recorded as soon as it is known."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from monitor import MADE_BY
from monitor.delivery import Post, channel_for
from monitor.errors import ConfigurationFault, HistoryUnusable
from monitor.history.posted import UNDELIVERED, Posted
from monitor.history.store import open_history
from monitor.nights.failing import notices_to_teams
from monitor.nights.messages import notices_of
from monitor.publishing.copies import place_copies
from monitor.publishing.folder import OUTBOX, published_nights
from monitor.publishing.manifest import published_page
from monitor.reports.messages.letters import UNCONFIRMED, Letter, Outcome
from monitor.reports.messages.no_report import team_of
from monitor.reports.messages.notices import UNDELIVERED as UNDELIVERED_NOTICE
from monitor.reports.messages.notices import WITHDRAWN, failure_notice, undelivered_notice
from monitor.reports.messages.routing import recipients_of
from monitor.reports.sections.page_paths import slug
from monitor.settings.delivery import NO_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from monitor.delivery import Channel
    from monitor.history.nights import Nights
    from monitor.history.outbox import Outbox
    from monitor.history.posted import Address
    from monitor.judgement.night import FailedNight
    from monitor.nights.order import Order, Posting
    from monitor.reports.messages.letters import Message
    from monitor.settings.settings import Settings

log = logging.getLogger("monitor")

_GIVEN_UP = tuple(state for state in UNDELIVERED if state != "pending")


@dataclass(frozen=True)
class Delivered:
    """How the messages and the copies fared."""

    #: How many messages were sent now.
    sent: int = 0
    #: Messages of any night that nobody has received; those that only wait for `send` are left out.
    undelivered: tuple[Posted, ...] = ()
    #: The teams (or the service) whose page could not be copied to its folder.
    copies_missed: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """True if every message and copy arrived."""
        return not self.undelivered and not self.copies_missed


def deliver(order: Order, history: Nights) -> Delivered:
    """Copy the pages of the newest night, and send what is pending; nothing without `posting`."""
    posting = order.posting
    if posting is None:
        return Delivered()
    missed: tuple[str, ...] = ()
    if nights := history.published():
        missed = place_copies(order.settings, order.folder, output=order.output, night=nights[-1])
    sent = _send(order, posting, history.outbox)
    kept = () if posting.send else ("pending",)
    undelivered = [each for each in history.outbox.undelivered() if each.state not in kept]
    return Delivered(sent, tuple(undelivered), missed)


def _send(order: Order, posting: Posting, outbox: Outbox, *, to_teams: bool = True) -> int:
    """Send what is pending, and notify the service of what was given up; return the number sent.

    Without `to_teams` a notice to a team that no report comes is left for `send`.
    """
    if not posting.send:
        return 0
    began, settings = posting.utc(), order.settings
    outbox.expire(made_before=posting.utc(hours_ago=settings.delivery.expire_hours), at=began)
    newest = max(published_nights(order.output), default=None)
    outbox.retire(lambda address: _recipients(address, settings), newest=newest, at=began)
    drain = partial(_drain, outbox, posting, order.output, _channel(order, posting))
    sent = drain(lambda each: to_teams or not _is_no_report(each))
    if _note_given_up(settings, posting, outbox):
        sent += drain(lambda each: each.message.about == UNDELIVERED_NOTICE.code)
    return sent


def _is_no_report(posted: Posted) -> bool:
    """True for a notice to a team that a night failed."""
    return posted.message.kind == "notice" and team_of(posted.message.about) is not None


def _note_given_up(settings: Settings, posting: Posting, outbox: Outbox) -> bool:
    """Write a notice, once, for each night with messages that were given up; True if any were."""
    given_up = [
        each
        for each in outbox.undelivered()
        if each.state in _GIVEN_UP and (each.message.kind != "notice" or _is_no_report(each))
    ]
    for night in sorted({each.message.night for each in given_up}):
        lost = Counter(
            (team_of(each.message.about) or each.message.about, each.reason)
            for each in given_up
            if each.message.night == night
        )
        notice = undelivered_notice(night, lost, settings, version=MADE_BY)
        outbox.note(notices_of(notice, night=night), made_at=posting.utc())
    return bool(given_up)


def notify_of_failure(
    order: Order, failed: FailedNight, *, is_refused: bool, is_news: bool
) -> None:
    """Send the service a notice that the night failed; without a history, only where it is news.

    Notices to the teams are left for `send`: until then the night may be run again.
    """
    posting = order.posting
    if posting is None:
        return
    try:
        newest = max(published_nights(order.output), default=None)
        notice = failure_notice(
            failed, order.settings, newest=newest, refused=is_refused, version=MADE_BY
        )
        messages = tuple(notices_of(notice, night=order.as_at))
        try:
            with open_history(order.output) as history:
                to_teams = notices_to_teams(order, failed, history, is_refused=is_refused)
                history.outbox.note((*messages, *to_teams), made_at=posting.utc())
                _send(order, posting, history.outbox, to_teams=False)
        except HistoryUnusable:
            if is_news and posting.send:
                _send_unrecorded(messages, posting, order.output, _channel(order, posting))
    except Exception as fault:  # noqa: BLE001  (the failure itself is what the run ends with)
        log.error("no notice of the failure was sent: %s", type(fault).__name__)  # noqa: TRY400


def probe(order: Order, posting: Posting) -> str | None:
    """Try the channel without sending; return what is wrong with it, if anything."""
    if order.settings.delivery.channel == NO_CHANNEL:
        return None
    try:
        return _channel(order, posting)().probe()
    except ConfigurationFault as fault:
        return str(fault)


def _drain(
    outbox: Outbox,
    posting: Posting,
    output: Path,
    channel: Callable[[], Channel],
    chosen: Callable[[Posted], bool],
) -> int:
    """Send what is pending and chosen, and record each outcome as soon as it is known.

    What was offered least often comes first: time may run out before the last.
    """
    letters, sent = [], 0
    pending = filter(chosen, outbox.posted("pending"))
    for posted in sorted(pending, key=lambda each: each.attempts):
        letter = letter_of(posted, output)
        if letter is None:
            words = "the page to attach is not as it was published"
            gone = Outcome(posted.row, "failed", words, is_tried=False)
            outbox.record(gone, at=posting.utc())
        else:
            letters.append(letter)
    for outcome in channel().send(letters) if letters else ():
        outbox.record(outcome, at=posting.utc())
        sent += outcome.state == "sent"
    return sent


def letter_of(posted: Posted, output: Path) -> Letter | None:
    """Return a message as a channel takes it; None where the page to attach is not as published."""
    message, attachment = posted.message, None
    is_named = message.kind in ("team", "level") or _is_no_report(posted)
    whose = slug(message.about) if is_named else message.kind
    if message.attachment:
        page = published_page(output, message.night, message.attachment)
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
        name=f"{message.night.isoformat()}-{whose}-{posted.key[:8]}",
        attachment=attachment,
        unconfirmed=posted.reason == UNCONFIRMED,
    )


def _send_unrecorded(
    messages: Sequence[Message], posting: Posting, output: Path, channel: Callable[[], Channel]
) -> None:
    made = posting.utc()
    letters = [
        letter_of(Posted(row, message, "pending", 0, "", 0, made, made), output)
        for row, message in enumerate(messages)
    ]
    for outcome in channel().send([each for each in letters if each]):
        log.info("notice of the failure to the service: %s", outcome.state)


def _recipients(address: Address, settings: Settings) -> tuple[str, ...]:
    if address.kind == "team":
        return recipients_of(address.about, settings)
    if address.kind == "level":
        return tuple(
            each
            for each in settings.level_recipients()
            if each.lower() == address.recipient
            and ", ".join(settings.levels_with(each)) == address.about
        )
    if (team := team_of(address.about)) is not None:
        return next((each.recipients for each in settings.teams if each.name == team), ())
    if address.about == WITHDRAWN.code:
        of_teams = (each for team in settings.teams for each in team.recipients)
        return (*of_teams, *settings.level_recipients(), *settings.service.recipients)
    return settings.service.recipients


def _channel(order: Order, posting: Posting) -> Callable[[], Channel]:
    """Return what opens the channel: it loads its libraries only where there is a letter."""
    post = Post(order.output / OUTBOX, order.folder, order.secret, posting.now)
    return partial(channel_for, order.settings.delivery, post)
