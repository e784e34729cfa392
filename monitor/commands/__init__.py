"""One file a command: it reads options, calls `nights` or `starter`, and returns an answer.

In come options as click parsed them; out goes an `Answer` with its exit code. Nothing is printed,
judged or worded for pages here, and clock and environment come in `Surroundings`. A command is a
file here, a function of its name in it, and a name in `cli.py`; options that several share are in
`options`.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from monitor.commands.logs import LogOptions


@dataclass(frozen=True)
class Answer:
    """What a command prints on stdout, and the exit code that it ends with."""

    text: str
    exit_code: int = 0
    #: True if something was done that holds, whether or not anybody can read this answer.
    is_done: bool = False
    #: True if it says that something needs looking at, though the exit code is 0.
    warns: bool = False

    @property
    def is_well(self) -> bool:
        """True if nothing is wrong, so that --quiet prints nothing of it."""
        return self.exit_code == 0 and not self.warns


def go_on(_question: str) -> bool:
    """Confirm: the answer where there is no terminal."""
    return True


def log_as_ever(_options: LogOptions) -> None:
    """Take no options of the log: where commands are called by tests."""


def no_answer(_question: str, _options: Sequence[str]) -> None:
    """Choose nothing: the answer where there is no terminal."""


@dataclass(frozen=True)
class Surroundings:
    """The clock, environment and terminal, passed down to the commands by `cli.py`."""

    #: Today in Europe/London, asked once when a command needs it.
    today: Callable[[], date]
    #: The time, with its zone.
    now: Callable[[], datetime]
    #: Reads an environment variable: passwords are passed down so, and kept nowhere.
    secret: Callable[[str], str | None]
    #: Asks at the terminal which of several is meant; None where nobody chooses.
    ask: Callable[[str, Sequence[str]], str | None] = no_answer
    #: Asks at the terminal whether to go on.
    confirm: Callable[[str], bool] = go_on
    #: Takes the options of the log.
    set_log: Callable[[LogOptions], None] = log_as_ever
    #: Held while a command loads its libraries.
    loading: Callable[[], AbstractContextManager[None]] = nullcontext
