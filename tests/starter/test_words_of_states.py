"""The words of states in an extract are offered as candidates, and none that may be a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.starter.drafts import ECLIPSE, drafted, extract_in, written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def test_the_words_of_states_are_candidates_and_nothing_more(tmp_path: Path) -> None:
    said = drafted(tmp_path, ECLIPSE)
    text = written(tmp_path)
    assert '# open = ["Started"]\n' in text
    assert '# authorised = ["Form complete"]\n' in text
    assert '# Without a guess: ["Q"]\n' in text
    assert '# Without a guess: ["Observed"]\n' in text
    assert extract_in(text)["states"] == extract_in(text)["child_seen_values"] == {}
    assert 'CHOOSE [extracts.states]: what the texts under "Status" mean.' in said


@pytest.mark.parametrize(
    "states",
    [
        [f"Step {letter}" for letter in "abcdefghijklm"],
        ["Waits for Jane Smith of the North Team"],
        ["9001"],
        ["Open since 16/07/2015"],
    ],
)
def test_texts_that_are_no_codes_are_not_repeated(tmp_path: Path, states: list[str]) -> None:
    rows = [f"9001,North,23/04/2015,,{state}" for state in states]
    drafted(tmp_path, "\n".join(["Child ID,Team,Start date,Date authorised,Status", *rows, ""]))
    text = written(tmp_path)
    assert '# "Status" holds many or long texts, not repeated here.' in text
    assert not any(state in text for state in states)


def draft_of_states(folder: Path, states: Sequence[str]) -> str:
    rows = [f"9001,North,23/04/2015,,{state}" for state in states]
    drafted(folder, "\n".join(["Child ID,Team,Start date,Date authorised,Status", *rows, ""]))
    return written(folder)


@pytest.mark.parametrize(
    "state",
    [
        *("Not authorised", "Unauthorised", "Incomplete", "Not completed", "Disapproved"),
        *("Awaiting completion", "Never cancelled", "Closed - NFA", "Re-opened", "Submitted"),
        *("Partially complete", "Complete - to be authorised", "Not started", "No progress"),
    ],
)
def test_a_state_whose_meaning_is_not_sure_is_left_to_the_reader(
    tmp_path: Path, state: str
) -> None:
    assert f'# Without a guess: ["{state}"]\n' in draft_of_states(tmp_path, [state])


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("In progress", "open"),
        ("Assessment started", "open"),
        ("Awaiting authorisation", "awaiting_authorisation"),
        ("Submitted to manager", "awaiting_authorisation"),
        ("Pending approval", "awaiting_authorisation"),
        ("Authorised by the manager", "authorised"),
        ("Step deleted", "cancelled"),
    ],
)
def test_a_state_of_known_words_alone_is_offered_under_its_meaning(
    tmp_path: Path, state: str, code: str
) -> None:
    assert f'# {code} = ["{state}"]\n' in draft_of_states(tmp_path, [state])


def test_a_known_word_for_child_seen_or_a_state_needs_no_meaning(tmp_path: Path) -> None:
    content = "Child ID,Team,Start date,Date authorised,Status,Child seen\n1,N,,,Open,a) Yes\n"
    assert "CHOOSE [extracts" not in drafted(tmp_path, content)
