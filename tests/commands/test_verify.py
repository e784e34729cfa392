"""`verify` holds the nights to what was written: inputs, reports and stored records."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from monitor.history.store import open_history
from monitor.nights import verification
from monitor.reports.messages.letters import Message
from tests.support.making import Answered, Monitor, csv_text
from tests.support.worlds import (
    CHANGED_ROWS,
    ROWS,
    THURSDAY,
    WEDNESDAY,
    files_below,
    history_below,
    lived,
    new_world,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.worlds import World


WHOLE = "  its records are as they were stored\n"


@pytest.fixture
def world(tmp_path: Path, monitor: Monitor) -> World:
    """Make a world of two nights, whose extract is that of the second."""
    world = new_world(tmp_path / "world")
    lived(world, WEDNESDAY, monitor)
    world.rewrite(CHANGED_ROWS)
    lived(world, THURSDAY, monitor)
    return world


def verified(world: World, monitor: Monitor, *night: str) -> Answered:
    return monitor("verify", "-c", world.config, *night)


def test_what_is_as_it_was_written_is_told_of_every_night(world: World, monitor: Monitor) -> None:
    before = (files_below(world.output), history_below(world.output))
    done = verified(world, monitor)
    assert done.exit_code == 0
    assert done.out == (
        f"2015-07-15: as it was written\n{WHOLE}"
        "  extract.csv holds something else by now\n"
        f"2015-07-16: as it was written\n{WHOLE}"
        "  extract.csv is the file that was read\n"
    )
    assert (files_below(world.output), history_below(world.output)) == before


def test_one_night_can_be_verified_by_itself(world: World, monitor: Monitor) -> None:
    (world.night(WEDNESDAY) / "index.html").unlink()
    done = verified(world, monitor, "2015-07-16")
    assert done.exit_code == 0
    assert "2015-07-15" not in done.out
    assert verified(world, monitor, "2015-07-15").exit_code == 6


def test_an_extract_that_is_gone_is_told_and_is_no_fault(world: World, monitor: Monitor) -> None:
    world.extract.unlink()
    done = verified(world, monitor, "2015-07-16")
    assert done.exit_code == 0
    assert "extract.csv is not there any more" in done.out


@pytest.mark.parametrize(
    "path",
    [
        "in {date}/extract.csv",
        "in */extract.csv",
        "in 2015-07-15/extract*.csv",
        "in 2015-07-15/../*/extract.csv",
    ],
)
def test_an_extract_is_looked_for_wherever_the_pattern_could_have_found_it(
    tmp_path: Path, monitor: Monitor, path: str
) -> None:
    world = new_world(tmp_path / "world")
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("extract.csv", path), encoding="utf-8")
    (world.folder / "in 2015-07-15").mkdir()
    world.extract.rename(world.folder / "in 2015-07-15" / "extract.csv")
    done = monitor(*world.run(WEDNESDAY))
    assert done.exit_code == 0, done.err
    assert "extract.csv is the file that was read" in verified(world, monitor).out


@pytest.mark.parametrize("path", ["index.html", "assessments.csv", "summary.json"])
def test_a_report_that_was_changed_is_named(world: World, monitor: Monitor, path: str) -> None:
    file = world.night(WEDNESDAY) / path
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    done = verified(world, monitor)
    assert done.exit_code == 6
    assert f"2015-07-15: DAMAGED\n  {path} was changed\n{WHOLE}" in done.out
    assert "2015-07-16: as it was written" in done.out


def test_a_report_that_is_missing_and_one_that_was_added_are_named(
    world: World, monitor: Monitor
) -> None:
    night = world.night(WEDNESDAY)
    shutil.move(night / "problems.csv", night / "teams" / "copy of problems.csv")
    done = verified(world, monitor)
    assert done.exit_code == 6
    assert "  problems.csv is missing\n" in done.out
    assert "  teams/copy of problems.csv was not published\n" in done.out


@pytest.mark.parametrize("change", ["folder", "broken link"], ids=["a folder", "a link to nothing"])
def test_whatever_was_added_is_named(world: World, monitor: Monitor, change: str) -> None:
    added = world.night(WEDNESDAY) / "added"
    if change == "folder":
        added.mkdir()
    else:
        added.symlink_to("nowhere")
    done = verified(world, monitor)
    assert done.exit_code == 6
    assert "  added was not published\n" in done.out


def test_a_link_in_the_place_of_a_report_is_no_report(
    world: World, monitor: Monitor, tmp_path: Path
) -> None:
    report = world.night(WEDNESDAY) / "problems.csv"
    shutil.move(report, tmp_path / "elsewhere.csv")
    report.symlink_to(tmp_path / "elsewhere.csv")
    done = verified(world, monitor)
    assert done.exit_code == 6
    assert "  problems.csv is a link or a folder, and no file of its own\n" in done.out


def test_a_manifest_that_is_not_the_one_that_was_published_is_told(
    world: World, monitor: Monitor
) -> None:
    manifest = world.night(WEDNESDAY) / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    done = verified(world, monitor)
    assert done.exit_code == 6
    assert "  manifest.json is not the one that was published\n" in done.out


def test_reports_that_are_gone_are_told(world: World, monitor: Monitor) -> None:
    shutil.rmtree(world.night(WEDNESDAY))
    done = verified(world, monitor)
    assert done.exit_code == 6
    assert "2015-07-15: DAMAGED\n  its reports are missing\n" in done.out


def test_reports_that_are_in_no_history_are_told(world: World, monitor: Monitor) -> None:
    shutil.copytree(world.night(WEDNESDAY), world.output / "2015-07-10")
    done = verified(world, monitor)
    assert done.exit_code == 6
    assert "2015-07-10: DAMAGED\n  its reports are there, but it is not in the history" in done.out


def test_stored_records_that_were_changed_are_told_and_how_to_go_on(
    world: World, monitor: Monitor
) -> None:
    path = world.output / "history.sqlite"
    content = bytearray(path.read_bytes())
    content[content.index(b"missing_nights")] ^= 1  # which only a night's records are called
    path.write_bytes(content)
    done = verified(world, monitor)
    assert done.exit_code == 6
    fault = "its records in the history are damaged: put history.sqlite back from a backup"
    assert done.out.count(f"DAMAGED\n  {fault}\n") == 1
    assert done.out.count("its records are as they were stored") == 1


@pytest.mark.parametrize("night", ["2015-07-15", "2015-07-10"])
def test_the_night_of_a_changed_message_is_named_even_where_it_was_not_published(
    world: World, monitor: Monitor, night: str
) -> None:
    with open_history(world.output) as history:
        notice = Message(date.fromisoformat(night), "notice", "gate", "a@b.uk", "", "", "", "")
        history.outbox.note([notice], made_at="2015-07-16T02:00:00+00:00")
    with closing(sqlite3.connect(world.output / "history.sqlite")) as connection, connection:
        connection.execute("UPDATE messages SET recipient = 'c@d.uk' WHERE kind = 'notice'")
    done = verified(world, monitor)
    assert done.exit_code == 6
    fault = "its messages in the history are damaged: put history.sqlite back from a backup"
    assert f"{night}: DAMAGED\n  {fault}\n" in done.out
    assert done.out.count("DAMAGED") == 1


def test_an_extract_that_many_nights_read_is_hashed_once(
    world: World, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[Path] = []

    def count(path: Path) -> str:
        hashed.append(path)
        return sha256(path)

    sha256 = verification._sha256
    monkeypatch.setattr(verification, "_sha256", count)
    assert verified(world, monitor).exit_code == 0
    assert hashed.count(world.extract) == 1


@pytest.mark.parametrize(
    ("night", "said"),
    [
        ("2015-07-10", "this night is neither published nor in the history"),
        ("10/07/2015", "give a date as YYYY-MM-DD"),
    ],
)
def test_a_night_that_there_never_was_is_refused(
    world: World, monitor: Monitor, night: str, said: str
) -> None:
    done = verified(world, monitor, night)
    assert done.exit_code == 2
    assert said in done.err


def test_without_a_history_nothing_can_be_verified(tmp_path: Path, monitor: Monitor) -> None:
    world = new_world(tmp_path)
    done = verified(world, monitor)
    assert done.exit_code == 6
    assert not world.output.exists()


def test_a_history_that_holds_no_night_says_how_it_is_begun(
    tmp_path: Path, monitor: Monitor
) -> None:
    world = new_world(tmp_path)
    world.extract.write_bytes(b"")
    assert monitor(*world.run(WEDNESDAY)).exit_code == 3
    world.extract.write_bytes(csv_text(ROWS).encode())
    done = verified(world, monitor)
    assert done.exit_code == 6
    assert "holds no night" in done.err


def test_a_run_is_not_disturbed(world: World, monitor: Monitor) -> None:
    with FileLock(world.output / ".lock"):
        assert verified(world, monitor).exit_code == 5
