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
from tests.oracle.threads import COMPLETED, EXCEPTIONS, Fact, Threads, Told, working_days
from tests.support.making import settings_of
from tests.support.steps import as_tuple, steps_of

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


#: On Monday 1 June each is on the list, its child not seen.
LISTED = Fact(
    "overdue", "North", date(2015, 5, 29), late=1, not_seen=1, flags=frozenset({"child_not_seen"})
)
MISSING = replace(LISTED, status="vanished", late=-1, not_seen=-1, flags=frozenset())
DONE = replace(MISSING, status="completed_late", authorised=date(2015, 6, 1))
CLOSED: dict[str, Any] = {"late": -1, "not_seen": -1, "flags": frozenset()}
NOT_OURS = {
    "kind": "not_ours",
    "date": "",
    "reason": "other",
    "by": "N",
    "source": "answers.csv",
    "words": "It is of another team",
}
PROMISE = {**NOT_OURS, "kind": "will_finish_by", "date": "2015-06-05", "reason": "court"}
TUESDAY, WEDNESDAY, FRIDAY, NEXT_MONDAY = (date(2015, 6, day) for day in (2, 3, 5, 8))

#: The day on which it is back on the list that it left on Tuesday, and its first step then.
BACK = {
    "back after 5 working days": (date(2015, 6, 9), "reopened"),
    "back after 6 working days": (date(2015, 6, 10), "began"),
}
#: How it comes back on Wednesday, about which it was answered on Tuesday that it is missing.
FOUND = {
    "as it was": (LISTED, ["back"]),
    "with a flag more": (
        replace(LISTED, flags=LISTED.flags | {"long_overdue"}),
        ["back", "lapsed", "asked"],
    ),
}
#: What it is from a day on, and how the promise ends then that was read on Tuesday for Friday.
ENDS = {
    "on its day": (FRIDAY, LISTED, set()),
    "on the first working day after it": (NEXT_MONDAY, LISTED, {"broken"}),
    "done on it": (NEXT_MONDAY, replace(DONE, authorised=FRIDAY), {"kept"}),
    "done later": (NEXT_MONDAY, replace(DONE, authorised=date(2015, 6, 6)), {"broken"}),
    "cancelled": (NEXT_MONDAY, replace(LISTED, status="cancelled", **CLOSED), {"void"}),
    "missing on the day after": (NEXT_MONDAY, MISSING, set()),
    "another team": (WEDNESDAY, replace(LISTED, team="South"), {"void"}),
}
#: For each of these: from which night on it is what, and the row that answers it on Tuesday.
CASES: dict[str, tuple[dict[date, Fact], dict[str, str]]] = {
    **{case: ({TUESDAY: DONE, day: LISTED}, {}) for case, (day, _) in BACK.items()},
    **{case: ({TUESDAY: MISSING, WEDNESDAY: fact}, NOT_OURS) for case, (fact, _) in FOUND.items()},
    **{case: ({day: fact}, PROMISE) for case, (day, fact, _) in ENDS.items()},
}


@pytest.fixture(scope="module")
def steps() -> dict[tuple[str, date], list[str]]:
    """Live the nights of all cases together, and return the steps of each on each night."""
    references, facts = names(), dict.fromkeys(range(len(CASES)), LISTED)
    thread, found = Thread(history=HISTORY), dict[tuple[str, date], list[str]]()
    for as_at in sorted({FIRST, TUESDAY, *(day for lives, _ in CASES.values() for day in lives)}):
        rows: list[dict[str, Any]] = []
        for life, (lives, row) in enumerate(CASES.values()):
            facts[life] = lives.get(as_at, facts[life])
            if row and as_at == TUESDAY:
                rows.append({**row, "reference": references[life, 0], "source_row": life})
        asking = asked(thread, assessed(facts, dict.fromkeys(facts, LISTED)), rows, as_at)
        thread = replace(asking.thread, steps=asking.all_steps)
        for life, case in enumerate(CASES):
            own = asking.steps["reference"].isin([references[life, each] for each in range(9)])
            found[case, as_at] = asking.steps.loc[own, "step"].tolist()
        assert sum(len(found[case, as_at]) for case in CASES) == len(asking.steps)
    return found


@pytest.mark.parametrize("case", BACK)
def test_what_comes_back_soon_is_the_same_episode(
    steps: dict[tuple[str, date], list[str]], case: str
) -> None:
    day, step = BACK[case]
    assert steps[case, day][0] == step


@pytest.mark.parametrize("case", FOUND)
def test_an_answer_about_a_missing_assessment_holds_if_it_comes_back_no_worse(
    steps: dict[tuple[str, date], list[str]], case: str
) -> None:
    _, expected = FOUND[case]
    assert steps[case, WEDNESDAY] == expected


@pytest.mark.parametrize("case", ENDS)
def test_a_promise_ends_by_what_the_system_shows(
    steps: dict[tuple[str, date], list[str]], case: str
) -> None:
    day, _, end = ENDS[case]
    assert "promised" in steps[case, TUESDAY]
    until_then = {
        each
        for (name, night), some in steps.items()
        if name == case
        for each in some
        if night <= day
    }
    assert until_then & {"kept", "broken", "moved", "void"} == end
