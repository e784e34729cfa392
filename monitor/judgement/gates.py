"""What keeps a stale or shrunken extract out: tonight held against the night before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.moved_teams import groups_of
from monitor.judgement.repeated import unchanged_working_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from monitor.judgement.night import TeamMove
    from monitor.judgement.past import Before
    from monitor.judgement.status import Clock
    from monitor.records.sources import SourceFile
    from monitor.settings.rules import Gates
    from monitor.settings.sources import Extract


@dataclass(frozen=True, eq=False)
class Arrival:
    """What came tonight, and the night before, whose teams go by tonight's names.

    `teams` holds how many records each team has tonight (`count_by_team`), the duplicates apart: an
    extract that holds half of the records twice has shrunk.
    """

    sources: Sequence[SourceFile]
    extracts: Sequence[Extract]
    teams: pd.Series[int]
    before: Before
    limits: Gates
    clock: Clock
    #: Teams that were merged or split: they count together with the teams that they went to.
    moves: Sequence[TeamMove] = ()

    @cached_property
    def teams_before(self) -> pd.Series[int]:
        """Return the same of the night before."""
        records = self.before.records
        there = (records["missing_nights"] == 0) & (records["status"] != "duplicate")
        return count_by_team(records["team"], there)


def count_by_team(teams: pd.Series[str], is_counted: pd.Series[bool]) -> pd.Series[int]:
    """Return how many of the counted records each team has that has some.

    All are counted and the few others taken off: a copy of a million texts takes much memory.
    """
    others = teams[~is_counted].value_counts()
    counts = teams.value_counts().sub(others, fill_value=0).astype("int64")
    return counts[counts > 0]


def refusals(arrival: Arrival) -> tuple[str, ...]:
    """Return, in words, each gate of the history that the extract does not pass."""
    return tuple(sentence for gate in GATES for sentence in gate(arrival))


def _unchanged(arrival: Arrival) -> Iterator[str]:
    """Refuse the same records for too many working days, where no source brought others."""
    limit = arrival.limits.unchanged_working_days
    days = [
        unchanged_working_days(
            source, as_at=arrival.clock.as_at, calendar=arrival.clock.calendars.manager
        )
        for source in arrival.sources
    ]
    frozen = [
        source
        for source, extract, unchanged in zip(arrival.sources, arrival.extracts, days, strict=True)
        if unchanged >= limit and source.lines.records and not extract.may_repeat
    ]
    if all(source.records_since != arrival.clock.as_at.isoformat() for source in arrival.sources):
        for source in frozen:
            yield f"the records of {source.name} are the same as on {source.records_since}"


def _total(arrival: Arrival) -> Iterator[str]:
    tonight, before = arrival.teams.sum(), arrival.teams_before.sum()
    limit = arrival.limits.total_drop_percent
    if tonight < before and 100 * (before - tonight) >= limit * before:
        yield (
            f"{tonight} records were read and {before} on the night of {arrival.before.night} "
            f"(duplicates apart): fewer by {limit}% or more"
        )


def _teams(arrival: Arrival) -> Iterator[str]:
    groups = groups_of(arrival.moves)
    before, tonight = (
        counts.groupby(counts.index.map(lambda team: groups.get(team, team))).sum()
        for counts in (arrival.teams_before, arrival.teams)
    )
    for team, had in sorted(before.items()):
        has = int(tonight.get(team, 0))
        if team not in ("", NO_TEAM) and _fell(int(had), has, arrival.limits):
            yield f"the team {team} has {has} records and had {had} on {arrival.before.night}"


def _fell(had: int, has: int, limits: Gates) -> bool:
    by_share = 100 * (had - has) >= limits.team_drop_percent * had
    return has == 0 or (by_share and had - has >= limits.team_drop_records)


#: One row per gate; `--accept` passes them for one run.
GATES: tuple[Callable[[Arrival], Iterator[str]], ...] = (_unchanged, _total, _teams)
