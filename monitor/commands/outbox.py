"""`outbox`: every message with its recipient and its state."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options
from monitor.commands.message_lines import UNDELIVERED, message_as_json, message_line

if TYPE_CHECKING:
    from datetime import date


@click.command()
@options.shared(options.output)
@click.option("--night", type=options.AsAt(), help="Only the messages of this night.")
@click.option("--undelivered", is_flag=True, help="Only the messages that did not arrive.")
@options.as_json
def outbox(asked: options.Asked, *, night: date | None, undelivered: bool, as_json: bool) -> Answer:
    """List every message with its recipient and its state.

    Ends with exit code 4 while a message is undelivered.
    """
    from monitor.history.store import look_into_history

    with look_into_history(asked.order().output) as history:
        missed = history.outbox.undelivered()
        posted = missed if undelivered else history.outbox.posted()
    listed = [each for each in posted if night in (None, each.message.night)]
    text = (
        json.dumps([message_as_json(each) for each in listed], indent=2)
        if as_json
        else "\n".join(message_line(each) for each in listed) or "There is no message."
    )
    return Answer(text, UNDELIVERED if missed else 0)
