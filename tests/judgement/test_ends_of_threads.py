"""How a promise ends, and what comes of an episode or an answer when an assessment comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

import pytest

from monitor.judgement.thread import Thread
from tests.judgement.asked_nights import FIRST, HISTORY, asked, assessed, names
from tests.oracle.threads import Fact

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
    up_to_it = [some for (each, night), some in steps.items() if each == case and night <= day]
    assert {"kept", "broken", "moved", "void"}.intersection(chain(*up_to_it)) == end
