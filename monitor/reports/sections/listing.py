"""A listed assessment: its facts, and what pages and messages say of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.statuses import LABELS
from monitor.judgement.flags import FLAG_LABELS
from monitor.reports.parts.rows import WHOSE, NamedRow, days_of, iso, names_of, numbers_of
from monitor.reports.parts.wording import (
    NOTHING,
    counted,
    dated,
    figure,
    judged_by,
    unbroken,
    weekday,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from monitor.judgement.night import Night
    from monitor.reports.parts.rows import Column

_SEEN = {
    "yes": "Seen",
    "no": "Not seen",
    "not_recorded": "Not recorded",
    "not_applicable": "Unborn",
    "": NOTHING,
}
#: The columns of judged records, and of how they were followed, that a row is made of.
_JUDGED = [
    *("child_id", "assessment_id", "team", "worker", "next_action", "status", "child_seen"),
    *("start_date", "deadline", "effective_deadline", "authorised_date"),
    *("working_days_late", "working_days_since_referral", "working_days_awaiting"),
]
_FOLLOWED = ["first_deadline", "late_by_first", "cancelled_deadline", "exception_nights"]
#: The flag that the heading of a group says of all its rows.
_FLAG_OF = {
    "check_child_is_safe": "case_closed_unfinished",
    "see_child": "child_not_seen",
    "record_visit": "child_seen_not_recorded",
}


@dataclass(frozen=True, slots=True)
class ListedRow(NamedRow):
    """A listed assessment: status, flags, next action and `child_seen` are codes."""

    #: Its place in the judged records.
    place: int
    #: What is to be done next; blank for what is no exception.
    action: str
    status: str
    child_seen: str
    start_date: date | None
    deadline: date | None
    #: By which it is judged: the one that was missed, where there is one.
    effective_deadline: date | None
    #: The first deadline ever seen, and the working days late by it, where it was another.
    first_deadline: date | None
    late_by_first: int | None
    #: What was missed by one that was cancelled, where this was begun after it.
    cancelled_deadline: date | None
    authorised_date: date | None
    working_days_late: int | None
    working_days_since_referral: int | None
    #: For how long it has awaited authorisation, where that is known.
    working_days_awaiting: int | None
    #: For how many nights it has been an exception.
    nights: int
    flag_codes: tuple[str, ...]
    #: How many children of one family are listed together here.
    siblings: int

    def due(self, say: Callable[[date | None], str] = dated) -> str:
        """Return the deadline in words: what was missed, or the first one, where it was another."""
        if self.effective_deadline != self.deadline:
            return judged_by(
                self.effective_deadline,
                self.deadline,
                say,
                is_missed=self.working_days_late is not None,
            )
        if self.first_deadline is None or self.first_deadline == self.deadline:
            return say(self.deadline)
        return f"{say(self.deadline)} (first {say(self.first_deadline)})"

    @property
    def due_in_words(self) -> str:
        """Return the same as part of a sentence."""
        return self.due() if self.effective_deadline != self.deadline else f"due {self.due()}"

    @property
    def late_note(self) -> str:
        """Return since when no working day has passed, and the days by the first deadline."""
        notes = []
        if self.working_days_late == 0 and self.effective_deadline:
            notes.append(f"(since {weekday(self.effective_deadline)})")
        if self.late_by_first is not None:
            notes.append(f"(by the first {self.late_by_first})")
        return " ".join(notes)

    @property
    def late(self) -> str:
        """Return the working days late as a cell of a table."""
        return f"{figure(self.working_days_late)} {self.late_note}".rstrip()

    @property
    def how_late(self) -> str:
        """Return the working days late in a sentence; blank where it is not late."""
        if self.working_days_late is not None:
            return (
                f"{counted(self.working_days_late, 'working day')} late {self.late_note}".rstrip()
            )
        if self.late_by_first is not None:
            return f"{counted(self.late_by_first, 'working day')} late by the first deadline"
        return ""

    @property
    def flags(self) -> str:
        """Return why it is listed, beside its status."""
        return "; ".join([*map(self._flag, self.flag_codes), *self._siblings])

    @property
    def _siblings(self) -> list[str]:
        return [f"{self.siblings} children in this family"] if self.siblings > 1 else []

    @property
    def is_new(self) -> bool:
        """True if it was no exception on the night before."""
        return "new_tonight" in self.flag_codes

    @property
    def why(self) -> str:
        """Return why it is listed, without what its group and its other columns say."""
        elsewhere = {"new_tonight", _FLAG_OF.get(self.action), "first_deadline_missed"}
        if self.effective_deadline != self.deadline:
            elsewhere.add("deadline_moved_after_missed")
        words = ["New"] if self.is_new else []
        if self.status == "no_deadline" and self.action != "set_deadline":
            words.append(LABELS[self.status])
        words += [self._flag(code) for code in self.flag_codes if code not in elsewhere]
        return "; ".join([*(words or [LABELS[self.status]]), *self._siblings])

    def _flag(self, code: str) -> str:
        label, days = FLAG_LABELS[code], self.working_days_awaiting
        if code == "awaiting_authorisation" and days is not None:
            return f"{label} for {counted(days, 'working day')}"
        if code == "cancelled_and_begun_again":
            return f"{label} (was due {dated(self.cancelled_deadline)})"
        return label

    @property
    def facts(self) -> tuple[Any, ...]:
        """Return what the digest of a message holds of it."""
        late, since = self.working_days_late, self.working_days_since_referral
        return (
            *(self.status, self.child_id, self.assessment_id, self.team, self.worker),
            self.child_seen,
            *iso((self.start_date, self.deadline, self.effective_deadline)),
            *(-1 if days is None else days for days in (late, since)),
            ";".join(self.flag_codes),
        )


#: What pages say of a listed assessment. Dates do not break there, since columns are narrow.
COLUMNS: dict[str, Column] = {
    **WHOSE,
    "status": ("Status", lambda row: LABELS[row.status]),
    "start": ("Started", lambda row: unbroken(row.start_date)),
    "deadline": ("Deadline", lambda row: row.due(unbroken)),
    "late": ("#Working days late", lambda row: row.late),
    "seen": ("Child seen", lambda row: _SEEN[row.child_seen]),
    "day_of_45": ("#Day of 45", lambda row: figure(row.working_days_since_referral)),
    "nights": ("#Nights listed", lambda row: str(row.nights)),
    "flags": ("Why it is listed", lambda row: row.flags),
    "why": ("Why it is listed", lambda row: row.why),
    "authorised": ("Authorised", lambda row: unbroken(row.authorised_date)),
}


def rows_of(
    night: Night, places: pd.Index[int], siblings: Iterable[int] | None = None
) -> list[ListedRow]:
    """Return a row per record of `night.judged` at these places, in their order."""
    if places.empty:
        return []
    chosen = night.judged.loc[places, _JUDGED]
    followed = night.compared.followed.loc[places, _FOLLOWED]
    codes, combinations = _combinations(night.flags.loc[places])
    return list(
        map(
            ListedRow,
            *names_of(chosen),
            places.tolist(),
            chosen["next_action"].tolist(),
            chosen["status"].astype("str").tolist(),
            chosen["child_seen"].tolist(),
            days_of(chosen["start_date"]),
            days_of(chosen["deadline"]),
            days_of(chosen["effective_deadline"]),
            days_of(followed["first_deadline"]),
            numbers_of(followed["late_by_first"]),
            days_of(followed["cancelled_deadline"]),
            days_of(chosen["authorised_date"]),
            numbers_of(chosen["working_days_late"]),
            numbers_of(chosen["working_days_since_referral"]),
            numbers_of(chosen["working_days_awaiting"]),
            followed["exception_nights"].tolist(),
            (combinations[code] for code in codes.tolist()),
            repeat(1) if siblings is None else siblings,
        )
    )


def _combinations(flags: pd.DataFrame) -> tuple[npt.NDArray[np.intp], list[tuple[str, ...]]]:
    bits = np.left_shift(1, np.arange(len(flags.columns), dtype=np.int64))
    codes, distinct = pd.factorize(flags.to_numpy() @ bits)
    return codes, [
        tuple(code for code, bit in zip(flags.columns, bits, strict=True) if mask & bit)
        for mask in distinct
    ]


def joined_flags(flags: pd.DataFrame) -> pd.Series[str]:
    """Return the codes of the flags of each record, joined by semicolons."""
    codes, combinations = _combinations(flags)
    joined = pd.array([";".join(each) for each in combinations], dtype="str")
    return pd.Series(joined.take(codes), index=flags.index)
