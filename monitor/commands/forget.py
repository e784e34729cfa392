"""`forget`: delete old nights, their reports and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options

if TYPE_CHECKING:
    from datetime import date


@click.command()
@options.shared(options.output)
@click.option(
    "--before", type=options.AsAt(), required=True, help="Forget every night before this date."
)
def forget(asked: options.Asked, *, before: date) -> Answer:
    """Delete old nights: their reports and their records."""
    from monitor.nights.night import forget_nights
    from monitor.reports.parts.wording import counted

    forgotten = forget_nights(asked.order(), before)
    named = "".join(f"\n  {night}" for night in forgotten)
    return Answer(f"{counted(len(forgotten), 'night')} forgotten{named}")
