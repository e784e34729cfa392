"""The figures of the service and of each team, and the check that they add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.columns import NO_TEAM
from monitor.assessments.statuses import (
    COMPLETED_STATUSES,
    EXCEPTION_STATUSES,
    OPEN_STATUSES,
    STATUS_CODES,
)
from monitor.errors import BrokenPromise
from monitor.judgement.actions import ACTION_CODES
from monitor.judgement.change_rules import RESOLUTIONS
from monitor.judgement.night import Figures, PastDeadline, Portion
from monitor.judgement.rounding import half_up, median, percentage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitor.judgement.compared import Compared
    from monitor.judgement.night import Assessed

Places = npt.NDArray[np.int64]


_NO_DEADLINE = ("no_deadline", "completed_no_deadline")
#: Counted for the team that the record had; there may be no page for that team any more.
_OF_LAST_TEAM = ("explained", "completed_left", "team_left")


@dataclass(frozen=True, eq=False)
class Groups:
    """How records are grouped for figures: each one's position in `names`."""

    names: Sequence[str]
    of_records: Places
    #: Of the records of the night before that are gone tonight.
    of_gone: Places
    #: Of each of tonight's records, by the team that it had on the night before.
    of_before: Places


def service_figures(assessed: Assessed, *, name: str, long_overdue: int) -> Figures:
    """Return the figures over all records; `long_overdue` is a limit in working days."""
    count, gone = len(assessed.judged), len(assessed.compared.gone)
    all_records = np.zeros(count, np.int64)
    everything = Groups([name], all_records, np.zeros(gone, np.int64), all_records)
    return figures_by_group(assessed, everything, long_overdue=long_overdue)[0]


def team_figures(
    assessed: Assessed, *, configured: Sequence[str], long_overdue: int
) -> tuple[Figures, ...]:
    """Return the figures of every team: the configured ones first, then others, then no team.

    A team from which assessments vanished is there, even where it has no record tonight.
    """
    gone = assessed.compared.gone
    of_vanished = assessed.compared.vanished["team"].unique()
    names = team_names([*assessed.judged["team"].unique(), *of_vanished], configured)
    groups = Groups(
        names,
        places_of_teams(assessed.judged["team"], names),
        places_of_teams(gone["team"], names),
        places_of_teams(assessed.compared.followed["team_before"], names),
    )
    return figures_by_group(assessed, groups, long_overdue=long_overdue)


def places_of_teams(team: pd.Series[str], names: Sequence[str]) -> Places:
    """Return the position of each record's team in `names`, one beyond the last without any."""
    place = {name: position for position, name in enumerate(names)}
    codes, found = pd.factorize(team)
    places = np.array([place.get(team or NO_TEAM, len(names)) for team in found], dtype=np.int64)
    return places[codes] if len(codes) else codes


def figures_by_group(
    assessed: Assessed, groups: Groups, *, long_overdue: int
) -> tuple[Figures, ...]:
    """Return the figures of every group, in the order of its names."""
    judged, of_records = assessed.judged, groups.of_records
    status = judged["status"].cat.codes.to_numpy().astype(np.int64)
    width, count = len(STATUS_CODES), len(groups.names)
    statuses = np.bincount(of_records * width + status, minlength=count * width)
    statuses = statuses.reshape(count, width)
    flagged = _counted(assessed.flags, of_records, count)
    changed = _changes(assessed.compared, groups)
    counted = judged["is_open"] | judged["is_completed"]
    is_unknown = counted & judged["working_days_since_referral"].isna()
    undated = judged["in_headline"] & judged["status"].isin(_NO_DEADLINE)
    found = _counted({"day of 45": is_unknown, "deadline": undated}, of_records, count)
    unknowns, without = found["day of 45"], found["deadline"]
    past = _past_deadlines(judged, of_records, statuses, long_overdue)
    within = _within_limit(assessed, of_records, count)
    to_do = _counted_by(judged["next_action"], ACTION_CODES, of_records, count)
    return tuple(
        Figures(
            name=name,
            records=int(statuses[place].sum()),
            statuses=dict(zip(STATUS_CODES, statuses[place].tolist(), strict=True)),
            flags={code: int(counts[place]) for code, counts in flagged.items()},
            past_deadline=past[place],
            have_no_deadline=int(without[place]),
            exceptions=_sum_of(statuses[place].tolist(), EXCEPTION_STATUSES),
            next_actions={code: int(counts[place]) for code, counts in to_do.items()},
            day_of_45_unknown=int(unknowns[place]),
            completed_within_limit=within[place],
            changes={code: int(counts[place]) for code, counts in changed.items()},
        )
        for place, name in enumerate(groups.names)
    )


def team_names(found: Sequence[str], configured: Sequence[str]) -> list[str]:
    """Return the names in the order in which teams are listed."""
    known = {"", NO_TEAM, *configured}
    others = sorted(set(found) - known, key=lambda name: (name.casefold(), name))
    return [*configured, *others, *([NO_TEAM] if {"", NO_TEAM} & set(found) else [])]


def check_sums(service: Figures, teams: Sequence[Figures], *, read: int) -> None:
    """Compare every sum with the records read; raises `BrokenPromise` where one differs."""
    sums = {
        "the statuses of the service": sum(service.statuses.values()),
        "the records of the teams": sum(team.records for team in teams),
        "the statuses of the teams": sum(sum(team.statuses.values()) for team in teams),
    }
    for what, total in sums.items():
        if total != read:
            raise BrokenPromise(f"{what} sum to {total}, but {read} records were read")
    for figures in (service, *teams):
        if sum(figures.next_actions.values()) != figures.exceptions:
            raise BrokenPromise("the exceptions do not each have one next action")
    for code in STATUS_CODES:
        if sum(team.statuses[code] for team in teams) != service.statuses[code]:
            raise BrokenPromise(f"the teams do not sum to the service for {code}")
    for code, total in service.changes.items():
        if code not in _OF_LAST_TEAM and sum(team.changes[code] for team in teams) != total:
            raise BrokenPromise(f"the teams do not sum to the service for the change {code}")


def median_days_to_complete(judged: pd.DataFrame) -> float | None:
    """Return the median day of 45 of those of `completed_within_limit`; None without any."""
    counted = judged["is_completed"] & judged["in_headline"]
    days = judged.loc[counted, "working_days_since_referral"].dropna().to_numpy(dtype=np.int64)
    return median(np.sort(days)) if len(days) else None


def _counted(
    marks: pd.DataFrame | Mapping[str, pd.Series[bool]], groups: Places, count: int
) -> dict[str, Places]:
    return {
        str(code): np.bincount(groups[holds.to_numpy(dtype=bool)], minlength=count)[:count]
        for code, holds in marks.items()
    }


def _counted_by(
    column: pd.Series[str], codes: Iterable[str], groups: Places, count: int
) -> dict[str, Places]:
    """Count the records of each group that hold each of these codes.

    Each record has a group, and a code or a blank text: nothing is missing.
    """
    of_records, found = pd.factorize(column)
    counts = np.bincount(groups * len(found) + of_records, minlength=count * len(found))
    by_code = dict(zip(found.tolist(), counts.reshape(count, len(found)).T, strict=True))
    none = np.zeros(count, dtype=np.int64)
    return {code: by_code.get(code, none) for code in codes}


def _changes(compared: Compared, groups: Groups) -> dict[str, Places]:
    """Count every change of each group; how exceptions ended is counted as `resolved_...`."""
    count, resolved, gone = len(groups.names), compared.followed["resolved"], compared.gone
    was_exception = gone["status"].isin(EXCEPTION_STATUSES)
    vanished, copy_gone = gone["kind"] == "vanished", gone["kind"] == "copy_gone"
    of_gone = {
        "resolved_copy_gone": copy_gone & was_exception,
        "vanished": vanished,
        "vanished_tonight": vanished & (gone["missing_nights"] == 1),
        "explained": gone["kind"] == "explained",
        "completed_left": gone["kind"] == "completed_left",
    }
    left = {"team_left": compared.kinds["team_changed"]}
    ends = [how for how in RESOLUTIONS if how != "copy_gone"]
    ended = _counted_by(resolved, ends, groups.of_records, count)
    return {
        **_counted(compared.kinds, groups.of_records, count),
        **{f"resolved_{how}": counts for how, counts in ended.items()},
        **_counted(of_gone, groups.of_gone, count),
        **_counted(left, groups.of_before, count),
    }


def _within_limit(assessed: Assessed, groups: Places, count: int) -> list[Portion]:
    """Return, of the completed in the headline whose day of 45 is known, those within the limit."""
    judged = assessed.judged
    counted = judged["is_completed"] & judged["in_headline"]
    counted &= judged["working_days_since_referral"].notna()
    past = counted & assessed.flags["past_45_working_days"]
    found = _counted({"of": counted, "past": past}, groups, count)
    return [
        Portion(total - late, total, percentage(total - late, total))
        for total, late in zip(found["of"].tolist(), found["past"].tolist(), strict=True)
    ]


def _past_deadlines(
    judged: pd.DataFrame, groups: Places, statuses: Places, long_overdue: int
) -> list[PastDeadline]:
    count = len(statuses)
    in_headline = judged["in_headline"].to_numpy()
    late = in_headline & judged["working_days_late"].notna().to_numpy()
    days = judged["working_days_late"].to_numpy(dtype=np.int64, na_value=0)
    left_out = late & judged["left_out_of_days"].to_numpy()
    averaged = late & ~left_out
    in_order = np.lexsort((days[averaged], groups[averaged]))
    ends = np.bincount(groups[averaged], minlength=count).cumsum()
    counts = (
        np.bincount(groups[holds], minlength=count).tolist()
        for holds in (in_headline, late, left_out, late & (days > long_overdue))
    )
    return [
        _past_deadline(*each)
        for each in zip(
            np.split(days[averaged][in_order], ends)[:-1], statuses.tolist(), *counts, strict=True
        )
    ]


def _past_deadline(
    days: Places, statuses: list[int], of: int, late: int, left_out: int, long_overdue: int
) -> PastDeadline:
    """Return the figures of a group; `days` are those that its averages are of, in order."""
    overdue, is_open = _sum_of(statuses, ("overdue",)), _sum_of(statuses, OPEN_STATUSES)
    completed = _sum_of(statuses, COMPLETED_STATUSES)
    return PastDeadline(
        count=late,
        of=of,
        percent=percentage(late, of),
        mean_working_days_late=half_up(int(days.sum()), len(days)) if len(days) else None,
        median_working_days_late=median(days) if len(days) else None,
        max_working_days_late=int(days[-1]) if len(days) else None,
        long_overdue=long_overdue,
        left_out_of_days=left_out,
        outside_period=completed - (of - is_open),
        open=Portion(overdue, is_open, percentage(overdue, is_open)),
    )


def _sum_of(statuses: Sequence[int], codes: Sequence[str]) -> int:
    return sum(statuses[STATUS_CODES.index(code)] for code in codes)
