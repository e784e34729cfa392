"""`outbox`: what was written to whom, and what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options
from monitor.commands.message_lines import UNDELIVERED, posted_as_json, posted_in_words

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command()
@options.configuration
@options.output
@click.option("--night", type=options.AsAt(), help="Only the messages of this night.")
@click.option("--undelivered", is_flag=True, help="Only what nobody was told yet.")
@options.as_json
@click.pass_obj
def outbox(
    surroundings: Surroundings,
    *,
    config: Path,
    output: Path | None,
    night: date | None,
    undelivered: bool,
    as_json: bool,
) -> Answer:
    """List every message with what became of it; ends with 4 while somebody was not told."""
    from monitor.history.store import look_into_history  # noqa: PLC0415  (loads pandas)

    order = options.order_of(surroundings, config, None, output)
    with look_into_history(order.output) as history:
        missed = history.outbox.undelivered()
        posted = missed if undelivered else history.outbox.posted()
    listed = [each for each in posted if night in (None, each.message.night)]
    text = (
        json.dumps([posted_as_json(each) for each in listed], indent=2)
        if as_json
        else "\n".join(posted_in_words(each) for each in listed) or "There is no message."
    )
    return Answer(text, UNDELIVERED if missed else 0)
