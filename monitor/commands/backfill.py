"""`backfill`: old extracts, in the order of their dates, into a new history."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options

if TYPE_CHECKING:
    from datetime import date

    from monitor.nights.backfill import Filled

_REFUSED = 3


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@options.configuration
@options.output
@click.option(
    "--accept",
    "accepted",
    nargs=2,
    type=(options.AsAt(), options.Utf8Text()),
    multiple=True,
    metavar="NIGHT REASON",
    help="Pass the gates of the history on this night; may be given for several.",
)
@click.pass_obj
def backfill(
    surroundings: Surroundings,
    *,
    folder: Path,
    config: Path,
    output: Path | None,
    accepted: tuple[tuple[date, str], ...],
) -> Answer:
    """Run the nights of the old extracts in FOLDER, as if on the dates in their names."""
    from monitor.nights.backfill import fill_nights, nights_in  # noqa: PLC0415  (loads pandas)
    from monitor.reports.parts.wording import counted  # noqa: PLC0415

    order = options.order_of(surroundings, config, None, output)
    nights = nights_in(folder, order.settings.extracts)
    filled = fill_nights(order, nights, accepted=dict(accepted))
    with click.progressbar(
        filled, length=len(nights), label=counted(len(nights), "night"), file=sys.stderr
    ) as shown:
        done = list(shown)
    return Answer(_in_words(done), _REFUSED if any(each.refusal for each in done) else 0)


def _in_words(done: list[Filled]) -> str:
    from monitor.reports.parts.wording import counted  # noqa: PLC0415  (loads pandas)

    refused = [each for each in done if each.refusal]
    return "\n".join(
        [
            f"{counted(len(done) - len(refused), 'night')} published, {len(refused)} refused",
            *(f"  {each.night}: {each.refusal}" for each in refused),
        ]
    )
