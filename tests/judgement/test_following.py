"""Which refused answers are judged again, once the configuration names who gave them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from monitor.judgement.following import named_since
from monitor.judgement.steps import NO_STEPS, new_steps, together
from monitor.nights.judging import clock_for
from tests.support.making import settings_of

SETTINGS = settings_of(answers={}, teams=[{"name": "South", "responders": ["Late"]}])
#: The tenth working day after the refusal, and the eleventh (Thursday and Friday).
REFUSED, TENTH, ELEVENTH = date(2015, 7, 9), date(2015, 7, 23), date(2015, 7, 24)


def a_step(step: str, answer: str = "", **values: str) -> pd.DataFrame:
    row = pd.DataFrame({"answer": [answer], "reference": [values.pop("reference", "R-1")]})
    return new_steps(step, row, as_at=REFUSED, **{"team": "South", **values})


def refused(answer: str, **values: str) -> pd.DataFrame:
    return a_step("refused", answer, **{"why": "not_a_responder", **values})


def again(
    *steps: pd.DataFrame, as_at: date = TENTH, kind: str = "not_ours", by: str = "Late"
) -> frozenset[str]:
    every = together(a_step("began"), *steps)
    said = list(dict.fromkeys(every["answer"]))
    held = pd.DataFrame({"said": said, "by": by, "kind": kind}, dtype="str")
    return named_since(every, held, SETTINGS, clock_for(SETTINGS, as_at))


@pytest.mark.parametrize(
    ("kind", "is_again"),
    [
        ("will_finish_by", True),
        ("moved_in_system", True),
        ("finished_in_system", True),
        ("not_ours", True),
        ("recorded_wrongly", False),
        ("explained", False),
        ("escalate", False),
    ],
)
def test_only_what_quiets_by_itself_is_judged_again(kind: str, *, is_again: bool) -> None:
    assert again(refused("a"), kind=kind) == ({"a"} if is_again else set())


def test_an_answer_is_judged_again_as_long_as_a_promise_may_last() -> None:
    assert again(refused("a"), as_at=TENTH) == {"a"}
    assert again(refused("a"), as_at=ELEVENTH) == set()


def test_nothing_is_judged_again_where_nobody_is_asked() -> None:
    every = together(a_step("began"), refused("a"))
    held = pd.DataFrame({"said": ["a"], "by": "Late", "kind": "not_ours"}, dtype="str")
    silent = SETTINGS.model_copy(update={"answers": None})
    assert named_since(every, held, SETTINGS, clock_for(SETTINGS, TENTH)) == {"a"}
    assert named_since(every, held, silent, clock_for(silent, TENTH)) == set()


def test_of_one_person_and_episode_only_the_newest_is_judged_again() -> None:
    assert again(refused("a"), refused("b")) == {"b"}
    assert again(refused("a"), a_step("answered", "b", why="not_ours")) == set()
    other = together(a_step("began", reference="R-2"), refused("b", reference="R-2"))
    assert again(refused("a"), other) == {"a", "b"}


def test_an_answer_about_an_episode_that_ended_is_not_judged_again() -> None:
    assert again(refused("a"), a_step("ended")) == set()
    assert again(refused("a", reference="")) == set()


def test_an_answer_of_somebody_who_is_still_not_named_stays_refused() -> None:
    assert again(refused("a"), by="Nobody") == set()
    assert again(refused("a"), by="LATE") == {"a"}
    assert again(refused("a", why="too_far")) == set()
    assert again(refused("a", why="not_a_responder"), refused("a", why="contradicts")) == set()
    assert named_since(NO_STEPS, pd.DataFrame({"said": [], "by": [], "kind": []}, dtype="str"),
                       SETTINGS, clock_for(SETTINGS, TENTH)) == set()  # fmt: skip
