"""`forget`: delete old nights, their reports and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command()
@options.configuration
@options.output
@click.option(
    "--before", type=options.AsAt(), required=True, help="Forget every night before this date."
)
@click.pass_obj
def forget(
    surroundings: Surroundings, *, config: Path, output: Path | None, before: date
) -> Answer:
    """Forget old nights: reports, what was set aside, and all that the history holds of them."""
    from monitor.nights.night import forget_nights  # noqa: PLC0415  (loads pandas)
    from monitor.reports.parts.wording import counted  # noqa: PLC0415

    order = options.order_of(surroundings, config, None, output)
    forgotten = forget_nights(order, before)
    named = "".join(f"\n  {night}" for night in forgotten)
    return Answer(f"{counted(len(forgotten), 'night')} forgotten{named}")
