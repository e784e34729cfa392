"""A night that failed: who, besides the service, is to hear that no report comes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor import MADE_BY
from monitor.assessments.working_days import is_working_day
from monitor.nights.messages import notices_of
from monitor.reports.messages.no_report import no_report_notices

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from monitor.history.nights import Nights
    from monitor.history.outbox import Outbox
    from monitor.judgement.night import FailedNight
    from monitor.nights.order import Order
    from monitor.reports.messages.letters import Message


def notices_to_teams(
    order: Order, failed: FailedNight, history: Nights, *, is_refused: bool
) -> tuple[Message, ...]:
    """Return a notice for everybody whose last message is what the newest published night says.

    They were sent a team's report of it, or an earlier one that it had nothing to add to.
    There is none for a night that is published already or older, for another day than today, on
    days that are no working days, or where the configuration turns it off.
    """
    settings, newest, night = order.settings, max(history.published(), default=None), failed.as_at
    if newest is None or newest >= night or not _is_their_morning(order):
        return ()
    listed = {row.name: row.exceptions for row in history.trend([newest]) if not row.is_service}
    in_doubt = bool(history.facts(newest)[1].get("alarms"))
    notices = no_report_notices(
        failed,
        settings,
        newest=newest,
        need_action={team: None if in_doubt else count for team, count in listed.items()},
        reached=_reached(history.outbox, newest, listed),
        refused=is_refused,
    )
    return tuple(
        message
        for notice in notices
        for message in notices_of(replace(notice, version=MADE_BY), night=night)
    )


def _reached(
    outbox: Outbox, newest: date, listed: Mapping[str, int]
) -> Collection[tuple[str, str]]:
    """Return each team with each mailbox whose last message of that team still holds.

    By `send_when` a team with the exceptions of the night before may be sent nothing of the newest.
    """
    missed = {each.address for each in outbox.undelivered()}
    earlier = {each for each in outbox.ever_reached() - missed if listed.get(each.about)}
    return {
        (each.about, each.recipient)
        for each in outbox.reached(newest) | earlier
        if each.kind == "team"
    }


def _is_their_morning(order: Order) -> bool:
    """True if teams expect a report of the order's night, and are to hear of its failure."""
    settings, rules = order.settings, order.settings.rules
    is_todays = not order.as_at_given or order.as_at == order.today
    return (
        settings.delivery.tell_teams_of_failure
        and is_todays
        and is_working_day(
            order.as_at, extra_bank_holidays=rules.extra_bank_holidays, closures=rules.closures
        )
    )
