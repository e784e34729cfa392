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
FIRST = (*ROWS[:3], DONE)
#: That record is gone, a deadline that was missed is moved, and each night sends letters.
SECOND = (
    ROWS[0],
    {**ROWS[1], "deadline": "31/07/2015"},
    ROWS[2],
    assessment(6),
    assessment(10, deadline="10/07/2015"),
)
THIRD = (*SECOND, assessment(11, deadline="10/07/2015"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Make a world that keeps two nights."""
    world = new_world(tmp_path / "world", FIRST)
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("keep_nights = 400", "keep_nights = 2"), encoding="utf-8")
    return world


@pytest.fixture
def three(world: World, monitor: Monitor) -> World:
    """Make a world of three nights, which are kept until they are forgotten by hand."""
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("keep_nights = 2", "keep_nights = 400"), encoding="utf-8")
    for night, rows in ((WEDNESDAY, FIRST), (THURSDAY, SECOND), (FRIDAY, THIRD)):
        world.rewrite(rows)
        ran(world, monitor, night)
    return world


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
    live_with_a_night_replaced(world, monitor)
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


def live_with_a_night_replaced(world: World, monitor: Monitor) -> None:
    """Run two nights with the record that is gone when the second is run again."""
    ran(world, monitor, WEDNESDAY, THURSDAY)
    world.rewrite(SECOND)
    ran(world, monitor, THURSDAY)


def test_the_first_deadline_and_the_first_night_outlive_the_nights_that_saw_them(
    world: World, monitor: Monitor
) -> None:
    live_with_a_night_replaced(world, monitor)
    ran(world, monitor, FRIDAY, MONDAY)
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
    three: World, monitor: Monitor
) -> None:
    done = forget(three, monitor, FRIDAY)
    assert (done.exit_code, done.out) == (0, "2 nights forgotten\n  2015-07-15\n  2015-07-16\n")
    assert stored(three) == ["2015-07-17"]
    assert set(nights_seen(three.output)) == {"2015-07-17"}
    assert "2015-07-16" not in (three.output / "index.html").read_text(encoding="utf-8")


def test_letters_of_the_last_forgotten_night_go_and_of_the_first_kept_stay(
    three: World, monitor: Monitor
) -> None:
    assert nights_with_letters(three) == {"2015-07-15", "2015-07-16", "2015-07-17"}
    forget(three, monitor, FRIDAY)
    assert nights_with_letters(three) == {"2015-07-17"}


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
    three: World, monitor: Monitor
) -> None:
    forget(three, monitor, FRIDAY)
    three.rewrite((*THIRD, assessment(12)))
    ran(three, monitor, MONDAY)
    kept = remembered(three, MONDAY)
    assert kept.loc["A0001", "first_seen"] == pd.Timestamp(WEDNESDAY)
    assert kept.loc["A0012", "first_seen"] == pd.Timestamp(MONDAY)
    assert kept["life"].is_unique


@pytest.mark.parametrize("before", [None, "16/07/2015"])
def test_a_date_must_be_given(world: World, monitor: Monitor, before: str | None) -> None:
    more = [] if before is None else ["--before", before]
    assert monitor("forget", "-c", world.config, *more).exit_code == 2


def test_what_would_be_forgotten_is_shown_and_a_person_may_refuse(
    three: World, monitor: Monitor
) -> None:
    before = files_below(three.output), history_below(three.output)
    arguments = ("-c", str(three.config), "--before", FRIDAY.isoformat())
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
        f"Delete every night before 2015-07-17 in {three.output}, reports and records?"
    ]
    assert (files_below(three.output), history_below(three.output)) == before
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


STEPS = pytest.mark.parametrize(
    "step",
    [
        "monitor.publishing.staging.durable.remove_folder",
        "monitor.nights.retention.remove_backups",
        "monitor.history.nights.Nights.forget",
    ],
    ids=["reports", "copies of the history", "history"],
)


@STEPS
def test_forgetting_by_hand_that_was_interrupted_is_finished_by_asking_again(
    three: World, monitor: Monitor, step: str
) -> None:
    copy = three.output / "history.sqlite.1.backup"
    copy.write_bytes(b"as it was before a migration")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(step, interrupt)
        assert forget(three, monitor, FRIDAY).exit_code == 130
    done = forget(three, monitor, FRIDAY)
    assert done.out.startswith("2 nights forgotten")
    assert stored(three) == ["2015-07-17"]
    assert set(nights_seen(three.output)) == {"2015-07-17"}
    assert not (three.output / ".staging").exists()
    assert not copy.exists()


@STEPS
def test_forgetting_that_was_interrupted_is_finished_by_the_next_night(
    three: World, monitor: Monitor, step: str
) -> None:
    text = three.config.read_text(encoding="utf-8")
    three.config.write_text(text.replace("keep_nights = 400", "keep_nights = 2"), encoding="utf-8")
    copy = three.output / "history.sqlite.1.backup"
    copy.write_bytes(b"as it was before a migration")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(step, interrupt)
        assert forget(three, monitor, THURSDAY).exit_code == 130
    ran(three, monitor, FRIDAY)
    assert stored(three) == ["2015-07-16", "2015-07-17"]
    assert set(nights_seen(three.output)) == {"2015-07-16", "2015-07-17"}
    assert not (three.output / ".staging").exists()
    assert not copy.exists()
    assert "2015-07-15" not in (three.output / "index.html").read_text(encoding="utf-8")


def test_a_night_can_be_interrupted_as_it_forgets(world: World, monitor: Monitor) -> None:
    ran(world, monitor, WEDNESDAY, THURSDAY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("monitor.nights.retention.remove_backups", interrupt)
        assert monitor(*world.run(FRIDAY)).exit_code == 130
    assert stored(world) == ["2015-07-15", "2015-07-16", "2015-07-17"]
    assert set(nights_seen(world.output)) == {"2015-07-16", "2015-07-17"}
    ran(world, monitor, FRIDAY)
    assert stored(world) == ["2015-07-16", "2015-07-17"]
    index = (world.output / "index.html").read_text(encoding="utf-8")
    assert ("2015-07-15" in index, "2015-07-17" in index) == (False, True)


# No trace.


def assert_no_trace(world: World) -> None:
    """Hold every byte below the output folder to knowing nothing of the child."""
    assert b"SECRET0004" not in whole_output(world)
    for content in snapshots(world).values():
        assert "SECRET0004" not in set(frames.from_bytes(content)["child_id"])


def test_no_trace_of_a_child_is_left_when_its_night_is_forgotten_by_hand(
    three: World, monitor: Monitor
) -> None:
    assert b"SECRET0004" in (three.output / "history.sqlite").read_bytes()
    assert b"SECRET0004" in (three.night(WEDNESDAY) / "assessments.csv").read_bytes()
    copy = three.output / "history.sqlite.1.backup"
    copy.write_bytes((three.output / "history.sqlite").read_bytes())
    assert forget(three, monitor, THURSDAY).exit_code == 0
    assert_no_trace(three)


def test_no_trace_of_a_child_is_left_of_a_night_that_was_replaced_nor_of_one_too_old(
    world: World, monitor: Monitor
) -> None:
    live_with_a_night_replaced(world, monitor)
    assert b"SECRET0004" in whole_output(world)
    ran(world, monitor, FRIDAY, MONDAY)
    assert_no_trace(world)
    with closing(sqlite3.connect(world.output / "history.sqlite")) as connection:
        counted = "SELECT count(*) FROM figures WHERE run NOT IN (SELECT id FROM runs)"
        assert connection.execute(counted).fetchone() == (0,)
    assert b'"as_at": "2015-07-15"' not in (world.output / "history.sqlite").read_bytes()
