"""Nights of which threads are made: what is found tonight, what was answered, and what is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from monitor.judgement.attaching import attach
from monitor.judgement.following import ask
from monitor.judgement.references import new_reference
from monitor.judgement.snapshot import NO_NIGHT
from monitor.judgement.steps import episodes_of
from monitor.judgement.thread import NO_ANSWERS, Thread
from monitor.nights.judging import clock_for
from monitor.records.answers import normalise_answers
from monitor.settings.answers import REASONS
from tests.oracle.threads import COMPLETED, Fact
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
HISTORY, LIVES = "history", range(40)
#: How a fact says that its assessment is not in the extract.
AWAY = ("vanished", "gone")


def names() -> dict[tuple[int, int], str]:
    return {
        (life, number): new_reference(HISTORY, life, number, ())
        for life in LIVES
        for number in range(9)
    }


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
