"""What a night is published as: its files, its facts, its messages, its entry in the history."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from monitor import MADE_BY
from monitor.history.entry import Entry
from monitor.history.frames import packed
from monitor.judgement.asking import NOT_ASKING
from monitor.judgement.challenges import answers_told
from monitor.judgement.snapshot import snapshot as snapshot_of
from monitor.judgement.trends import trend_rows
from monitor.nights.facts import facts_of, stored_facts
from monitor.nights.messages import Mail, mail_of
from monitor.publishing.csv_text import csv_of, to_csv
from monitor.publishing.folder import FIGURES, SUMMARY
from monitor.publishing.manifest import json_bytes
from monitor.publishing.render import to_html
from monitor.reports.files.figures import figures_table
from monitor.reports.files.records import assessments, changes, problems
from monitor.reports.files.summary import summary
from monitor.reports.pages.service import service_report
from monitor.reports.pages.team import team_report
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.listing import joined_flags
from monitor.reports.sections.page_paths import SERVICE_PATH
from monitor.reports.sections.shares import share_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from concurrent.futures import Executor, Future

    from monitor.history.outbox import Outbox
    from monitor.judgement.asking import Asking
    from monitor.judgement.night import Night
    from monitor.nights.order import Order, Posting
    from monitor.reports.pages.report import Report
    from monitor.reports.sections.shares import Shared
    from monitor.settings.settings import Settings


@dataclass(frozen=True, eq=False)
class Edition:
    """A night in the form in which it leaves: nothing is written yet."""

    night: Night
    #: Path in the night's folder, and content.
    files: Mapping[str, bytes]
    #: The records as the history keeps them.
    snapshot: bytes
    facts: Mapping[str, Any]
    mail: Mail


def edition_of(night: Night, order: Order, outbox: Outbox) -> Edition:
    """Make every page, file and message of a night.

    Raises `BrokenPromise` where a message would hold an assessment that is not its own.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        snapshot, listed = _of_every_record(night, beside)
        changed, figures = list_changes(night), summary(night)
        shared = share_out(night, order.settings, changed=changed)
        pages = {
            path: to_html("report.html", report=report)
            for path, report in reports(night, shared, settings=order.settings)
        }
        mail = mail_of(night, order, outbox, shared=shared, version=MADE_BY)
        return Edition(
            night=night,
            files={
                **pages,
                "assessments.csv": listed.result(),
                "changes.csv": to_csv(changes(changed)),
                "problems.csv": to_csv(problems(night)),
                **_of_answers(night.asking),
                FIGURES: to_csv(figures_table([figures])),
                SUMMARY: json_bytes(figures),
            },
            snapshot=snapshot.result(),
            facts=facts_of(night, order.settings),
            mail=mail,
        )


def _of_every_record(night: Night, beside: Executor) -> tuple[Future[bytes], Future[bytes]]:
    """Return what the history keeps of every record, and `assessments.csv`, as they will be made.

    They are made beside the pages, and of Arrow's tables alone, which never change.
    """
    flags = joined_flags(night.flags)
    kept = snapshot_of(night.judged, flags, night.compared, night.missed, as_at=night.as_at)
    listed = assessments(night, flags)
    return (
        beside.submit(packed, pa.Table.from_pandas(kept, preserve_index=False)),
        beside.submit(csv_of, pa.Table.from_pandas(listed, preserve_index=False)),
    )


def _of_answers(asking: Asking | None) -> dict[str, bytes]:
    """Return the file of answers, where the configuration asks for some."""
    if asking is None or not asking.is_on:
        return {}
    return {"answers.csv": to_csv(answers_told(asking))}


def reports(
    night: Night, shared: Shared, *, settings: Settings, version: str = MADE_BY
) -> Iterator[tuple[str, Report]]:
    """Yield each report with its path in the night: the service's, then every page below teams/."""
    yield SERVICE_PATH, service_report(night, shared, settings=settings, version=version)
    for page, share in zip(shared.pages, shared.shares, strict=True):
        yield page.path, team_report(page, share, night=night, settings=settings, version=version)


def entry_of(edition: Edition, manifest: bytes, *, posting: Posting | None) -> Entry:
    """Return what the history keeps of a night."""
    night, asking = edition.night, edition.night.asking or NOT_ASKING
    return Entry(
        night=night.as_at,
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        compared_with=night.compared.night,
        accepted=night.accepted,
        records_read=night.service.records,
        next_life=night.compared.next_life,
        facts=stored_facts(night, edition.facts),
        snapshot=edition.snapshot,
        figures=trend_rows(night),
        messages=edition.mail.messages,
        made_at="" if posting is None else posting.utc(),
        answers=asking.thread.fresh,
        steps=asking.steps,
    )
