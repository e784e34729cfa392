"""The assessments that reports list, in order and in words: worst first, siblings together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.statuses import EXCEPTION_STATUSES, LABELS
from monitor.assessments.working_days import day_numbers
from monitor.judgement.flags import FLAG_LABELS
from monitor.reports.parts.rows import named, split
from monitor.reports.parts.wording import NOTHING, counted, short_dates, weekday
from monitor.reports.sections.page_paths import page_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.judgement.night import Night
    from monitor.reports.sections.page_paths import Page

_SEEN = {
    "yes": "Seen",
    "no": "Not seen",
    "not_recorded": "Not recorded",
    "not_applicable": "Unborn",
    "": NOTHING,
}
#: So many completed assessments are listed under “Not late, but look”; all are in the CSV.
COMPLETED_LISTED = 200
SECTIONS = ("exception", "due_soon", "look")
_EXCEPTION, _DUE_SOON, _LOOK = range(len(SECTIONS))


@dataclass(frozen=True, eq=False)
class Listing:
    """The listed assessments in words, a row each, in the order in which they are shown.

    Columns: `child_id` and `assessment_id` as they are, `no_deadline`, `started` (day number) and
    the words: `team`, `child`, `assessment`,
    `status`, `worker`, `start`, `deadline`, `late`, `seen`, `day_of_45`, `nights`,
    `flags`.
    """

    #: Every listed assessment, of all pages, in no order that is promised.
    everything: pd.DataFrame
    #: The exceptions of all pages.
    exceptions: pd.DataFrame
    #: For each page, the rows of each of `SECTIONS`.
    pages: tuple[dict[str, pd.DataFrame], ...]
    #: How many there are to look at on each page, those that are left to the CSV included.
    flagged: tuple[int, ...]


def list_assessments(night: Night, pages: Sequence[Page]) -> Listing:
    """Return every assessment that a report lists; of completed ones, the newest few a page."""
    section = _sections(night)
    listed = _worst_first(_with_siblings(night, section >= 0))
    listed["section"] = section[listed.index]
    listed["page"] = page_numbers(listed["team"], pages)
    flagged = np.bincount(listed.loc[listed["section"] == _LOOK, "page"], minlength=len(pages))
    kept = listed[~_old_completed(listed)]
    words = _in_words(night, kept.assign(children=_count_siblings(kept)))
    exceptions = _siblings_together(kept[kept["section"] == _EXCEPTION], ["siblings"])
    return Listing(
        everything=words,
        exceptions=words.loc[exceptions.index],
        pages=_by_page(words, kept, len(pages)),
        flagged=tuple(flagged.tolist()),
    )


def _by_page(
    words: pd.DataFrame, kept: pd.DataFrame, count: int
) -> tuple[dict[str, pd.DataFrame], ...]:
    width = len(SECTIONS)
    together = _siblings_together(kept, ["page", "section", "siblings"])
    groups = (together["page"] * width + together["section"]).to_numpy()
    parts = split(words.loc[together.index], groups, count * width)
    return tuple(
        dict(zip(SECTIONS, parts[page * width : (page + 1) * width], strict=True))
        for page in range(count)
    )


def _sections(night: Night) -> npt.NDArray[np.int64]:
    """Return the place in `SECTIONS` of each record, and -1 where no report lists it."""
    status = night.judged["status"]
    flagged = night.flags.to_numpy().any(axis=1) & ~status.isin(["duplicate"]).to_numpy()
    return np.select(
        [status.isin(EXCEPTION_STATUSES), (status == "due_soon").to_numpy(), flagged],
        [_EXCEPTION, _DUE_SOON, _LOOK],
        -1,
    )


def _with_siblings(night: Night, chosen: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return the chosen records with their rank, and the siblings by family, else by assessment."""
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


def _count_siblings(listed: pd.DataFrame) -> pd.Series[int]:
    """Return how many children of a family stand together on the page where the record stands."""
    together = listed.groupby(["page", "section", "siblings"], sort=False)
    return together["child_id"].transform("nunique")


def _siblings_together(worst_first: pd.DataFrame, alike: list[str]) -> pd.DataFrame:
    """Return the records with siblings beside the first of them; they agree in `alike`."""
    siblings = worst_first.groupby(alike, sort=False).ngroup().to_numpy()
    return worst_first.iloc[np.argsort(siblings, kind="stable")]


def _old_completed(listed: pd.DataFrame) -> pd.Series[bool]:
    """Say which completed assessments are left to the CSV: all but the newest of each page."""
    completed = (listed["section"] == _LOOK) & ~listed["is_open"]
    newest = listed[completed].sort_values("authorised_date", ascending=False, kind="stable")
    place = newest.groupby("page").cumcount()
    return (place >= COMPLETED_LISTED).reindex(listed.index, fill_value=False)


def _in_words(night: Night, listed: pd.DataFrame) -> pd.DataFrame:
    followed = night.compared.followed.loc[listed.index]
    return pd.DataFrame(
        {
            **listed[["child_id", "assessment_id"]],
            "started": day_numbers(listed["start_date"])[0],
            "no_deadline": listed["status"] == "no_deadline",
            **named(listed)[["team", "child", "assessment", "worker"]],
            "status": listed["status"].astype("str").map(LABELS),
            "start": short_dates(listed["start_date"]),
            "deadline": deadline_in_words(listed, followed),
            "late": _late(listed, followed),
            "seen": listed["child_seen"].map(_SEEN),
            "day_of_45": _numbers(listed["working_days_since_referral"]),
            "nights": followed["exception_nights"].astype("str"),
            "flags": _with_siblings_counted(_flags(night, listed), listed["children"]),
        }
    )


def _flags(night: Night, listed: pd.DataFrame) -> pd.Series[str]:
    words = flags_in_words(night.flags.loc[listed.index], FLAG_LABELS, "; ")
    awaiting = listed["working_days_awaiting"]
    label = FLAG_LABELS["awaiting_authorisation"]
    since = pd.Series(
        [
            text.replace(label, f"{label} for {counted(days, 'working day')}")
            for text, days in zip(words[awaiting.notna()], awaiting.dropna(), strict=True)
        ],
        index=words.index[awaiting.notna()],
        dtype="str",
    )
    return words.mask(awaiting.notna(), since)


def _with_siblings_counted(flags: pd.Series[str], children: pd.Series[int]) -> pd.Series[str]:
    told = "Siblings together: " + children.astype("str")
    return flags.mask(children > 1, (flags + "; " + told).mask(flags == "", told))


def deadline_in_words(listed: pd.DataFrame, followed: pd.DataFrame) -> pd.Series[str]:
    """Return the deadline in words, and the first one where that was another."""
    deadline, first = short_dates(listed["deadline"]), followed["first_deadline"]
    moved = first.notna() & (first != listed["deadline"])
    return deadline.mask(moved, deadline + " (first " + short_dates(first) + ")")


def _late(listed: pd.DataFrame, followed: pd.DataFrame) -> pd.Series[str]:
    """Return the working days late, and those by the first deadline where that was another."""
    by_first = followed["late_by_first"]
    late = _by_current(listed)
    first = late + " (by the first " + _numbers(by_first) + ")"
    return late.mask(by_first.notna().to_numpy(), first)


def _by_current(listed: pd.DataFrame) -> pd.Series[str]:
    late = _numbers(listed["working_days_late"])
    since = [weekday(day) for day in listed.loc[late == "0", "deadline"]]
    return late.mask(
        late == "0",
        pd.Series([f"0 (since {day})" for day in since], late.index[late == "0"], "str"),
    )


def _numbers(column: pd.Series[int]) -> pd.Series[str]:
    return column.astype("object").where(column.notna(), NOTHING).astype("str")


def flags_in_words(flags: pd.DataFrame, words: dict[str, str], separator: str) -> pd.Series[str]:
    """Return the flags of each record as text; each distinct combination is worded once."""
    bits = np.left_shift(1, np.arange(len(flags.columns), dtype=np.int64))
    codes, distinct = pd.factorize(flags.to_numpy() @ bits)
    worded = [
        separator.join(
            words[code] for code, bit in zip(flags.columns, bits, strict=True) if mask & bit
        )
        for mask in distinct
    ]
    return pd.Series(pd.array(worded, dtype="str").take(codes), index=flags.index)
