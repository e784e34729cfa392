"""Notices to the service that something broke: a night failed, messages were not delivered."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.reports.parts.wording import counted, long_date, one_line, short_date
from monitor.settings.words import at_start

if TYPE_CHECKING:
    from collections.abc import Sequence
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


FAILED = NoticeKind(
    "night_failed",
    "the night FAILED, there are no new reports",
    "The night failed",
    (
        (
            "Until it is mended nobody is told which children became overdue: look at the newest "
            "reports, and mind that they are of an earlier day."
        ),
        "Whoever looks after the job: mend what the reason says, then run the night again.",
    ),
)
REFUSED = NoticeKind(
    "extract_refused",
    "the extract was REFUSED, there are no new reports",
    "The extract was refused",
    (
        (
            "Until it is mended nobody is told which children became overdue: look at the newest "
            "reports, and mind that they are of an earlier day."
        ),
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
class Undelivered:
    """A message that did not reach some of its recipients, and why in words: no address in it."""

    #: The title of the team's page; blank for the service.
    about: str
    recipients: int
    reason: str


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
    #: What this authority calls workers and assessments.
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
    """Return the notice of a night that failed; `refused` where the extract did not pass a gate.

    `newest` is the date of the newest reports, where there are any.
    """
    reports = (
        "There are no reports yet."
        if newest is None
        else f"The newest reports are of {long_date(newest)}."
    )
    kind = REFUSED if refused else FAILED
    return _notice(
        kind,
        failed.as_at,
        (failed.reason,),
        settings=settings,
        to_do=(reports, *kind.to_do),
        version=version,
    )


def undelivered_notice(
    night: date, lost: Sequence[Undelivered], settings: Settings, *, version: str
) -> Notice:
    """Return the notice of the messages of a night that could not be delivered."""
    reasons = tuple(
        f"{one_line(each.about, _LONGEST_NAME) or 'The service'}: "
        f"{counted(each.recipients, 'recipient')}: {each.reason}"
        for each in lost
    )
    return _notice(
        UNDELIVERED, night, reasons, settings=settings, to_do=UNDELIVERED.to_do, version=version
    )


def withdrawn_notice(
    night: date, recipients: Sequence[str], settings: Settings, *, newest: date, version: str
) -> Notice:
    """Return the notice that a night is withdrawn, to those who were sent a report of it."""
    reasons = ("The report of this night was published by mistake, and is withdrawn.",)
    reports = f"The newest reports are of {long_date(newest)}, and stand."
    notice = _notice(
        WITHDRAWN,
        night,
        reasons,
        settings=settings,
        to_do=(*WITHDRAWN.to_do, reports),
        version=version,
    )
    subject = f"Withdrawn: {short_date(night)}, {at_start(settings.words.assessments)}"
    return replace(notice, recipients=tuple(recipients), subject=subject)


def _notice(
    kind: NoticeKind,
    night: date,
    reasons: tuple[str, ...],
    *,
    settings: Settings,
    to_do: tuple[str, ...],
    version: str,
) -> Notice:
    said = tuple(one_line(reason) for reason in reasons)
    return Notice(
        about=kind.code,
        recipients=settings.service.recipients,
        subject=f"{at_start(settings.words.assessments)}, {short_date(night)}: {kind.subject}",
        digest=_digest(kind.code, night.isoformat(), *said),
        title=kind.title,
        authority=one_line(settings.authority, _LONGEST_NAME),
        words=settings.words,
        as_at=long_date(night),
        reasons=said,
        to_do=to_do,
        version=version,
    )


def _digest(*facts: str) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
