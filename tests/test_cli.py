"""The command line prints, exits, and says nothing that a child could be known by."""

from __future__ import annotations

import gc
import os
import runpy
import shlex
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor import cli
from monitor.commands import Answer
from monitor.commands.streams import emptied, open_closed_streams
from tests.functional.killing import SENTINEL
from tests.support.making import ROOT, command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What a night that reads a CSV file, and writes its messages into a folder, has no use for.
IDLE = (
    *("holidays.countries", "urllib.request", "http.client", "smtplib", "tenacity"),
    *("sqlalchemy", "lxml", "python_calamine", "xlsxwriter", "tomlkit"),
)

FULL = pytest.mark.skipif(
    not os.path.exists("/dev/full"),  # noqa: PTH110  (a device)
    reason="no device that is always full",
)


def started(stdout: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "config-schema"],
        cwd=ROOT,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str) -> Iterator[None]:
    """Let somebody sit at a terminal who types a line."""
    keyboard, terminal = os.openpty()
    with (
        open(keyboard, "wb", buffering=0) as keys,  # noqa: PTH123  (a descriptor)
        open(os.dup(terminal), encoding="utf-8") as heard,  # noqa: PTH123  (as above)
        open(terminal, "w", encoding="utf-8") as shown,  # noqa: PTH123  (as above)
    ):
        monkeypatch.setattr(sys, "stdin", heard)
        monkeypatch.setattr(sys, "stderr", shown)
        keys.write(f"{typed}\n".encode())
        yield


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
@FULL
def test_an_answer_that_is_all_there_is_and_cannot_be_written_is_a_fault() -> None:
    with open("/dev/full", "wb") as full, started(full.fileno()) as process:  # noqa: PTH123
        _, err = process.communicate(timeout=60)
    assert process.returncode == 6
    assert "the answer cannot be printed (No space left on device)" in err
    assert "Traceback" not in err


@FULL
@pytest.mark.parametrize(
    ("is_full", "is_done", "expected"),
    [(False, False, 1), (True, False, 6), (True, True, 1)],
    ids=["nobody reads", "the answer is lost", "what was done holds"],
)
def test_what_cannot_be_printed_is_a_fault_only_where_it_is_all_there_is(
    answering: Callable[[Callable[[], object]], int],
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_full: bool,
    is_done: bool,
    expected: int,
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with ExitStack() as opened:
        pipe = opened.enter_context(open(writer, "w", encoding="utf-8"))  # noqa: PTH123  (a descriptor)
        full = opened.enter_context(Path("/dev/full").open("w", encoding="utf-8"))
        monkeypatch.setattr(sys, "stdout", full if is_full else pipe)
        assert answering(lambda: Answer("found", 1, is_done=is_done)) == expected


@FULL
def test_what_a_stream_holds_that_cannot_be_written_is_let_go() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        full.write("the last line")
        emptied(full)


def test_a_stream_that_was_closed_before_the_start_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    open_closed_streams()
    opened = sys.stdout
    assert opened.name == os.devnull
    opened.close()


@pytest.mark.process
@FULL
@pytest.mark.parametrize(
    "streams",
    [
        "<&- >&-",
        pytest.param(">/dev/full 2>&-", marks=pytest.mark.exhaustive),
        pytest.param(">&- 2>&-", marks=pytest.mark.exhaustive),
        pytest.param(">/dev/full 2>/dev/full", marks=pytest.mark.exhaustive),
    ],
)
def test_a_night_that_cannot_be_printed_keeps_its_own_code(tmp_path: Path, streams: str) -> None:
    output = tmp_path / "output"
    night = (
        f"{shlex.quote(sys.executable)} -m monitor run -c sample_data/monitor.toml "
        f"--as-at 2015-07-16 --first-night --output {shlex.quote(str(output))} {streams}"
    )
    done = subprocess.run(["sh", "-c", night], cwd=ROOT, check=False)  # noqa: S603, S607  (a shell closes them)
    assert done.returncode == 0
    assert (output / "2015-07-16" / "manifest.json").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send itself a signal there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_command_with_130_and_is_named(
    answering: Callable[[Callable[[], object]], int], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    number = signal.Signals[name]
    before = signal.getsignal(number)
    signal.signal(number, signal.default_int_handler)
    try:
        assert answering(lambda: signal.raise_signal(number)) == 130
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(f"Z ERROR interrupted by {name}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_signal_that_is_ignored_stays_so_as_under_nohup(
    answering: Callable[[Callable[[], object]], int],
) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert answering(lambda: signal.raise_signal(signal.SIGHUP)) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


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
    with at_a_terminal(monkeypatch, typed):
        assert cli._ask("Which is the deadline?", ["Deadline", "Due date"]) == chosen


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of another kind")
@pytest.mark.parametrize(("typed", "is_confirmed"), [("y", True), ("", False)])
def test_who_sits_at_a_terminal_confirms(
    monkeypatch: pytest.MonkeyPatch, typed: str, *, is_confirmed: bool
) -> None:
    with at_a_terminal(monkeypatch, typed):
        assert cli._confirm("Delete them?") is is_confirmed


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert cli._confirm("Delete them?")
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
    assert "Z ERROR internal fault (KeyError at test_cli.py:" in err
    assert SENTINEL not in err
    assert "published" not in err


@pytest.mark.process
def test_a_night_loads_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    night = command(
        *("run", "-c", "sample_data/monitor.toml", "--as-at", "2015-07-16", "--first-night"),
        *("--output", tmp_path / "output"),
        PYTHONPROFILEIMPORTTIME="1",
    )
    assert night.exit_code == 0
    loaded = {line.rpartition("|")[2].strip() for line in night.err.splitlines()}
    assert "pandera" in loaded
    assert sorted(loaded.intersection(IDLE)) == []
    # What is loaded by its name, as `run` is, is not among these.
    others = {f"monitor.commands.{each.replace('-', '_')}" for each in cli.commands.commands}
    assert sorted(loaded & others) == []


def test_the_collector_passes_over_what_a_command_loaded() -> None:
    usual = gc.get_threshold()
    with cli.loading():
        assert not gc.isenabled()
    try:
        assert gc.isenabled()
        assert gc.get_freeze_count()
        assert gc.get_threshold()[0] >= 10_000
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
