"""`scrutiny`: one page for elected members, without a child's row or a small number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options

if TYPE_CHECKING:
    from datetime import date


@click.command()
@options.shared(options.output)
@click.option("--month", type=options.Month(), help="Of this month (default: the newest night's).")
@click.option(
    "--to",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the page here, instead of into the output folder.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
def scrutiny(asked: options.Asked, *, month: date | None, file: Path | None, force: bool) -> Answer:
    """Write a page of one month for elected members."""
    from monitor.nights.scrutiny import place_of, scrutinise
    from monitor.publishing.handover import hand_over

    order = asked.order()
    night, page = scrutinise(order, month)
    path = file or place_of(order.output, night)
    hand_over(path, page, overwrite=force or file is None)
    return Answer(f"As at the night of {night}: {path}", is_done=True)
