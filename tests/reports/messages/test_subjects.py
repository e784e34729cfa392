"""A subject has one shape: what is asked, then team and day; “All clear” only where it is one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.reports.messages.subjects import (
    LONGEST_NAME,
    asks_of,
    counts_of,
    in_sentences,
    of_answers,
    subject_of,
    waiting_above,
)
from monitor.reports.sections.asked import AskedFigures, AskedShare
from monitor.settings.words import PLAIN_WORDS
from tests.reports.asking import asked_row
from tests.reports.figures import figures
from tests.support.nights import THURSDAY

NOTHING = figures()


def page(**counts: int) -> Any:
    return replace(
        NOTHING,
        exceptions=counts.get("exceptions", 0),
        flags={"child_not_seen": counts.get("not_seen", 0)},
        changes={"vanished": counts.get("vanished", 0), "new_exceptions": counts.get("new", 0)},
    )


def asked(*groups: str, level: int = 0) -> AskedShare:
    rows = [asked_row(group=group, level=level) for group in groups]
    return AskedShare(rows, AskedFigures(len(rows), 0, 0), is_news=False)


def of(name: str = "North", share: AskedShare | None = None, **counts: int) -> str:
    alarm, nothing = bool(counts.pop("alarm", 0)), "Nothing listed"
    return subject_of(
        asks_of(page(**counts), share, nothing=nothing), name, THURSDAY, is_alarm=alarm
    )


@pytest.mark.parametrize(
    ("share", "counts", "said"),
    [
        (
            None,
            {"exceptions": 63, "new": 3, "not_seen": 2},
            "63 assessments need action, 3 new, 2 children not seen",
        ),
        (None, {"exceptions": 1}, "1 assessment needs action"),
        (None, {"vanished": 2}, "2 are missing from the extract"),
        (
            None,
            {"exceptions": 2, "vanished": 1},
            "2 assessments need action, 1 is missing from the extract",
        ),
        (
            asked("today", "broken"),
            {"exceptions": 63},
            "2 need your answer today, 1 promise broken",
        ),
        (asked("today"), {"exceptions": 63}, "1 needs your answer today"),
        (asked("broken", "broken", level=1), {"exceptions": 63}, "2 promises broken"),
        (asked("waiting"), {"exceptions": 63}, "63 assessments need action"),
        (None, {}, "Nothing listed"),
    ],
)
def test_a_subject_says_what_is_asked_then_the_team_and_the_day(
    share: AskedShare | None, counts: dict[str, int], said: str
) -> None:
    assert of("North", share, **counts) == f"{said}: North, Thu 16 Jul"


def test_the_service_hears_what_waits_for_it_and_not_what_the_teams_are_asked() -> None:
    rows = [
        asked_row(group="today"),
        asked_row(group="today", is_highest=True),
        asked_row(group="broken", level=1),
    ]
    share = AskedShare(rows, AskedFigures(3, 0, 0), is_news=False)
    said = list(counts_of(page(exceptions=63, new=2, vanished=1), share, nothing="Nothing"))
    assert said == [
        *("63 assessments need action", "1 waits for you", "1 promise broken", "2 new"),
        "1 is missing from the extract",
    ]


def test_an_alarm_comes_first() -> None:
    said = "Do not rely on this report yet: 1 assessment needs action: North, Thu 16 Jul"
    assert of(alarm=1, exceptions=1) == said


def test_the_same_counts_are_said_in_sentences() -> None:
    said = in_sentences(page(exceptions=63, vanished=1), of_answers(asked("today")), PLAIN_WORDS)
    assert said == (
        "63 assessments need action. 1 needs your answer today. 1 is missing from the extract."
    )
    assert in_sentences(page(), waiting_above(None), PLAIN_WORDS) == ""


@pytest.mark.parametrize(
    "name", ["North\r\nBcc: all@example.org", "North\u2028x", "\u202eNorth", "a\x00b", "x\x85y"]
)
def test_no_name_breaks_the_line_or_turns_it_round(name: str) -> None:
    assert of(name, exceptions=1).isprintable()


@given(name=st.text(max_size=400))
def test_any_name_leaves_one_line_whose_counts_come_first(name: str) -> None:
    said = of(name, exceptions=12)
    assert len(said.splitlines()) == 1
    assert len(said) <= len(of("", exceptions=12)) + LONGEST_NAME
    assert said.startswith("12 assessments need action: ")
