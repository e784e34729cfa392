"""`explain`: the whole day count and every rule for one assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options
from monitor.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command()
@click.argument("identifier", metavar="ID")
@options.configuration
@options.as_at
@click.pass_obj
def explain(
    surroundings: Surroundings, *, identifier: str, config: Path, as_at: date | None
) -> Answer:
    """Show, date by date, how the assessment (or the child) ID is judged, and by which rules."""
    from monitor.nightly import judge_night  # noqa: PLC0415  (loads pandas)
    from monitor.reports.explanation import explanations  # noqa: PLC0415

    judged = judge_night(options.order_of(surroundings, config, as_at))
    sought = identifier.strip()
    # A blank is no id, though records without one have it in its place.
    found = explanations(judged.night, judged.clock, sought) if sought else []
    if not found:
        message = "no assessment and no child has this id in the extracts"
        raise UsageFault(message)
    return Answer("\n\n".join(found))
