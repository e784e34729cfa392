"""How many were asked and answered: the figures of the service are the sums of the teams'."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from monitor.errors import BrokenPromise
from monitor.judgement.answers import AnswerRules
from monitor.judgement.asking_figures import asking_figures
from monitor.judgement.exchanges import exchanges
from monitor.judgement.steps import new_steps, together
from monitor.nights.judging import clock_for
from tests.reports.asking import ASKING, asking_night
from tests.reports.rows import overdue
from tests.support.making import INSPECTION_DAY

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.asking import AskingFigures


def test_a_night_on_which_one_is_counted_nowhere_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beside(*given: Any) -> pd.DataFrame:
        return exchanges(*given).assign(answered=["never", "in no list"])

    monkeypatch.setattr("monitor.judgement.following.exchanges", beside)
    with pytest.raises(BrokenPromise, match="the figures of answers do not add up"):
        asking_night(tmp_path, [overdue(1), overdue(2)])


def figures_of(answers: pd.DataFrame, *steps: pd.DataFrame) -> tuple[AskingFigures, ...]:
    """Return the figures of these steps; the answers are of the north."""
    count = answers["reference"].nunique()
    asks = pd.DataFrame({"team": ["North"] * count, "answered": "in_force", "is_quiet": True})
    held = pd.DataFrame({"said": answers["answer"], "reason": "court"})
    people: Any = None  # no figure asks who answered
    assert ASKING.answers is not None
    rules = AnswerRules(clock_for(ASKING, INSPECTION_DAY), ASKING.answers, people, is_asking=True)
    return asking_figures(asks.assign(days_silent=0), together(*steps), held, rules)


def test_what_was_promised_twice_is_counted_and_what_was_promised_once_is_not() -> None:
    promised = pd.DataFrame(
        {"answer": ["a", "b", "c"], "reference": ["R-1", "R-1", "R-2"], "level": [0, 1, 0]}
    ).assign(team="North", until=pd.Timestamp(INSPECTION_DAY))
    of_all, north = figures_of(
        promised,
        new_steps("asked", promised.drop_duplicates("reference"), as_at=INSPECTION_DAY, answer=""),
        new_steps("answered", promised, as_at=INSPECTION_DAY, why="will_finish_by"),
        new_steps("promised", promised, as_at=INSPECTION_DAY),
    )
    assert (of_all.promises_made, north.promises_made) == (3, 3)
    assert (of_all.episodes_with_two_promises, north.episodes_with_two_promises) == (1, 1)
    assert (north.within_limit, north.within_limit_of) == (2, 2)


def test_the_days_to_an_answer_are_counted_from_the_night_that_first_asked() -> None:
    """An episode may begin on a night that asks nobody, and be asked about again.

    It is asked about on Thursday and again on Monday, and answered on Tuesday.
    """
    answered = pd.DataFrame({"answer": ["a"], "reference": ["R-1"], "team": ["North"]})
    asked = answered.drop(columns="answer")
    begun, first, again, read = (INSPECTION_DAY - timedelta(days=days) for days in (9, 7, 3, 2))
    of_all, _ = figures_of(
        answered,
        new_steps("began", asked, as_at=begun),
        new_steps("asked", asked, as_at=first),
        new_steps("asked", asked, as_at=again),
        new_steps("answered", answered, as_at=read, why="not_ours"),
    )
    assert of_all.median_working_days_to_answer == 3
