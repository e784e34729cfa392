"""Notices to the service that something broke: a night failed, messages were not delivered."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.reports.parts.wording import counted, long_date, one_line, short_date
from monitor.settings.words import at_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from monitor.judgement.night import FailedNight
    from monitor.settings.settings import Settings
    from monitor.settings.words import Words

_LONGEST_NAME = 120


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice: its code, its subject and title, and what the reader is to do."""

    code: str
    #: After the date.
    subject: str
    title: str
    to_do: tuple[str, ...]


_UNTIL_THEN = (
    "Until it is mended nobody is told which children became overdue: look at the newest reports, "
    "and mind that they are of an earlier day."
)
FAILED = NoticeKind(
    "night_failed",
    "the night FAILED, there are no new reports",
    "The night failed",
    (
        _UNTIL_THEN,
        "Whoever looks after the job: mend what the reason says, then run the night again.",
    ),
)
REFUSED = NoticeKind(
    "extract_refused",
    "the extract was REFUSED, there are no new reports",
    "The extract was refused",
    (
        _UNTIL_THEN,
        "Whoever makes the extract: make it anew, and whole. Then run the night again.",
        (
            "Only where the extract is right after all, whoever looks after the job may let it "
            "pass this once, with a reason that every report will show."
        ),
    ),
)
UNDELIVERED = NoticeKind(
    "undelivered",
    "messages were NOT DELIVERED",
    "Messages could not be delivered",
    (
        "The readers named above do not know of this night: tell them another way.",
        (
            "Whoever looks after the job: mend the address in the configuration, or the relay. "
            "What is still pending is tried again; what was refused is not."
        ),
    ),
)
WITHDRAWN = NoticeKind(
    "withdrawn",
    "this report is withdrawn",
    "Withdrawn",
    ("Do not act on the report of that night, and do not pass it on.",),
)
NOTICES = {kind.code: kind for kind in (FAILED, REFUSED, UNDELIVERED, WITHDRAWN)}


@dataclass(frozen=True)
class Notice:
    """What a notice prints; it holds nothing of any child."""

    #: The code of its reason, a key of `NOTICES`.
    about: str
    recipients: tuple[str, ...]
    subject: str
    digest: str
    title: str
    authority: str
    words: Words
    #: The date of the night with its weekday.
    as_at: str
    #: Why, a sentence each.
    reasons: tuple[str, ...]
    #: What the reader has now, and what there is to do.
    to_do: tuple[str, ...]
    version: str
    kind: str = "notice"
    page: str = ""


def failure_notice(
    failed: FailedNight, settings: Settings, *, newest: date | None, refused: bool, version: str
) -> Notice:
    """Return the notice of a night that failed; `newest` is the date of the newest reports."""
    reports = (
        "There are no reports yet."
        if newest is None
        else f"The newest reports are of {long_date(newest)}."
    )
    kind = REFUSED if refused else FAILED
    notice = _notice(kind, failed.as_at, (failed.reason,), settings, version)
    return replace(notice, to_do=(reports, *kind.to_do))


def undelivered_notice(
    night: date, lost: Mapping[tuple[str, str], int], settings: Settings, *, version: str
) -> Notice:
    """Return the notice of the messages of a night that could not be delivered.

    `lost` is the number of recipients by what the message is about and why they did not get it.
    """
    reasons = tuple(
        f"{one_line(about, _LONGEST_NAME) or 'The service'}: "
        f"{counted(recipients, 'recipient')}: {reason}"
        for (about, reason), recipients in lost.items()
    )
    return _notice(UNDELIVERED, night, reasons, settings, version)


def withdrawn_notice(
    night: date, recipients: Sequence[str], settings: Settings, *, newest: date, version: str
) -> Notice:
    """Return the notice that a night is withdrawn, to those who were sent a report of it."""
    reasons = ("The report of this night was published by mistake, and is withdrawn.",)
    reports = f"The newest reports are of {long_date(newest)}, and stand."
    return replace(
        _notice(WITHDRAWN, night, reasons, settings, version),
        recipients=tuple(recipients),
        subject=f"Withdrawn: {short_date(night)}, {at_start(settings.words.assessments)}",
        to_do=(*WITHDRAWN.to_do, reports),
    )


def _notice(
    kind: NoticeKind, night: date, reasons: tuple[str, ...], settings: Settings, version: str
) -> Notice:
    said = tuple(one_line(reason) for reason in reasons)
    facts = (kind.code, night.isoformat(), *said)
    return Notice(
        about=kind.code,
        recipients=settings.service.recipients,
        subject=f"{at_start(settings.words.assessments)}, {short_date(night)}: {kind.subject}",
        digest=hashlib.sha256(json.dumps(facts).encode()).hexdigest(),
        title=kind.title,
        authority=one_line(settings.authority, _LONGEST_NAME),
        words=settings.words,
        as_at=long_date(night),
        reasons=said,
        to_do=kind.to_do,
        version=version,
    )
