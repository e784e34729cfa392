"""No suppressed number can be worked out from what is shown; an oracle tries every table."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.reports.pages.suppression import (
    Counts,
    Hidden,
    hidden_of_service,
    hidden_of_teams,
    is_small,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Triple = tuple[int, int, int]

NAMES = ("of", "past", "no_deadline")
EVERYTHING = frozenset(NAMES)


def summed(teams: Sequence[Counts]) -> Counts:
    return Counts(*(sum(getattr(team, name) for team in teams) for name in NAMES))


def values(counts: Counts, name: str, hidden: Hidden) -> range:
    """Return what a reader thinks this count could be; one more than it is will do to show it."""
    count: int = getattr(counts, name)
    if name not in hidden:
        return range(count, count + 1)
    return range(1, count + 2)


def rows_that_agree(counts: Counts, hidden: Hidden) -> list[Triple]:
    """Return every row that agrees with what is shown of it."""
    parts = (values(counts, name, hidden) for name in NAMES)
    return [(of, past, none) for of, past, none in product(*parts) if past + none <= of]


def sums(rows: Sequence[list[Triple]]) -> list[set[Triple]]:
    """Return, before each row and after the last, every sum that the rows so far can have."""
    reached = [{(0, 0, 0)}]
    for row in rows:
        reached.append({plus(so_far, one) for so_far in reached[-1] for one in row})
    return reached


def plus(first: Triple, second: Triple) -> Triple:
    return (first[0] + second[0], first[1] + second[1], first[2] + second[2])


def what_could_be(
    teams: Sequence[Counts], hidden: Sequence[Hidden], totals: Hidden
) -> Iterator[tuple[int, str, set[int]]]:
    """Yield, for each suppressed count of a team, every value that some table gives it."""
    service = summed(teams)
    # A small total is known to be small; one that is suppressed beside it could be anything.
    ends = [
        (of, past, none)
        for of, past, none in rows_that_agree(service, totals)
        if all(
            name not in totals or not is_small(getattr(service, name)) or is_small(value)
            for name, value in zip(NAMES, (of, past, none), strict=True)
        )
    ]
    rows = [rows_that_agree(team, row) for team, row in zip(teams, hidden, strict=True)]
    before, after = sums(rows), sums(rows[::-1])[::-1]
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    wanted = set(ends)
    for place, row in enumerate(rows):
        rest = {plus(one, two) for one in before[place] for two in after[place + 1]}
        for triple in row:
            if any(plus(triple, others) in wanted for others in rest):
                for name, value in zip(NAMES, triple, strict=True):
                    found[place, name].add(value)
    for place, row_hidden in enumerate(hidden):
        for name in row_hidden:
            yield place, name, found[place, name]


@st.composite
def team_counts(draw: st.DrawFn) -> Counts:
    """Draw a team, often a small one, whose parts are no more than the whole."""
    past, none, rest = (draw(st.sampled_from([0, 0, 1, 1, 2, 5, 6])) for _ in range(3))
    return Counts(past + none + rest, past, none)


@settings(max_examples=150)
@given(st.lists(team_counts(), min_size=1, max_size=3))
@example([Counts(7, 1, 0)] * 3)
@example([Counts(7, 6, 1), Counts(6, 0, 6), Counts(9, 2, 0)])
@example([Counts(1, 1, 0), Counts(6, 6, 0)])
@example([Counts(2, 1, 1), Counts(12, 6, 6), Counts(6, 0, 0)])
def test_no_suppressed_number_of_a_team_can_be_worked_out(teams: list[Counts]) -> None:
    service = summed(teams)
    hidden = hidden_of_teams(teams, service)
    if hidden is None:
        return
    for team, row in zip(teams, hidden, strict=True):
        assert {name for name in NAMES if is_small(getattr(team, name))} <= row
        assert "of" not in row or row == team.everything()
        assert all(getattr(team, name) > 0 for name in row)
    for place, name, could_be in what_could_be(teams, hidden, hidden_of_service(service)):
        assert len(could_be) > 1, (place, name, could_be)


@settings(max_examples=150)
@given(team_counts())
def test_no_suppressed_number_of_the_service_can_be_worked_out(service: Counts) -> None:
    hidden = hidden_of_service(service)
    agree = rows_that_agree(service, hidden)
    for place, name in enumerate(NAMES):
        if name in hidden:
            assert len({row[place] for row in agree}) > 1


def test_numbers_that_are_not_small_are_all_shown() -> None:
    teams = [Counts(20, 8, 6), Counts(30, 0, 0), Counts(6, 6, 0)]
    assert hidden_of_teams(teams, summed(teams)) == [frozenset()] * 3
    assert hidden_of_service(summed(teams)) == frozenset()


def test_the_next_smallest_goes_with_a_lone_small_number() -> None:
    teams = [Counts(40, 20, 0), Counts(40, 3, 0), Counts(40, 9, 0), Counts(40, 0, 0)]
    hidden = hidden_of_teams(teams, summed(teams))
    assert hidden == [frozenset(), frozenset({"past"}), frozenset({"past"}), frozenset()]


def test_two_small_numbers_that_hide_each_other_are_enough() -> None:
    teams = [Counts(40, 20, 0), Counts(40, 3, 0), Counts(40, 4, 0)]
    assert hidden_of_teams(teams, summed(teams)) == [frozenset(), *[frozenset({"past"})] * 2]


def test_two_that_can_only_be_one_each_take_a_third_with_them() -> None:
    teams = [Counts(40, 20, 0), Counts(40, 1, 0), Counts(40, 1, 0)]
    assert hidden_of_teams(teams, summed(teams)) == [frozenset({"past"})] * 3


def test_a_team_of_few_shows_no_count_but_0() -> None:
    teams = [Counts(40, 20, 7), Counts(4, 2, 0), Counts(50, 30, 7)]
    assert hidden_of_teams(teams, summed(teams)) == [
        EVERYTHING,
        frozenset({"of", "past"}),
        frozenset({"no_deadline"}),
    ]


@pytest.mark.parametrize(
    "teams",
    [
        pytest.param([Counts(20, 1, 0)] * 6, id="each can only be one"),
        pytest.param([Counts(5, 5, 0)], id="all are past, and the total is no more than five"),
        pytest.param([Counts(1, 0, 0), Counts(5, 5, 0)], id="a team whose all are past"),
    ],
)
def test_where_nothing_is_safe_no_team_is_shown(teams: list[Counts]) -> None:
    assert hidden_of_teams(teams, summed(teams)) is None


@pytest.mark.parametrize(
    ("service", "hidden"),
    [
        (Counts(5, 1, 0), {"of", "past"}),
        (Counts(6, 0, 0), frozenset()),
        (Counts(100, 5, 20), {"past"}),
        (Counts(100, 6, 1), {"no_deadline"}),
        (Counts(100, 2, 3), {"past", "no_deadline"}),
        (Counts(8, 1, 7), {"past", "no_deadline"}),
        (Counts(8, 7, 1), {"past", "no_deadline"}),
        (Counts(9, 1, 7), {"past"}),
        (Counts(0, 0, 0), frozenset()),
    ],
)
def test_what_of_the_service_is_suppressed(service: Counts, hidden: Hidden) -> None:
    assert hidden_of_service(service) == hidden
