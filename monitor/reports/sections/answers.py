"""What pages say of answers: who waits, each team's figures, and what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.asking import NOT_ASKING
from monitor.judgement.rounding import percentage
from monitor.reports.parts.rows import WHOSE, in_cells
from monitor.reports.parts.tables import Section, Table, headings
from monitor.reports.parts.wording import counted, figure, share, short_date, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.judgement.asking import AskingFigures
    from monitor.judgement.night import Night
    from monitor.reports.parts.rows import Column
    from monitor.reports.parts.tables import Row
    from monitor.reports.sections.asked import AskedRow, AskedShare
    from monitor.settings.words import Words

#: After so many nights on which a source of answers could not be read the service is written to.
NIGHTS_UNREAD = 2

_WAITING: tuple[Column, ...] = (
    *(WHOSE[name] for name in ("child", "team", "assessment")),
    ("Reference", lambda row: row.reference),
    ("With whom", lambda row: row.whom),
    ("Last answer", lambda row: row.answer),
    ("#Working days silent", lambda row: str(row.days_silent)),
)
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
    due: Column = ("To answer by", lambda row: unbroken(row.to_answer_by))
    lists: tuple[tuple[str, str, list[AskedRow], Column], ...] = (
        ("today", "To answer today", asked.to_answer_today, due),
        ("broken", "Promises broken", asked.broken, ("Last answer", lambda row: row.answer)),
        ("unanswered", "Without an answer", asked.unanswered, due),
        ("above", "With the next level", asked.above, ("With whom", lambda row: row.whom)),
    )
    reference: Column = ("Reference", lambda row: row.reference)
    tables = tuple(
        Table(
            name,
            f"{title} ({len(rows)})",
            *in_cells(rows, (WHOSE["child"], reference, column)),
            links=tuple("#vanished" if row.place < 0 else f"#r{row.place}" for row in rows),
        )
        for name, title, rows, column in lists
        if rows
    )
    if tables:
        yield Section("asked", "What waits for an answer", tables)


def waiting_tables(asked: AskedShare | None, night: Night, words: Words) -> Iterator[Table]:
    """Yield what waits for the service: nobody is above who could answer."""
    if asked is None:
        return
    rows = [row for row in asked.rows if row.is_waiting_above]
    unasked = (night.asking or NOT_ASKING).cannot_be_asked
    phrase = "and {} that cannot be asked about, since the ids are missing or not their own"
    yield Table(
        "waiting-for-you",
        f"Waiting for you ({len(rows)})",
        *in_cells(rows, _WAITING, words),
        empty="Nothing waits for an answer of the service.",
        more=phrase.format(counted(unasked, words.assessment, words.assessments))
        if unasked
        else "",
    )


def answer_tables(night: Night) -> Iterator[Table]:
    """Yield the figures of answers, a row per team, and the rows that do not count."""
    asking = night.asking
    if asking is None or not asking.is_on:
        return
    named = sorted(asking.teams, key=lambda team: -(team.longest_silence or 0))
    yield Table(
        "answers",
        "Asked and answered, longest silence first",
        headings(
            *("Team", "#Asked", "#Answered, in force", "#Answered in time", "#Share in time"),
            *("#Promises kept", "#Promises broken", "#Working days of the longest silence"),
        ),
        (
            *(_answers_of(team.name or NO_TEAM, team) for team in named),
            _answers_of("The service", asking.figures),
        ),
    )
    faults = list(asking.faults.itertuples(index=False))
    if faults:
        caption = f"Answers that do not count ({len(faults)})"
        yield Table("answer-faults", caption, *in_cells(faults, _FAULT))


def _answers_of(name: str, team: AskingFigures) -> Row:
    return (
        name,
        str(team.asked),
        str(team.answered["in_force"]),
        f"{team.within_limit} of {team.within_limit_of}",
        share(percentage(team.within_limit, team.within_limit_of)),
        str(team.promises["kept"]),
        str(team.promises["broken"]),
        figure(team.longest_silence),
    )


def unread_answers(night: Night) -> Iterator[str]:
    """Yield each source of answers that this night could not read."""
    asking = night.asking
    if asking is None or not asking.is_on:
        return
    for source in asking.thread.unread:
        since = "yet" if source.read_on is None else f"since {short_date(source.read_on)}"
        yield f"Answers of {source.name} are not read {since}: those in force hold to their dates."
