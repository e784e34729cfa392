"""`forget`: delete old nights, their reports and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options
from monitor.errors import INTERRUPTED

if TYPE_CHECKING:
    from datetime import date

_LEFT = Answer("Nothing was changed.", INTERRUPTED)


@click.command()
@options.shared(options.output)
@click.option("--before", type=options.AsAt(), help="Forget every night before this date.")
@click.option("--night", type=options.AsAt(), help="Withdraw this night: the newest alone.")
@click.option("--dry-run", is_flag=True, help="Show what would be forgotten, and change nothing.")
@click.option("--yes", is_flag=True, help="Ask for no confirmation at a terminal.")
def forget(
    asked: options.Asked, *, before: date | None, night: date | None, dry_run: bool, yes: bool
) -> Answer:
    """Delete old nights, or withdraw the newest.

    At a terminal you are asked to confirm it; a job is not.
    """
    if before is not None and night is None:
        return _forget(asked, before, dry_run=dry_run, yes=yes)
    if night is not None and before is None:
        return _withdraw(asked, night, dry_run=dry_run, yes=yes)
    raise click.UsageError("give either --before DATE or --night DATE")


def _forget(asked: options.Asked, before: date, *, dry_run: bool, yes: bool) -> Answer:
    from monitor.nights.forgetting import forget_nights, forgettable_nights
    from monitor.reports.parts.wording import counted

    order = asked.order()
    if dry_run:
        nights = forgettable_nights(order, before)
        return Answer(f"{counted(len(nights), 'night')} would be forgotten{_listed(nights)}")
    question = f"Delete every night before {before} in {order.output}, reports and records?"
    if not (yes or asked.surroundings.confirm(question)):
        return _LEFT
    nights = forget_nights(order, before)
    return Answer(f"{counted(len(nights), 'night')} forgotten{_listed(nights)}", is_done=True)


def _withdraw(asked: options.Asked, night: date, *, dry_run: bool, yes: bool) -> Answer:
    from monitor.nights.forgetting import reached_by, withdraw_night
    from monitor.reports.parts.wording import counted

    posting = asked.posting()
    order = asked.order(posting=posting)
    if dry_run:
        would = counted(
            reached_by(order, night), "recipient of its reports", "recipients of its reports"
        )
        return Answer(f"The night of {night} would be withdrawn, and {would} would be told so.")
    question = f"Withdraw the night of {night} in {order.output}, and tell who was sent it?"
    if not (yes or asked.surroundings.confirm(question)):
        return _LEFT
    reached = withdraw_night(order, posting, night)
    sent = counted(reached, "recipient of its reports is", "recipients of its reports are")
    return Answer(f"The night of {night} is withdrawn; {sent} told so.", is_done=True)


def _listed(nights: tuple[date, ...]) -> str:
    return "".join(f"\n  {each}" for each in nights)
