"""Episodes, answers, promises and levels are those of a plain oracle, whatever happens."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.judgement.thread import Thread
from tests.judgement.asked_nights import (
    AWAY,
    FIRST,
    HISTORY,
    LEVELS,
    LIVES,
    PEOPLE,
    TEAMS,
    asked,
    assessed,
    names,
    started,
)
from tests.oracle.threads import COMPLETED, EXCEPTIONS, Fact, Threads, Told, working_days
from tests.support.steps import as_tuple, steps_of

if TYPE_CHECKING:
    from datetime import date

    from monitor.judgement.asking import Asking

NIGHTS, NEVER = 10, 10**9


def level_of(name: str, team: str) -> int:
    if name in PEOPLE.get(team, ()):
        return 0
    if name in ("Both", *LEVELS):
        return 1 if name == "Both" else LEVELS.index(name) + 1
    return -1


def facts_of(life: int, before: Fact | None, as_at: date, chosen: random.Random) -> Fact:
    """Choose how an assessment is tonight, mostly as it was."""
    was = before or Fact("on_track", "North", as_at + timedelta(days=9))
    status, team, deadline, authorised = was.status, was.team, was.deadline, was.authorised
    if chosen.random() < 0.3 or before is None:
        status = chosen.choice(
            (*EXCEPTIONS * 4, "on_track", "cancelled", *COMPLETED, "vanished", "vanished")
        )
    if was.status == "gone" or (was.status == "vanished" and chosen.random() < 0.1):
        status = "gone"
    if chosen.random() < 0.08:
        team = chosen.choice(TEAMS)
    if chosen.random() < 0.12:
        deadline = as_at + timedelta(days=chosen.randrange(-9, 25))
    if status == "no_deadline":
        deadline = None
    elif deadline is None:
        deadline = as_at - timedelta(days=chosen.randrange(1, 30))
    if status in COMPLETED and was.status not in COMPLETED:
        authorised = as_at - timedelta(days=chosen.randrange(5))
    on_list = status in EXCEPTIONS
    flags = was.flags
    if chosen.random() < 0.1:
        flags = chosen.choice(
            (frozenset(), frozenset({"child_not_seen"}), frozenset({"long_overdue"}))
        )
    is_here = status not in AWAY
    start = started(life)
    return Fact(
        status=status,
        team=team,
        deadline=deadline,
        authorised=authorised if status in COMPLETED else None,
        late=chosen.randrange(0, 80) if on_list and chosen.random() < 0.2 else 1 if on_list else -1,
        not_seen=working_days(start, as_at) if "child_not_seen" in flags and is_here else -1,
        day_of_45=working_days(start - timedelta(days=50), as_at) if is_here else -1,
        flags=flags,
    )


def told_tonight(
    threads: Threads, facts: dict[int, Fact], as_at: date, chosen: random.Random
) -> tuple[list[Told], list[dict[str, Any]]]:
    """Choose what is answered tonight, as the oracle takes it and as it is written."""
    told: list[Told] = []
    rows: list[dict[str, Any]] = []
    for episode in threads.episodes:
        for _ in range(chosen.choice((0, 0, 0, 0, 1, 1, 2))):
            team = facts[episode.life].team
            by = chosen.choice((PEOPLE[team][0], PEOPLE[team][0], "Both", "Somebody", *LEVELS))
            kind = chosen.choice(
                ("will_finish_by",) * 4
                + ("moved_in_system", "finished_in_system", "not_ours", "escalate")
            )
            until = as_at + timedelta(days=chosen.randrange(-1, 18))
            row: dict[str, Any] = {
                "reference": episode.reference,
                "kind": kind,
                "date": until.isoformat() if kind == "will_finish_by" else "",
                "reason": "court",
                "words": f"What is being done, number {chosen.randrange(10**9)}",
                "by": by,
                "source": "answers.csv",
                "source_row": len(rows),
            }
            rows.append(row)
            told.append(
                Told(
                    key=row["words"],
                    reference=episode.reference,
                    kind=kind,
                    level=level_of(by, team),
                    until=until if kind == "will_finish_by" else None,
                )
            )
    return told, rows


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in range(1, 4))]
)
def test_every_step_of_every_thread_is_that_of_the_oracle(seed: int) -> None:
    chosen, references = random.Random(seed), names()
    threads = Threads(silent=(3, 5, 5), late=(10, 30, 70), not_seen=(NEVER, 12, NEVER))
    facts: dict[int, Fact] = {}
    last_seen = dict.fromkeys(LIVES, Fact("overdue", "North"))
    thread, as_at = Thread(history=HISTORY), FIRST
    for _ in range(NIGHTS):
        facts = {life: facts_of(life, facts.get(life), as_at, chosen) for life in LIVES}
        last_seen |= {life: each for life, each in facts.items() if each.status not in AWAY}
        told, rows = told_tonight(threads, facts, as_at, chosen)
        suspicious = chosen.random() < 0.15
        expected = threads.night(as_at, facts, told, names=references, suspicious=suspicious)
        asking = asked(thread, assessed(facts, last_seen), rows, as_at, suspicious=suspicious)
        assert steps_of(asking) == sorted(map(as_tuple, expected)), as_at
        assert_asked_as(threads, asking, as_at)
        thread = replace(asking.thread, steps=asking.all_steps)
        as_at += timedelta(days=chosen.choice((1, 1, 1, 2, 3)))


def assert_asked_as(threads: Threads, asking: Asking, as_at: date) -> None:
    """Hold the exchanges and the figures to the oracle's episodes."""
    asks = asking.asks.set_index("reference")
    some = {each.reference: each for each in threads.episodes if each.is_open}
    assert set(asks.index) == set(some)
    for reference, episode in some.items():
        row = asks.loc[reference]
        assert row["level"] == episode.level
        assert row["promises"] == sum(bool(each.promise) for each in episode.answers)
        assert row["is_quiet"] == any(
            each.in_force and (each.kind != "escalate" or each.level >= episode.level)
            for each in episode.answers
        )
    every = [answer for episode in threads.episodes for answer in episode.answers]
    for code, count in asking.figures.promises.items():
        assert count == sum(answer.promise == code for answer in every)
        due = [answer for answer in every if answer.until and 1 <= (as_at - answer.until).days <= 7]
        assert asking.figures.promises_due[code] == sum(each.promise == code for each in due)
