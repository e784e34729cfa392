"""Somebody at the terminal chooses the column of deadlines and what else is not known."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from monitor.commands.check import check
from tests.starter.drafts import ECLIPSE, asked, choosing, drafted, extract_in, written
from tests.support.making import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_somebody_at_the_terminal_chooses_the_deadline(tmp_path: Path) -> None:
    said = drafted(tmp_path, ECLIPSE, ask=choosing("DUEDATE"))
    extract = extract_in(written(tmp_path))
    assert extract["columns"]["deadline"] == "DUEDATE"
    assert "deadline_unknown" not in extract
    assert "CHOOSE deadline" not in said


def test_numbers_that_are_chosen_become_a_timescale(tmp_path: Path) -> None:
    drafted(tmp_path, ECLIPSE, ask=choosing("Priority"))
    extract = extract_in(written(tmp_path))
    assert extract["columns"]["timescale"] == "Priority"
    assert extract["timescale_from"] == "start"
    assert "3 records read" in asked(check, "-c", tmp_path / "monitor.toml")


def test_a_column_that_is_not_known_is_asked_for(tmp_path: Path) -> None:
    content = "Child ID,Start date,Date authorised,Whose,Deadline\n1,,,North,\n"
    drafted(tmp_path, content, ask=choosing("Whose"))
    assert extract_in(written(tmp_path))["columns"]["team"] == "Whose"


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("answer", "chosen"), [(b"1\n", "DUEDATE"), (b"0\n", None)])
def test_the_command_asks_on_a_terminal(tmp_path: Path, answer: bytes, chosen: str | None) -> None:
    (tmp_path / "extract.csv").write_text(ECLIPSE)
    keyboard, terminal = os.openpty()
    os.write(keyboard, answer)
    done = subprocess.run(  # noqa: S603  (the interpreter itself)
        [sys.executable, "-m", "monitor", "init", str(tmp_path), "--from", "extract.csv"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=terminal,
        stderr=terminal,
        stdout=subprocess.PIPE,
        check=True,
        timeout=100,
    )
    assert b"wrote" in done.stdout
    assert b"Which heading is the deadline that the manager set?" in os.read(keyboard, 10_000)
    assert extract_in(written(tmp_path))["columns"].get("deadline") == chosen
    os.close(terminal)
    os.close(keyboard)
