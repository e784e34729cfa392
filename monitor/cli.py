"""The command line: it alone reads clock, environment and argv, and it alone prints and exits."""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import traceback
from contextlib import contextmanager, suppress
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from monitor.commands import Answer, Surroundings
from monitor.commands.logs import logged
from monitor.commands.signals import stoppable
from monitor.commands.streams import emptied, open_closed_streams, silence
from monitor.errors import INTERRUPTED, MonitorError, OutputUnusable, Stopped, exit_code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from monitor.commands.logs import LogOptions

log = logging.getLogger("monitor")

#: The number of new objects after which the collector looks at them; 700 is usual.
_SELDOM = 50_000
_NAME = "assessment-monitor"
#: What some faults say besides their sentence.
_OF_FAULTS = ("source", "row", "faults")
#: Each is a module of `monitor.commands`, and a command of that name in it (`_` for `-`).
_COMMANDS = (
    *("answer", "answers", "backfill", "check", "config-schema", "explain", "export", "forget"),
    *("history", "init", "outbox", "run", "sample", "scrutiny", "send", "verify"),
)


class _Commands(click.Group):
    """The commands, each loaded once it is asked for: a night needs none but its own."""

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in self.commands:
            return None
        module = name.replace("-", "_")
        command: click.Command = getattr(import_module(f"monitor.commands.{module}"), module)
        return command


@click.group(
    cls=_Commands,
    commands=dict.fromkeys(_COMMANDS),  # the names alone, for the help and for who mistypes one
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name=_NAME, prog_name=_NAME)
def commands() -> None:
    """Judge every child's assessment against the deadline that its manager set."""


def main() -> None:
    """Run the command that argv names, print its answer, and exit with its code."""
    open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # never replaced here
    code = _exit_code()
    for stream in (sys.stdout, sys.stderr):
        emptied(stream)
    sys.exit(code)


def _exit_code() -> int:
    with logged() as set_log:
        try:
            with stoppable():
                return _given(
                    commands.main(
                        prog_name=_NAME, standalone_mode=False, obj=_surroundings(set_log)
                    )
                )
        except click.ClickException as wrong:
            with suppress(OSError):
                wrong.show()
            return _ended(wrong, wrong.format_message(), wrong.exit_code, is_shown=True)
        except (click.Abort, KeyboardInterrupt) as interrupted:
            return _ended(interrupted, "interrupted", INTERRUPTED)
        except (MonitorError, Stopped) as fault:
            return _ended(fault, str(fault), exit_code_of(fault))
        except Exception as unforeseen:  # noqa: BLE001  (the last handler: no value may reach a log)
            return _ended(unforeseen, _without_values(unforeseen), exit_code_of(unforeseen))


def _surroundings(set_log: Callable[[LogOptions], None]) -> Surroundings:
    return Surroundings(
        today=_today,
        now=_now,
        secret=os.environ.get,
        ask=_ask,
        confirm=_confirm,
        loading=loading,
        set_log=set_log,
    )


def _given(answer: Any) -> int:  # noqa: ANN401  (click's own exit code, where it is no Answer)
    """Print an answer and return its exit code.

    What was done keeps its code where the answer cannot be printed; an answer that is all there is
    to the command is lost then, unless nobody reads on (a closed pipe).
    """
    if not isinstance(answer, Answer):
        return int(answer or 0)
    if not answer.text:
        return answer.exit_code
    try:
        click.echo(answer.text)
    except OSError as unprinted:
        silence(sys.stdout)
        if isinstance(unprinted, BrokenPipeError):
            return answer.exit_code
        sentence = f"the answer cannot be printed ({unprinted.strerror})"
        if not answer.is_done:
            raise OutputUnusable(sentence) from unprinted
        log.error("%s; what was done holds", sentence)  # noqa: TRY400  (no trace: it may hold a path)
    return answer.exit_code


def _ended(fault: BaseException, sentence: str, code: int, *, is_shown: bool = False) -> int:
    """Log why the command ends, for --json as JSON on stdout, and return the exit code."""
    for line in () if is_shown else sentence.splitlines():
        log.error("%s", line)
    if "--json" in sys.argv:
        kind = type(fault).__name__
        of_fault = {key: getattr(fault, key) for key in _OF_FAULTS if hasattr(fault, key)}
        error = {"kind": kind, "exit_code": code, "message": sentence, **of_fault}
        with suppress(OSError):
            click.echo(json.dumps({"error": error}, indent=2))
    return code


@contextmanager
def loading() -> Iterator[None]:
    """Keep the collector away from what loads, then and later: libraries are no garbage.

    And let it look seldom: what a night holds is in few cycles, and is let go without it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(_SELDOM)
        gc.enable()


def _today() -> date:
    return _now().date()


def _now() -> datetime:
    return datetime.now(ZoneInfo("Europe/London"))


def _confirm(question: str) -> bool:
    """Ask at the terminal whether to go on; without one nobody is asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    return click.confirm(question, err=True)


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
    frames = traceback.extract_tb(fault.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    log.debug("called from %s", ", ".join(places))
    place = places[-1]
    kind = type(fault).__name__
    return f"internal fault ({kind} at {place}); report this line to your support"
