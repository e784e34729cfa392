"""`explain`: the whole day count, every rule, and the life of one assessment."""

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
@options.output
@click.pass_obj
def explain(
    surroundings: Surroundings,
    *,
    identifier: str,
    config: Path,
    as_at: date | None,
    output: Path | None,
) -> Answer:
    """Show, date by date, how the assessment (or child) ID is judged, and its earlier nights."""
    from monitor.nights.explain import explain_records  # noqa: PLC0415  (loads pandas)

    order = options.order_of(surroundings, config, as_at, output)
    sought = identifier.strip()
    # A blank is no id, though records without one have it in its place.
    found = explain_records(order, sought) if sought else []
    if not found:
        message = "no assessment and no child has this id in the extracts or in the history"
        raise UsageFault(message)
    return Answer("\n\n".join(found))
