"""What keeps a stale or shrunken extract out: tonight held against the night before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.assessments.columns import NO_TEAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from monitor.judgement.past import Before
    from monitor.records.sources import SourceFile
    from monitor.settings.rules import Gates
    from monitor.settings.sources import Extract


@dataclass(frozen=True, eq=False)
class Arrival:
    """What came tonight, and the night before, whose teams go by tonight's names.

    `teams` holds the team of each of tonight's records but the duplicates: an extract that holds
    half of the records twice has shrunk.
    """

    sources: Sequence[SourceFile]
    extracts: Sequence[Extract]
    teams: pd.Series[str]
    before: Before
    limits: Gates

    @property
    def teams_before(self) -> pd.Series[str]:
        """Return the same of the night before."""
        records = self.before.records
        there = (records["missing_nights"] == 0) & (records["status"] != "duplicate")
        return records.loc[there, "team"]


def refusals(arrival: Arrival) -> tuple[str, ...]:
    """Return, in words, each gate of the history that the extract does not pass."""
    return tuple(sentence for gate in GATES for sentence in gate(arrival))


def _same_file(arrival: Arrival) -> Iterator[str]:
    known = set(arrival.before.inputs.values())
    for source, extract in zip(arrival.sources, arrival.extracts, strict=True):
        if source.sha256 in known and not extract.may_repeat:
            yield f"this is the very file ({source.name}) of the night of {arrival.before.night}"


def _total(arrival: Arrival) -> Iterator[str]:
    tonight, before = len(arrival.teams), len(arrival.teams_before)
    limit = arrival.limits.total_drop_percent
    if tonight < before and 100 * (before - tonight) >= limit * before:
        yield (
            f"{tonight} records were read and {before} on the night of {arrival.before.night} "
            f"(duplicates apart): fewer by {limit}% or more"
        )


def _teams(arrival: Arrival) -> Iterator[str]:
    before, tonight = arrival.teams_before.value_counts(), arrival.teams.value_counts()
    for team, had in sorted(before.items()):
        has = int(tonight.get(team, 0))
        if team not in ("", NO_TEAM) and _fell(int(had), has, arrival.limits):
            yield f"the team {team} has {has} records and had {had} on {arrival.before.night}"


def _fell(had: int, has: int, limits: Gates) -> bool:
    """Say whether a team is gone, or fell by so many records and by such a share."""
    by_share = 100 * (had - has) >= limits.team_drop_percent * had
    return has == 0 or (by_share and had - has >= limits.team_drop_records)


#: One row per gate; `--accept` passes them for one run.
GATES: tuple[Callable[[Arrival], Iterator[str]], ...] = (_same_file, _total, _teams)
