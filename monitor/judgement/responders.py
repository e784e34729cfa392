"""Who answers for a team, who above it, and when an assessment goes from level to level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.settings.names import same_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from monitor.settings.answers import Level, Responder
    from monitor.settings.settings import Settings

#: More working days than anybody waits: the limit of a level that has none.
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """Everybody who answers on a day, and the levels above each team.

    `people` has `team`, `person` (in the form of `same_name`), `level` (0 is the team; of somebody
    named at several, the lowest) and `is_lowest`; `levels` has `team`, `level` (1 and up), `name`,
    `silent`, `late` and `not_seen` (working days; `NEVER` without a limit) and `is_independent`
    (somebody answers there who does not answer below).
    """

    people: pd.DataFrame
    levels: pd.DataFrame

    def highest(self, teams: pd.Series[str]) -> pd.Series[int]:
        """Return the number of levels above each team."""
        count = self.levels.groupby("team")["level"].max()
        return teams.map(count).fillna(0).astype("int64")

    def limits(self, teams: pd.Series[str], level: int) -> pd.DataFrame:
        """Return the limits of one level above each team; `NEVER` where it has no such level."""
        own = self.levels[self.levels["level"] == level].set_index("team")
        limits = own[["silent", "late", "not_seen"]].reindex(teams, fill_value=NEVER)
        return limits.set_axis(teams.index)


def hierarchy(teams: Iterable[str], settings: Settings, *, as_at: date) -> Hierarchy:
    """Return who answers for these teams on a day, and the levels above them."""
    people: list[tuple[str, str, int]] = []
    levels: list[tuple[object, ...]] = []
    for team in teams:
        above = settings.levels_of(team)
        own = next((each.responders for each in settings.teams if each.name == team), ())
        named = [set(_names(each, as_at)) for each in (own, *(level.responders for level in above))]
        people += [(team, name, place) for place, names in enumerate(named) for name in names]
        for place, level in enumerate(above, start=1):
            is_independent = bool(named[place] - set().union(*named[:place])) or not named[place]
            silent = _silent(level, place, settings)
            levels.append((team, place, level.name, *silent, is_independent))
    every = pd.DataFrame(people, columns=["team", "person", "level"])
    limits = ["silent", "late", "not_seen"]
    return Hierarchy(
        people=every.sort_values("level", kind="stable").drop_duplicates(["team", "person"]),
        levels=pd.DataFrame(levels, columns=["team", "level", "name", *limits, "is_independent"]),
    )


def _names(responders: Iterable[Responder], as_at: date) -> Iterator[str]:
    return (same_name(each.name) for each in responders if each.answers_on(as_at))


def _silent(level: Level, place: int, settings: Settings) -> tuple[int, int, int]:
    """Return the limits of a level; the first waits as long as the team has to answer."""
    silent = level.unanswered_working_days
    is_of_chain = level.working_days_late is not None
    if silent is None and place == 1 and settings.answers is not None and is_of_chain:
        silent = settings.answers.answer_within_working_days
    limits = (silent, level.working_days_late, level.child_not_seen_working_days)
    return tuple(NEVER if each is None else each for each in limits)  # type: ignore[return-value]  # three of three
