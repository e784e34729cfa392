"""Which dates are believed: from 2000 to two years after the as-at date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from monitor.assessments.working_days import FIRST_USABLE

if TYPE_CHECKING:
    from datetime import date

Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]

_YEARS_AHEAD = 2


def latest_plausible(as_at: date) -> date:
    """Return the last date that is believed: two years after the as-at date."""
    year = as_at.year + _YEARS_AHEAD
    leap_day = (as_at.month, as_at.day) == (2, 29)
    return as_at.replace(year=year, day=28) if leap_day else as_at.replace(year=year)


def believe(dates: Dates, as_at: date) -> tuple[Dates, Bools]:
    """Return the dates with NaT for each that is not believed, and true where that is so."""
    first, last = np.datetime64(FIRST_USABLE), np.datetime64(latest_plausible(as_at))
    outside = (dates < first) | (dates > last)
    return np.where(outside, np.datetime64("NaT", "s"), dates), outside
