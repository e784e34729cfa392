"""A date after today is a slip of the hand, unless it is said to be meant."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.commands.check import check
from monitor.commands.run import run
from monitor.errors import UsageFault
from tests.support.making import surroundings
from tests.support.worlds import FRIDAY, THURSDAY, new_world

if TYPE_CHECKING:
    from pathlib import Path

    import click


@pytest.mark.parametrize("command", [run, check], ids=["run", "check"])
def test_a_date_after_today_is_refused_unless_it_is_meant(
    tmp_path: Path, command: click.Command
) -> None:
    world = new_world(tmp_path)

    def ask(day: object, *more: str) -> object:
        given = ["-c", str(world.config), "--as-at", str(day), *more]
        return command.main(given, standalone_mode=False, obj=surroundings(THURSDAY))

    first = ("--first-night",) if command is run else ()
    for day in (FRIDAY, FRIDAY + timedelta(days=365)):
        with pytest.raises(UsageFault, match=f"{day} is later than today") as refused:
            ask(day, *first)
        assert refused.value.exit_code == 2
    assert not world.output.exists()
    assert ask(FRIDAY, "--allow-future", *first)
    shutil.rmtree(world.output, ignore_errors=True)
    assert ask(THURSDAY, *first)
