"""A missed deadline stays missed: which deadline the history saw each assessment miss, and when.

The rule is that of the design, section 4. What is seen is kept with the record, night after night,
as the earliest that still counts; so it goes with the assessment's life, with a rerun of the night
that saw it, and with a night that is withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    import numpy.typing as npt

#: The columns in which a night keeps what was missed: the deadline, and the night that saw it.
MISSED_COLUMNS = ("missed_deadline", "missed_seen")
#: A night that is judged so is late by the deadline that it was judged by.
LATE_STATUSES = ("overdue", "completed_late")


@dataclass(frozen=True, eq=False)
class Missed:
    """What earlier nights saw missed of each of tonight's records, in their order.

    `kept` has `MISSED_COLUMNS`, both NaT where nothing was. `void` counts the records whose missed
    deadline counts no more, since their source reads its deadlines in another way; where
    `all_void`, every source does, and what is missing tonight has no missed deadline either.
    """

    kept: pd.DataFrame
    void: int = 0
    all_void: bool = False
    #: How tonight's sources read their deadlines.
    readings: tuple[str, ...] = ()
    #: The rule `missed_stays_missed`; without it the present deadline alone counts.
    stays: bool = True

    @property
    def counted(self) -> pd.Series[pd.Timestamp]:
        """Return the missed deadlines by which tonight is judged."""
        missed = self.kept["missed_deadline"]
        return missed if self.stays else missed.mask(missed.notna())

    def with_tonight(
        self, judged: pd.DataFrame, may_be_seen: npt.NDArray[np.bool_], *, as_at: date
    ) -> Missed:
        """Return it with what tonight sees missed, for the nights to come.

        A record that is late by a deadline which is not kept yet is seen to have missed it, where
        that `may_be_seen` (see `trusted_deadlines`).
        """
        late = judged["status"].isin(LATE_STATUSES) & ~judged["left_out_of_days"]
        effective = judged["effective_deadline"]
        is_earlier = ~(self.kept["missed_deadline"] <= effective).to_numpy(dtype=bool)
        is_new = late.to_numpy(dtype=bool) & may_be_seen & is_earlier
        kept = self.kept.assign(
            missed_deadline=self.kept["missed_deadline"].mask(is_new, effective),
            missed_seen=self.kept["missed_seen"].mask(is_new, pd.Timestamp(as_at).as_unit("s")),
        )
        return replace(self, kept=kept)
