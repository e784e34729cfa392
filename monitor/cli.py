"""The command line: it alone reads clock, environment and argv, and it alone prints and exits."""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback
from contextlib import contextmanager
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
from monitor.errors import INTERRUPTED, MonitorError, exit_code_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # never replaced here
    sys.exit(_exit_code())


def _exit_code() -> int:
    try:
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
        wrong.show()
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except MonitorError as fault:
        click.echo(f"assessment-monitor: {fault}", err=True)
        return fault.exit_code
    except Exception as unforeseen:  # noqa: BLE001  (the last handler: no value may reach a log)
        click.echo(f"assessment-monitor: {_without_values(unforeseen)}", err=True)
        return exit_code_of(unforeseen)


def _given(answer: Any) -> int:  # noqa: ANN401  (click's own exit code, where it is no Answer)
    """Print an answer and return its exit code, also where a closed pipe cuts the answer short.

    After an error stdout is closed: the interpreter would fail once more, with its own code.
    """
    if not isinstance(answer, Answer):
        return int(answer or 0)
    try:
        click.echo(answer.text)
    except OSError as unwritten:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(unwritten, BrokenPipeError):
            raise
    return answer.exit_code


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
