"""The options that several commands share, and what they mean."""

from __future__ import annotations

from datetime import date
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

if TYPE_CHECKING:
    from monitor.commands import Surroundings
    from monitor.nights.order import Order, Posting


class More(TypedDict, total=False):
    """What only some commands ask for."""

    first_night: bool
    accepted: str
    posting: Posting


class AsAt(click.ParamType[date]):
    """A date written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the date; fails with a usage error."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail("give a date as YYYY-MM-DD", param, ctx)


class Month(click.ParamType[date]):
    """A month written YYYY-MM; its first day stands for it."""

    name = "YYYY-MM"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the first day of the month; fails with a usage error."""
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail("give a month as YYYY-MM", param, ctx)


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
            self.fail("this is no text: its bytes are not UTF-8", param, ctx)
        return text


configuration = click.option(
    "-c",
    "--config",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("monitor.toml"),
    show_default=True,
    help="The configuration.",
)
as_at = click.option(
    "--as-at", type=AsAt(), help="Judge as at this date (default: today in Europe/London)."
)
output = click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The output folder, instead of the configuration's.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def order_of(
    surroundings: Surroundings,
    config: Path,
    given: date | None,
    folder: Path | None = None,
    **more: Unpack[More],
) -> Order:
    """Read the configuration and return what is asked for; raises `ConfigurationFault`."""
    with surroundings.loading():
        from monitor.delivery import CHANNELS  # noqa: PLC0415
        from monitor.extracts import READERS  # noqa: PLC0415
        from monitor.nights.order import Order  # noqa: PLC0415  (nor pandas)
        from monitor.settings.reading import read_settings  # noqa: PLC0415  (nor pydantic)

    settings = read_settings(config, formats=READERS, channels=CHANNELS)
    return Order(
        settings=settings,
        folder=config.parent,
        as_at=given or surroundings.today(),
        as_at_given=given is not None,
        output=folder or Path(normpath(config.parent / settings.output.folder)),
        secret=surroundings.secret,
        **more,
    )


def posting_of(surroundings: Surroundings, *, send: bool = True) -> Posting:
    """Return how a command writes to people."""
    from monitor.nights.order import Posting  # noqa: PLC0415  (loads pandas)

    return Posting(now=surroundings.now, send=send)
