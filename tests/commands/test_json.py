"""`--json` can be read by a program, whatever the terminal can print."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitor.commands.check import check
from monitor.commands.run import run
from tests.support.making import surroundings
from tests.support.worlds import THURSDAY, assessment, new_world

if TYPE_CHECKING:
    from pathlib import Path

    import click

    from monitor.commands import Answer

#: Letters that an old Windows terminal, a plain one, and nearly all cannot print.
TEAMS = ("Ynys Môn", "Łódź", "\N{CHILDREN CROSSING}")


@pytest.mark.parametrize(
    ("command", "more"), [(run, ["--first-night"]), (check, [])], ids=["run", "check"]
)
def test_the_answer_needs_no_letter_beyond_ascii(
    tmp_path: Path, command: click.Command, more: list[str]
) -> None:
    rows = [assessment(number, team=team) for number, team in enumerate(TEAMS)]
    world = new_world(tmp_path, rows)
    config = world.config.read_text(encoding="utf-8").partition("[[teams]]")[0]
    world.config.write_text(config, encoding="utf-8")
    answer: Answer = command.main(
        ["--json", "-c", str(world.config), *more],
        standalone_mode=False,
        obj=surroundings(THURSDAY),
    )
    assert answer.text.isascii()
    told = json.loads(answer.text)
    assert {team["name"] for team in told["teams"]} == set(TEAMS)
