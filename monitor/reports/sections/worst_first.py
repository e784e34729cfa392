"""The assessments that reports list, in order: worst first, siblings together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.reports.parts.rows import by_group
from monitor.reports.sections.listing import rows_of
from monitor.reports.sections.page_paths import page_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import Night
    from monitor.reports.sections.listing import ListedRow
    from monitor.reports.sections.page_paths import Page

#: At most this many completed assessments are listed as “Not late, but look”; all are in the CSV.
COMPLETED_LISTED = 200
SECTIONS = ("exception", "due_soon", "look")
_EXCEPTION, _DUE_SOON, _LOOK = range(len(SECTIONS))


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
    raised = [night.flags[code].to_numpy(dtype=bool) for code in night.flags]
    flagged = np.logical_or.reduce(raised) & (status != "duplicate").to_numpy()
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
