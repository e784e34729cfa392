"""The worst of the whole service: every one of two kinds, and of the rest up to twenty."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from monitor.reports.parts.rows import in_cells
from monitor.reports.parts.tables import Section, Table
from monitor.reports.sections.last_answer import answer_of_place
from monitor.reports.sections.listing import COLUMNS, rows_of
from monitor.reports.sections.worst_first import WORST_FIRST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.judgement.night import Night
    from monitor.reports.sections.asked import AskedShare
    from monitor.reports.sections.listing import ListedRow
    from monitor.settings.words import Words

#: At most this many of the rest are listed; each team's page has all of its own.
REST_LISTED = 20
_ORDER = (
    "Children not seen and past day 45 come first, then the rest by working days late; the page of "
    "each team has all of its own."
)
_COLUMNS = [
    COLUMNS[name]
    for name in ("child", "team", "assessment", "worker", "status", "deadline", "late", "flags")
]
_COMPLETED = [
    COLUMNS[name]
    for name in ("child", "team", "assessment", "worker", "deadline", "authorised", "late", "flags")
]


class Worst(NamedTuple):
    """The exceptions of the service, parted; each is in one part, worst first."""

    case_closed: Sequence[ListedRow]
    long_overdue: Sequence[ListedRow]
    #: The rest, all of it.
    others: Sequence[ListedRow]

    @property
    def is_late_and_closed(self) -> bool:
        """True if a case that was closed is long overdue as well: it is in the first list alone."""
        return any("long_overdue" in row.flag_codes for row in self.case_closed)

    @property
    def others_shown(self) -> Sequence[ListedRow]:
        """Return the first of the rest; the one late for longest is always among them."""
        latest = max(
            range(len(self.others)), key=lambda place: _late(self.others[place]), default=0
        )
        if latest < REST_LISTED:
            return self.others[:REST_LISTED]
        return [*self.others[: REST_LISTED - 1], self.others[latest]]


def _late(row: ListedRow) -> int:
    return -1 if row.working_days_late is None else row.working_days_late


def worst_of(exceptions: Sequence[ListedRow]) -> Worst:
    """Section the exceptions of the service, which are in their order."""
    parts: dict[str, list[ListedRow]] = {"case_closed_unfinished": [], "long_overdue": [], "": []}
    for row in exceptions:
        parts[next((code for code in parts if code in row.flag_codes), "")].append(row)
    return Worst(*parts.values())


def worst_parts(
    worst: Worst, asked: AskedShare | None, paths: Mapping[str, str], limit: int, words: Words
) -> tuple[Section, Section]:
    """Return what is listed whole, and what else is worst; `paths` are the teams' pages.

    `limit` are the working days late from which on an assessment is long overdue.
    """

    def table(name: str, title: str, rows: Sequence[ListedRow]) -> Iterator[Table]:
        columns = _COLUMNS if asked is None else [*_COLUMNS, answer_of_place(asked)]
        links = tuple(f"{paths[row.team_name]}#r{row.place}" for row in rows)
        if rows:
            yield Table(name, title, *in_cells(rows, columns, words), links=links)

    closed, overdue, others = worst
    shown = worst.others_shown
    none = words.fill(
        "No {assessment} is listed that is unfinished in a closed case, or more than "
        f"{limit} working days late."
    )
    more = f"{'Also more' if worst.is_late_and_closed else 'More'} than {limit} working days late"
    whole = (
        *table("case-closed", f"Case closed, not finished ({len(closed)})", closed),
        *table("long-overdue", f"{more} ({len(overdue)})", overdue),
    )
    title = "What else is worst"
    if shown:
        title = f"{title} ({len(shown)} of {len(others)})"
    return (
        Section(
            "needs-you",
            "The worst first",
            whole,
            said=(f"The order: {WORST_FIRST}.",) if whole else (none,),
        ),
        Section(
            "others",
            title,
            tuple(table("worst", title, shown)),
            said=(_ORDER if shown else "Nothing else is listed.",),
        ),
    )


def completed_latest(night: Night, limit: int, words: Words) -> Iterator[Table]:
    """Yield a table of the completed of the headline that were late by more than `limit` days.

    Where nobody was that late, it holds the latest. So whoever reads in the headline how many were
    late by more than the limit, and how late the worst was, can look at each of them. The days are
    working days.
    """
    latest = night.service.past_deadline.max_working_days_late or 0
    over = min(limit, max(latest - 1, 0))
    days = night.judged["working_days_late"].to_numpy(dtype=np.int64, na_value=-1)
    done = (night.judged["is_completed"] & night.judged["in_headline"]).to_numpy(dtype=bool)
    chosen = night.judged.loc[done & (days > over), "working_days_late"]
    if len(chosen):
        in_order = chosen.sort_values(ascending=False, kind="stable").index
        yield Table(
            "completed-latest",
            f"Completed more than {over} working days late ({len(chosen)})",
            *in_cells(rows_of(night, in_order), _COMPLETED, words),
        )
