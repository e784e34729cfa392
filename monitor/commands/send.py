"""`send`: send what is pending, or show it."""

from __future__ import annotations

import json
from dataclasses import replace

import click

from monitor.commands import Answer, options
from monitor.commands.message_lines import (
    UNDELIVERED,
    planned_as_json,
    planned_lines,
    sent_as_json,
    sent_lines,
)


@click.command()
@options.shared(options.output)
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@options.as_json
def send(asked: options.Asked, *, dry_run: bool, as_json: bool) -> Answer:
    """Send pending messages and copy the newest night's pages."""
    if dry_run:
        return _shown(asked, as_json=as_json)
    from monitor.nights.night import send_pending

    delivered = send_pending(asked.order(posting=asked.posting()))
    text = (
        json.dumps(sent_as_json(delivered), indent=2)
        if as_json
        else "\n".join(sent_lines(delivered))
    )
    return Answer(text, 0 if delivered.complete else UNDELIVERED, is_done=True)


def _shown(asked: options.Asked, *, as_json: bool) -> Answer:
    from monitor.history.store import look_into_history

    with look_into_history(asked.order().output) as history:
        posted = history.outbox.posted("pending")
        pending = [replace(each.message, subject=each.subject) for each in posted]
        undelivered = history.outbox.undelivered()
    text = (
        json.dumps({"would_be_written_to": planned_as_json(pending)}, indent=2)
        if as_json
        else "\n".join(planned_lines(pending))
    )
    return Answer(text, UNDELIVERED if undelivered else 0)
