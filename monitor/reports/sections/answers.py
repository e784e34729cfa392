"""What pages say of answers: what is asked, what does not count, and what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.judgement.asking import NOT_ASKING
from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Names, Section, Table
from monitor.reports.parts.wording import short_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.judgement.night import Night
    from monitor.reports.parts.rows import Column
    from monitor.reports.sections.asked import AskedShare

#: After so many nights on which a source of answers could not be read the service is written to.
NIGHTS_UNREAD = 2

_FAULT: tuple[Column, ...] = (
    ("Source", lambda row: row.source),
    ("#Row", lambda row: str(row.source_row)),
    ("Column", lambda row: row.column),
    ("What is wrong", lambda row: row.message),
    ("How to correct it", lambda row: row.action),
)


def asked_parts(asked: AskedShare | None) -> Iterator[Section]:
    """Yield the lists to which the top of a team's page leads; none where nothing asks."""
    if asked is None:
        return
    lists = (
        ("today", "To answer today", asked.to_answer_today),
        ("broken", "Promises broken", asked.broken),
        ("unanswered", "Without an answer", asked.unanswered),
        ("above", "With the next level", asked.above),
    )
    names = tuple(
        Names(
            name,
            f"{title} ({len(rows)})",
            tuple(
                (
                    f"{row.child} ({row.reference})",
                    f"#r{row.place}" if row.place >= 0 else "#vanished",
                )
                for row in rows
            ),
        )
        for name, title, rows in lists
        if rows
    )
    if names:
        yield Section("asked", "What waits for an answer", names=names)


def faults_tables(night: Night) -> Iterator[Table]:
    """Yield the rows of answers that do not count."""
    faults = list((night.asking or NOT_ASKING).faults.itertuples(index=False))
    if faults:
        caption = f"Answers that do not count ({len(faults)})"
        yield Table("answer-faults", caption, *in_cells(faults, _FAULT))


def unread_answers(night: Night) -> Iterator[str]:
    """Yield each source of answers that this night could not read."""
    asking = night.asking
    if asking is None or not asking.is_on:
        return
    for source in asking.thread.unread:
        since = "yet" if source.read_on is None else f"since {short_date(source.read_on)}"
        yield f"Answers of {source.name} are not read {since}: those in force hold to their dates."
