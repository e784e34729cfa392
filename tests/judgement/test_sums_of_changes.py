"""A night on which the exceptions of two nights do not add up is stopped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from monitor.errors import BrokenPromise
from monitor.judgement import changes
from monitor.judgement.change_rules import CHANGES
from monitor.judgement.past import NO_PAST
from tests.judgement.changing import LATE, OVERDUE
from tests.reports.rows import row
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, WEDNESDAY, judge_beside, past_after

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from monitor.judgement.past import Past


def lose_a_change(patch: pytest.MonkeyPatch, code: str, *, holds: bool = False) -> None:
    """Let the rule of a change find nothing, or everything."""
    wrong = replace(
        next(change for change in CHANGES if change.code == code),
        holds=lambda tonight: np.full(len(tonight.judged), holds),
    )
    rules = [wrong if change.code == code else change for change in CHANGES]
    patch.setattr(changes, "CHANGES", tuple(rules))


def lose_what_was_resolved(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(changes, "_resolved", lambda *_: "")


def lose_what_is_gone(patch: pytest.MonkeyPatch) -> None:
    found = changes._gone
    patch.setattr(changes, "_gone", lambda *given: found(*given)[:0])


@pytest.fixture(scope="module")
def three_overdue(tmp_path_factory: pytest.TempPathFactory) -> Past:
    """Return what is known after a night with three exceptions."""
    folder, rows = tmp_path_factory.mktemp("three"), [row(each, **OVERDUE) for each in (1, 2, 3)]
    return past_after(judge_beside(folder, NO_PAST, rows, settings_of(), as_at=WEDNESDAY))


@pytest.mark.parametrize(
    "lose",
    [
        pytest.param(lambda p: lose_a_change(p, "new_exceptions"), id="a new one"),
        pytest.param(lambda p: lose_a_change(p, "still_exceptions"), id="one that is still there"),
        pytest.param(lambda p: lose_a_change(p, "new_exceptions", holds=True), id="one too many"),
        pytest.param(lose_what_was_resolved, id="one that was resolved"),
        pytest.param(lose_what_is_gone, id="one that vanished"),
    ],
)
def test_exceptions_that_do_not_add_up_stop_the_night(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    three_overdue: Past,
    lose: Callable[[pytest.MonkeyPatch], None],
) -> None:
    """Of a night with an exception new, still there, resolved and vanished each."""
    tonight = [row(1, **OVERDUE), row(2, **LATE), row(4, **OVERDUE)]
    lose(monkeypatch)
    with pytest.raises(BrokenPromise, match="the night before do not add up"):
        judge_beside(tmp_path, three_overdue, tonight, settings_of(), as_at=THURSDAY)
