"""`backfill`: old extracts, in the order of their dates, into a new history."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options

if TYPE_CHECKING:
    from datetime import date

_REFUSED = 3


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@options.shared(options.output)
@click.option(
    "--accept",
    "accepted",
    nargs=2,
    type=(options.AsAt(), options.Utf8Text()),
    multiple=True,
    metavar="NIGHT REASON",
    help="Accept what the gates of the history would refuse on this night; may be repeated.",
)
def backfill(
    asked: options.Asked, *, folder: Path, accepted: tuple[tuple[date, str], ...]
) -> Answer:
    """Run the nights of the old extracts in FOLDER.

    Each is judged as at the date in its name, in the order of the dates. No message is sent.
    """
    from monitor.nights.backfill import fill_nights, nights_in
    from monitor.reports.parts.wording import counted

    order = asked.order()
    nights = nights_in(folder, order.settings.extracts)
    filled = fill_nights(order, nights, accepted=dict(accepted))
    with click.progressbar(
        filled,
        length=len(nights),
        label=counted(len(nights), "night"),
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as shown:
        done = list(shown)
    refused = [(night, refusal) for night, refusal in done if refusal]
    lines = [
        f"{counted(len(done) - len(refused), 'night')} published, {len(refused)} refused",
        *(f"  {night}: {refusal}" for night, refusal in refused),
    ]
    return Answer("\n".join(lines), _REFUSED if refused else 0, is_done=True)
