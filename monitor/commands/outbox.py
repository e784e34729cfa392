"""`outbox`: every message with its recipient and its state."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options
from monitor.commands.message_lines import (
    UNDELIVERED,
    bounce_lines,
    message_as_json,
    message_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from monitor.history.posted import Posted
    from monitor.settings.delivery import Delivery


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

    order = asked.order()
    with look_into_history(order.output) as history:
        missed = history.outbox.undelivered()
        posted = missed if undelivered else history.outbox.posted()
    listed = [each for each in posted if night in (None, each.message.night)]
    text = (
        json.dumps([message_as_json(each) for each in listed], indent=2)
        if as_json
        else "\n".join(_lines(listed, order.settings.delivery)) or "There is no message."
    )
    return Answer(text, UNDELIVERED if missed else 0)


def _lines(listed: Sequence[Posted], delivery: Delivery) -> Iterator[str]:
    yield from map(message_line, listed)
    if any(each.state == "sent" for each in listed):
        yield "Sent: the relay took it, or the file was written; whether it was read nobody knows."
        yield from bounce_lines(delivery)
