"""What commands say of messages: how many went out, what did not, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.history.posted import Posted
    from monitor.nights.sending import Told
    from monitor.reports.messages.letters import Message

#: The exit code while somebody was not told who was to be.
UNDELIVERED = 4


def told_in_words(told: Told) -> Iterator[str]:
    """Yield what became of the messages and the copies, a line each."""
    yield f"Messages: {told.sent} sent, {len(told.undelivered)} undelivered."
    for posted in told.undelivered:
        yield f"UNDELIVERED: {posted_in_words(posted)}"
    for whose in told.copies_missed:
        yield f"NOT COPIED: the page of {whose}; the log says why"


def told_as_json(told: Told) -> dict[str, Any]:
    """Return what became of the messages and the copies."""
    return {
        "sent": told.sent,
        "undelivered": [posted_as_json(posted) for posted in told.undelivered],
        "copies_missed": list(told.copies_missed),
    }


def posted_in_words(posted: Posted) -> str:
    """Return a message of the ledger as a line: never what it says."""
    message = posted.message
    tries = f"{posted.attempts} tried" if posted.attempts else "not tried"
    why = f": {posted.reason}" if posted.reason else ""
    return (
        f"{message.night} {message.about or 'the service'} to {message.recipient}: "
        f"{posted.state}, {tries}{why}"
    )


def posted_as_json(posted: Posted) -> dict[str, Any]:
    """Return a message of the ledger: never what it says."""
    message = posted.message
    return {
        "night": message.night.isoformat(),
        "kind": message.kind,
        "about": message.about,
        "recipient": message.recipient,
        "subject": posted.subject,
        "state": posted.state,
        "reason": posted.reason,
        "attempts": posted.attempts,
        "corrected": posted.corrected > 0,
        "made_at": posted.made_at,
        "changed_at": posted.changed_at,
        "message_id": posted.key,
    }


def planned_in_words(messages: Sequence[Message]) -> Iterator[str]:
    """Yield who would be written to, and under which subject, a line each."""
    if not messages:
        yield "Nobody would be written to."
        return
    yield "Would be written to:"
    for message in messages:
        yield f"  {message.recipient}: {message.subject}"


def planned_as_json(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Return who would be written to, and under which subject."""
    return [{"recipient": each.recipient, "subject": each.subject} for each in messages]
