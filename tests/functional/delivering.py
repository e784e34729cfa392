"""A world whose nights are sent by a script: its orders, its runs, what was posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from monitor.delivery import CHANNELS
from monitor.errors import ExtractRefused
from monitor.extracts import READERS
from monitor.history.store import HISTORY, look_into_history
from monitor.nights.night import run_night
from monitor.nights.order import Order, Posting
from monitor.settings.reading import read_settings
from tests.functional import channels
from tests.support.worlds import THURSDAY, World, assessment, done_once

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from monitor.history.posted import Posted
    from monitor.nights.night import RunResult


NORTH, HEAD = "north.manager@example.gov.uk", "head.of.service@example.gov.uk"
#: One is overdue in each team.
LATE = (
    assessment(1, deadline="10/07/2015"),
    assessment(2, deadline="10/07/2015"),
    assessment(3),
    assessment(4),
)


def order(world: World, night: date = THURSDAY, *, hour: int = 3, **changed: Any) -> Order:
    """Make the order of a night, at an hour of its morning."""
    now = datetime(night.year, night.month, night.day, hour, tzinfo=ZoneInfo("Europe/London"))
    made = Order(
        settings=read_settings(world.config, formats=READERS, channels=CHANNELS),
        folder=world.folder,
        as_at=night,
        as_at_given=False,
        output=world.output,
        first_night=not (world.output / HISTORY).exists(),
        posting=Posting(now=lambda: now),
    )
    return replace(made, **changed)


def run(world: World, night: date = THURSDAY, **changed: Any) -> RunResult:
    return once(world, ("run", night, repr(changed)), lambda: run_anew(world, night, **changed))


def run_anew(world: World, night: date = THURSDAY, **changed: Any) -> RunResult:
    return run_night(order(world, night, **changed))


def keep_back(world: World, night: date = THURSDAY) -> RunResult:
    """Run a night without sending."""
    made = order(world, night)
    assert made.posting is not None
    posting = replace(made.posting, send=False)
    return once(world, ("keep back", night), lambda: run_anew(world, night, posting=posting))


def once(world: World, deed: Hashable, do: Callable[[], RunResult]) -> RunResult:
    """Do something in a world, or let it and the script be as they were when it was done before."""
    script = channels.SCRIPT
    before = len(script.taken)
    state = repr((script.endings, script.dies_after, script.fault))
    done, letters = done_once(world.folder, (deed, state), lambda: (do(), script.taken[before:]))
    script.taken[before:] = letters
    return done


def configure(world: World, text: str) -> None:
    """Put further tables behind the configuration."""
    world.config.write_text(f"{world.config.read_text()}\n{text}\n")


def posted(world: World) -> tuple[Posted, ...]:
    with look_into_history(world.output) as history:
        return history.outbox.posted()


def states(world: World) -> list[tuple[str, str]]:
    """Return the state of each notice to a team that a night failed, with its recipient."""
    return [
        (each.message.recipient, each.state)
        for each in posted(world)
        if each.message.about.startswith("no_report_today")
    ]


def fail(world: World, night: date, **changed: Any) -> None:
    """Let a night be refused."""
    whole = world.extract.read_bytes()
    world.extract.write_text("")
    with pytest.raises(ExtractRefused):
        run(world, night, **changed)
    world.extract.write_bytes(whole)
