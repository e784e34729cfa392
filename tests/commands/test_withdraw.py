"""`forget --night` takes back a night that was published by mistake, and tells its readers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from monitor.commands.forget import forget
from monitor.history.store import look_into_history
from tests.support.making import surroundings
from tests.support.worlds import CHANGED_ROWS, THURSDAY, WEDNESDAY, lived, new_world

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from monitor.commands import Answer
    from tests.support.making import Answered, Monitor
    from tests.support.worlds import World


@pytest.fixture
def world(tmp_path: Path, monitor: Monitor) -> World:
    world = new_world(tmp_path)
    lived(world, WEDNESDAY, monitor)
    world.rewrite(CHANGED_ROWS)
    lived(world, THURSDAY, monitor)
    return world


def withdraw(world: World, monitor: Monitor, night: date) -> Answered:
    return monitor("forget", "--night", night, "-c", world.config)


def posted(world: World, night: date) -> set[tuple[str, str, str]]:
    """Return, of each message of a night: its kind, its state, and how its subject begins."""
    with look_into_history(world.output) as history:
        return {
            (each.message.kind, each.state, each.subject.partition(":")[0])
            for each in history.outbox.posted()
            if each.message.night == night
        }


def test_the_newest_night_is_withdrawn_and_its_readers_are_told(
    world: World, monitor: Monitor
) -> None:
    done = withdraw(world, monitor, THURSDAY)
    assert done.exit_code == 0
    said = "The night of 2015-07-16 is withdrawn; 2 recipients of its reports are told so.\n"
    assert done.out == said
    assert not world.night(THURSDAY).exists()
    with look_into_history(world.output) as history:
        assert history.published() == (WEDNESDAY,)
    assert "Thu 16 Jul" not in (world.output / "index.html").read_text(encoding="utf-8")
    states = {(kind, state) for kind, state, _ in posted(world, THURSDAY)}
    assert states == {("team", "superseded"), ("service", "superseded"), ("notice", "sent")}
    assert ("notice", "sent", "Withdrawn") in posted(world, THURSDAY)
    assert monitor("verify", "-c", world.config).exit_code == 0


def test_what_a_withdrawal_would_do_is_shown_and_a_person_may_refuse_it(
    world: World, monitor: Monitor
) -> None:
    arguments = ("--night", THURSDAY.isoformat(), "-c", str(world.config))
    shown = monitor("forget", *arguments, "--dry-run")
    said = "and 2 recipients of its reports would be told so.\n"
    assert (shown.exit_code, shown.out) == (
        0,
        f"The night of 2015-07-16 would be withdrawn, {said}",
    )
    people = replace(surroundings(THURSDAY), confirm=lambda _: False)
    answer: Answer = forget.main([*arguments], standalone_mode=False, obj=people)
    assert (answer.text, answer.exit_code) == ("Nothing was changed.", 130)
    assert world.night(THURSDAY).is_dir()
    # Where there is no terminal nobody is asked.
    done: Answer = forget.main([*arguments], standalone_mode=False, obj=surroundings(THURSDAY))
    assert done.exit_code == 0
    assert not world.night(THURSDAY).exists()


def test_run_again_its_messages_are_corrections(world: World, monitor: Monitor) -> None:
    withdraw(world, monitor, THURSDAY)
    lived(world, THURSDAY, monitor)
    assert ("team", "sent", "Corrected") in posted(world, THURSDAY)
    assert ("service", "sent", "Corrected") in posted(world, THURSDAY)


def test_pending_messages_are_dropped_and_nobody_is_told_of_them(
    tmp_path: Path, monitor: Monitor
) -> None:
    world = new_world(tmp_path)
    lived(world, WEDNESDAY, monitor)
    world.rewrite(CHANGED_ROWS)
    assert monitor(*world.run(THURSDAY, "--no-send")).exit_code == 0
    assert "0 recipients" in withdraw(world, monitor, THURSDAY).out
    assert {state for _, state, _ in posted(world, THURSDAY)} == {"superseded"}


def test_a_night_that_is_not_the_newest_or_is_the_only_one_stays(
    world: World, monitor: Monitor
) -> None:
    refused = withdraw(world, monitor, WEDNESDAY)
    assert (refused.exit_code, "only the newest night (2015-07-16)" in refused.err) == (2, True)
    withdraw(world, monitor, THURSDAY)
    alone = withdraw(world, monitor, WEDNESDAY)
    assert (alone.exit_code, "with one before it" in alone.err) == (2, True)
    assert world.night(WEDNESDAY).is_dir()


def test_a_folder_that_is_gone_already_does_not_keep_the_night(
    world: World, monitor: Monitor
) -> None:
    world.night(THURSDAY).rename(world.output.parent / "elsewhere")
    assert withdraw(world, monitor, THURSDAY).exit_code == 0


@pytest.mark.parametrize("given", [(), ("--before", "2015-07-16", "--night", "2015-07-16")])
def test_either_old_nights_or_the_newest(
    world: World, monitor: Monitor, given: tuple[str, ...]
) -> None:
    done = monitor("forget", *given, "-c", world.config)
    assert (done.exit_code, "either --before DATE or --night DATE" in done.err) == (2, True)
