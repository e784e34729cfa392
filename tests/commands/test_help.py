"""`--help` shows the whole short help of every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from monitor.cli import commands

if TYPE_CHECKING:
    import click


@pytest.mark.parametrize("command", commands.commands.values(), ids=list(commands.commands))
def test_the_first_sentence_of_a_command_fits_its_line_of_the_help(command: click.Command) -> None:
    shown = CliRunner().invoke(commands, ["--help"], terminal_width=80).output
    assert command.help is not None
    sentence = command.help.partition("\n\n")[0]
    assert f"  {command.name} " in shown
    assert f" {sentence}\n" in shown
