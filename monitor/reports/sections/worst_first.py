"""The assessments that reports list, in order: worst first, siblings together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.assessments.working_days import day_numbers
from monitor.judgement.actions import ACTION_CODES
from monitor.reports.parts.rows import by_group
from monitor.reports.sections.listing import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import Night
    from monitor.reports.sections.listing import ListedRow

    _Rows = dict[str, list[ListedRow]]
    _Numbers = npt.NDArray[np.int64]

#: At most this many are listed as “Completed work to check”; all are in the CSV.
COMPLETED_LISTED = 200
#: The columns of judged records by which they are chosen, put in order and beside their siblings.
_ORDERED_BY = [
    *("assessment_id", "child_id", "family_id", "start_date", "deadline", "authorised_date"),
    *("status", "is_open", "next_action", "working_days_late"),
]
SECTIONS = ("exception", "due_soon", "look")
_EXCEPTION, _DUE_SOON, _LOOK = range(len(SECTIONS))


#: The order of lists that are not grouped by what is to be done, said where they stand.
WORST_FIRST = (
    "cases closed with the assessment unfinished, then the long overdue, then children not seen "
    "and past day 45, then the rest by working days late"
)


@dataclass(frozen=True)
class Listing:
    """The listed assessments, in the order in which they are shown."""

    #: The exceptions of all pages.
    exceptions: list[ListedRow]
    #: For each page, the rows of each of `SECTIONS`.
    pages: tuple[dict[str, list[ListedRow]], ...]
    #: For each page, the exceptions by their next action.
    to_do: tuple[dict[str, list[ListedRow]], ...]
    #: How many there are to look at on each page, those that are left to the CSV included.
    flagged: tuple[int, ...]


def list_assessments(night: Night, page: _Numbers, pages: int) -> Listing:
    """Return every assessment that a report lists; of completed ones, the newest few a page.

    `page` is the place of each record's page, of `pages`.
    """
    section = _sections(night)
    flagged = np.bincount(page[section == _LOOK], minlength=pages)
    chosen = _with_siblings(night, (section >= 0) & ~_surely_old(night, section, page))
    listed = _in_order(
        chosen.assign(
            section=section[chosen.index],
            page=page[chosen.index],
            late=chosen["working_days_late"].fillna(-1),
        )
    )
    kept = listed[~_old_completed(listed)]
    alike = ["page", "section", "due", "siblings"]
    children = kept.groupby(alike, sort=False)["child_id"].transform("nunique")
    shown = rows_of(night, kept.index, children.tolist())
    rows = dict(zip(kept.index.tolist(), shown, strict=True))
    exceptions = kept[kept["section"] == _EXCEPTION]
    together = _siblings_together(kept, alike)
    to_do = _siblings_together(_sorted(exceptions, ["action"]), ["page", "action", "siblings"])

    def shared(found: pd.DataFrame, column: str, names: Sequence[str]) -> tuple[_Rows, ...]:
        width = len(names)
        parts = by_group(
            (rows[place] for place in found.index.tolist()),
            (found["page"] * width + found[column]).tolist(),
            pages * width,
        )
        return tuple(
            dict(zip(names, parts[first : first + width], strict=True))
            for first in range(0, len(parts), width)
        )

    worst = _siblings_together(exceptions, ["rank", "siblings"])
    return Listing(
        exceptions=[rows[place] for place in worst.index.tolist()],
        pages=shared(together, "section", SECTIONS),
        to_do=shared(to_do, "action", ACTION_CODES),
        flagged=tuple(flagged.tolist()),
    )


def _sections(night: Night) -> npt.NDArray[np.int64]:
    status = night.judged["status"]
    raised = [night.flags[code].to_numpy(dtype=bool) for code in night.flags]
    flagged = np.logical_or.reduce(raised) & (status != "duplicate").to_numpy()
    return np.select(
        [status.isin(EXCEPTION_STATUSES), (status == "due_soon").to_numpy(), flagged],
        [_EXCEPTION, _DUE_SOON, _LOOK],
        -1,
    )


def _with_siblings(night: Night, chosen: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return the columns of the chosen records by which they are put in order, and more of these.

    `siblings` is a number for those of a family, else of an assessment, `rank` that of the worst
    first, `not_seen` and `action` what they say, and `due` the day of what is due soon.
    """
    judged, flags = night.judged.loc[chosen, _ORDERED_BY], night.flags[chosen]
    raised = {code: flags[code].to_numpy(dtype=bool) for code in flags}
    family, assessment = judged["family_id"], judged["assessment_id"]
    count = len(judged)
    is_worst = (
        raised["case_closed_unfinished"],
        raised["long_overdue"],
        raised["child_not_seen"] & raised["past_45_working_days"],
    )
    days, _ = day_numbers(judged["deadline"])
    return judged.assign(
        rank=np.select(is_worst, range(len(is_worst)), len(is_worst)),
        not_seen=raised["child_not_seen"],
        action=pd.Index(ACTION_CODES).get_indexer_for(pd.Index(judged["next_action"])),
        due=np.where(judged["status"] == "due_soon", days, 0),
        siblings=np.select(
            [(family != "").to_numpy(dtype=bool), (assessment != "").to_numpy(dtype=bool)],
            [pd.factorize(family)[0], count + pd.factorize(assessment)[0]],
            2 * count + np.arange(count),
        ),
    )


def _in_order(listed: pd.DataFrame) -> pd.DataFrame:
    """Return exceptions worst first, what is due by its day, the others not seen ones first."""
    seen = ~listed["not_seen"] & (listed["section"] == _LOOK)
    rank = listed["rank"].where(listed["section"] == _EXCEPTION, 0)
    return _sorted(listed.assign(rank=rank, seen=seen), ["due", "rank", "seen"])


def _sorted(listed: pd.DataFrame, first: list[str]) -> pd.DataFrame:
    """Return them by these columns, then the latest, the oldest start, and their key."""
    by = {**dict.fromkeys(first, True), "late": False}
    by |= dict.fromkeys(("start_date", "assessment_id", "child_id"), True)
    return listed.sort_values(list(by), ascending=list(by.values()), kind="stable")


def _siblings_together(in_order: pd.DataFrame, alike: list[str]) -> pd.DataFrame:
    """Return the records with siblings beside the first of them; they agree in `alike`."""
    siblings = in_order.groupby(alike, sort=False).ngroup().to_numpy()
    return in_order.iloc[np.argsort(siblings, kind="stable")]


def _surely_old(night: Night, section: _Numbers, page: _Numbers) -> npt.NDArray[np.bool_]:
    """True for completed assessments that are older than the newest of their page.

    They are many more than those that are shown: so few are left to be put in order.
    """
    is_open = night.judged["is_open"].to_numpy(dtype=bool)
    is_completed: npt.NDArray[np.bool_] = (section == _LOOK) & ~is_open
    completed = np.flatnonzero(is_completed)
    day, _ = day_numbers(night.judged["authorised_date"].iloc[completed])
    by_page = np.lexsort((-day, page[completed]))
    pages, first = np.unique(page[completed][by_page], return_index=True)
    last = first + COMPLETED_LISTED - 1
    has_more = last < np.append(first[1:], len(by_page))
    oldest = np.full(int(page.max(initial=-1)) + 1, np.iinfo(np.int64).min)
    oldest[pages[has_more]] = day[by_page[last[has_more]]]
    is_completed[completed] = day < oldest[page[completed]]
    return is_completed


def _old_completed(listed: pd.DataFrame) -> pd.Series[bool]:
    """True for completed assessments that are left to the CSV: all but the newest of each page."""
    completed = (listed["section"] == _LOOK) & ~listed["is_open"]
    newest = listed[completed].sort_values("authorised_date", ascending=False, kind="stable")
    place = newest.groupby("page").cumcount()
    return (place >= COMPLETED_LISTED).reindex(listed.index, fill_value=False)
