"""How long nights are kept: what is forgotten, what survives it, and that no trace is left."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from monitor.commands import forget as forget_command
from monitor.history import frames
from monitor.history.nights import Nights
from monitor.history.store import look_into_history
from tests.support.making import surroundings
from tests.support.worlds import (
    CHANGED_ROWS,
    FRIDAY,
    ROWS,
    THURSDAY,
    WEDNESDAY,
    assessment,
    files_below,
    history_below,
    lived,
    new_world,
    nights_seen,
)

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.commands import Answer
    from tests.support.making import Answered, Monitor
    from tests.support.worlds import World


#: Monday 20 July 2015.
MONDAY = date(2015, 7, 20)
#: A record that is completed, and so may leave the extract without having vanished.
DONE = assessment(4, authorised_date="14/07/2015", state="Authorised", child_id="SECRET0004")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Make a world that keeps two nights."""
    world = new_world(tmp_path / "world")
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("keep_nights = 400", "keep_nights = 2"), encoding="utf-8")
    return world


def keeps_all(world: World) -> None:
    """Let the world keep its nights until they are forgotten by hand."""
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("keep_nights = 2", "keep_nights = 400"), encoding="utf-8")


def ran(world: World, monitor: Monitor, *nights: date) -> None:
    """Run these nights, which must be published."""
    for night in nights:
        lived(world, night, monitor)


def forget(world: World, monitor: Monitor, before: date) -> Answered:
    """Forget every night before a date by hand."""
    return monitor("forget", "-c", world.config, "--before", before.isoformat())


def stored(world: World) -> list[str]:
    """Return the nights in the history."""
    with look_into_history(world.output) as history:
        return [night.isoformat() for night in history.published()]


def aside(world: World) -> list[str]:
    """Return the names of what is set aside."""
    folder = world.output / ".set-aside"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def snapshots(world: World) -> dict[str, bytes]:
    """Return what the history holds of each night's records."""
    with closing(sqlite3.connect(world.output / "history.sqlite")) as connection:
        return dict(
            connection.execute(
                "SELECT night, content FROM runs JOIN snapshots ON run = id"
            ).fetchall()
        )


def remembered(world: World, night: date) -> pd.DataFrame:
    """Return what the history keeps of a night's records, by assessment."""
    return frames.from_bytes(snapshots(world)[night.isoformat()]).set_index("assessment_id")


def whole_output(world: World) -> bytes:
    """Return every byte below the output folder, and every name."""
    paths = sorted(world.output.rglob("*"))
    return b"\0".join(
        str(path).encode() + (path.read_bytes() if path.is_file() else b"") for path in paths
    )


# `keep_nights`.


def test_the_oldest_night_is_forgotten_in_reports_copies_and_history_alike(
    world: World, monitor: Monitor
) -> None:
    ran(world, monitor, WEDNESDAY, THURSDAY)
    world.rewrite(CHANGED_ROWS)
    ran(world, monitor, THURSDAY)
    assert aside(world) == ["2015-07-16.1"]
    ran(world, monitor, FRIDAY)
    assert set(nights_seen(world.output)) == {"2015-07-16", "2015-07-17"}
    assert aside(world) == ["2015-07-16.1"]
    ran(world, monitor, MONDAY)
    assert set(nights_seen(world.output)) == {"2015-07-17", "2015-07-20"}
    assert aside(world) == []
    assert stored(world) == ["2015-07-17", "2015-07-20"]
    listed = (world.output / "index.html").read_text(encoding="utf-8")
    assert "2015-07-17/index.html" in listed
    assert "2015-07-16" not in listed


def test_the_first_deadline_and_the_first_night_outlive_the_nights_that_saw_them(
    world: World, monitor: Monitor
) -> None:
    ran(world, monitor, WEDNESDAY)
    world.rewrite([ROWS[0], {**ROWS[1], "deadline": "31/07/2015"}, *ROWS[2:]])
    ran(world, monitor, THURSDAY, FRIDAY, MONDAY)
    assert stored(world) == ["2015-07-17", "2015-07-20"]
    kept = remembered(world, MONDAY).loc["A0002"]
    assert kept["first_seen"] == pd.Timestamp(WEDNESDAY)
    assert kept["first_deadline"] == pd.Timestamp("2015-07-10")
    assert kept["deadline"] == pd.Timestamp("2015-07-31")
    assert kept["missed_deadline"] == pd.Timestamp("2015-07-10")
    assert kept["missed_seen"] == pd.Timestamp(WEDNESDAY)
    assert (kept["status"], "deadline_moved_after_missed" in kept["flags"]) == ("overdue", True)


def test_what_was_set_aside_is_kept_until_as_many_nights_as_asked_for_are_there_again(
    world: World, monitor: Monitor
) -> None:
    ran(world, monitor, WEDNESDAY)
    (world.output / "history.sqlite").unlink()
    done = monitor(*world.run(THURSDAY), "--first-night")
    assert done.exit_code == 0, done.err
    assert aside(world) == ["2015-07-15.1"]
    ran(world, monitor, FRIDAY)
    assert aside(world) == []


def test_a_night_that_was_forgotten_can_be_compared_with_no_more(
    world: World, monitor: Monitor
) -> None:
    ran(world, monitor, WEDNESDAY, THURSDAY, FRIDAY)
    done = monitor("history", "-c", world.config)
    assert "Wed 15 Jul 2015" not in done.out
    assert "Thu 16 Jul 2015" in done.out


# `forget --before`.


def test_nights_before_a_date_are_forgotten_by_hand_and_told(
    world: World, monitor: Monitor
) -> None:
    keeps_all(world)
    ran(world, monitor, WEDNESDAY, THURSDAY, FRIDAY)
    done = forget(world, monitor, FRIDAY)
    assert (done.exit_code, done.out) == (0, "2 nights forgotten\n  2015-07-15\n  2015-07-16\n")
    assert stored(world) == ["2015-07-17"]
    assert set(nights_seen(world.output)) == {"2015-07-17"}
    assert "2015-07-16" not in (world.output / "index.html").read_text(encoding="utf-8")


def test_letters_of_the_last_forgotten_night_go_and_of_the_first_kept_stay(
    world: World, monitor: Monitor
) -> None:
    keeps_all(world)
    for number, night in enumerate((WEDNESDAY, THURSDAY, FRIDAY), 10):
        world.rewrite([*ROWS, assessment(number, deadline="10/07/2015")])
        ran(world, monitor, night)
    assert nights_with_letters(world) == {"2015-07-15", "2015-07-16", "2015-07-17"}
    forget(world, monitor, FRIDAY)
    assert nights_with_letters(world) == {"2015-07-17"}


def nights_with_letters(world: World) -> set[str]:
    return {letter.name[:10] for letter in (world.output / "outbox").iterdir()}


def test_where_no_night_is_so_old_nothing_is_forgotten(world: World, monitor: Monitor) -> None:
    ran(world, monitor, WEDNESDAY, THURSDAY)
    done = forget(world, monitor, WEDNESDAY)
    assert (done.exit_code, done.out) == (0, "0 nights forgotten\n")
    assert stored(world) == ["2015-07-15", "2015-07-16"]


def test_the_newest_night_cannot_be_forgotten(world: World, monitor: Monitor) -> None:
    ran(world, monitor, WEDNESDAY, THURSDAY)
    before = whole_output(world)
    done = forget(world, monitor, FRIDAY)
    assert done.exit_code == 2
    assert "the newest (2015-07-16), so it cannot be forgotten" in done.err
    assert whole_output(world) == before


def test_the_night_after_the_forgotten_ones_is_compared_with_the_one_that_was_kept(
    world: World, monitor: Monitor
) -> None:
    keeps_all(world)
    ran(world, monitor, WEDNESDAY, THURSDAY)
    forget(world, monitor, THURSDAY)
    world.rewrite(CHANGED_ROWS)
    ran(world, monitor, FRIDAY)
    kept = remembered(world, FRIDAY)
    assert kept.loc["A0001", "first_seen"] == pd.Timestamp(WEDNESDAY)
    assert kept.loc["A0005", "first_seen"] == pd.Timestamp(FRIDAY)
    assert kept["life"].is_unique


@pytest.mark.parametrize("before", [None, "16/07/2015"])
def test_a_date_must_be_given(world: World, monitor: Monitor, before: str | None) -> None:
    more = [] if before is None else ["--before", before]
    assert monitor("forget", "-c", world.config, *more).exit_code == 2


def test_what_would_be_forgotten_is_shown_and_a_person_may_refuse(
    world: World, monitor: Monitor
) -> None:
    keeps_all(world)
    ran(world, monitor, WEDNESDAY, THURSDAY, FRIDAY)
    before = files_below(world.output), history_below(world.output)
    arguments = ("-c", str(world.config), "--before", FRIDAY.isoformat())
    shown = monitor("forget", *arguments, "--dry-run")
    assert shown.exit_code == 0
    assert shown.out == "2 nights would be forgotten\n  2015-07-15\n  2015-07-16\n"
    asked: list[str] = []

    def refuse(question: str) -> bool:
        asked.append(question)
        return False

    people = replace(surroundings(FRIDAY), confirm=refuse)
    answer: Answer = forget_command.forget.main([*arguments], standalone_mode=False, obj=people)
    assert (answer.text, answer.exit_code) == ("Nothing was changed.", 130)
    assert asked == [
        f"Delete every night before 2015-07-17 in {world.output}, reports and records?"
    ]
    assert (files_below(world.output), history_below(world.output)) == before
    assert monitor("forget", *arguments, "--yes").exit_code == 0


def test_without_a_history_there_is_nothing_to_forget(world: World, monitor: Monitor) -> None:
    assert forget(world, monitor, FRIDAY).exit_code == 6


def test_a_night_that_is_older_than_all_that_are_kept_is_refused(
    world: World, monitor: Monitor
) -> None:
    ran(world, monitor, WEDNESDAY, THURSDAY, FRIDAY)
    done = monitor(*world.run(date(2015, 7, 14)))  # Tuesday
    assert done.exit_code == 2
    assert "older than all that are kept (keep_nights = 2)" in done.err


# Interruptions.


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_night_that_cannot_be_deleted_is_told_with_tonight_in_place_and_the_next_run_tries_again(
    world: World, monitor: Monitor
) -> None:
    ran(world, monitor, WEDNESDAY, THURSDAY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Nights, "forget", refuse)
        done = monitor(*world.run(FRIDAY))
    assert done.exit_code == 6
    assert "the reports of 2015-07-17 are in place" in done.err
    assert "2015-07-17/index.html" in (world.output / "index.html").read_text(encoding="utf-8")
    ran(world, monitor, FRIDAY)
    assert stored(world) == ["2015-07-16", "2015-07-17"]


def refuse(*_: object, **__: object) -> None:
    raise PermissionError


@pytest.mark.parametrize(
    "step",
    [
        "monitor.publishing.staging.durable.remove_folder",
        "monitor.nights.retention.remove_backups",
        "forget",
    ],
    ids=["reports", "copies of the history", "history"],
)
def test_an_interrupted_removal_is_finished_at_the_next_start(
    world: World, monitor: Monitor, step: str
) -> None:
    ran(world, monitor, WEDNESDAY, THURSDAY)
    (world.output / "history.sqlite.1.backup").write_bytes(b"as it was before a migration")
    with pytest.MonkeyPatch.context() as patched:
        if step == "forget":
            patched.setattr(Nights, "forget", interrupt)
        else:
            patched.setattr(step, interrupt)
        stopped = monitor(*world.run(FRIDAY))
    assert stopped.exit_code == 130
    ran(world, monitor, FRIDAY)
    assert stored(world) == ["2015-07-16", "2015-07-17"]
    assert set(nights_seen(world.output)) == {"2015-07-16", "2015-07-17"}
    assert not (world.output / ".staging").exists()
    assert not (world.output / "history.sqlite.1.backup").exists()
    assert "2015-07-15" not in (world.output / "index.html").read_text(encoding="utf-8")


def test_forgetting_by_hand_that_was_interrupted_is_finished_by_asking_again(
    world: World, monitor: Monitor
) -> None:
    keeps_all(world)
    ran(world, monitor, WEDNESDAY, THURSDAY, FRIDAY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Nights, "forget", interrupt)
        assert forget(world, monitor, FRIDAY).exit_code == 130
    done = forget(world, monitor, FRIDAY)
    assert done.out.startswith("2 nights forgotten")
    assert stored(world) == ["2015-07-17"]


# No trace.


def with_the_child_on_wednesday(world: World, monitor: Monitor) -> None:
    """Run a night with a child and hold the search to finding it, in the history as well."""
    world.rewrite([*ROWS[:3], DONE])
    ran(world, monitor, WEDNESDAY)
    world.rewrite([*ROWS[:3], assessment(6)])
    assert b"SECRET0004" in (world.output / "history.sqlite").read_bytes()
    assert b"SECRET0004" in (world.night(WEDNESDAY) / "assessments.csv").read_bytes()


def assert_no_trace(world: World) -> None:
    """Hold every byte below the output folder to knowing nothing of the child."""
    assert b"SECRET0004" not in whole_output(world)
    for content in snapshots(world).values():
        assert "SECRET0004" not in set(frames.from_bytes(content)["child_id"])


def test_no_trace_of_a_child_is_left_when_its_night_is_forgotten_by_hand(
    world: World, monitor: Monitor
) -> None:
    with_the_child_on_wednesday(world, monitor)
    ran(world, monitor, THURSDAY)
    assert forget(world, monitor, THURSDAY).exit_code == 0
    assert_no_trace(world)


def test_no_trace_of_a_child_is_left_when_its_night_is_older_than_what_is_kept(
    world: World, monitor: Monitor
) -> None:
    with_the_child_on_wednesday(world, monitor)
    ran(world, monitor, THURSDAY, FRIDAY)
    assert_no_trace(world)


def test_no_trace_is_left_of_a_night_that_was_replaced_nor_in_copies_of_the_history(
    world: World, monitor: Monitor
) -> None:
    keeps_all(world)
    with_the_child_on_wednesday(world, monitor)
    copy = world.output / "history.sqlite.1.backup"
    copy.write_bytes((world.output / "history.sqlite").read_bytes())
    ran(world, monitor, WEDNESDAY, THURSDAY)
    assert aside(world) == ["2015-07-15.1"]
    assert forget(world, monitor, THURSDAY).exit_code == 0
    assert_no_trace(world)


def test_the_facts_of_the_forgotten_night_are_gone_with_it(world: World, monitor: Monitor) -> None:
    ran(world, monitor, WEDNESDAY, THURSDAY, FRIDAY)
    with closing(sqlite3.connect(world.output / "history.sqlite")) as connection:
        counted = "SELECT count(*) FROM figures WHERE run NOT IN (SELECT id FROM runs)"
        assert connection.execute(counted).fetchone() == (0,)
    assert b'"as_at": "2015-07-15"' not in (world.output / "history.sqlite").read_bytes()
