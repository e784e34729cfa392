"""Teams that were split or merged: what the history knows of them, under their new names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from monitor.judgement.night import TeamMove

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from monitor.judgement.night import TrendRow
    from monitor.judgement.past import Past


#: The numbers of a row of figures that are not added up.
_NO_COUNTS = ("is_service", "max_working_days_late")


def moves_in(facts: Mapping[str, Any]) -> tuple[TeamMove, ...]:
    """Return the moves that the facts of a night hold, those of earlier nights among them."""
    return tuple(
        TeamMove(date.fromisoformat(night), old, new, is_whole)
        for night, old, new, is_whole in facts.get("teams_moved", ())
    )


def team_moves(
    pairs: Iterable[tuple[str, str]], teams: Iterable[str], *, as_at: date
) -> tuple[TeamMove, ...]:
    """Return tonight's moves from old teams to new; `teams` are those of tonight's records."""
    tonight, pairs = set(teams), tuple(dict.fromkeys(pairs))
    olds = [old for old, _ in pairs]
    return tuple(
        TeamMove(as_at, old, new, is_whole=olds.count(old) == 1 and old not in tonight)
        for old, new in pairs
    )


def follow_teams(
    past: Past, place: npt.NDArray[np.int64], teams: pd.Series[str], moves: Sequence[TeamMove]
) -> Past:
    """Return the past with the records, steps and figures of old teams under their new names.

    `place` is where each of tonight's records was on the night before (-1: nowhere), `teams` its
    team tonight. A record that is gone goes where all of its team went, if they went together.
    """
    if past.before is None or not moves:
        return past
    records = past.before.records
    now = np.full(len(records), "", dtype=object)
    now[place[place >= 0]] = teams.to_numpy(dtype=object)[place >= 0]
    pairs = {(move.old, move.new) for move in moves}
    whole = {move.old: move.new for move in moves if move.is_whole}
    teams_before = records["team"].map(lambda team: whole.get(team, team))
    for old, new in pairs:
        went = ((records["team"] == old) & (now == new)).to_numpy(dtype=bool)
        teams_before = teams_before.mask(went, new)
    records = records.assign(team=teams_before.astype("str"))
    every = (*past.before.moves, *moves)
    return replace(
        past,
        before=replace(past.before, records=records, moves=every),
        trend=figures_under(past.trend, moves),
        thread=replace(past.thread, steps=steps_under(past.thread.steps, records, every)),
    )


def steps_under(
    steps: pd.DataFrame, records: pd.DataFrame, moves: Sequence[TeamMove]
) -> pd.DataFrame:
    """Return the steps of old teams with the new team of their assessment, if it went there.

    `moves` are in the order of their nights: a step goes from one to the next. That of an
    assessment that is gone goes where all of its team went.
    """
    if not moves:
        return steps
    now = steps["life"].map(records.drop_duplicates("life").set_index("life")["team"])
    teams = steps["team"]
    for place, move in enumerate(moves):
        went = now.isin(_ends(move, moves[place:])) | (now.isna() & move.is_whole)
        then = (teams == move.old) & (steps["night"].dt.date < move.night)
        teams = teams.mask(then & went, move.new)
    return steps.assign(team=teams)


def _ends(move: TeamMove, later: Sequence[TeamMove]) -> set[str]:
    """Return the teams in which those of a move may be by now."""
    ends = {move.new}
    for each in later:
        if each.old in ends and each.night > move.night:
            ends.add(each.new)
    return ends


def figures_under(rows: Sequence[TrendRow], moves: Sequence[TeamMove]) -> tuple[TrendRow, ...]:
    """Return the figures of teams that went whole into another as that one's, added up."""
    whole = [move for move in moves if move.is_whole]
    if not whole:
        return tuple(rows)
    renamed = list(rows)
    for move in whole:
        renamed = [
            row._replace(name=move.new)
            if row.name == move.old and row.night < move.night and not row.is_service
            else row
            for row in renamed
        ]
    # The service's row stays the first of its night, and the teams keep their order.
    places = {name: place for place, name in reversed(list(enumerate(r.name for r in renamed)))}
    ordered = sorted(renamed, key=lambda row: (row.night, not row.is_service, places[row.name]))
    together = groupby(ordered, key=lambda row: (row.night, row.is_service, row.name))
    return tuple(_added(list(same)) for _, same in together)


def _added(rows: list[TrendRow]) -> TrendRow:
    """Return the figures of one team and night that several teams share; no mean can be added."""
    if len(rows) == 1:
        return rows[0]
    counts = {
        name: sum(getattr(row, name) for row in rows)
        for name in rows[0]._fields
        if isinstance(getattr(rows[0], name), int) and name not in _NO_COUNTS
    }
    late = [row for row in rows if row.max_working_days_late is not None]
    return rows[0]._replace(
        **counts,
        mean_working_days_late=late[0].mean_working_days_late if len(late) == 1 else None,
        max_working_days_late=max((r.max_working_days_late or 0 for r in late), default=None),
    )


def groups_of(moves: Sequence[TeamMove]) -> dict[str, str]:
    """Return, for each team of a move, the names of all that were split from it or merged."""
    groups: list[set[str]] = []
    for move in moves:
        pair = {move.old, move.new}
        joined = [group for group in groups if group & pair]
        groups = [group for group in groups if group not in joined]
        groups.append(pair.union(*joined))
    return {team: " + ".join(sorted(group)) for group in groups for team in group}
