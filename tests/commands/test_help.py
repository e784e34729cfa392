"""`--help` shows the whole short help of every command."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from monitor.cli import commands


@pytest.mark.parametrize("name", commands.commands)
def test_the_first_sentence_of_a_command_fits_its_line_of_the_help(name: str) -> None:
    shown = CliRunner().invoke(commands, ["--help"], terminal_width=80).output
    command = commands.get_command(click.Context(commands), name)
    assert command is not None
    assert command.help is not None
    sentence = command.help.partition("\n\n")[0]
    assert f"  {name} " in shown
    assert f" {sentence}\n" in shown
