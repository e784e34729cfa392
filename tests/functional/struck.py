"""A process that runs the program once, and then commands in forked children that it strikes.

Started as `python -m tests.functional.struck`: a line of JSON in, a line of JSON out. The words are
those of `tests.functional.killing`.
"""

from __future__ import annotations

import errno
import functools
import gc
import inspect
import json
import os
import signal
import sqlite3
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from monitor import cli, durable
from monitor.commands import options, run
from monitor.history.store import has_history, look_into_history
from monitor.nights import edition
from monitor.nights import night as nightly
from monitor.nights.judging import judge_night
from monitor.nights.known import known_of
from monitor.publishing.render import to_html
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.shares import share_out
from tests.functional.killing import FAULT, KILL, SENTINEL, TERM, Blow, Outcome
from tests.support.making import surroundings
from tests.support.worlds import THURSDAY, WEDNESDAY, fingerprint_of, new_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.nights.judging import Judged
    from monitor.reports.sections.shares import Shared

SYSTEM_CALLS = ("mkdir", "rename", "replace", "fsync", "unlink", "rmdir")
#: The first words of statements that are steps.
CHANGING = ("BEGIN", "INSERT", "DELETE", "UPDATE", "CREATE", "COMMIT")
#: The time in every child, so that what each writes is the same to the byte.
NOW = datetime.now(UTC)


def serve() -> None:
    """Answer questions until there are no more."""
    _warm_up()
    for line in sys.stdin:
        question = json.loads(line)
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(asdict(_ask_a_child(question, Path(folder)))), flush=True)  # noqa: T201


def _warm_up() -> None:
    """Run nights here, so that each child finds imported and compiled what it needs."""
    with tempfile.TemporaryDirectory() as folder:
        world = new_world(Path(folder))
        for night in (WEDNESDAY, THURSDAY):
            _, *arguments = world.run(night)
            run.run.main(arguments, standalone_mode=False, obj=surroundings(night))
    gc.freeze()


def _ask_a_child(question: dict[str, Any], folder: Path) -> Outcome:
    beforehand = None if question["judged"] is None else _made(**question["judged"])
    streams = [folder / name for name in ("out", "err", "steps")]
    for path in streams:
        path.touch()
    child = os.fork()
    if child == 0:
        _be_the_command(question, streams, beforehand)
    if question["killed_after"] is not None:
        _kill_once_it_writes(child, Path(question["cwd"]), question["killed_after"])
    _, status = os.waitpid(child, 0)
    out, err, noted = (path.read_text(encoding="utf-8") for path in streams)
    pairs = [line.split("\t") for line in noted.splitlines()]
    steps, fingerprints = (tuple(pair[place] for pair in pairs) for place in (0, 1))
    return Outcome(os.waitstatus_to_exitcode(status), out, err, steps, fingerprints)


def _kill_once_it_writes(child: int, folder: Path, delay: float) -> None:
    staging, until = folder / "output" / ".staging", time.monotonic() + 120
    while not staging.exists() and time.monotonic() < until:
        time.sleep(0.0005)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)


@dataclass(frozen=True)
class _Made:
    """A judged night and its pages, neither of which a kill can break: nothing is written yet."""

    judged: Judged
    shared: Shared
    pages: dict[str, bytes]

    def take_the_place_of_making_it(self) -> None:
        vars(nightly)["judge_night"] = lambda *night, **named: self.judged  # noqa: ARG005
        vars(edition)["share_out"] = lambda *night, **named: self.shared  # noqa: ARG005
        vars(edition)["reports"] = lambda *night, **named: self.pages.items()  # noqa: ARG005
        vars(edition)["to_html"] = lambda template, report: report  # noqa: ARG005


@functools.cache
def _made(config: str, as_at: str, version: str) -> _Made:  # noqa: ARG001
    day = date.fromisoformat(as_at)
    asked = options.Asked(replace(surroundings(day), now=lambda: NOW), Path(config), day)
    order = asked.order(posting=asked.posting(send=False))
    judged = judge_night(order)
    if has_history(order.output):
        with look_into_history(order.output) as history:
            judged = judge_night(order, known_of(order, history, reads_sources=True))
    shared = share_out(judged.night, order.settings, changed=list_changes(judged.night))
    pages = edition.reports(judged.night, shared, settings=order.settings)
    html = {path: to_html("report.html", report=report) for path, report in pages}
    return _Made(judged, shared, html)


def _be_the_command(
    question: dict[str, Any], streams: list[Path], beforehand: _Made | None
) -> NoReturn:
    code = 70
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(streams[0], os.O_WRONLY), 1)
        os.dup2(os.open(streams[1], os.O_WRONLY), 2)
        os.chdir(question["cwd"])
        sys.argv = ["assessment-monitor", *question["arguments"]]
        if beforehand is not None:
            beforehand.take_the_place_of_making_it()
        blow = None if question["blow"] is None else Blow(**question["blow"])
        watched = Path(question["cwd"]) if question["watched"] else None
        _wrap_every_step(_Steps(blow, streams[2], watched), exchange=question["exchange"])
        vars(cli)["_now"] = lambda: NOW
        cli.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _wrap_every_step(counted: _Steps, *, exchange: bool) -> None:
    if not exchange:
        durable.exchange = lambda first, second: False  # noqa: ARG005
    own = [
        name
        for name, each in inspect.getmembers(durable, inspect.isfunction)
        if each.__module__ in (durable.__name__, __name__) and not name.startswith("_")
    ]
    _wrap_every_statement(counted)
    for module, names in ((durable, own), (os, SYSTEM_CALLS)):
        for name in names:
            wrapped = counted.wrapping(f"{module.__name__}.{name}", getattr(module, name))
            setattr(module, name, wrapped)


def _wrap_every_statement(counted: _Steps) -> None:
    """Make a step of each statement that changes a database, its commit among them."""

    class Striking(sqlite3.Connection):
        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
            words = statement.split()
            if words[0] not in CHANGING:
                return super().execute(statement, *values)
            step = counted.wrapping(f"sql.{' '.join(words[:3])}", super().execute)
            return cast("sqlite3.Cursor", step(statement, *values))

    connect = sqlite3.connect
    vars(sqlite3)["connect"] = functools.partial(connect, factory=Striking)


class _Steps:
    def __init__(self, blow: Blow | None, log: Path, watched: Path | None) -> None:
        self._blow = blow
        self._log = os.open(log, os.O_WRONLY)
        self._watched = watched
        self._begun = 0

    def wrapping(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def step(*arguments: Any, **named: Any) -> Any:
            self._begun += 1
            number = self._begun
            seen = "" if self._watched is None else fingerprint_of(self._watched)
            os.write(self._log, f"{name}\t{seen}\n".encode())
            self._strike(number, "before")
            try:
                return call(*arguments, **named)
            finally:
                self._strike(number, "after")

        return step

    def _strike(self, step: int, moment: str) -> None:
        blow = self._blow
        if blow is None or blow.moment != moment:
            return
        if step != blow.step and not (blow.lasting and step > blow.step):
            return
        if blow.deed == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        if blow.deed == TERM:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        if blow.deed == FAULT:
            raise RuntimeError(SENTINEL)
        number = getattr(errno, blow.deed)
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    serve()
