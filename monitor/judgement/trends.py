"""Whether it is getting better: the figures of each night, and which nights are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.judgement.night import TrendRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from monitor.judgement.night import Figures, Night

#: How many nights before tonight a report draws, and how many nights and months it lists.
NIGHTS_DRAWN, NIGHTS_SHOWN, MONTHS_SHOWN = 90, 10, 12


def shown_nights(nights: Sequence[date]) -> tuple[date, ...]:
    """Return, of the nights so far (oldest first), those that a report shows."""
    return tuple(sorted({*nights[-NIGHTS_DRAWN:], *month_ends(nights)[-MONTHS_SHOWN:]}))


def month_ends(nights: Sequence[date]) -> tuple[date, ...]:
    """Return the last night of each month, oldest first; of the newest month the newest so far."""
    last = {(night.year, night.month): night for night in sorted(nights)}
    return tuple(last.values())


def trend_rows(night: Night) -> tuple[TrendRow, ...]:
    """Return tonight's figures: the service's, then every team's."""
    service = _row(night.as_at, night.service)._replace(is_service=True)
    return (service, *(_row(night.as_at, team) for team in night.teams))


def of_service(rows: Sequence[TrendRow]) -> tuple[TrendRow, ...]:
    """Return the service's figures."""
    return tuple(row for row in rows if row.is_service)


def of_team(rows: Sequence[TrendRow], name: str) -> tuple[TrendRow, ...]:
    """Return the figures of one team."""
    return tuple(row for row in rows if row.name == name and not row.is_service)


def under_names(rows: Sequence[TrendRow], name_of: Callable[[str], str]) -> tuple[TrendRow, ...]:
    """Return the figures with each team under its name of tonight, unless that night had it too."""
    taken = {(row.night, row.name) for row in rows if not row.is_service}
    return tuple(
        row
        if row.is_service or (row.night, name_of(row.name)) in taken
        else row._replace(name=name_of(row.name))
        for row in rows
    )


def unknown_together(teams: Sequence[TrendRow], configured: Sequence[str]) -> list[TrendRow]:
    """Return the teams of one night, with those that are not configured as one.

    Nobody has looked at their names; without a configuration of teams every name is one.
    """
    known = {*configured, NO_TEAM}
    others = [row for row in teams if configured and row.name not in known]
    named = [row for row in teams if row not in others]
    if len(others) < 2:  # noqa: PLR2004  (one keeps its average)
        return [*named, *(row._replace(name=UNKNOWN_TEAMS) for row in others)]
    together = others[0]._replace(
        name=UNKNOWN_TEAMS,
        past_deadline=sum(row.past_deadline for row in others),
        past_deadline_of=sum(row.past_deadline_of for row in others),
        no_deadline=sum(row.no_deadline for row in others),
        mean_working_days_late=None,
    )
    return [*named, together]


def trend_frame(rows: Sequence[TrendRow]) -> pd.DataFrame:
    """Return the figures as a table: a row a night, a column a figure."""
    frame = pd.DataFrame(rows, columns=list(TrendRow._fields)).drop(columns="is_service")
    return frame.astype({"night": "datetime64[s]", "name": "str", "max_working_days_late": "Int64"})


def _row(as_at: date, figures: Figures) -> TrendRow:
    past, within = figures.past_deadline, figures.completed_within_limit
    return TrendRow(
        night=as_at,
        name=figures.name,
        records=figures.records,
        exceptions=figures.exceptions,
        overdue=figures.statuses["overdue"],
        no_deadline=figures.statuses["no_deadline"],
        past_deadline=past.count,
        past_deadline_of=past.of,
        mean_working_days_late=past.mean_working_days_late,
        max_working_days_late=past.max_working_days_late,
        child_not_seen=figures.flags["child_not_seen"],
        within_limit=within.count,
        within_limit_of=within.of,
    )
