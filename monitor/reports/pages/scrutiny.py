"""The page for elected members: the sentence, the trend, the teams, and no child's row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.judgement.rounding import percentage
from monitor.judgement.trends import of_service, unknown_together
from monitor.reports.pages.scrutiny_answers import answers_table
from monitor.reports.pages.scrutiny_verdict import counts_of, verdict_of
from monitor.reports.pages.suppression import (
    SUPPRESSED,
    hidden_of_service,
    hidden_of_teams,
    is_small,
)
from monitor.reports.parts.tables import Table, headings
from monitor.reports.parts.wording import (
    counted,
    figure,
    long_date,
    month_of,
    no_deadline,
    on_average,
    share,
    short_date,
    whole_share,
)
from monitor.reports.sections.provenance import open_alone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from monitor.judgement.night import TrendRow
    from monitor.reports.pages.suppression import Hidden
    from monitor.reports.parts.tables import Row
    from monitor.reports.sections.trust import Assurance
    from monitor.settings.settings import Settings
    from monitor.settings.words import Words


@dataclass(frozen=True)
class More:
    """What the night's summary has that the figures of the history have not."""

    long_overdue: int
    open: int
    alarms: int
    #: The figures of answers; empty where nobody is asked.
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scrutiny:
    """What the page prints, top to bottom."""

    title: str
    authority: str
    as_at: str
    #: Said first where the night is no all-clear; else blank.
    alarm: str
    sentence: str
    open_share: str
    #: Whether it is getting better: the answer first, then why.
    course: Assurance
    trend: Table
    teams: Table
    answers: Table | None
    actions: tuple[str, ...]
    notes: tuple[str, ...]
    version: str


def scrutiny(
    night: date, rows: Sequence[TrendRow], more: More, *, settings: Settings, version: str
) -> Scrutiny:
    """Return the view model; `rows` are of the last night of each month, this one's the last."""
    months, rules, words = of_service(rows), settings.rules, settings.words
    service = months[-1]
    teams = [row for row in rows if row.night == night and not row.is_service]
    known = [team.name for team in settings.teams]
    return Scrutiny(
        title=words.fill(f"Children's {{assessments}} past their deadline, {month_of(night)}"),
        authority=settings.authority,
        as_at=long_date(night),
        alarm=_alarm(night, more),
        sentence=_sentence(service, more, rules.long_overdue_working_days, words),
        open_share=_open_share(service, more, words),
        course=verdict_of(months, is_in_doubt=more.alarms > 0),
        trend=_trend(months, rules.statutory_working_days, words),
        teams=_teams(unknown_together(teams, known), service, words),
        answers=answers_table(more.answers, is_hidden=bool(hidden_of_service(counts_of(service)))),
        actions=settings.scrutiny.actions,
        notes=tuple(
            words.fill(note, months=rules.headline_months, statutory=rules.statutory_working_days)
            for note in _NOTES
        ),
        version=version,
    )


def _alarm(night: date, more: More) -> str:
    if not more.alarms:
        return ""
    return (
        "These figures are no all-clear: the extract of that night is in doubt. The service report "
        f"of {short_date(night)} says why."
    )


def _shown(count: int, name: str, hidden: Hidden) -> str:
    return SUPPRESSED if name in hidden else str(count)


def _sentence(service: TrendRow, more: More, long_overdue: int, words: Words) -> str:
    """Return the inspectors' sentence, as the service report has it, but for small numbers."""
    hidden, past = hidden_of_service(counts_of(service)), service.past_deadline
    if service.past_deadline_of == 0:
        return words.fill("There is no {assessment} to judge.")
    if "of" in hidden:
        return words.fill("There are too few {assessments} to show any number of them.")
    without = no_deadline(service.no_deadline)
    if "no_deadline" in hidden:
        without = "Some have no deadline; how many is not shown."
    of = counted(service.past_deadline_of, words.assessment, words.assessments)
    if "past" in hidden:
        return (
            f"Fewer of {of} than can be shown have missed the deadline set by the manager. "
            f"{without}"
        )
    return (
        f"{past} of {of} ({whole_share(past, service.past_deadline_of)}) have missed the deadline "
        f"set by the manager{_by_days(service, more, long_overdue)} {without}"
    )


def _by_days(service: TrendRow, more: More, long_overdue: int) -> str:
    mean = service.mean_working_days_late
    if mean is None:
        return "."
    if is_small(more.long_overdue):
        return f"{on_average(mean)}."
    return (
        f"{on_average(mean)}; {more.long_overdue} are more than {long_overdue} working days "
        f"past it and the worst is {service.max_working_days_late}."
    )


def _open_share(service: TrendRow, more: More, words: Words) -> str:
    """Return the open-only figure; nothing where a small number could be worked out from it."""
    parts = (
        *(service.overdue, service.past_deadline - service.overdue),
        *(more.open, service.past_deadline_of - more.open),
        more.open - service.overdue - service.no_deadline,
    )
    if hidden_of_service(counts_of(service)) or any(is_small(part) for part in parts):
        return ""
    return open_alone(service.overdue, more.open, words)


def _past(row: TrendRow, hidden: Hidden | None = None) -> tuple[str, str, str]:
    hidden = hidden_of_service(counts_of(row)) if hidden is None else hidden
    if hidden & {"of", "past"}:
        return (_shown(row.past_deadline, "past", hidden), SUPPRESSED, SUPPRESSED)
    percent = percentage(row.past_deadline, row.past_deadline_of)
    return (str(row.past_deadline), share(percent), figure(row.mean_working_days_late))


def _trend(months: Sequence[TrendRow], statutory: int, words: Words) -> Table:
    return Table(
        id="months",
        caption="Month by month, as at the last night of each",
        headings=headings(
            *("Night", words.fill("#{Assessments}"), "#Past the deadline", "#Share past it"),
            *("#Mean working days late", "#No deadline"),
            f"#Completed within {statutory} working days",
        ),
        rows=tuple(
            (*_row(short_date(row.night), row, hidden_of_service(counts_of(row))), _within(row))
            for row in reversed(months)
        ),
    )


def _within(row: TrendRow) -> str:
    """Return the share within the limit; nothing where few were completed, or few took longer."""
    within, of = row.within_limit, row.within_limit_of
    if any(is_small(count) for count in (within, of, of - within)):
        return SUPPRESSED
    return share(percentage(within, of))


def _teams(teams: Sequence[TrendRow], service: TrendRow, words: Words) -> Table:
    hidden = hidden_of_teams([counts_of(row) for row in teams], counts_of(service))
    total = _row("The service", service, hidden_of_service(counts_of(service)))
    rows: tuple[Row, ...] = ()
    if hidden is not None:
        pairs = zip(teams, hidden, strict=True)
        rows = (*(_row(row.name, row, of_team) for row, of_team in pairs), total)
    return Table(
        id="teams",
        caption="The teams",
        headings=headings(
            *("Team", words.fill("#{Assessments}"), "#Past the deadline", "#Share past it"),
            *("#Mean working days late", "#No deadline"),
        ),
        rows=rows,
        empty="The teams' numbers are too small to be shown.",
    )


def _row(name: str, row: TrendRow, hidden: Hidden) -> Row:
    return (
        name,
        _shown(row.past_deadline_of, "of", hidden),
        *_past(row, hidden),
        _shown(row.no_deadline, "no_deadline", hidden),
    )


_NOTES = (
    (
        "[c] stands for a number from 1 to 5, or for another that is not shown because such a "
        "number could be worked out from it. With a number go its share and its average."
    ),
    (
        "{Assessments} are all that are open, and those completed in the {months} months up to the "
        "date of this page."
    ),
    (
        "The deadline is the date that the manager set for the {assessment}. Working days are "
        "Monday to Friday, without bank holidays in England and the authority's own closures."
    ),
    (
        "The {statutory} working days are the statutory limit, counted from the referral (Working "
        "Together to Safeguard Children)."
    ),
    "The figures are those of the service report of the same night.",
)
