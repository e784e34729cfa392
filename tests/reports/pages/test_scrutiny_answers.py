"""Figures of answers for elected members: none is small, and none can be worked out."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from monitor.reports.files.summary import summary
from monitor.reports.pages.scrutiny_answers import answers_table
from monitor.reports.pages.suppression import SUPPRESSED, hidden_of_parts, is_small
from tests.reports.asking import asking_night
from tests.reports.rows import overdue

if TYPE_CHECKING:
    from pathlib import Path

FIGURES = {
    "answered": {"in_force": 12, "lapsed": 9, "never": 20, "refused": 0},
    "promises": {"kept": 8, "broken": 3, "moved": 0, "void": 0, "not_yet_due": 30},
    "within_limit": 14,
    "within_limit_of": 28,
}


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_no_suppressed_part_can_be_worked_out(counts: list[int]) -> None:
    parts = {str(place): count for place, count in enumerate(counts)}
    hidden = hidden_of_parts(parts)
    assert all(name in hidden for name, count in parts.items() if is_small(count))
    if "" in hidden or not hidden:
        return
    total = sum(counts)
    shown = {name: count for name, count in parts.items() if name not in hidden}
    alike = [
        dict(zip(hidden, values, strict=True))
        for values in product(range(1, total + 1), repeat=len(hidden))
        if sum(values) + sum(shown.values()) == total
    ]
    for name in hidden:
        assert len({each[name] for each in alike}) > 1


def test_the_whole_is_suppressed_where_nothing_else_hides_a_part() -> None:
    assert hidden_of_parts({"one": 2, "two": 1}) == {"", "one", "two"}
    assert hidden_of_parts({"one": 5, "two": 5, "three": 0}) == {"", "one", "two"}
    assert hidden_of_parts({"one": 5, "two": 20}) == {"one", "two"}
    assert hidden_of_parts({"one": 6, "two": 0}) == frozenset()


def test_the_table_says_what_was_asked_and_what_was_kept() -> None:
    table = answers_table(FIGURES, is_hidden=False)
    assert table is not None
    said = {row[0]: row[1] for row in table.rows}
    assert said["Asked about"] == "41"
    assert said["of these not answered"] == "20"
    assert said["Answered in time"] == "50.0%"
    assert said["of these broken"] == said["of these kept"] == SUPPRESSED
    few = answers_table({**FIGURES, "within_limit": 2}, is_hidden=False)
    assert few is not None
    assert ("Answered in time", SUPPRESSED) in few.rows


def test_nothing_is_shown_beside_a_suppressed_figure_and_nothing_where_nobody_is_asked() -> None:
    table = answers_table(FIGURES, is_hidden=True)
    assert table is not None
    assert table.rows == ()
    assert answers_table({}, is_hidden=False) is None


def test_the_summary_holds_the_figures_and_no_word_of_an_answer(tmp_path: Path) -> None:
    answers = summary(asking_night(tmp_path, [overdue(1)]))["answers"]
    assert answers["service"]["asked"] == 1
    assert answers["service"]["answered"]["never"] == 1
    assert [team["name"] for team in answers["teams"]] == ["North"]
