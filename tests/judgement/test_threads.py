"""Episodes, answers, promises and levels are those of a plain oracle, whatever happens."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pandas as pd
import pytest

from monitor.judgement.attaching import attach
from monitor.judgement.following import ask
from monitor.judgement.references import new_reference
from monitor.judgement.snapshot import NO_NIGHT
from monitor.judgement.steps import episodes_of
from monitor.judgement.thread import NO_ANSWERS, Thread
from monitor.nights.judging import clock_for
from monitor.records.answers import normalise_answers
from monitor.settings.answers import REASONS
from tests.oracle.threads import COMPLETED, EXCEPTIONS, Fact, Step, Threads, Told, working_days
from tests.support.making import settings_of

if TYPE_CHECKING:
    from monitor.judgement.asking import Asking
    from monitor.judgement.night import Assessed

TEAMS = ("North", "South")
PEOPLE = {"North": ("N", "Both"), "South": ("S",)}
LEVELS = ("Service manager", "Head", "Director")
SETTINGS = settings_of(
    answers={},
    teams=[{"name": team, "responders": list(PEOPLE[team])} for team in TEAMS],
    escalation={
        "chains": [
            {
                "name": "a",
                "levels": [
                    {"name": LEVELS[0], "responders": ["Both", LEVELS[0]]},
                    {
                        "name": LEVELS[1],
                        "responders": LEVELS[1],
                        "child_not_seen_working_days": 12,
                    },
                    {"name": LEVELS[2], "responders": LEVELS[2]},
                ],
            }
        ]
    },
)
FIRST = date(2015, 6, 1)  # Monday
HISTORY, LIVES, NIGHTS = "history", range(40), 10
NEVER = 10**9
#: How a fact says that its assessment is not in the extract.
AWAY = ("vanished", "gone")


def level_of(name: str, team: str) -> int:
    if name in PEOPLE.get(team, ()):
        return 0
    if name in ("Both", *LEVELS):
        return 1 if name == "Both" else LEVELS.index(name) + 1
    return -1


def names() -> dict[tuple[int, int], str]:
    return {
        (life, number): new_reference(HISTORY, life, number, ())
        for life in LIVES
        for number in range(9)
    }


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


def started(life: int) -> date:
    return FIRST - timedelta(days=life % 12)


def assessed(facts: dict[int, Fact], last_seen: dict[int, Fact]) -> Assessed:
    """Make the frames of a night of what the oracle is told; what is missing is as it was."""
    here = {life: each for life, each in facts.items() if each.status not in AWAY}
    gone = {life: each for life, each in facts.items() if each.status in AWAY}
    judged = pd.DataFrame(
        [
            {
                "status": each.status,
                "team": each.team,
                "deadline": each.deadline,
                "authorised_date": each.authorised,
                "is_completed": each.status in COMPLETED,
                "working_days_late": each.late if each.late >= 0 else None,
                "working_days_since_referral": each.day_of_45 if each.day_of_45 >= 0 else None,
                "start_date": started(life),
            }
            for life, each in here.items()
        ]
    )
    dates = ["deadline", "authorised_date", "start_date"]
    judged[dates] = judged[dates].astype("datetime64[s]")
    days = ["working_days_late", "working_days_since_referral"]
    judged[days] = judged[days].astype("Int32")
    flags = pd.DataFrame(
        {
            code: [code in each.flags for each in here.values()]
            for code in ("child_not_seen", "long_overdue")
        }
    )
    followed = pd.DataFrame(
        {
            "life": list(here),
            "is_ambiguous": False,
            "resolved": "",
        }
    )
    left = pd.DataFrame(
        {
            "life": list(gone),
            "team": [each.team for each in gone.values()],
            "status": [last_seen[life].status for life in gone],
            "flags": [";".join(sorted(last_seen[life].flags)) for life in gone],
            "deadline": [each.deadline for each in gone.values()],
            "authorised_date": None,
            "kind": ["vanished" if each.status == "vanished" else "" for each in gone.values()],
        }
    ).astype({"deadline": "datetime64[s]", "authorised_date": "datetime64[s]"})
    left = left.astype(
        {"life": "int64", **dict.fromkeys(("team", "status", "flags", "kind"), "str")}
    )
    compared = SimpleNamespace(followed=followed, gone=left)
    return cast("Assessed", SimpleNamespace(judged=judged, flags=flags, compared=compared))


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


def given(rows: list[dict[str, Any]], as_at: date) -> pd.DataFrame:
    if not rows:
        return NO_ANSWERS
    return normalise_answers(pd.DataFrame(rows), reasons=REASONS, as_at=as_at)


def steps_of(asking: Asking) -> list[tuple[Any, ...]]:
    """Return tonight's steps as the oracle has them, in an order of their own."""
    found = asking.steps
    return sorted(
        as_tuple(
            Step(
                reference=row["reference"],
                step=row["step"],
                level=row["level"],
                why=row["why"],
                until=None if pd.isna(row["until"]) else row["until"].date(),
            )
        )
        for row in found.to_dict("records")
    )


def as_tuple(step: Step) -> tuple[Any, ...]:
    has_level = step.step not in ("began", "paused", "back", "reopened", "ended")
    has_why = step.step not in ("asked", "climbed")
    has_until = step.step in ("answered", "promised", "lapsed", "kept", "broken", "moved", "void")
    return (
        step.reference,
        step.step,
        step.level if has_level else None,
        step.why if has_why else "",
        str(step.until) if has_until else "",
    )


def asked(
    before: Thread,
    found: Assessed,
    rows: list[dict[str, Any]],
    as_at: date,
    *,
    suspicious: bool = False,
) -> Asking:
    """Ask on a night, on which these answers are read."""
    fresh = given(rows, as_at)
    thread = replace(
        before,
        attached=attach(fresh, episodes_of(before.steps), NO_NIGHT),
        held=pd.concat([before.held, fresh], ignore_index=True),
    )
    clock = clock_for(SETTINGS, as_at)
    return ask(found, thread, SETTINGS, clock, is_suspicious=suspicious, is_asking=True)


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


#: On Monday it is on the list, its child not seen.
LISTED = Fact(
    "overdue", "North", date(2015, 5, 29), late=1, not_seen=1, flags=frozenset({"child_not_seen"})
)
MISSING = replace(LISTED, status="vanished", late=-1, not_seen=-1, flags=frozenset())
DONE = replace(MISSING, status="completed_late", authorised=date(2015, 6, 1))
ON_TRACK = Fact("on_track", "North", date(2015, 7, 30))
NOT_OURS = {
    "reference": names()[0, 0],
    "kind": "not_ours",
    "reason": "other",
    "by": "N",
    "source": "answers.csv",
    "words": "It is of another team",
    "source_row": 1,
}


def steps_of_the_last(*nights: tuple[date, Fact] | tuple[date, Fact, dict[str, Any]]) -> list[str]:
    """Live the nights of one assessment, some with an answer; return the steps of the last."""
    thread, steps = Thread(history=HISTORY), list[str]()
    for as_at, fact, *rows in nights:
        found = assessed({0: fact, 1: ON_TRACK}, {0: LISTED})
        asking = asked(thread, found, rows, as_at)
        thread = replace(asking.thread, steps=asking.all_steps)
        steps = asking.steps["step"].tolist()
    return steps


@pytest.mark.parametrize(
    ("day", "step"),
    [
        pytest.param(date(2015, 6, 9), "reopened", id="after 5 working days"),
        pytest.param(date(2015, 6, 10), "began", id="after 6 working days"),
    ],
)
def test_what_comes_back_soon_is_the_same_episode(day: date, step: str) -> None:
    """It left the list on Tuesday 2 June."""
    nights = (FIRST, LISTED), (date(2015, 6, 2), DONE), (day, LISTED)
    assert steps_of_the_last(*nights)[0] == step


@pytest.mark.parametrize(
    ("fact", "steps"),
    [
        pytest.param(LISTED, ["back"], id="as it was"),
        pytest.param(
            replace(LISTED, flags=LISTED.flags | {"long_overdue"}),
            ["back", "lapsed", "asked"],
            id="with a flag more",
        ),
    ],
)
def test_an_answer_about_a_missing_assessment_holds_if_it_comes_back_no_worse(
    fact: Fact, steps: list[str]
) -> None:
    nights = (FIRST, LISTED), (date(2015, 6, 2), MISSING, NOT_OURS), (date(2015, 6, 3), fact)
    assert steps_of_the_last(*nights) == steps


PROMISE = {**NOT_OURS, "kind": "will_finish_by", "date": "2015-06-05", "reason": "court"}
MONDAY = date(2015, 6, 8)
CLOSED: dict[str, Any] = {"late": -1, "not_seen": -1, "flags": frozenset()}


@pytest.mark.parametrize(
    ("day", "fact", "end"),
    [
        pytest.param(date(2015, 6, 5), LISTED, "", id="on its day"),
        pytest.param(MONDAY, LISTED, "broken", id="on the first working day after it"),
        pytest.param(MONDAY, replace(DONE, authorised=date(2015, 6, 5)), "kept", id="done on it"),
        pytest.param(MONDAY, replace(DONE, authorised=date(2015, 6, 6)), "broken", id="done later"),
        pytest.param(MONDAY, replace(LISTED, status="cancelled", **CLOSED), "void", id="cancelled"),
        pytest.param(MONDAY, MISSING, "", id="missing on the day after"),
        pytest.param(date(2015, 6, 3), replace(LISTED, team="South"), "void", id="another team"),
    ],
)
def test_a_promise_ends_by_what_the_system_shows(day: date, fact: Fact, end: str) -> None:
    """It is read on Tuesday 2 June, for Friday 5 June."""
    nights = (FIRST, LISTED), (date(2015, 6, 2), LISTED, PROMISE), (day, fact)
    ends = {"kept", "broken", "moved", "void"}.intersection(steps_of_the_last(*nights))
    assert ends == ({end} if end else set())
