"""Two runs never write into one output folder, and a stopped run does not block the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.functional.killing import ROOT
from tests.support.worlds import THURSDAY, WEDNESDAY, files_below, new_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.functional.killing import Forks
    from tests.support.worlds import World

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a run is held up by a pipe"),
]

#: Runs the monitor, which waits at a pipe before it reads the extract.
_HELD_UP = """
import os, signal, sys
# A shell has the jobs in its background ignore it, and so would all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
from monitor.extracts import files
read = files.private_copy
def held_up(path, **more):
    open(os.environ["HELD_UP_BY"]).read()
    return read(path, **more)
files.private_copy = held_up
from monitor.cli import main
main()
"""


@contextmanager
def held_up(world: World) -> Iterator[subprocess.Popen[str]]:
    """Start tonight's run and hold it up where it reads the extract, under its lock."""
    pipe = world.folder / "pipe"
    os.mkfifo(pipe)
    run = subprocess.Popen(  # noqa: S603  (the interpreter itself)
        [sys.executable, "-c", _HELD_UP, *world.run(THURSDAY)],
        cwd=ROOT,
        env={**os.environ, "HELD_UP_BY": str(pipe)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    writer = _opened_by_its_reader(pipe, run)
    try:
        yield run
    finally:
        # Killed before its pipe is closed, or it would go on.
        run.kill()
        run.communicate()
        os.close(writer)
        pipe.unlink()


def _opened_by_its_reader(pipe: Path, run: subprocess.Popen[str]) -> int:
    until = time.monotonic() + 120
    while run.poll() is None and time.monotonic() < until:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            time.sleep(0.05)
    message = f"the run ended with {run.poll()} before it read"
    raise AssertionError(message)


def test_a_second_run_ends_with_5_and_touches_nothing(forks: Forks, tmp_path: Path) -> None:
    world = new_world(tmp_path)
    assert forks.run(*world.run(WEDNESDAY), cwd=tmp_path).exit_code == 0
    before = files_below(world.output)
    with held_up(world):
        second = forks.run(*world.run(THURSDAY), cwd=tmp_path)
    assert second.exit_code == 5
    assert second.out == ""
    assert "Z ERROR another run holds " in second.err
    assert files_below(world.output) == before


def test_a_dry_run_asks_for_no_lock(forks: Forks, tmp_path: Path) -> None:
    world, other = new_world(tmp_path / "one"), new_world(tmp_path / "other")
    with held_up(world):
        output = ("--output", str(world.output))
        assert forks.run(*other.run(THURSDAY, "--dry-run", *output), cwd=tmp_path).exit_code == 0


@pytest.mark.parametrize(
    ("stop", "exit_code", "said"),
    [
        (signal.SIGTERM, 130, "interrupted by SIGTERM"),
        (signal.SIGKILL, -signal.SIGKILL, ""),
        *(
            pytest.param(each, 130, f"interrupted by {each.name}", marks=pytest.mark.exhaustive)
            for each in (signal.SIGINT, signal.SIGHUP)
        ),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_a_run_that_is_stopped_frees_the_output(
    forks: Forks, tmp_path: Path, stop: signal.Signals, exit_code: int, said: str
) -> None:
    world = new_world(tmp_path)
    with held_up(world) as run:
        run.send_signal(stop)
        out, err = run.communicate(timeout=60)
    assert run.returncode == exit_code
    assert out == ""
    assert said in err
    assert forks.run(*world.run(THURSDAY), cwd=tmp_path).exit_code == 0
