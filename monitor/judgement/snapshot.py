"""A night's records as the history keeps them, with what is carried from night to night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monitor.assessments.columns import DATE_COLUMNS, TEXT_COLUMNS
from monitor.assessments.no_rows import no_rows
from monitor.judgement.missed import MISSED_COLUMNS, Missed
from monitor.judgement.past import CARRIED_COLUMNS, REMEMBERED

if TYPE_CHECKING:
    from datetime import date

    from monitor.judgement.compared import Compared

_KINDS = {
    **dict.fromkeys((*TEXT_COLUMNS, "status", "flags"), "str"),
    **dict.fromkeys(DATE_COLUMNS, "datetime64[s]"),
    **dict.fromkeys(("first_seen", "last_seen", "first_deadline"), "datetime64[s]"),
    **dict.fromkeys(("last_open", "cancelled_deadline"), "datetime64[s]"),
    **dict.fromkeys(MISSED_COLUMNS, "datetime64[s]"),
    **dict.fromkeys(("source_row", "life", "exception_nights", "missing_nights"), "int64"),
    **dict.fromkeys(("working_days_late", "working_days_since_referral"), "Int32"),
    "ever_moved_after_missed": "bool",
}
#: The type of each column of a snapshot, in their order.
TYPES = {column: _KINDS[column] for column in REMEMBERED}
#: The records of a night before the first one.
NO_NIGHT = no_rows(TYPES)


def snapshot(
    judged: pd.DataFrame,
    flags: pd.Series[str],
    compared: Compared,
    missed: Missed,
    *,
    as_at: date,
) -> pd.DataFrame:
    """Return what the history keeps of tonight (`REMEMBERED`); the vanished at the end.

    `missed` is what is kept of the missed deadlines.
    """
    carried = [column for column in CARRIED_COLUMNS if column in compared.followed]
    before = judged.drop(columns="missed_deadline")
    present = pd.concat([before, compared.followed[carried], missed.kept], axis="columns").assign(
        flags=flags, last_seen=pd.Timestamp(as_at), missing_nights=0
    )
    absent = compared.missing[list(REMEMBERED)]
    if missed.all_void:
        nothing = {column: absent[column].mask(absent[column].notna()) for column in MISSED_COLUMNS}
        absent = absent.assign(**nothing)
    kept = [part.astype(TYPES) for part in (present[list(REMEMBERED)], absent) if len(part)]
    return pd.concat(kept, ignore_index=True) if kept else NO_NIGHT
