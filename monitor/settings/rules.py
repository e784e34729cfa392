"""The authority's own numbers and days: rules, gates, and how long nights are kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from monitor.settings.table import Count, TomlTable

Percent = Annotated[int, Field(ge=1, le=100, strict=True)]


class Rules(TomlTable):
    """The authority's own numbers and days."""

    due_soon_working_days: Count = 5
    statutory_working_days: Annotated[int, Field(ge=1, le=999, strict=True)] = 45
    long_overdue_working_days: Count = 70
    #: A deadline that a night saw missed counts for ever; else the present one alone.
    missed_stays_missed: bool = True
    headline_months: Annotated[int, Field(ge=1, le=240, strict=True)] = 12
    bulk_completions_by_worker: Annotated[int, Field(ge=2, strict=True)] = 5
    bulk_completions_by_team: Annotated[int, Field(ge=2, strict=True)] = 10
    extra_bank_holidays: tuple[date, ...] = ()
    closures: tuple[date, ...] = ()


class Gates(TomlTable):
    """How far tonight may differ from the night before: beyond it is refused, or suspicious."""

    total_drop_percent: Percent = 5
    team_drop_percent: Percent = 30
    team_drop_records: Annotated[int, Field(ge=1, strict=True)] = 5
    #: An extract of an older day is suspicious, in working days.
    stale_after_working_days: Count = 3
    #: The same records for more than no working day are suspicious, for this many refused.
    unchanged_working_days: Annotated[int, Field(ge=1, strict=True)] = 3
    #: Exceptions that left the list at once otherwise than by completion: over both is suspicious.
    moved_percent: Percent = 30
    moved_records: Count = 10
    #: Completed records that left the extract in the last kept nights, of the headline's completed.
    completed_left_percent: Percent = 5
    problem_rise_percent: Count = 100
    problem_rise_records: Annotated[int, Field(ge=1, strict=True)] = 10


class History(TomlTable):
    """How many nights are kept; `vanished_nights` is accepted, and has no effect any more."""

    keep_nights: Annotated[int, Field(ge=2, strict=True)]
    vanished_nights: Annotated[int, Field(ge=1, strict=True)] = 30
