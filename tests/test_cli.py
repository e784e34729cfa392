"""The command line prints, exits, and says nothing that a child could be known by."""

from __future__ import annotations

import gc
import os
import runpy
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor import cli
from monitor.commands import Answer
from tests.functional.killing import SENTINEL
from tests.support.making import ROOT, command

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a night that reads a CSV file, and writes its messages into a folder, has no use for.
IDLE = (
    *("holidays.countries", "urllib.request", "http.client", "smtplib", "tenacity"),
    *("sqlalchemy", "lxml", "python_calamine", "xlsxwriter", "tomlkit"),
)


def started(stdout: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "config-schema"],
        cwd=ROOT,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], int]:
    """Return a function that has a command do something, and returns the exit code."""

    def exit_code_of(deed: Callable[[], object]) -> int:
        monkeypatch.setattr(cli.commands, "main", lambda **_: deed())
        return cli._exit_code()

    return exit_code_of


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is another error on Windows")
def test_an_answer_that_nobody_reads_to_its_end_is_no_fault() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with started(writer) as process:
        os.close(writer)
        _, err = process.communicate(timeout=60)
    assert err == ""
    assert process.returncode == 0


@pytest.mark.process
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
def test_an_answer_that_cannot_be_written_is_a_fault_and_no_exception_found() -> None:
    with open("/dev/full", "wb") as full, started(full.fileno()) as process:  # noqa: PTH123
        _, err = process.communicate(timeout=60)
    assert process.returncode == 70
    assert "Traceback" not in err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
@pytest.mark.parametrize(
    ("is_full", "expected"), [(False, 1), (True, 70)], ids=["nobody reads", "the disk is full"]
)
def test_what_cannot_be_printed_is_a_fault_only_where_somebody_would_read_it(
    answering: Callable[[Callable[[], object]], int],
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_full: bool,
    expected: int,
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with ExitStack() as opened:
        pipe = opened.enter_context(open(writer, "w", encoding="utf-8"))  # noqa: PTH123  (a descriptor)
        full = opened.enter_context(Path("/dev/full").open("w", encoding="utf-8"))
        monkeypatch.setattr(sys, "stdout", full if is_full else pipe)
        assert answering(lambda: Answer("found", 1)) == expected


def test_the_module_is_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["assessment-monitor", "--version"])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("monitor", run_name="__main__")
    assert capsys.readouterr().out.startswith("assessment-monitor, version ")


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of another kind")
@pytest.mark.parametrize(
    ("typed", "chosen"), [("2", "Due date"), ("0", None), ("3\n1", "Deadline")]
)
def test_who_sits_at_a_terminal_chooses_by_number(
    monkeypatch: pytest.MonkeyPatch, typed: str, chosen: str | None
) -> None:
    keyboard, terminal = os.openpty()
    with (
        open(keyboard, "wb", buffering=0) as keys,  # noqa: PTH123  (a descriptor)
        open(os.dup(terminal), encoding="utf-8") as heard,  # noqa: PTH123  (as above)
        open(terminal, "w", encoding="utf-8") as shown,  # noqa: PTH123  (as above)
    ):
        monkeypatch.setattr(sys, "stdin", heard)
        monkeypatch.setattr(sys, "stderr", shown)
        keys.write(f"{typed}\n".encode())
        assert cli._ask("Which is the deadline?", ["Deadline", "Due date"]) == chosen


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert cli._ask("Which is the deadline?", ["Deadline", "Due date"]) is None


def test_the_answer_goes_to_stdout_and_its_code_to_the_shell(
    answering: Callable[[Callable[[], object]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert answering(lambda: Answer("found", 1)) == 1
    assert capsys.readouterr() == ("found\n", "")


def test_a_fault_is_told_by_its_kind_and_place_and_claims_nothing_of_the_night(
    answering: Callable[[Callable[[], object]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise KeyError(SENTINEL) from ValueError(SENTINEL)

    assert answering(fail) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("assessment-monitor: internal fault (KeyError at test_cli.py:")
    assert SENTINEL not in err
    assert "published" not in err


@pytest.mark.process
def test_a_night_loads_no_library_that_it_does_not_use(tmp_path: Path) -> None:
    night = command(
        *("run", "-c", "sample_data/monitor.toml", "--as-at", "2015-07-16", "--first-night"),
        *("--output", tmp_path / "output"),
        PYTHONPROFILEIMPORTTIME="1",
    )
    assert night.exit_code == 0
    loaded = {line.rpartition("|")[2].strip() for line in night.err.splitlines()}
    assert "pandera" in loaded
    assert sorted(loaded.intersection(IDLE)) == []


def test_the_collector_passes_over_what_a_command_loaded() -> None:
    with cli._loading():
        assert not gc.isenabled()
    try:
        assert gc.isenabled()
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()
