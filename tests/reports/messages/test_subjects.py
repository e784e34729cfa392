"""A subject has one shape: counts, team and date; “all clear” only where it is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.reports.messages.subjects import LONGEST_NAME, subject
from tests.reports.figures import figures
from tests.support.nights import THURSDAY

NOTHING = figures()


def of(name: str = "Team North", *, alarm: bool = False, clear: bool = False, **counts: int) -> str:
    statuses = {code: counts.get(code, 0) for code in NOTHING.statuses}
    told = replace(
        NOTHING,
        statuses=statuses,
        flags={"child_not_seen": counts.get("not_seen", 0)},
        changes={"vanished": counts.get("vanished", 0)},
    )
    return subject(
        name,
        told,
        as_at=THURSDAY,
        is_alarm=alarm,
        nothing="all clear" if clear else "nothing listed",
    )


def test_a_subject_says_the_counts_the_team_and_the_date() -> None:
    assert of(overdue=12, no_deadline=3, not_seen=2) == (
        "Assessments, Team North, Thu 16 Jul 2015: 12 overdue, 3 no deadline, 2 children not seen"
    )


def test_it_leaves_out_what_there_is_none_of() -> None:
    assert of(unreadable=1, not_seen=1, vanished=4) == (
        "Assessments, Team North, Thu 16 Jul 2015: 1 unreadable, 1 child not seen, 4 missing"
    )


def test_an_alarm_comes_first() -> None:
    assert of(alarm=True, overdue=1) == (
        "Do not rely on this report yet: Assessments, Team North, Thu 16 Jul 2015: 1 overdue"
    )


def test_it_says_all_clear_only_where_it_is_one() -> None:
    assert of(clear=True).endswith("Thu 16 Jul 2015: all clear")
    assert of(alarm=True).endswith("Thu 16 Jul 2015: nothing listed")
    assert "all clear" not in of(clear=True, not_seen=1)


@pytest.mark.parametrize(
    "name", ["North\r\nBcc: all@example.org", "North\u2028x", "\u202eNorth", "a\x00b", "x\x85y"]
)
def test_no_name_breaks_the_line_or_turns_it_round(name: str) -> None:
    assert of(name, overdue=1).isprintable()


@given(name=st.text(max_size=400))
def test_any_name_leaves_one_line_of_bounded_length(name: str) -> None:
    said = of(name, overdue=1)
    shortest = len(of("", overdue=1))
    assert len(said.splitlines()) == 1
    assert len(said) <= shortest + LONGEST_NAME
    assert said.endswith(", Thu 16 Jul 2015: 1 overdue")


def test_a_very_long_name_is_cut() -> None:
    assert f"Assessments, {'x' * 59}…, Thu" in of("x" * 300)
