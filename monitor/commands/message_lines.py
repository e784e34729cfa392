"""The lines in which several commands report a night and its messages; no command itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.history.posted import Posted
    from monitor.judgement.night import Night
    from monitor.nights.reconfigured import ByConfiguration
    from monitor.nights.sending import Delivered
    from monitor.reports.messages.letters import Message
    from monitor.settings.delivery import Delivery

#: The most assessments that are listed one by one.
_MOST_LINES = 60
#: The exit code while a message has not reached its recipient.
UNDELIVERED = 4


def title_line(night: Night) -> str:
    """Return the authority and the date as at which it is judged."""
    from monitor.reports.parts.wording import long_date

    return f"{night.authority}, as at {long_date(night.as_at)}"


def doubt_lines(night: Night) -> Iterator[str]:
    """Yield each reason not to rely on the report yet."""
    from monitor.reports.parts.wording import DO_NOT_RELY

    for alarm in night.alarm_sentences:
        yield f"{DO_NOT_RELY}: {alarm}"


def records_line(night: Night) -> str:
    """Return how many records were read, of which status, and how many problems they have."""
    from monitor.reports.parts.wording import counted

    service = night.service
    statuses = ", ".join(f"{count} {code}" for code, count in service.statuses.items() if count)
    problems = counted(len(night.problems), "problem")
    return f"{counted(service.records, 'record')} read = {statuses or 'none'}; {problems}."


def sent_lines(delivered: Delivered) -> Iterator[str]:
    """Yield how many messages were sent, and each that was not, or copy that was not made."""
    yield f"Messages: {delivered.sent} sent, {len(delivered.undelivered)} undelivered."
    for posted in delivered.undelivered:
        yield f"UNDELIVERED: {message_line(posted)}"
    for whose in delivered.copies_missed:
        yield f"NOT COPIED: the page of {whose}, or its workbook; the log says why"


def sent_as_json(delivered: Delivered) -> dict[str, Any]:
    """Return the same as `sent_lines`, with every field of an undelivered message."""
    return {
        "sent": delivered.sent,
        "undelivered": [message_as_json(posted) for posted in delivered.undelivered],
        "copies_missed": list(delivered.copies_missed),
    }


def bounce_lines(delivery: Delivery) -> Iterator[str]:
    """Yield where a relay sends what it took and could not deliver."""
    if delivery.channel == "smtp":
        yield f"What bounces goes to {delivery.sender}: somebody must read that mailbox."


def message_line(posted: Posted) -> str:
    """Return a message of the outbox without its text: night, recipient, state, tries, reason."""
    message = posted.message
    tries = f"{posted.attempts} tried" if posted.attempts else "not tried"
    why = f": {posted.reason}" if posted.reason else ""
    return (
        f"{message.night} {message.about or 'the service'} to {message.recipient}: "
        f"{posted.state}, {tries}{why}"
    )


def message_as_json(posted: Posted) -> dict[str, Any]:
    """Return a message of the outbox without its text."""
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


def planned_lines(messages: Sequence[Message]) -> Iterator[str]:
    """Yield the recipient and subject of each message that would be sent."""
    yield "Messages would be sent to:" if messages else "No message would be sent."
    for message in messages:
        yield f"  {message.recipient}: {message.subject}"


def planned_as_json(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Return the recipient and subject of each message that would be sent."""
    return [{"recipient": each.recipient, "subject": each.subject} for each in messages]


def configuration_lines(found: ByConfiguration) -> Iterator[str]:
    """Yield who is on another list because the configuration changed since the night before."""
    yield f"The configuration changed since the night of {found.night}."
    if found.fault:
        yield f"  Who is on another list because of it cannot be said: {found.fault}"
        return
    if found.changed.empty:
        yield "  Nobody is on another list because of it."
    for row in found.changed.head(_MOST_LINES).to_dict("records"):
        where = "ONTO THE LIST" if row["is_listed"] else "OFF THE LIST"
        if row["is_listed"] and row["is_listed_before"]:
            where = "TO ANOTHER LIST"
        yield (
            f"  {where}: child {row['child_id'] or 'without id'}, assessment "
            f"{row['assessment_id'] or 'without id'}: {row['status'] or 'not read'} in "
            f"{row['team'] or 'no team'} (before: {row['status_before'] or 'not read'} in "
            f"{row['team_before'] or 'no team'})"
        )
    if len(found.changed) > _MOST_LINES:
        yield f"  and {len(found.changed) - _MOST_LINES} more; --json lists them all"


def configuration_as_json(found: ByConfiguration) -> dict[str, Any]:
    """Return the same as `configuration_lines`, of everybody."""
    return {
        "since": found.night.isoformat(),
        "fault": found.fault,
        "assessments": found.changed.to_dict("records"),
    }
