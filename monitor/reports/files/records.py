"""The columns of `assessments.csv` and `problems.csv`: every record read, every problem found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.assessments.columns import CANONICAL_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from monitor.judgement.night import Night


#: What is judged by, and what to do next.
ADDED_COLUMNS = ("missed_deadline", "effective_deadline", "next_action")


def assessments(night: Night, flags: pd.Series[str]) -> pd.DataFrame:
    """Return a row per record read, in the order of the sources: what `assessments.csv` holds.

    `flags` are those of each record (`joined_flags`).
    """
    columns = ["source", "source_row", *CANONICAL_COLUMNS, "status"]
    counts = ["working_days_late", "working_days_since_referral"]
    listed = night.judged[[*columns, *counts]].assign(flags=flags)
    return listed.assign(**{column: night.judged[column] for column in ADDED_COLUMNS})


def problems(night: Night) -> pd.DataFrame:
    """Return a row per problem: what `problems.csv` holds."""
    return night.problems.drop(columns="record")


def changes(listed: pd.DataFrame) -> pd.DataFrame:
    """Return a row per change since the night before (`list_changes`): what `changes.csv` holds."""
    columns = ["source", "source_row", "assessment_id", "child_id", "team", "worker"]
    row = listed["source_row"].astype("Int64").where(listed["source"] != "")
    what = listed["what"].str.replace("\N{NO-BREAK SPACE}", " ", regex=False)
    return listed.assign(source_row=row, what=what)[
        [*columns, "change", "deadline_before", "deadline", "what"]
    ]
