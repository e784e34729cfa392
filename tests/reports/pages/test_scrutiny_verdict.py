"""The page for elected members answers first, and says why measures disagree."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.reports.pages.scrutiny_verdict import verdict_of
from tests.reports.pages.test_scrutiny import JUNE, SERVICE

BEFORE = SERVICE._replace(night=JUNE)


def said(before: dict[str, Any], now: dict[str, Any] | None = None) -> tuple[str, str]:
    """Return the verdict on two months that are alike but for these figures, and the reasons."""
    months = (BEFORE._replace(**before), SERVICE._replace(**(now or {})))
    found = verdict_of(months, is_in_doubt=False)
    return found.verdict, " ".join(found.reasons)


@pytest.mark.parametrize(
    ("past_deadline", "verdict"),
    [
        *((96, "Yes."), (95, "About the same."), (93, "About the same."), (92, "No.")),
        *((94, "About the same."), (48, "No.")),
    ],
)
def test_the_share_past_the_deadline_gives_the_answer(past_deadline: int, verdict: str) -> None:
    assert said({"past_deadline": past_deadline})[0] == verdict


def test_the_figures_of_both_months_follow_the_answer() -> None:
    verdict, why = said({"past_deadline": 48, "mean_working_days_late": 38.0})
    assert verdict == "No."
    assert why == (
        "Past their deadline: 49.0% on Thursday 16 July 2015; 25.0% on Tuesday 30 June 2015. "
        "They are 38.0 working days late on average; 38.0 before."
    )


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ({"past_deadline": 48, "mean_working_days_late": 40.0}, "The share rose and the average"),
        ({"past_deadline": 120, "mean_working_days_late": 30.0}, "The share fell and the average"),
        ({"past_deadline": 48, "mean_working_days_late": None}, ""),
        ({"past_deadline": 48, "mean_working_days_late": 30.0}, ""),
        ({"past_deadline": 120, "mean_working_days_late": 40.0}, ""),
    ],
)
def test_where_share_and_average_disagree_it_says_why(before: dict[str, Any], why: str) -> None:
    _, reasons = said(before)
    assert ("The share" in reasons) == bool(why)
    assert why in reasons


def test_where_share_and_number_disagree_it_says_why() -> None:
    _, more = said({"past_deadline": 90, "past_deadline_of": 120})
    assert (
        "The share fell although more are past their deadline (94, 90 before): there are more in "
        "all (192, 120 before)."
    ) in more
    _, fewer = said({"past_deadline": 100, "past_deadline_of": 300})
    assert "The share rose although fewer are past their deadline (94, 100 before)" in fewer


def test_taking_deadlines_away_makes_nothing_better() -> None:
    verdict, why = said({"past_deadline": 104, "no_deadline": 10})
    assert verdict == "About the same."
    assert "More have no deadline (20, 10 before), and what has none cannot miss it" in why
    assert said({"past_deadline": 100, "no_deadline": 6})[0] == "No."


def test_no_small_number_gives_an_answer() -> None:
    assert said({"past_deadline": 3})[0] == "It cannot be said."
    assert said({"past_deadline": 0, "past_deadline_of": 0, "no_deadline": 0})[0] == (
        "It cannot be said."
    )
    verdict, why = said({"past_deadline": 100, "no_deadline": 4})
    assert verdict == "Yes."
    assert "no deadline" not in why


def test_a_first_month_and_a_night_in_doubt_give_no_answer() -> None:
    assert verdict_of([SERVICE], is_in_doubt=False).verdict == "It is too early to say."
    assert verdict_of([BEFORE, SERVICE], is_in_doubt=True).verdict == "Nobody can say."
