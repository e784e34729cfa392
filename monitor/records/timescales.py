"""Deadlines made of the manager's number of working days."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from monitor.assessments.working_days import WorkingCalendar, day_numbers
from monitor.records.dates import believe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from monitor.records.dates import Dates
    from monitor.records.records import Joined
    from monitor.settings.sources import Extract


def set_deadlines(
    joined: Joined, extracts: Mapping[str, Extract], as_at: date, calendar: WorkingCalendar
) -> Joined:
    """Return the records with the deadline of each timescale, where an extract has timescales.

    `extracts` are by the name of their file. The deadline is the nth working day after the start
    or the referral, as `timescale_from` says; one beyond the plausible dates is blank and marked.
    Raises `OutsideCalendar` where the calendar ends too early.
    """
    records, outside = joined.records, np.zeros(len(joined.records), dtype=bool)
    for name, extract in extracts.items():
        if extract.timescale_from is not None:
            is_own = (records["source"] == name).to_numpy(dtype=bool)
            base = records.loc[is_own, f"{extract.timescale_from}_date"].to_numpy()
            made = _deadlines(records.loc[is_own, "timescale"], base, calendar)
            deadlines = records["deadline"].to_numpy(copy=True)
            deadlines[is_own], outside[is_own] = believe(made, as_at)
            records = records.assign(deadline=deadlines)
    marks = joined.marks.assign(**{"implausible_date@timescale": outside})
    return replace(joined, records=records, marks=marks)


def _deadlines(timescale: pd.Series[str], base: Dates, calendar: WorkingCalendar) -> Dates:
    start, usable = day_numbers(base)
    usable &= (timescale != "").to_numpy(dtype=bool)
    days = calendar.nth_after(start[usable], np.asarray(timescale[usable], dtype=np.int64))
    deadlines = np.full(len(base), "NaT", dtype="datetime64[s]")
    deadlines[usable] = days.astype("datetime64[D]").astype("datetime64[s]")
    return deadlines
