"""The options that several commands share, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import update_wrapper
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from monitor.commands.logs import LogOptions
from monitor.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.commands import Answer, Surroundings
    from monitor.nights.order import Order, Posting

Decorator: TypeAlias = "Callable[[Callable[..., Answer]], Callable[..., Answer]]"


class AsAt(click.ParamType[date]):
    """A date written YYYY-MM-DD."""

    name, _what, _rest = "YYYY-MM-DD", "date", ""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the date; fails with a usage error."""
        try:
            return date.fromisoformat(f"{value}{self._rest}")
        except ValueError:
            self.fail(f"give a {self._what} as {self.name}", param, ctx)


class Month(AsAt):
    """A month written YYYY-MM, read as its first day."""

    name, _what, _rest = "YYYY-MM", "month", "-01"


class Utf8Text(click.ParamType[str]):
    """A text that can be written to a file and read again."""

    name = "text"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the text without the spaces around it; fails with a usage error."""
        text = str(value).strip()
        try:
            text.encode()
        except UnicodeEncodeError:
            self.fail("this text is not valid UTF-8", param, ctx)
        return text


class Renaming(click.ParamType[tuple[str, str]]):
    """Two names of teams, written OLD=NEW."""

    name = "OLD=NEW"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return both names; fails with a usage error."""
        old, _, new = (part.strip() for part in str(value).partition("="))
        if not old or not new:
            self.fail("give the old name and the new one as OLD=NEW", param, ctx)
        return old, new


configuration = click.option(
    "-c",
    "--config",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("monitor.toml"),
    show_default=True,
    help="The configuration.",
)
_as_at = click.option(
    "--as-at", type=AsAt(), help="Judge as at this date (default: today in Europe/London)."
)
_allow_future = click.option(
    "--allow-future", is_flag=True, help="Accept an --as-at that is later than today."
)


def as_at(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a command the date to judge by, and leave to give a date after today."""
    return _as_at(_allow_future(command))


output = click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The output folder, instead of the configuration's.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
_log_options: tuple[Decorator, ...] = (
    click.option(
        "-v", "--verbose", is_flag=True, help="Log each step, and where an internal fault arose."
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print only what is wrong."),
    click.option(
        "--log-file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Add the log to this file, too.",
    ),
)


@dataclass(frozen=True)
class Asked:
    """What a command was asked by the options that commands share."""

    surroundings: Surroundings
    config: Path
    as_at: date | None = None
    output: Path | None = None
    allow_future: bool = False

    def order(
        self,
        *,
        first_night: bool = False,
        accepted: str = "",
        teams_moved: tuple[tuple[str, str], ...] = (),
        posting: Posting | None = None,
    ) -> Order:
        """Read the configuration and return the order; raises `ConfigurationFault`, `UsageFault`.

        A date after today, published by a slip, would keep every real night out until that day.
        """
        today = self.surroundings.today()
        if self.as_at is not None and self.as_at > today and not self.allow_future:
            raise UsageFault(
                f"{self.as_at} is later than today ({today}); --allow-future accepts it"
            )
        with self.surroundings.loading():
            from monitor.delivery import CHANNELS
            from monitor.extracts import READERS
            from monitor.nights.order import Order
            from monitor.settings.reading import read_settings

        settings = read_settings(self.config, formats=READERS, channels=CHANNELS)
        folder = self.config.parent
        return Order(
            settings=settings,
            folder=folder,
            as_at=self.as_at or today,
            as_at_given=self.as_at is not None,
            output=self.output or Path(normpath(folder / settings.output.folder)),
            secret=self.surroundings.secret,
            first_night=first_night,
            accepted=accepted,
            teams_moved=teams_moved,
            posting=posting,
        )

    def posting(self, *, send: bool = True) -> Posting:
        """Return how the command writes to people: with `send` false, messages stay pending."""
        from monitor.nights.order import Posting

        return Posting(now=self.surroundings.now, send=send)


def shared(*further: Decorator) -> Decorator:
    """Give a command --config and `further` shared options (`as_at`, `output`) as one `Asked`.

    The options of the log come with them, and are over with before the command begins.
    """

    def decorate(command: Callable[..., Answer]) -> Callable[..., Answer]:
        def asking(
            surroundings: Surroundings,
            *,
            config: Path,
            as_at: date | None = None,
            output: Path | None = None,
            allow_future: bool = False,
            log_file: Path | None = None,
            quiet: bool = False,
            verbose: bool = False,
            **own: object,
        ) -> Answer:
            surroundings.set_log(LogOptions(log_file, quiet=quiet, verbose=verbose))
            asked = Asked(surroundings, config, as_at, output, allow_future)
            answer = command(asked, **own)
            return replace(answer, text="") if quiet and answer.is_well else answer

        update_wrapper(asking, command)  # its name, its help, and the options of its own
        decorated: Callable[..., Answer] = click.pass_obj(asking)
        decorators: tuple[Decorator, ...] = (*_log_options, *further[::-1], configuration)
        for option in decorators:
            decorated = option(decorated)
        return decorated

    return decorate
