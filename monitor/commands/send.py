"""`send`: what is pending goes out, or is shown."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, Surroundings, options
from monitor.commands.message_lines import (
    UNDELIVERED,
    planned_as_json,
    planned_in_words,
    told_as_json,
    told_in_words,
)

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.order import Order


@click.command()
@options.configuration
@options.output
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@options.as_json
@click.pass_obj
def send(
    surroundings: Surroundings,
    *,
    config: Path,
    output: Path | None,
    dry_run: bool,
    as_json: bool,
) -> Answer:
    """Send every message that is pending, and copy the pages of the newest night."""
    posting = options.posting_of(surroundings)
    order = options.order_of(surroundings, config, None, output, posting=posting)
    return _shown(order, as_json=as_json) if dry_run else _sent(order, as_json=as_json)


def _sent(order: Order, *, as_json: bool) -> Answer:
    from monitor.nights.night import send_pending  # noqa: PLC0415  (loads pandas)

    told = send_pending(order)
    text = json.dumps(told_as_json(told), indent=2) if as_json else "\n".join(told_in_words(told))
    return Answer(text, 0 if told.everybody else UNDELIVERED)


def _shown(order: Order, *, as_json: bool) -> Answer:
    from monitor.history.store import look_into_history  # noqa: PLC0415  (loads pandas)

    with look_into_history(order.output) as history:
        posted = history.outbox.posted("pending")
        pending = [replace(each.message, subject=each.subject) for each in posted]
        undelivered = history.outbox.undelivered()
    text = (
        json.dumps({"would_be_written_to": planned_as_json(pending)}, indent=2)
        if as_json
        else "\n".join(planned_in_words(pending))
    )
    return Answer(text, UNDELIVERED if undelivered else 0)
