"""Old extracts become a history: the same as if the program had run on those nights."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.history.store import look_into_history
from tests.support.making import Answered, Monitor, csv_text
from tests.support.worlds import (
    CHANGED_ROWS,
    FRIDAY,
    ROWS,
    THURSDAY,
    WEDNESDAY,
    assessment,
    done_once,
    files_below,
    history_below,
    new_world,
    nights_seen,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.support.worlds import Files, Row, World


#: Monday 20 July 2015, and the day after.
MONDAY, TUESDAY = date(2015, 7, 20), date(2015, 7, 21)
MORE_ROWS = (*CHANGED_ROWS, assessment(6))
NIGHTS: Mapping[date, Sequence[Row]] = {
    WEDNESDAY: ROWS,
    MONDAY: CHANGED_ROWS,
}


def dated_world(folder: Path, path: str = "extract-{date}.csv") -> World:
    """Make a world whose extract has its date in its name, and that takes none twice."""
    world = new_world(folder)
    text = world.config.read_text(encoding="utf-8").replace("may_repeat = true\n", "")
    world.config.write_text(text.replace("extract.csv", path), encoding="utf-8")
    world.extract.unlink()
    return world


def laid(
    folder: Path, nights: Mapping[date, Sequence[Row]], name: str = "extract-{:%Y-%m-%d}.csv"
) -> Path:
    """Lay an extract for each night into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for night, rows in nights.items():
        (folder / name.format(night)).write_bytes(csv_text(rows).encode())
    return folder


def asked(world: World, folder: Path, *more: str) -> tuple[object, ...]:
    """Return the arguments of a backfill."""
    return ("backfill", folder, "-c", world.config, *more)


def stored(world: World) -> list[str]:
    """Return the nights in the history."""
    with look_into_history(world.output) as history:
        return [night.isoformat() for night in history.published()]


def compared_with(world: World, night: date) -> object:
    """Return the night with which one was compared."""
    return json.loads((world.night(night) / "summary.json").read_bytes())["changes"][
        "compared_with"
    ]


# The same as having run.


def test_it_gives_the_same_history_and_reports_to_the_byte_as_having_run_on_those_nights(
    tmp_path: Path, monitor: Monitor
) -> None:
    """The files have dates of a form of their own; that of other tests is the ISO one."""
    path, name = "*_{date:%d%m%Y}.csv", "export_{:%d%m%Y}.csv"
    ran, filled = dated_world(tmp_path / "ran", path), dated_world(tmp_path / "filled", path)
    for night, rows in NIGHTS.items():
        laid(ran.folder, {night: rows}, name)
        done = monitor(*ran.run(night))
        assert done.exit_code == 0, done.err
    done = monitor(*asked(filled, laid(tmp_path / "old [2015]", NIGHTS, name)))
    assert (done.exit_code, done.out) == (0, "2 nights published, 0 refused\n")
    assert history_below(filled.output) == history_below(ran.output)
    assert files_below(filled.output) == but_letters(files_below(ran.output))


def but_letters(files: Files) -> Files:
    """Return the files but for the messages, of which a backfill writes none."""
    return {path: content for path, content in files.items() if not path.startswith("outbox/")}


# The order.


def test_the_order_is_that_of_the_dates_and_the_nights_go_on_from_what_was_filled_in(
    tmp_path: Path, monitor: Monitor
) -> None:
    world, old = new_world(tmp_path / "world", MORE_ROWS), tmp_path / "old"
    laid(old, {WEDNESDAY: ROWS}, "z {:%Y%m%d}.csv")
    laid(old, {FRIDAY: CHANGED_ROWS}, "b-{:%Y_%m_%d}.csv")
    assert monitor(*asked(world, old)).exit_code == 0
    assert monitor(*world.run(MONDAY)).exit_code == 0
    told = [compared_with(world, night) for night in (WEDNESDAY, FRIDAY, MONDAY)]
    assert told == [None, "2015-07-15", "2015-07-17"]
    # Where there is a history, no other is filled in, and it is left as it is.
    before = (files_below(world.output), history_below(world.output))
    done = monitor(*asked(world, old))
    assert done.exit_code == 2
    assert "there is a history in" in done.err
    assert (files_below(world.output), history_below(world.output)) == before


# Refused nights.


@dataclass(frozen=True)
class Filled:
    world: World
    done: Answered


@pytest.fixture
def with_refused(tmp_path: Path, monitor: Monitor) -> Filled:
    """Fill in five nights, two of them with a count of their records beside the extract.

    Three are refused: the first, one with a blank reason, and one of another count.
    """
    world = dated_world(tmp_path / "world")
    rows = {WEDNESDAY: ROWS, THURSDAY: ROWS, FRIDAY: ROWS[:2], MONDAY: MORE_ROWS, TUESDAY: ROWS}
    old = laid(world.folder / "old", rows)
    (old / "extract-2015-07-15.csv").write_bytes(b"")
    (old / "extract-2015-07-16.csv.count").write_text("4")
    (old / "extract-2015-07-21.csv.count").write_text("5")
    arguments = asked(world, old, "--accept", "2015-07-17", "  ")
    return Filled(world, done_once(world.folder, "with refused", lambda: monitor(*arguments)))


def test_a_refused_night_is_left_out_and_told_and_the_next_is_compared_with_the_one_before(
    with_refused: Filled,
) -> None:
    """The first is refused too, and leaves the next to begin the history."""
    world, done = with_refused.world, with_refused.done
    assert done.exit_code == 3
    assert "2 nights published, 3 refused\n  2015-07-15: extract-2015-07-15.csv: " in done.out
    assert "\n  2015-07-17: extract-2015-07-17.csv: " in done.out
    assert stored(world) == ["2015-07-16", "2015-07-20"]
    told = [compared_with(world, night) for night in (THURSDAY, MONDAY)]
    assert told == [None, "2015-07-16"]


def test_a_count_beside_an_extract_is_held_to_it_and_is_no_extract(with_refused: Filled) -> None:
    said = "extract-2015-07-21.csv.count says 5 records and 4 were read"
    assert said in with_refused.done.out


def test_a_blank_reason_accepts_nothing(with_refused: Filled) -> None:
    assert "2 records were read and 4 on the night of 2015-07-16" in with_refused.done.out


def test_where_every_night_was_refused_it_can_be_asked_for_again(
    tmp_path: Path, monitor: Monitor
) -> None:
    """Another folder is given for what is published, and progress is drawn on no file or pipe."""
    world, old = dated_world(tmp_path / "world"), tmp_path / "old"
    arguments = asked(world, old, "--output", str(tmp_path / "elsewhere"))
    laid(old, {WEDNESDAY: ROWS})
    (old / "extract-2015-07-15.csv").write_bytes(b"")
    assert monitor(*arguments).exit_code == 3
    laid(old, {WEDNESDAY: ROWS})
    done = monitor(*arguments)
    assert (done.exit_code, done.out) == (0, "1 night published, 0 refused\n")
    assert not {"\r", "\x1b", "#", "%"} & set(done.err)
    assert set(nights_seen(tmp_path / "elsewhere")) == {"2015-07-15"}
    assert not world.output.exists()


def test_a_night_that_is_accepted_with_a_reason_is_published_and_says_so(
    tmp_path: Path, monitor: Monitor
) -> None:
    world = dated_world(tmp_path / "world")
    old = laid(tmp_path / "old", {WEDNESDAY: ROWS, THURSDAY: ROWS[:2]})
    reason = "Half of the cases moved to the new system"
    done = monitor(*asked(world, old, "--accept", "2015-07-16", reason))
    assert (done.exit_code, done.out) == (0, "2 nights published, 0 refused\n")
    page = (world.night(THURSDAY) / "index.html").read_text(encoding="utf-8")
    assert "Do not rely on this report yet" in page
    assert reason in page
    assert reason not in (world.night(WEDNESDAY) / "index.html").read_text(encoding="utf-8")


# What cannot be asked: nothing is begun.


def assert_refused(world: World, done: Answered, *said: str) -> None:
    """Hold a backfill to have ended with 2, to have said this, and to have begun nothing."""
    assert done.exit_code == 2
    assert [each for each in said if each not in done.err] == []
    assert not world.output.exists()


def test_files_that_fit_no_night_are_each_named(tmp_path: Path, monitor: Monitor) -> None:
    world = new_world(tmp_path / "world")
    old = laid(tmp_path / "old", {WEDNESDAY: ROWS, THURSDAY: ROWS})
    laid(old, {WEDNESDAY: ROWS}, "extract_{:%Y%m%d}.csv")
    for name in ("notes.csv", "2015-07-15 to 2015-07-16.csv", "2015-02-30.csv"):
        (old / name).write_text("no extract")
    assert_refused(
        world,
        monitor(*asked(world, old)),
        "notes.csv has no date in its name",
        "2015-07-15 to 2015-07-16.csv has no date in its name",
        "2015-02-30.csv has no date in its name",
        "extract_20150715.csv is the second of its extract for 2015-07-15",
    )


def test_with_two_extracts_a_night_that_lacks_one_and_a_file_of_neither_are_named(
    tmp_path: Path, monitor: Monitor
) -> None:
    world = dated_world(tmp_path / "world", "north-{date}.csv")
    text = world.config.read_text(encoding="utf-8")
    start, end = text.index("[[extracts]]"), text.index("[[teams]]")
    other = text[start:end].replace("north-{date}.csv", "south.csv")
    world.config.write_text(text[:end] + other + text[end:], encoding="utf-8")
    old = laid(tmp_path / "old", {WEDNESDAY: ROWS[::2], THURSDAY: ROWS[::2]}, "north-{}.csv")
    laid(old, {WEDNESDAY: ROWS[1::2]}, "south-{:%Y%m%d}.csv")
    laid(old, {WEDNESDAY: ROWS}, "east-{}.csv")
    assert_refused(
        world,
        monitor(*asked(world, old)),
        "east-2015-07-15.csv is of no extract",
        "2015-07-16 has 1 of 2 extracts",
    )
    (old / "east-2015-07-15.csv").unlink()
    (old / "north-2015-07-16.csv").unlink()
    assert monitor(*asked(world, old)).exit_code == 0
    told = json.loads((world.night(WEDNESDAY) / "summary.json").read_bytes())
    assert told["records"]["read"] == 4


def test_a_folder_without_extracts_and_a_folder_that_is_not_there_are_refused(
    tmp_path: Path, monitor: Monitor
) -> None:
    world = new_world(tmp_path / "world")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / ".hidden-2015-07-15.csv").write_text("no extract")
    assert_refused(world, monitor(*asked(world, tmp_path / "old")), "there is no extract in")
    assert_refused(world, monitor(*asked(world, tmp_path / "nowhere")))


@pytest.mark.parametrize(
    ("night", "said"),
    [
        ("2015-07-18", "--accept names a night without an extract: 2015-07-18"),
        ("18/07/2015", "give a date as YYYY-MM-DD"),
    ],
)
def test_a_reason_for_a_night_that_is_not_there_is_refused(
    tmp_path: Path, monitor: Monitor, night: str, said: str
) -> None:
    world = new_world(tmp_path / "world")
    old = laid(tmp_path / "old", NIGHTS)
    assert_refused(world, monitor(*asked(world, old, "--accept", night, "a reason")), said)


@pytest.mark.parametrize("night", [date(1999, 1, 1), date(2099, 1, 1)], ids=str)
def test_a_night_that_no_calendar_reaches_is_refused_before_any_is_run(
    tmp_path: Path, monitor: Monitor, night: date
) -> None:
    world = new_world(tmp_path / "world")
    old = laid(tmp_path / "old", {WEDNESDAY: ROWS, night: ROWS})
    assert_refused(world, monitor(*asked(world, old)))


# The progress.


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there is no terminal to pretend")
def test_progress_is_drawn_on_a_terminal_and_leaves_the_answer_alone(
    tmp_path: Path, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = new_world(tmp_path / "world")
    old = laid(tmp_path / "old", {WEDNESDAY: ROWS})
    (old / "extract-2015-07-15.csv").write_bytes(b"")
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", terminal)
        done = monitor(*asked(world, old))
    drawn = all_of(ours)
    assert done.exit_code == 3
    assert done.out.startswith("0 nights published, 1 refused\n  2015-07-15: ")
    assert "100%" in drawn


def all_of(terminal: int) -> str:
    """Return all that was written to a terminal that nobody writes to any more."""
    read = []
    with suppress(OSError):
        while some := os.read(terminal, 65536):
            read.append(some)
    os.close(terminal)
    return b"".join(read).decode()
