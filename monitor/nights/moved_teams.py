"""`--team-moved OLD=NEW`: which teams it means, and what a rerun of a night follows again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.errors import UnknownTeamMoved
from monitor.judgement.moved_teams import moves_in, team_moves
from monitor.settings.names import same_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.history.nights import Nights
    from monitor.judgement.night import TeamMove
    from monitor.judgement.past import Past
    from monitor.nights.order import Order


def with_teams_moved(order: Order, history: Nights) -> Order:
    """Return the order; a night that is run again follows the teams that it followed before."""
    if order.teams_moved or order.as_at not in history.published():
        return order
    _, facts = history.facts(order.as_at)
    own = [move for move in moves_in(facts) if move.night == order.as_at]
    return replace(order, teams_moved=tuple((move.old, move.new) for move in own))


def moves_tonight(order: Order, past: Past, teams: Iterable[str]) -> tuple[TeamMove, ...]:
    """Return the moves that were asked for, under the names that nights know them by.

    `teams` are those of tonight's records. What an earlier night followed is done, so that a
    scheduled line may still ask for it. Raises `UnknownTeamMoved` for a name that no night knows.
    """
    if not order.teams_moved:
        return ()
    tonight = list(teams)
    configured = order.settings.team_names()
    records = [] if past.before is None else past.before.records["team"].unique().tolist()
    before = {same_name(each): each for each in [*(row.name for row in past.trend), *records]}
    after = {**{same_name(each): each for each in tonight}, **configured}
    moves = () if past.before is None else past.before.moves
    done = {(same_name(move.old), same_name(move.new)) for move in moves}
    gone = {old for old, _ in done} - before.keys()
    pairs = []
    for old, new in order.teams_moved:
        pair = tuple(same_name(after.get(same_name(each), each)) for each in (old, new))
        if pair in done or pair[0] in gone:
            continue
        if same_name(old) not in before:
            raise UnknownTeamMoved(f"--team-moved: no night so far has a team “{old}”")
        if same_name(new) not in after:
            raise UnknownTeamMoved(f"--team-moved: there is no team “{new}” tonight")
        pairs.append((before[same_name(old)], after[same_name(new)]))
    return team_moves(pairs, tonight, as_at=order.as_at)
