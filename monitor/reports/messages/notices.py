"""Notices that something broke: a night failed, messages were not delivered."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
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
    #: Before the name and the date.
    subject: str
    title: str
    #: In one sentence, with the night as `{night}`.
    sentence: str
    to_do: tuple[str, ...]


_UNTIL_THEN = (
    "Until a night is published nobody hears which children became overdue: read the newest "
    "reports, and remember of which day they are."
)
FAILED = NoticeKind(
    "night_failed",
    "the night FAILED, there are no new reports",
    "The night failed",
    "The night failed: there is no report of {night}.",
    (
        (
            "Those who look after the job: correct what the reason below says, then run the night "
            "again."
        ),
        _UNTIL_THEN,
    ),
)
REFUSED = NoticeKind(
    "extract_refused",
    "the extract was REFUSED, there are no new reports",
    "The extract was refused",
    "The extract was refused: there is no report of {night}.",
    (
        "Those who make the extract: make it again, whole. Then run the night again.",
        (
            "Only where the extract is right after all, those who look after the job may accept it "
            "once, with a reason that every report shows."
        ),
        _UNTIL_THEN,
    ),
)
UNDELIVERED = NoticeKind(
    "undelivered",
    "messages were NOT DELIVERED",
    "Messages could not be delivered",
    "{messages} about the night of {night} did not reach a reader.",
    (
        "Tell the readers named below another way: they do not know of this night.",
        (
            "Those who look after the job: correct the address in the configuration, or the relay. "
            "What is pending is tried again; what was refused is not."
        ),
    ),
)
WITHDRAWN = NoticeKind(
    "withdrawn",
    "this report is withdrawn",
    "Withdrawn",
    "The report of {night} was published by mistake, and is withdrawn.",
    ("Do not act on the report of that night, and do not pass it on.",),
)
NOTICES = {kind.code: kind for kind in (FAILED, REFUSED, UNDELIVERED, WITHDRAWN)}


@dataclass(frozen=True)
class Notice:
    """What a notice prints; it holds nothing of any child."""

    #: The code of its reason, a key of `NOTICES`; of one to a team, that and its name.
    about: str
    recipients: tuple[str, ...]
    subject: str
    digest: str
    title: str
    authority: str
    words: Words
    #: The date of the night with its weekday.
    as_at: str
    #: What happened, in one sentence.
    sentence: str
    #: What there is to do, and what the reader has now.
    to_do: tuple[str, ...]
    #: Why, a sentence each.
    details: tuple[str, ...]
    version: str
    #: The address of the newest full report, and its day; blank where a notice shows none.
    link: str = ""
    link_words: str = ""
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
    notice = notice_of(kind, failed.as_at, (failed.reason,), settings, version)
    return replace(notice, to_do=(*notice.to_do, reports))


def undelivered_notice(
    night: date, lost: Mapping[tuple[str, str], int], settings: Settings, *, version: str
) -> Notice:
    """Return the notice of the messages of a night that could not be delivered.

    `lost` is the number of recipients by what the message is about and why they did not get it.
    The same readers make the same notice, although the reason may have changed since.
    """
    details = tuple(
        f"{one_line(about, _LONGEST_NAME) or 'The service'}: "
        f"{counted(recipients, 'recipient')}: {reason}"
        for (about, reason), recipients in lost.items()
    )
    readers: Counter[str] = Counter()
    for (about, _reason), recipients in lost.items():
        readers[about] += recipients
    notice = notice_of(UNDELIVERED, night, details, settings, version)
    return replace(
        notice,
        sentence=notice.sentence.replace("{messages}", counted(readers.total(), "message")),
        digest=digest_of(UNDELIVERED.code, night, *sorted(map(str, readers.items()))),
    )


def withdrawn_notice(
    night: date, recipients: Sequence[str], settings: Settings, *, newest: date, version: str
) -> Notice:
    """Return the notice that a night is withdrawn, to those who were sent a report of it."""
    reports = f"The newest reports are of {long_date(newest)}, and hold."
    notice = notice_of(WITHDRAWN, night, (), settings, version)
    return replace(
        notice,
        recipients=tuple(recipients),
        subject=f"Withdrawn: {short_date(night)}, {at_start(settings.words.assessments)}",
        to_do=(*WITHDRAWN.to_do, reports),
    )


def notice_of(
    kind: NoticeKind, night: date, details: Sequence[str], settings: Settings, version: str
) -> Notice:
    """Return a notice to the service; `details` are its reasons, a sentence each."""
    said = tuple(map(one_line, details))
    return Notice(
        about=kind.code,
        recipients=settings.service.recipients,
        subject=f"{at_start(settings.words.assessments)}, {short_date(night)}: {kind.subject}",
        digest=digest_of(kind.code, night, *said),
        title=kind.title,
        authority=one_line(settings.authority, _LONGEST_NAME),
        words=settings.words,
        as_at=long_date(night),
        sentence=kind.sentence.replace("{night}", long_date(night)),
        to_do=kind.to_do,
        details=said,
        version=version,
    )


def digest_of(code: str, night: date, *facts: str) -> str:
    """Return what tells a notice from another one of the same night."""
    return hashlib.sha256(json.dumps((code, night.isoformat(), *facts)).encode()).hexdigest()
