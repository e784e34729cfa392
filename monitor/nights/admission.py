"""May this night be run, and may anybody be written to about it?"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.errors import HistoryUnusable, UsageFault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from monitor.history.nights import Nights
    from monitor.nights.order import Order

log = logging.getLogger("monitor")


def refuse_wrong_night(order: Order, history: Nights) -> None:
    """Refuse --first-night with a history, a run without one, and past dates."""
    nights = history.published()
    if order.first_night and set(nights) - {order.as_at}:
        message = f"there is a history already (newest night {nights[-1]}): leave out --first-night"
        raise UsageFault(message)
    if not order.first_night and not nights:
        message = f"the history in {order.output} holds no night: `run --first-night` begins it"
        raise HistoryUnusable(message)
    if nights and order.as_at < nights[-1]:
        _refuse_older_night(order, nights)


def without_news(order: Order, history: Nights) -> Order:
    """Return the order, without messages where a newer night is published.

    A report of an older day, sent after that of a later one, would be taken for the latest.
    """
    if all(night <= order.as_at for night in history.published()):
        return order
    log.warning("the night of %s is older than the newest: no message is sent", order.as_at)
    return replace(order, posting=None)


def _refuse_older_night(order: Order, nights: Sequence[date]) -> None:
    if not order.as_at_given:
        message = f"today is earlier than the newest night ({nights[-1]}); give --as-at to insist"
        raise UsageFault(message)
    if order.as_at in nights:
        raise UsageFault(f"only the newest night ({nights[-1]}) can be published again")
    kept = order.settings.history.keep_nights
    if len(nights) >= kept and order.as_at < nights[0]:
        raise UsageFault(f"this night is older than all that are kept (keep_nights = {kept})")
