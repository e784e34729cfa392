"""What `forget` does, or would do: old nights deleted, or the newest withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor import MADE_BY
from monitor.errors import UsageFault
from monitor.history.store import look_into_history, open_history
from monitor.nights.messages import notices_of
from monitor.nights.night import clear_up
from monitor.nights.retention import forget_before, nights_before
from monitor.nights.sending import deliver
from monitor.publishing.folder import alone, published_nights
from monitor.publishing.nights_list import list_nights
from monitor.publishing.staging import set_aside
from monitor.reports.messages.notices import withdrawn_notice

if TYPE_CHECKING:
    from datetime import date

    from monitor.history.nights import Nights
    from monitor.nights.order import Order, Posting


def forgettable_nights(order: Order, before: date) -> tuple[date, ...]:
    """Return the nights that `forget_nights` would forget; nothing is changed."""
    with look_into_history(order.output) as history:
        return nights_before(history, order.output, before)


def forget_nights(order: Order, before: date) -> tuple[date, ...]:
    """Forget every night before a date, and list those that are left; return the forgotten."""
    with alone(order.output):
        with open_history(order.output) as history:
            clear_up(order, history)
            forgotten = forget_before(history, order.output, before)
        list_nights(order.output, order.settings)
    return forgotten


def reached_by(order: Order, night: date) -> int:
    """Return how many were sent a report of a night that can be withdrawn; nothing is changed."""
    with look_into_history(order.output) as history:
        _night_before(night, history)
        sent = [each.message for each in history.outbox.posted("sent")]
        return len({each.recipient for each in sent if each.night == night})


def withdraw_night(order: Order, posting: Posting, night: date) -> int:
    """Take the newest night back: reports, records, messages; return how many had been sent it.

    Its folder is set aside, and the copies of pages are those of the night before again. Raises
    `UsageFault` for any night but the newest, and for an only one.
    """
    with alone(order.output), open_history(order.output) as history:
        clear_up(order, history)
        earlier = _night_before(night, history)
        if night in published_nights(order.output):
            set_aside(order.output, night)
        reached = history.withdraw(night, at=posting.utc())
        notice = withdrawn_notice(night, reached, order.settings, newest=earlier, version=MADE_BY)
        history.outbox.note(notices_of(notice, night=night), made_at=posting.utc())
        list_nights(order.output, order.settings)
        deliver(order, history)
    return len(reached)


def _night_before(night: date, history: Nights) -> date:
    """Return the night before the newest; raises `UsageFault` where `night` is another."""
    *earlier, newest = history.published()
    if night != newest or not earlier:
        raise UsageFault(
            f"only the newest night ({newest}) can be withdrawn, and only with one before it"
        )
    return earlier[-1]
