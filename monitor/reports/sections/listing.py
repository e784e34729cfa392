"""The assessments that reports list, in order: worst first, siblings together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.statuses import EXCEPTION_STATUSES, LABELS
from monitor.judgement.flags import FLAG_LABELS
from monitor.reports.parts.rows import WHOSE, NamedRow, by_group, days_of, iso, names_of, numbers_of
from monitor.reports.parts.wording import NOTHING, counted, dated, figure, unbroken, weekday
from monitor.reports.sections.page_paths import page_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from monitor.judgement.night import Night
    from monitor.reports.parts.rows import Column
    from monitor.reports.sections.page_paths import Page

_SEEN = {
    "yes": "Seen",
    "no": "Not seen",
    "not_recorded": "Not recorded",
    "not_applicable": "Unborn",
    "": NOTHING,
}
#: At most this many completed assessments are listed as “Not late, but look”; all are in the CSV.
COMPLETED_LISTED = 200
SECTIONS = ("exception", "due_soon", "look")
_EXCEPTION, _DUE_SOON, _LOOK = range(len(SECTIONS))


@dataclass(frozen=True, slots=True)
class ListedRow(NamedRow):
    """A listed assessment: status, flags and `child_seen` are codes."""

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
            since = f"moved since to {say(self.deadline)}" if self.deadline else "removed since"
            return f"missed {say(self.effective_deadline)}; {since}"
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
        words = [self._flag(code) for code in self.flag_codes]
        if self.siblings > 1:
            words.append(f"{self.siblings} children in this family")
        return "; ".join(words)

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
    "nights": ("#Nights on this list", lambda row: str(row.nights)),
    "flags": ("Why it is listed", lambda row: row.flags),
    "authorised": ("Authorised", lambda row: unbroken(row.authorised_date)),
}


@dataclass(frozen=True)
class Listing:
    """The listed assessments, in the order in which they are shown."""

    #: The exceptions of all pages.
    exceptions: list[ListedRow]
    #: For each page, the rows of each of `SECTIONS`.
    pages: tuple[dict[str, list[ListedRow]], ...]
    #: How many there are to look at on each page, those that are left to the CSV included.
    flagged: tuple[int, ...]


def list_assessments(night: Night, pages: Sequence[Page]) -> Listing:
    """Return every assessment that a report lists; of completed ones, the newest few a page."""
    width, section = len(SECTIONS), _sections(night)
    listed = _worst_first(_with_siblings(night, section >= 0))
    listed["section"] = section[listed.index]
    listed["page"] = page_numbers(listed["team"], pages)
    flagged = np.bincount(listed.loc[listed["section"] == _LOOK, "page"], minlength=len(pages))
    kept = listed[~_old_completed(listed)]
    alike = ["page", "section", "siblings"]
    children = kept.groupby(alike, sort=False)["child_id"].transform("nunique")
    rows = dict(zip(kept.index.tolist(), rows_of(night, kept, children.tolist()), strict=True))
    together = _siblings_together(kept, alike)
    parts = by_group(
        (rows[place] for place in together.index.tolist()),
        (together["page"] * width + together["section"]).tolist(),
        len(pages) * width,
    )
    exceptions = _siblings_together(kept[kept["section"] == _EXCEPTION], ["siblings"])
    return Listing(
        exceptions=[rows[place] for place in exceptions.index.tolist()],
        pages=tuple(
            dict(zip(SECTIONS, parts[first : first + width], strict=True))
            for first in range(0, len(parts), width)
        ),
        flagged=tuple(flagged.tolist()),
    )


def _sections(night: Night) -> npt.NDArray[np.int64]:
    status = night.judged["status"]
    flagged = night.flags.to_numpy().any(axis=1) & ~status.isin(["duplicate"]).to_numpy()
    return np.select(
        [status.isin(EXCEPTION_STATUSES), (status == "due_soon").to_numpy(), flagged],
        [_EXCEPTION, _DUE_SOON, _LOOK],
        -1,
    )


def _with_siblings(night: Night, chosen: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return the chosen records, with a number for siblings by family, else by assessment."""
    judged = night.judged[chosen]
    flags = night.flags[chosen]
    family, assessment = judged["family_id"], judged["assessment_id"]
    count = len(judged)
    return judged.assign(
        not_seen=flags["child_not_seen"],
        seen_not_recorded=flags["child_seen_not_recorded"],
        siblings=np.select(
            [(family != "").to_numpy(dtype=bool), (assessment != "").to_numpy(dtype=bool)],
            [pd.factorize(family)[0], count + pd.factorize(assessment)[0]],
            2 * count + np.arange(count),
        ),
    )


def _worst_first(chosen: pd.DataFrame) -> pd.DataFrame:
    return chosen.assign(late=chosen["working_days_late"].fillna(-1)).sort_values(
        ["not_seen", "seen_not_recorded", "late", "start_date", "assessment_id", "child_id"],
        ascending=[False, False, False, True, True, True],
        kind="stable",
    )


def _siblings_together(worst_first: pd.DataFrame, alike: list[str]) -> pd.DataFrame:
    """Return the records with siblings beside the first of them; they agree in `alike`."""
    siblings = worst_first.groupby(alike, sort=False).ngroup().to_numpy()
    return worst_first.iloc[np.argsort(siblings, kind="stable")]


def _old_completed(listed: pd.DataFrame) -> pd.Series[bool]:
    """True for completed assessments that are left to the CSV: all but the newest of each page."""
    completed = (listed["section"] == _LOOK) & ~listed["is_open"]
    newest = listed[completed].sort_values("authorised_date", ascending=False, kind="stable")
    place = newest.groupby("page").cumcount()
    return (place >= COMPLETED_LISTED).reindex(listed.index, fill_value=False)


def rows_of(
    night: Night, chosen: pd.DataFrame, siblings: Iterable[int] | None = None
) -> list[ListedRow]:
    """Return a row per record chosen of `night.judged`, in their order."""
    followed = night.compared.followed.loc[chosen.index]
    codes, combinations = _combinations(night.flags.loc[chosen.index])
    return list(
        map(
            ListedRow,
            *names_of(chosen),
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
