"""A team's message that would hold another team's child stops the night, whatever brought it in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from monitor.reports.sections.shares import share_out
from tests.support.worlds import FRIDAY, THURSDAY, assessment, lived, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.reports.sections.shares import Shared
    from tests.support.making import Monitor

NORTH, SOUTH, NORTH_TOO = (assessment(number) for number in (1, 2, 3))
OVERDUE_IN_SOUTH = assessment(2, deadline="10/07/2015")


def give_each_page_the_share_of_another(patch: pytest.MonkeyPatch) -> None:
    def share_out_wrongly(*night: Any, **changed: Any) -> Shared:
        shared = share_out(*night, **changed)
        return replace(shared, shares=shared.shares[::-1])

    patch.setattr("monitor.nights.edition.share_out", share_out_wrongly)


@pytest.mark.parametrize(
    ("tonight", "team"),
    [
        pytest.param([NORTH, OVERDUE_IN_SOUTH, NORTH_TOO], "North", id="is overdue"),
        pytest.param([NORTH, SOUTH], "South", id="vanished"),
    ],
)
def test_a_message_that_would_hold_another_team_s_child_stops_the_night(
    tmp_path: Path,
    monitor: Monitor,
    monkeypatch: pytest.MonkeyPatch,
    tonight: list[dict[str, str]],
    team: str,
) -> None:
    world = new_world(tmp_path, [NORTH, SOUTH, NORTH_TOO])
    lived(world, THURSDAY, monitor)
    world.rewrite(tonight)
    with monkeypatch.context() as patch:
        give_each_page_the_share_of_another(patch)
        stopped = monitor(*world.run(FRIDAY, "--accept", "Moved"))
    assert stopped.exit_code == 70
    said = f"the message for Assessment Team {team} would hold an assessment of another team"
    assert said in stopped.err
    assert not world.night(FRIDAY).exists()
