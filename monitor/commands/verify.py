"""`verify`: hold the nights to their hashes: inputs still there, outputs, stored records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options
from monitor.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

_DAMAGED = 6


@click.command()
@click.argument("night", type=options.AsAt(), required=False)
@options.configuration
@options.output
@click.pass_obj
def verify(
    surroundings: Surroundings, *, night: date | None, config: Path, output: Path | None
) -> Answer:
    """Hold NIGHT, or every night, to what was written: inputs, reports and stored records."""
    from monitor.nights.verification import verify_nights  # noqa: PLC0415  (loads pandas)

    order = options.order_of(surroundings, config, None, output)
    findings = verify_nights(order, night)
    if not findings:
        message = "this night is neither published nor in the history"
        raise UsageFault(message)
    text = "\n".join(line for each in findings for line in each.lines())
    return Answer(text, _DAMAGED if any(each.faults for each in findings) else 0)
