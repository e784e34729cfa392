"""What a night knows of those before it, and a night that is judged with it and not written.

Those who only ask for the judgement load nothing that makes pages, messages or files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.history.store import has_history, look_into_history
from monitor.nights.judging import judge_night
from monitor.nights.past import past_of
from monitor.nights.thread import with_thread

if TYPE_CHECKING:
    from monitor.history.nights import Nights
    from monitor.judgement.past import Past
    from monitor.nights.judging import Judged
    from monitor.nights.order import Order


def known_of(order: Order, history: Nights, *, reads_sources: bool) -> Past:
    """Return what the history knows, and what people answered since."""
    past = past_of(history, order.as_at, order.settings)
    return with_thread(order, past, history, reads_sources=reads_sources)


def judge_with_history(order: Order) -> Judged:
    """Judge a night and compare it with the history, if there is one; nothing is written."""
    if not has_history(order.output):
        return judge_night(order)
    with look_into_history(order.output) as history:
        return judge_night(order, known_of(order, history, reads_sources=False))
