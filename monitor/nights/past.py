"""What the history remembers of the nights before a date, under tonight's names of teams."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from monitor.judgement.departures import LEFT_IN_NIGHTS
from monitor.judgement.missed_before import (
    NOTHING_SEEN,
    SEEN_FROM,
    dates_were_trusted,
    late_records,
    with_earliest,
)
from monitor.judgement.moved_teams import figures_under, moves_in, steps_under
from monitor.judgement.past import Past
from monitor.judgement.trends import shown_nights, under_names
from monitor.settings.names import plain_name, same_name
from monitor.settings.readings import deadline_readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from monitor.history.nights import Nights
    from monitor.judgement.night import TeamMove, TrendRow
    from monitor.judgement.past import Before
    from monitor.settings.settings import Settings


def past_of(history: Nights, as_at: date, settings: Settings) -> Past:
    """Return what a night is compared with, and the trend that it continues.

    A night looks only at the newest `keep_nights` - 1 before it, so that an unchanged rerun gives
    the same after older ones were forgotten.
    """
    kept, published = settings.history.keep_nights, history.published()
    earlier = [night for night in published if night < as_at][1 - kept :]
    is_newest = not published or published[-1] <= as_at
    if not earlier:
        return Past(next_life=history.next_life(as_at), is_newest=is_newest)
    past = Past(
        before=_with_missed(history, earlier),
        next_life=history.next_life(as_at),
        is_newest=is_newest,
        nights=tuple(earlier),
        keep_nights=kept,
        completed_left=_completed_left(history, earlier[1 - LEFT_IN_NIGHTS :]),
        trend=history.trend(shown_nights(earlier)),
    )
    return by_tonights_names(past, settings)


def _completed_left(history: Nights, nights: Sequence[date]) -> int:
    left = 0
    for night in reversed(nights):
        _, facts = history.facts(night)
        if facts.get("accepted"):
            break
        left += facts.get("completed_left", 0)
    return left


def _with_missed(history: Nights, nights: Sequence[date]) -> Before:
    """Return the newest of these nights; one of an older version with what they all saw missed.

    Such a night kept no missed deadlines. They are those by which these nights judged a record
    late, since the last one on which every source was read in another way than before.
    """
    before, (_, facts) = history.before(nights[-1]), history.facts(nights[-1])
    if "missed_stays_missed" in facts.get("settings", {}).get("rules", {}):
        return before
    seen: list[pd.DataFrame] = []
    read_as: frozenset[str] = frozenset()
    for night in nights:
        _, facts = history.facts(night)
        readings = frozenset(deadline_readings(facts.get("settings", {})))
        seen, read_as = (seen if readings & read_as else []), readings
        if dates_were_trusted(facts):
            seen.append(late_records(history.records(night, SEEN_FROM), night))
    return replace(before, records=with_earliest(before.records, pd.concat([NOTHING_SEEN, *seen])))


def by_tonights_names(past: Past, settings: Settings) -> Past:
    """Return the past with each team under the name that tonight's configuration gives it."""
    if past.before is None:
        return past
    before, name = past.before, namer(settings)
    moves = _moves_by(name, before.moves)
    records = before.records.assign(team=tonights_names(before.records["team"], settings))
    return replace(
        past,
        before=replace(before, records=records, moves=moves),
        trend=figures_under(under_names(past.trend, name), moves),
    )


def trend_by_tonights_names(
    history: Nights, nights: Sequence[date], settings: Settings
) -> tuple[TrendRow, ...]:
    """Return the figures of these nights, each team under its name tonight and where it went."""
    if not nights:
        return ()
    _, facts = history.facts(nights[-1])
    name = namer(settings)
    return figures_under(under_names(history.trend(nights), name), _moves_by(name, moves_in(facts)))


def _moves_by(name: Callable[[str], str], moves: Iterable[TeamMove]) -> tuple[TeamMove, ...]:
    return tuple(move._replace(old=name(move.old), new=name(move.new)) for move in moves)


def steps_by_tonights_names(
    steps: pd.DataFrame, before: Before | None, settings: Settings
) -> pd.DataFrame:
    """Return the steps of nights up to `before`, each under the name of its team tonight."""
    steps = steps.assign(team=tonights_names(steps["team"], settings))
    return steps if before is None else steps_under(steps, before.records, before.moves)


def tonights_names(teams: pd.Series[str], settings: Settings) -> pd.Series[str]:
    """Return each team under the name that tonight's configuration gives it."""
    name, (codes, distinct) = namer(settings), pd.factorize(teams)
    names = pd.array([name(team) for team in distinct], dtype="str")
    return pd.Series(names.take(codes), teams.index, name=teams.name)


def namer(settings: Settings) -> Callable[[str], str]:
    """Return what gives a team the name that tonight's configuration gives it."""
    known = settings.team_names()
    return lambda team: known.get(same_name(team), plain_name(team))
