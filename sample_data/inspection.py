"""The 192 assessments of the made-up inspection, as they stand on Thursday 16 July 2015.

Who carries how many, and how late each one is, stands in `inspection_teams.py`; the rest is drawn
from a fixed seed, so that the same file comes out each time.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from inspection_teams import TEAMS, WORKING_DAYS_LATE, Team
from working_calendar import working_days_after, working_days_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

AS_AT = date(2015, 7, 16)
_SEED = 20150716
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Assessment:
    """One made-up assessment of one child."""

    team: str
    worker: str
    referral_date: date
    start_date: date
    deadline: date | None
    state: str
    child_seen: str
    authorised_date: date | None = None
    submitted_date: date | None = None
    case_closed_date: date | None = None
    #: Which child and which family, counted from 0; ids are made of them at the end.
    child: int = 0
    family: int = 0
    shares_assessment_id: bool = False


class Chance:
    """Draws that are the same on every Python: only `random()` is promised to stay as it is."""

    def __init__(self, seed: int) -> None:
        """Begin at the seed."""
        self._source = random.Random(seed)

    def between(self, low: int, high: int) -> int:
        """Draw a whole number from `low` to `high`, both included."""
        return low + int(self._source.random() * (high - low + 1))

    def pick(self, items: Sequence[_Item]) -> _Item:
        """Draw one of `items`."""
        return items[self.between(0, len(items) - 1)]

    def shuffled(self, items: Iterable[_Item]) -> list[_Item]:
        """Return `items` in another order."""
        drawn = [(self._source.random(), place, item) for place, item in enumerate(items)]
        return [item for _, _, item in sorted(drawn, key=lambda each: each[:2])]


def inspection_assessments() -> list[Assessment]:
    """Return all 192, in the order in which they were started."""
    chance = Chance(_SEED)
    late = iter(chance.shuffled(WORKING_DAYS_LATE))
    assessments: list[Assessment] = []
    for team in TEAMS:
        overdue = sorted((next(late) for _ in range(team.overdue)), reverse=True)
        assessments += _of_team(team, overdue, chance)
    each_a_family = [replace(one, child=n, family=n) for n, one in enumerate(assessments)]
    families = _with_second_assessments(_with_siblings(each_a_family))
    return sorted(_with_case_work(families, chance), key=lambda one: (one.start_date, one.family))


def _of_team(team: Team, overdue: Sequence[int], chance: Chance) -> list[Assessment]:
    missed = [working_days_after(AS_AT, -days) for days in overdue]
    soon = [working_days_after(AS_AT, chance.between(0, 5)) for _ in range(team.due_soon)]
    later = [working_days_after(AS_AT, chance.between(6, 30)) for _ in range(team.on_track)]
    return [
        *(_overdue(team, day, chance) for day in missed),
        *(_without_deadline(team, chance) for _ in range(team.no_deadline)),
        *(_ahead(team, day, chance) for day in sorted(soon)),
        *(_ahead(team, day, chance) for day in sorted(later)),
        *(_completed(team, chance) for _ in range(team.completed)),
    ]


def _overdue(team: Team, deadline: date, chance: Chance) -> Assessment:
    start = working_days_after(deadline, -chance.pick((10, 20, 25, 35, 40, 45)))
    return _open(team, start, deadline, chance)


def _without_deadline(team: Team, chance: Chance) -> Assessment:
    return _open(team, working_days_after(AS_AT, -chance.between(3, 95)), None, chance)


def _ahead(team: Team, deadline: date, chance: Chance) -> Assessment:
    longest = max(1, 44 - working_days_between(AS_AT, deadline))
    opened = _open(team, working_days_after(AS_AT, -chance.between(1, longest)), deadline, chance)
    return replace(opened, child_seen="Unborn") if team.unborn else opened


def _open(team: Team, start: date, deadline: date | None, chance: Chance) -> Assessment:
    usual = ("Yes",) * 9 + ("No",) * 4 + ("",) * 2 + ("Not recorded",)
    return Assessment(
        _name_tonight(team, chance),
        chance.pick(team.workers),
        referral_date=working_days_after(start, -chance.between(0, 3)),
        start_date=start,
        deadline=deadline,
        state=chance.pick(("Open", "Open", "In progress")),
        child_seen=chance.pick(usual),
    )


def _completed(team: Team, chance: Chance) -> Assessment:
    """Return one authorised in the last eleven months, up to nine working days in time."""
    authorised = working_days_after(AS_AT, -chance.between(2, 225))
    start = working_days_after(authorised, -chance.pick((0, 9, 17, 24, 32, 38, 43, 49)))
    deadline = working_days_after(authorised, chance.between(0, 9))
    opened = _open(team, start, deadline, chance)
    return replace(
        opened,
        state=chance.pick(("Authorised", "Authorised", "Completed")),
        child_seen=chance.pick(("Yes",) * 9 + ("No",)),
        authorised_date=authorised,
        submitted_date=working_days_after(authorised, -1) if start < authorised else authorised,
    )


def _name_tonight(team: Team, chance: Chance) -> str:
    return team.alias if team.alias and chance.between(1, 6) == 1 else team.name


def _with_siblings(assessments: Sequence[Assessment]) -> list[Assessment]:
    """Make every fifth pair of neighbours siblings: one referral, start and worker."""
    family: list[Assessment] = list(assessments)
    for place in range(1, len(family), 5):
        first, second = family[place - 1], family[place]
        if _could_be_siblings(first, second):
            family[place - 1] = replace(first, shares_assessment_id=place % 2 == 0)
            family[place] = replace(
                second,
                team=first.team,
                worker=first.worker,
                referral_date=first.referral_date,
                start_date=first.start_date,
                family=first.family,
                shares_assessment_id=place % 2 == 0,
            )
    return family


def _could_be_siblings(first: Assessment, second: Assessment) -> bool:
    """Say whether the same team set both deadlines within two weeks of each other."""
    if not (first.deadline and second.deadline) or first.authorised_date or second.authorised_date:
        return False
    near = abs(second.deadline - first.deadline) <= timedelta(days=14)
    return near and first.team == second.team


def _with_second_assessments(assessments: Sequence[Assessment]) -> list[Assessment]:
    """Let three children be assessed again, too late, under the referral of their first."""
    again: list[Assessment] = list(assessments)
    in_family = Counter(one.family for one in assessments)
    for team in ("Assessment Team North", "Assessment Team South", "Duty and Assessment"):
        of_team = [one for one in assessments if one.team == team]
        first = min((one for one in of_team if one.authorised_date), key=_started)
        overdue = (one for one in of_team if _is_overdue(one) and in_family[one.family] == 1)
        second = max(overdue, key=_started)
        again[again.index(second)] = replace(
            second, referral_date=first.referral_date, child=first.child, family=first.family
        )
    return again


def _started(one: Assessment) -> date:
    return one.start_date


def _is_overdue(one: Assessment) -> bool:
    return one.deadline is not None and one.deadline < AS_AT and not one.authorised_date


def _with_case_work(assessments: Sequence[Assessment], chance: Chance) -> list[Assessment]:
    """Hand some open assessments to the manager, and close the case of others."""
    return [
        one if one.authorised_date else _worked(one, place, chance)
        for place, one in enumerate(assessments)
    ]


def _worked(one: Assessment, place: int, chance: Chance) -> Assessment:
    days_open = working_days_between(one.start_date, AS_AT)
    some_day = working_days_after(one.start_date, chance.between(days_open // 2, days_open))
    if place % 9 == 0:
        return replace(one, state="Awaiting authorisation", submitted_date=some_day)
    if place % 31 == 1:
        return replace(one, case_closed_date=some_day)
    return one
