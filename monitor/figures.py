"""The figures of the service and of each team, and the check that they add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.errors import BrokenPromise
from monitor.model import (
    COMPLETED_STATUSES,
    EXCEPTION_STATUSES,
    NO_TEAM,
    OPEN_STATUSES,
    STATUS_CODES,
    Figures,
    OpenFigures,
    PastDeadline,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Bools = npt.NDArray[np.bool_]


def service_figures(
    judged: pd.DataFrame, flags: pd.DataFrame, *, name: str, long_overdue: int
) -> Figures:
    """Return the figures over all records; `long_overdue` is a limit in working days."""
    everything = np.zeros(len(judged), dtype=np.int64)
    return figures_by_group(judged, flags, everything, [name], long_overdue)[0]


def team_figures(
    judged: pd.DataFrame, flags: pd.DataFrame, *, configured: Sequence[str], long_overdue: int
) -> tuple[Figures, ...]:
    """Return the figures of every team: the configured ones first, then others, then no team."""
    codes, found = pd.factorize(judged["team"])
    names = team_names(list(found), configured)
    place = {name: position for position, name in enumerate(names)}
    places = np.array([place[team or NO_TEAM] for team in found], dtype=np.int64)
    groups = places[codes] if len(codes) else codes
    return figures_by_group(judged, flags, groups, names, long_overdue)


def figures_by_group(
    judged: pd.DataFrame,
    flags: pd.DataFrame,
    groups: npt.NDArray[np.int64],
    names: Sequence[str],
    long_overdue: int,
) -> tuple[Figures, ...]:
    """Return the figures of every group; `groups` holds each record's position in `names`."""
    status = judged["status"].cat.codes.to_numpy().astype(np.int64)
    width, count = len(STATUS_CODES), len(names)
    statuses = np.bincount(groups * width + status, minlength=count * width).reshape(count, width)
    flagged = {
        code: np.bincount(groups, weights=flags[code], minlength=count).astype(np.int64)
        for code in flags.columns
    }
    unknown = _day_of_45_unknown(judged)
    unknowns = np.bincount(groups, weights=unknown, minlength=count).astype(np.int64)
    past = _past_deadlines(judged, groups, statuses, long_overdue)
    return tuple(
        Figures(
            name=name,
            records=int(statuses[place].sum()),
            statuses=dict(zip(STATUS_CODES, statuses[place].tolist(), strict=True)),
            flags={code: int(counts[place]) for code, counts in flagged.items()},
            past_deadline=past[place],
            exceptions=_sum_of(statuses[place], EXCEPTION_STATUSES),
            day_of_45_unknown=int(unknowns[place]),
        )
        for place, name in enumerate(names)
    )


def team_names(found: Sequence[str], configured: Sequence[str]) -> list[str]:
    """Return the names in the order in which teams are listed."""
    others = sorted(set(found) - {"", NO_TEAM} - set(configured), key=_by_name)
    return [*configured, *others, *([NO_TEAM] if {"", NO_TEAM} & set(found) else [])]


def check_sums(service: Figures, teams: Sequence[Figures], *, read: int) -> None:
    """Hold every sum to the records read; raises `BrokenPromise` where one differs."""
    sums = {
        "the statuses of the service": sum(service.statuses.values()),
        "the records of the teams": sum(team.records for team in teams),
        "the statuses of the teams": sum(sum(team.statuses.values()) for team in teams),
    }
    for what, total in sums.items():
        if total != read:
            message = f"{what} sum to {total}, but {read} records were read"
            raise BrokenPromise(message)
    for code in STATUS_CODES:
        if sum(team.statuses[code] for team in teams) != service.statuses[code]:
            message = f"the teams do not sum to the service for {code}"
            raise BrokenPromise(message)


def percentage(count: int, of: int) -> float | None:
    """Return the share in per cent with one decimal, half up; None of nothing."""
    return None if of == 0 else half_up(100 * count, of)


def half_up(total: int, count: int) -> float:
    """Return `total` / `count` with one decimal, half up, by whole numbers alone."""
    return ((total * 10 * 2 + count) // (2 * count)) / 10


def _by_name(name: str) -> tuple[str, str]:
    return name.casefold(), name


def _past_deadlines(
    judged: pd.DataFrame,
    groups: npt.NDArray[np.int64],
    statuses: npt.NDArray[np.int64],
    long_overdue: int,
) -> list[PastDeadline]:
    in_headline = judged["in_headline"].to_numpy()
    days = judged["working_days_late"]
    counted = in_headline & days.notna().to_numpy()
    late = pd.DataFrame(
        {
            "group": groups[counted],
            "days": days.to_numpy(dtype=np.int64, na_value=0)[counted],
            "left_out": judged["left_out_of_days"].to_numpy()[counted],
        }
    )
    of = np.bincount(groups[in_headline], minlength=len(statuses))
    by_group = dict(iter(late.groupby("group", sort=False)))
    return [
        _past_deadline(by_group.get(place, late[:0]), int(of[place]), statuses[place], long_overdue)
        for place in range(len(statuses))
    ]


def _past_deadline(
    late: pd.DataFrame, of: int, statuses: npt.NDArray[np.int64], long_overdue: int
) -> PastDeadline:
    days = np.sort(late["days"].to_numpy()[~late["left_out"].to_numpy()])
    overdue, is_open = _sum_of(statuses, ("overdue",)), _sum_of(statuses, OPEN_STATUSES)
    completed = _sum_of(statuses, COMPLETED_STATUSES)
    return PastDeadline(
        count=len(late),
        of=of,
        percent=percentage(len(late), of),
        mean_working_days_late=half_up(int(days.sum()), len(days)) if len(days) else None,
        median_working_days_late=_median(days) if len(days) else None,
        max_working_days_late=int(days[-1]) if len(days) else None,
        long_overdue=int((late["days"] > long_overdue).sum()),
        left_out_of_days=int(late["left_out"].sum()),
        outside_period=completed - (of - is_open),
        open=OpenFigures(overdue, is_open, percentage(overdue, is_open)),
    )


def _median(days: npt.NDArray[np.int64]) -> float:
    middle = len(days) // 2
    pair = days[middle - (len(days) % 2 == 0) : middle + 1]
    return half_up(int(pair.sum()), len(pair))


def _sum_of(statuses: npt.NDArray[np.int64], codes: Sequence[str]) -> int:
    return int(sum(statuses[STATUS_CODES.index(code)] for code in codes))


def _day_of_45_unknown(judged: pd.DataFrame) -> Bools:
    counted = judged["is_open"] | judged["is_completed"]
    return (counted & judged["working_days_since_referral"].isna()).to_numpy(dtype=bool)
