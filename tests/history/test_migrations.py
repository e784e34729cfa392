"""An older history becomes a newer one, step by step; nothing of it is lost."""

from __future__ import annotations

import functools
import sqlite3
import stat
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from monitor.errors import HistoryUnusable
from monitor.history import store
from monitor.history.frames import from_bytes
from monitor.history.migrations import (
    APPLICATION,
    MIGRATIONS,
    backup_of,
    expected_tables,
    migrate,
    tables_of,
    version_of,
)
from monitor.history.store import HISTORY, look_into_history, open_history
from monitor.judgement.snapshot import TYPES
from tests.history.entries import THURSDAY, WEDNESDAY, entry, put
from tests.history.recorded.record import ANSWERS, NIGHTS, STEPS, entries, recorded
from tests.support.worlds import history_below

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from monitor.history.nights import Nights

#: The version of this program's histories; the steps of these tests come after it.
NEWEST = len(MIGRATIONS)
FURTHER = (
    "ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT 'none'",
    "CREATE TABLE notes (note TEXT NOT NULL) STRICT",
)
FURTHER_STILL = ("CREATE TABLE sent (message TEXT NOT NULL) STRICT",)
FAILING = ("CREATE TABLE sent (message TEXT NOT NULL) STRICT", "INSERT INTO nowhere VALUES (1)")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a history of the newest version with two nights."""
    with open_history(tmp_path, create=True) as nights:
        put(nights, entry(WEDNESDAY), entry(THURSDAY))
    return tmp_path / HISTORY


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open that history as the program does."""
    with closing(store._connect(path, "rw")) as opened:
        yield opened


@pytest.fixture
def newer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the program one of a further version, once the history is there."""
    assert path.exists()
    steps = (*MIGRATIONS, FURTHER)
    monkeypatch.setattr(store, "MIGRATIONS", steps)
    monkeypatch.setattr(store, "migrate", functools.partial(migrate, steps=steps))


def bring_up(connection: sqlite3.Connection, path: Path, *further: Sequence[str]) -> None:
    """Bring the file to the version that these further steps lead to."""
    migrate(connection, path, steps=(*MIGRATIONS, *further))


def test_the_tables_are_made_from_nothing_without_a_backup_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / HISTORY
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path)
        assert version_of(connection) == len(MIGRATIONS)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert tables_of(connection) == expected_tables()
        assert not connection.in_transaction
    assert [each.name for each in tmp_path.iterdir()] == [HISTORY]


def test_the_newest_version_is_left_as_it_is(connection: sqlite3.Connection, path: Path) -> None:
    before = path.read_bytes()
    bring_up(connection, path)
    assert path.read_bytes() == before
    assert not backup_of(path, NEWEST).exists()


def test_a_further_step_keeps_every_row(connection: sqlite3.Connection, path: Path) -> None:
    before = history_below(path.parent)
    bring_up(connection, path, FURTHER)
    assert version_of(connection) == NEWEST + 1
    assert tables_of(connection) == expected_tables((*MIGRATIONS, FURTHER))
    assert connection.execute("SELECT DISTINCT note FROM runs").fetchall() == [("none",)]
    connection.execute("ALTER TABLE runs DROP COLUMN note")
    assert history_below(path.parent) == before


def test_a_further_step_first_makes_a_private_copy_that_is_a_whole_history(
    connection: sqlite3.Connection, path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = history_below(path.parent)
    bring_up(connection, path, FURTHER)
    copy = backup_of(path, NEWEST)
    assert copy.name == f"history.sqlite.{NEWEST}.backup"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(each.name for each in path.parent.iterdir()) == [HISTORY, copy.name]
    elsewhere = tmp_path_factory.mktemp("restored")
    copy.rename(elsewhere / HISTORY)
    assert history_below(elsewhere) == before
    with look_into_history(elsewhere) as nights:
        assert nights.published() == (WEDNESDAY, THURSDAY)


def test_the_copy_of_an_earlier_attempt_is_replaced_and_a_link_is_not_followed(
    connection: sqlite3.Connection, path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    aim = tmp_path_factory.mktemp("elsewhere") / "of somebody else"
    aim.write_text("mine")
    backup_of(path, NEWEST).symlink_to(aim)
    bring_up(connection, path, FURTHER)
    assert aim.read_text() == "mine"
    assert not backup_of(path, NEWEST).is_symlink()


def test_a_step_that_fails_leaves_the_history_as_it_was(
    connection: sqlite3.Connection, path: Path
) -> None:
    before = history_below(path.parent)
    with pytest.raises(sqlite3.OperationalError):
        bring_up(connection, path, FAILING)
    connection.close()
    assert history_below(path.parent) == before
    with look_into_history(path.parent) as nights:
        assert nights.published() == (WEDNESDAY, THURSDAY)


def test_the_steps_before_the_one_that_fails_are_whole_and_the_next_run_goes_on_from_there(
    connection: sqlite3.Connection, path: Path
) -> None:
    with pytest.raises(sqlite3.OperationalError):
        bring_up(connection, path, FURTHER, FAILING)
    connection.close()
    with closing(store._connect(path, "rw")) as again:
        assert version_of(again) == NEWEST + 1
        assert tables_of(again) == expected_tables((*MIGRATIONS, FURTHER))
        bring_up(again, path, FURTHER, FURTHER_STILL)
        assert version_of(again) == NEWEST + 2
        assert tables_of(again) == expected_tables((*MIGRATIONS, FURTHER, FURTHER_STILL))


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_the_recorded_history_of_each_version_comes_up_whole(tmp_path: Path, version: int) -> None:
    path = tmp_path / HISTORY
    path.write_bytes(recorded(version).read_bytes())
    with open_history(tmp_path) as nights:
        assert version_of(nights._connection) == NEWEST
        assert nights.damaged() == ()
        assert nights.published() == NIGHTS
        assert len(nights.outbox.posted("sent")) == (3 if version > 1 else 0)
        has_answer = int(version > 2)
        pd.testing.assert_frame_equal(nights.answers.all(), ANSWERS[:has_answer])
        pd.testing.assert_frame_equal(nights.steps.of(), STEPS[:has_answer])
        for each in entries():
            assert nights.facts(each.night) == (each.manifest_sha256, each.facts)
            assert nights.trend([each.night]) == tuple(each.figures)
            pd.testing.assert_frame_equal(nights.records(each.night), from_bytes(each.snapshot))
    assert backup_of(path, version).exists() == (version < NEWEST)


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_a_snapshot_from_before_a_column_has_blanks_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    (tmp_path / HISTORY).write_bytes(recorded(version).read_bytes())
    for kind in set(TYPES.values()):
        monkeypatch.setitem(TYPES, f"newer {kind}", kind)
    with open_history(tmp_path) as nights:
        for each in entries():
            pd.testing.assert_frame_equal(nights.records(each.night), from_bytes(each.snapshot))
            assert nights.before(each.night).records["newer str"].eq("").all()
        held = nights.records(NIGHTS[-1])
        put(nights, entry(date(2015, 7, 17), snapshot=held))
        pd.testing.assert_frame_equal(nights.records(date(2015, 7, 17)), held)


def test_an_older_history_goes_on_like_one_that_was_always_of_a_later_version(
    tmp_path: Path,
) -> None:
    held = []
    for version in (1, 4):  # these recorded the same columns of the same nights
        folder = tmp_path / str(version)
        folder.mkdir()
        (folder / HISTORY).write_bytes(recorded(version).read_bytes())
        with open_history(folder) as nights:
            put(nights, entry(NIGHTS[-1], records_read=7), entry(date(2015, 7, 17)))  # Friday
            nights.forget(NIGHTS[:1])
            assert nights.is_linked()
        with closing(sqlite3.connect(folder / HISTORY)) as connection:
            links = connection.execute("SELECT * FROM chain ORDER BY run").fetchall()
        held.append((history_below(folder), links))
    assert held[0] == held[1]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE runs SET next_life = 9 WHERE id = 2",
        "UPDATE runs SET snapshot = zeroblob(length(snapshot)) WHERE id = 2",
        "UPDATE figures SET records = 9 WHERE run = 2",
        "UPDATE messages SET recipient = 'mallory@example.gov.uk' WHERE id = 2",
        "UPDATE answers SET words = 'others'",
    ],
)
def test_an_older_history_that_is_damaged_is_refused_and_not_linked_as_if_whole(
    tmp_path: Path, damage: str
) -> None:
    path = tmp_path / HISTORY
    path.write_bytes(recorded(3).read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(damage)
    with pytest.raises(HistoryUnusable, match="is damaged"), open_history(tmp_path):
        pass
    with pytest.raises(HistoryUnusable), open_history(tmp_path):
        pass


def test_the_file_grows_little_when_its_snapshots_move(tmp_path: Path) -> None:
    path = tmp_path / HISTORY
    path.write_bytes(recorded(3).read_bytes())
    before = path.stat().st_size
    with closing(store._connect(path, "rw")) as connection:
        migrate(connection, path, steps=MIGRATIONS[:4])
        assert path.stat().st_size < before * 1.5


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_an_older_version_is_read_as_the_next_run_will_bring_it_up_and_left_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, version: int
) -> None:
    caplog.set_level("INFO")
    path = tmp_path / HISTORY
    path.write_bytes(recorded(version).read_bytes())
    with look_into_history(tmp_path, every_page=True) as nights:
        assert nights.published() == NIGHTS
        assert nights.damaged() == ()
        assert len(nights.outbox.posted("sent")) == (3 if version > 1 else 0)
    assert path.read_bytes() == recorded(version).read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == [HISTORY]
    [said] = caplog.messages
    assert f"is of version {version}; the next run brings it up to {NEWEST}" in said


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_the_tables_of_a_build_between_releases_are_not_called_damaged(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / HISTORY
    path.write_bytes(recorded(version).read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT ''")
    before = path.read_bytes()
    for opener in (open_history, look_into_history):
        with pytest.raises(HistoryUnusable, match="a build between two releases"), opener(tmp_path):
            pass
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [HISTORY]


@pytest.mark.usefixtures("newer")
def test_the_next_run_brings_an_older_version_up_to_date_and_says_so(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with open_history(path.parent) as nights:
        _assert_two_nights(nights)
    [said] = caplog.messages
    assert f"from version {NEWEST} to {NEWEST + 1}; {backup_of(path, NEWEST).name} is" in said
    with look_into_history(path.parent) as nights:
        _assert_two_nights(nights)
    assert backup_of(path, NEWEST).exists()


def test_a_newer_version_is_refused_and_its_backup_goes_on_serving_the_older_program(
    connection: sqlite3.Connection, path: Path
) -> None:
    bring_up(connection, path, FURTHER)
    connection.close()
    with pytest.raises(HistoryUnusable, match="newer version"), open_history(path.parent):
        pass
    backup_of(path, NEWEST).replace(path)
    with open_history(path.parent) as nights:
        _assert_two_nights(nights)


def test_a_new_history_has_the_tables_of_one_that_came_step_by_step(
    connection: sqlite3.Connection, path: Path
) -> None:
    bring_up(connection, path, FURTHER)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        migrate(new, path, steps=(*MIGRATIONS, FURTHER))
        assert tables_of(new) == tables_of(connection)


def _assert_two_nights(nights: Nights) -> None:
    assert nights.published() == (WEDNESDAY, THURSDAY)
    assert nights.damaged() == ()
