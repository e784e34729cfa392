"""Dates, numbers and the inspectors' sentence read as people would say them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from monitor.judgement.rounding import half_up
from monitor.reports.parts.wording import (
    counted,
    figure,
    headline,
    long_date,
    one_line,
    share,
    short_date,
    short_dates,
    weekday,
)
from tests.reports.figures import figures

NOBODY_LATE = {
    "count": 0,
    "mean_working_days_late": None,
    "median_working_days_late": None,
    "max_working_days_late": None,
    "long_overdue": 0,
}


def sentence(no_deadline: int = 20, **past: Any) -> str:
    return headline(figures(no_deadline, **past), long_overdue=70)


def test_the_inspectors_sentence() -> None:
    assert sentence() == (
        "94 of 192 assessments (49%) have missed the deadline set by the manager, by 38 working "
        "days on average; 15 are more than 70 working days past it and the worst is 139. "
        "20 have no deadline."
    )


def test_one_of_each_is_said_in_the_singular() -> None:
    one = {"count": 1, "of": 1, "mean_working_days_late": 1.0, "max_working_days_late": 1}
    assert sentence(1, **one, long_overdue=1) == (
        "1 of 1 assessment (100%) has missed the deadline set by the manager, by 1 working day on "
        "average; 1 is more than 70 working days past it and the worst is 1. 1 has no deadline."
    )


def test_nobody_late_has_no_average() -> None:
    assert sentence(0, **NOBODY_LATE) == (
        "0 of 192 assessments (0%) have missed the deadline set by the manager. 0 have no deadline."
    )


def test_late_but_all_left_out_of_the_days_has_no_average() -> None:
    assert sentence(0, **{**NOBODY_LATE, "count": 2}) == (
        "2 of 192 assessments (1%) have missed the deadline set by the manager. 0 have no deadline."
    )


def test_nothing_to_judge_is_no_share_of_nothing() -> None:
    assert sentence(0, of=0, **NOBODY_LATE) == "There is no assessment to judge."


@pytest.mark.parametrize(
    ("count", "of", "said"),
    [(1, 200, "(1%)"), (1, 201, "(0%)"), (199, 200, "(100%)"), (1, 3, "(33%)"), (1, 8, "(13%)")],
)
def test_the_share_is_whole_and_rounded_half_up(count: int, of: int, said: str) -> None:
    assert said in sentence(count=count, of=of)


@pytest.mark.parametrize(
    ("mean", "said"),
    [(38.0, "by 38 working days"), (0.0, "by 0 working days"), (1.5, "by 1.5 working days")],
)
def test_the_average_has_no_needless_decimal(mean: float, said: str) -> None:
    assert said in sentence(mean_working_days_late=mean)


@pytest.mark.parametrize(("total", "count", "mean"), [(1, 20, 0.1), (1, 21, 0.0), (3, 4, 0.8)])
def test_a_decimal_is_rounded_half_up(total: int, count: int, mean: float) -> None:
    assert half_up(total, count) == mean


def test_dates_carry_their_weekday() -> None:
    thursday = date(2015, 7, 16)
    assert long_date(thursday) == "Thursday 16 July 2015"
    assert short_date(thursday) == "Thu 16 Jul 2015"
    assert weekday(thursday) == "Thursday"


def test_a_column_of_dates_does_not_break_and_blank_is_a_dash() -> None:
    dates = pd.Series(pd.to_datetime(["2026-04-03", "NaT", "2026-04-03"]), index=[7, 8, 9])
    good_friday = "Fri\N{NO-BREAK SPACE}3\N{NO-BREAK SPACE}Apr\N{NO-BREAK SPACE}2026"
    assert short_dates(dates).to_dict() == {7: good_friday, 8: "–", 9: good_friday}


def test_figures_of_tables_keep_their_decimal_and_nothing_is_a_dash() -> None:
    assert [figure(38.0), figure(139), figure(0.0), figure(None)] == ["38.0", "139", "0.0", "–"]
    assert [share(49.0), share(0.0), share(None)] == ["49.0%", "0.0%", "–"]


@pytest.mark.parametrize(("count", "said"), [(0, "0 records"), (1, "1 record"), (2, "2 records")])
def test_a_count_has_its_noun(count: int, said: str) -> None:
    assert counted(count, "record") == said


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert counted(2, "child", "children") == "2 children"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("North  Team\t1", "North Team 1"),
        ("a\r\nb\u2028c\u2029d\x85e\x0bf", "a b c d e f"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("a\x00b\ud800c", "a b c"),
        ("O'Brien “co” Tîm \U0001f469", "O'Brien “co” Tîm \U0001f469"),
    ],
)
def test_any_text_is_one_line_that_reads_from_left_to_right(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_line_is_cut_with_a_mark() -> None:
    assert [one_line("abcde", most) for most in (4, 5, 6)] == ["abc…", "abcde", "abcde"]
