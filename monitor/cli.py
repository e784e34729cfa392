"""The command line: it alone reads clock, environment and argv, and it alone prints and exits."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import traceback
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from monitor import __version__
from monitor.commands import Answer, Surroundings
from monitor.commands.answer import answer
from monitor.commands.answers import answers
from monitor.commands.backfill import backfill
from monitor.commands.check import check
from monitor.commands.config_schema import config_schema
from monitor.commands.explain import explain
from monitor.commands.export import export
from monitor.commands.forget import forget
from monitor.commands.history import history
from monitor.commands.init import init
from monitor.commands.outbox import outbox
from monitor.commands.run import run
from monitor.commands.sample import sample
from monitor.commands.scrutiny import scrutiny
from monitor.commands.send import send
from monitor.commands.verify import verify
from monitor.errors import INTERRUPTED, MonitorError, OutputUnusable, Stopped, exit_code_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType
    from typing import NoReturn, TextIO

#: The signals by which people, schedulers and closing terminals end a program, where there are any.
_STOPPING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="assessment-monitor")
def commands() -> None:
    """Judge every child's assessment against the deadline that its manager set."""


for command in (
    *(
        run,
        send,
        outbox,
        check,
        explain,
        answer,
        answers,
        history,
        sample,
        backfill,
        forget,
        verify,
    ),
    *(scrutiny, export, init, config_schema),
):
    commands.add_command(command)


def main() -> None:
    """Run the command that argv names, print its answer, and exit with its code."""
    _open_closed_streams()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    logging.raiseExceptions = False  # a log that cannot be written ends no night
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # never replaced here
    code = _exit_code()
    for stream in (sys.stdout, sys.stderr):
        _emptied(stream)
    sys.exit(code)


def _exit_code() -> int:
    try:
        with _stoppable():
            return _given(
                commands.main(
                    prog_name="assessment-monitor",
                    standalone_mode=False,
                    obj=Surroundings(
                        today=_today, now=_now, secret=os.environ.get, ask=_ask, loading=_loading
                    ),
                )
            )
    except click.ClickException as wrong:
        with suppress(OSError):
            wrong.show()
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _ended("interrupted", INTERRUPTED)
    except Stopped as stopped:
        return _ended(str(stopped), INTERRUPTED)
    except MonitorError as fault:
        return _ended(str(fault), fault.exit_code)
    except Exception as unforeseen:  # noqa: BLE001  (the last handler: no value may reach a log)
        return _ended(_without_values(unforeseen), exit_code_of(unforeseen))


def _given(answer: Any) -> int:  # noqa: ANN401  (click's own exit code, where it is no Answer)
    """Print an answer and return its exit code.

    What was done keeps its code where the answer cannot be printed; an answer that is all there is
    to the command is lost then, unless nobody reads on (a closed pipe).
    """
    if not isinstance(answer, Answer):
        return int(answer or 0)
    try:
        click.echo(answer.text)
    except OSError as unprinted:
        _silence(sys.stdout)
        if isinstance(unprinted, BrokenPipeError):
            return answer.exit_code
        sentence = f"the answer cannot be printed ({unprinted.strerror})"
        if not answer.is_done:
            raise OutputUnusable(sentence) from unprinted
        _ended(f"{sentence}; what was done holds", answer.exit_code)
    return answer.exit_code


def _ended(sentence: str, code: int) -> int:
    """Say on stderr why the command ends, and return the exit code whether or not that can be."""
    with suppress(OSError):
        click.echo(f"assessment-monitor: {sentence}", err=True)
    return code


def _open_closed_streams() -> None:
    """Open the streams that were closed before the start: the history would get their numbers."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))


def _emptied(stream: TextIO) -> None:
    """Write what a stream still holds; the interpreter would fail at it, with a code of its own."""
    try:
        stream.flush()
    except OSError:
        _silence(stream)


def _silence(stream: TextIO) -> None:
    """Let a stream that cannot be written lead nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let every signal that ends a program end it as an interrupt does, unless it is ignored."""
    numbers = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
    handlers = {number: signal.getsignal(number) for number in numbers}
    heard = {
        number: each
        for number, each in handlers.items()
        if each is not None and each is not signal.SIG_IGN
    }
    for number in heard:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped(signal.Signals(number).name)


@contextmanager
def _loading() -> Iterator[None]:
    """Keep the collector away from what loads, then and later: libraries are no garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _today() -> date:
    return _now().date()


def _now() -> datetime:
    return datetime.now(ZoneInfo("Europe/London"))


def _ask(question: str, options: Sequence[str]) -> str | None:
    """Ask at the terminal which of several is meant; without one return None."""
    if not options or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    numbered = [f"  {number}  {option}" for number, option in enumerate(options, start=1)]
    click.echo("\n".join([question, *numbered]), err=True)
    number: int = click.prompt(
        "Its number, or 0 to choose later", type=click.IntRange(0, len(options)), err=True
    )
    return options[number - 1] if number else None


def _without_values(fault: Exception) -> str:
    """Return where an unforeseen fault arose, without its text: that may hold a child's data."""
    frame = traceback.extract_tb(fault.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    kind = type(fault).__name__
    return f"internal fault ({kind} at {place}); report this line to your support"
