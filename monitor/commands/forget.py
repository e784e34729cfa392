"""`forget`: delete old nights, their reports and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options

if TYPE_CHECKING:
    from datetime import date


@click.command()
@options.shared(options.output)
@click.option("--before", type=options.AsAt(), help="Forget every night before this date.")
@click.option("--night", type=options.AsAt(), help="Withdraw this night: the newest alone.")
def forget(asked: options.Asked, *, before: date | None, night: date | None) -> Answer:
    """Delete old nights, or withdraw the newest."""
    from monitor.nights.night import forget_nights, withdraw_night
    from monitor.reports.parts.wording import counted

    if before is not None and night is None:
        forgotten = forget_nights(asked.order(), before)
        named = "".join(f"\n  {each}" for each in forgotten)
        return Answer(f"{counted(len(forgotten), 'night')} forgotten{named}", is_done=True)
    if night is not None and before is None:
        posting = asked.posting()
        reached = withdraw_night(asked.order(posting=posting), posting, night)
        sent = counted(reached, "recipient of its reports is", "recipients of its reports are")
        return Answer(f"The night of {night} is withdrawn; {sent} told so.", is_done=True)
    raise click.UsageError("give either --before DATE or --night DATE")
