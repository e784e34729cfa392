"""Times whole processes and takes their peak memory, one after the other, in rounds.

The process that measures stays small, and loads no library: on Linux a child's peak memory is never
less than what its parent held when it was started.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.answers import Answer, answer_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent.parent
_BYTES_PER_UNIT_OF_RUSAGE = 1024


class RunFailed(Exception):
    """A process ended with another exit code than 0."""


@dataclass(frozen=True)
class Contender:
    """One process to be measured."""

    name: str
    #: The command line, given a fresh folder to write into.
    command: Callable[[Path], Sequence[str]]
    #: It leaves a `summary.json`, which must agree with those of the others.
    answers: bool = False
    #: Where its fresh folder is made; None is the usual place for temporary files.
    on: Path | None = None
    #: What its fresh folder is a copy of; None begins with nothing.
    begins_with: Path | None = None


class Spent(NamedTuple):
    """What a process took: by the clock, of the processors, and of memory at its peak."""

    seconds: float
    processor_seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Run:
    """One process as it went."""

    spent: Spent
    answer: Answer | None

    @property
    def seconds(self) -> float:
        """Return the time from start to exit."""
        return self.spent.seconds


@dataclass(frozen=True)
class Measured:
    """All timed runs of one contender."""

    name: str
    runs: tuple[Run, ...]
    #: What every run answered, the one that was not timed included.
    answers: tuple[Answer, ...]

    @property
    def seconds(self) -> float:
        """Return the median."""
        return median(run.seconds for run in self.runs)

    @property
    def processor_seconds(self) -> float:
        """Return the median of the processor time."""
        return median(run.spent.processor_seconds for run in self.runs)

    @property
    def peak_bytes(self) -> int:
        """Return the largest peak of all runs."""
        return max(run.spent.peak_bytes for run in self.runs)


def in_rounds(
    contenders: Sequence[Contender], *, repetitions: int, warm_up: bool = True
) -> dict[str, Measured]:
    """Run every contender once a round; with `warm_up` a first round is not timed.

    Raises `RunFailed` where a process does not end with 0.
    """
    untimed = [{each.name: run_once(each) for each in contenders}] if warm_up else []
    timed = [{each.name: run_once(each) for each in contenders} for _ in range(repetitions)]
    return {
        each.name: Measured(
            name=each.name,
            runs=tuple(runs[each.name] for runs in timed),
            answers=_answers([runs[each.name] for runs in (*untimed, *timed)]),
        )
        for each in contenders
    }


def run_once(contender: Contender) -> Run:
    """Run one process in a fresh folder, with nothing of the runs before it left to be written."""
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=contender.on) as folder:
        output = Path(folder) / "output"
        if contender.begins_with is not None:
            shutil.copytree(contender.begins_with, output)
        os.sync()
        spent = timed_process(contender.command(output), log=Path(folder) / "log")
        answer = answer_in(output) if contender.answers else None
    return Run(spent, answer)


def timed_process(command: Sequence[str], *, log: Path) -> Spent:
    """Return what a process took that is run from the project's folder."""
    with log.open("w+b") as said:
        began = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        message = (
            f"exit code {child.returncode} from: {' '.join(command)}\n{log.read_text()[-2000:]}"
        )
        raise RunFailed(message)
    return Spent(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * _BYTES_PER_UNIT_OF_RUSAGE)


def _answers(runs: Sequence[Run]) -> tuple[Answer, ...]:
    return tuple(run.answer for run in runs if run.answer is not None)
