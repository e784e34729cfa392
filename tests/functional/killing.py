"""Commands that are struck at one of their steps, in children of a process of their own.

A step is a call of any function of `monitor.durable`, or of a call of the system that changes a
folder, or a statement that changes the history; a blow kills the child, asks it to end (SIGTERM),
or raises an error in it, at one step, before or after the call.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypedDict

from monitor.errors import INTERRUPTED

ROOT = Path(__file__).resolve().parent.parent.parent
KILL, TERM, FAULT = "kill", "term", "fault"
#: How a command ends that is struck so at a step.
ENDS = {KILL: -signal.SIGKILL, TERM: INTERRUPTED}
#: What an injected fault of the program says; it must never be seen.
SENTINEL = "the-name-of-a-child-0012345"


@dataclass(frozen=True)
class Blow:
    """What befalls a child: at which step (the first is 1), before or after the call, and what."""

    step: int
    moment: Literal["before", "after"] = "before"
    #: `kill`, `term`, `fault` (an unforeseen exception), or the name of an error such as `ENOSPC`.
    deed: str = KILL
    #: It befalls every later step too, as when a disk stays full.
    lasting: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a child ended (a negative code is the signal that killed it), and the steps it began."""

    exit_code: int
    out: str
    err: str
    steps: tuple[str, ...]
    #: Of a run that was watched: what the folder held before each step, as a hash.
    fingerprints: tuple[str, ...]

    def is_new(self, step: int) -> bool:
        """True if the folder was changed since the step before, or was not watched."""
        if step == 1 or not self.fingerprints[0]:
            return True
        return self.fingerprints[step - 1] != self.fingerprints[step - 2]


def blows_at(run: Outcome) -> list[Blow]:
    """Return a kill before every step and after the last, and a request to end after every step.

    After a step is before the next for a kill: nothing between them outlives the process; and where
    a run was watched, two kills that leave the same files are one. A signal that a command hears
    between two steps is heard after the first.
    """
    last = len(run.steps)
    every = range(1, last + 1)
    kills = [*(Blow(step) for step in every if run.is_new(step)), Blow(last, "after")]
    return [*kills, *(Blow(step, "after", TERM) for step in every)]


def assert_ended(struck: Outcome, blow: Blow, where: str) -> None:
    """Hold a command to how it ends by a blow: at once, or with a line that says so."""
    assert struck.exit_code == ENDS[blow.deed], f"{where}: {struck.err}"
    if blow.deed == TERM:
        assert struck.err.endswith("ERROR interrupted by SIGTERM\n"), f"{where}: {struck.err}"


class Judgement(TypedDict):
    """A night that is judged beforehand: of which world, as at when."""

    config: str
    as_at: str
    #: Tells apart two nights of one date: judged again where it differs.
    version: str


class Forks:
    """The side of the tests: asks the process for one command after another."""

    def __init__(self) -> None:
        """Start the process."""
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.functional.struck"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        *arguments: str | Path,
        cwd: Path,
        blow: Blow | None = None,
        exchange: bool = True,
        judged: Judgement | None = None,
        watched: bool = False,
        killed_after: float | None = None,
    ) -> Outcome:
        """Run `assessment-monitor ARGUMENTS` in a child; without `exchange` the system has none.

        With `judged` the night and its pages are made once, before the children are forked that
        publish it: a kill before the publishing finds nothing to break, and takes the longest.
        With `watched` the folder is looked at before each step; with `killed_after` the child is
        killed so many seconds after it began to write, wherever it is.
        """
        question = {
            "arguments": [str(each) for each in arguments],
            "cwd": str(cwd),
            "blow": None if blow is None else asdict(blow),
            "exchange": exchange,
            "judged": judged,
            "watched": watched,
            "killed_after": killed_after,
        }
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(question) + "\n")
        self._server.stdin.flush()
        answer = json.loads(self._server.stdout.readline())
        lists = {name: tuple(answer[name]) for name in ("steps", "fingerprints")}
        return Outcome(**{**answer, **lists})

    def close(self) -> None:
        """End the process."""
        self._server.communicate()
