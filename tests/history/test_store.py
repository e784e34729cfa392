"""A history that cannot be used is told as such, and never begun anew in silence."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.errors import HistoryUnusable, ReportsInPlace
from monitor.history import store
from monitor.history.migrations import APPLICATION
from monitor.history.store import (
    HISTORY,
    has_history,
    look_into_history,
    open_history,
    remove_backups,
)
from monitor.history.transactions import transaction
from tests.history.entries import THURSDAY, WEDNESDAY, entry, put, snapshot_of
from tests.support.worlds import history_below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from monitor.history.nights import Nights

OPENERS: dict[str, Callable[[Path], AbstractContextManager[Nights]]] = {
    "the run": open_history,
    "a reader": look_into_history,
}
_NOBODY = 65534
needs_posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has other rights and no kill of this kind"
)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a history with a night."""
    folder = tmp_path_factory.mktemp("history")
    with open_history(folder, create=True) as nights:
        put(nights, entry(WEDNESDAY))
    return (folder / HISTORY).read_bytes()


@pytest.fixture
def path(tmp_path: Path, content: bytes) -> Path:
    """Return the file of a history with a night; nothing else is in its folder."""
    (tmp_path / HISTORY).write_bytes(content)
    return tmp_path / HISTORY


@pytest.fixture(params=list(OPENERS.values()), ids=list(OPENERS))
def refusal(request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Return what opens a history that cannot be used, and tells what was said."""

    def refused(path: Path) -> str:
        with (
            pytest.raises(HistoryUnusable) as said,
            request.param(path.parent) as nights,
        ):
            nights.published()
        assert said.value.exit_code == 6
        assert str(said.value).startswith(f"the history {path} ")
        return str(said.value).removeprefix(f"the history {path} ")

    return refused


def text(path: Path) -> None:
    """Put a text in its place, longer than the head of a database."""
    path.write_text("Dear all, the history is in the other folder.\n" * 100)


def another_database(path: Path) -> None:
    """Put the database of another program in its place."""
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE runs (id); PRAGMA user_version = 1")


def cut_short(path: Path) -> None:
    """Take the last third away."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def no_text_any_more(path: Path) -> None:
    """Turn the highest bit of a letter of a table's name, so that it is no UTF-8."""
    path.write_bytes(path.read_bytes().replace(b"tablefigures", b"table\xe6igures"))


def another_night_in_the_index(path: Path) -> None:
    """Let the index of the nights say another day than the row that it is of."""
    of_row = rb"2015-07-15published(?!manifest)"
    path.write_bytes(re.sub(of_row, b"2015-07-14published", path.read_bytes()))


def by_hand(statement: str) -> Callable[[Path], None]:
    """Return what lets somebody's hand change the file."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(statement)

    return change


def linked(path: Path) -> None:
    """Put a link to the history in its place."""
    path.symlink_to(path.rename(path.with_name("elsewhere")))


DAMAGED = (
    "is damaged, or no history: put it back from a backup, or move it away and make it anew from "
    "old extracts with `backfill`"
)
UNRELEASED = (
    "has tables that no released version makes: a build between two releases wrote it, or somebody "
    "changed it. Go on with that build, or put it back from a backup made before"
)
LINK = "is a link; it must be a file of this program alone"
NEWER = "was written by a newer version of this program: install that one, or newer"
BEGUN = (
    "`run --first-night` begins one (and sets aside what nights are there), and `backfill` makes "
    "one from old extracts"
)
UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (
        Path.unlink,
        f"is missing: put it back from a backup, or, if there never was one, {BEGUN}",
    ),
    "empty": (
        lambda path: path.write_bytes(b""),
        f"is empty: put it back from a backup, or {BEGUN}",
    ),
    "a text": (text, DAMAGED),
    "a few bytes": (lambda path: path.write_bytes(b"SQLite format 3"), DAMAGED),
    "another program's": (another_database, DAMAGED),
    "cut short": (cut_short, DAMAGED),
    "an empty database": (
        by_hand("DROP TABLE figures; DROP TABLE snapshots; DROP TABLE runs; VACUUM"),
        UNRELEASED,
    ),
    "a table more": (by_hand("CREATE TABLE notes (note TEXT)"), UNRELEASED),
    "an index more": (by_hand("CREATE INDEX further ON runs (next_life)"), UNRELEASED),
    "a value changed": (by_hand("UPDATE runs SET next_life = 1"), DAMAGED),
    "a hash changed": (by_hand("UPDATE chain SET facts_sha256 = ''"), DAMAGED),
    "a link changed": (by_hand("UPDATE chain SET link_sha256 = 'ab' WHERE run = 1"), DAMAGED),
    "another anchor": (by_hand("UPDATE chain SET link_sha256 = 'ab' WHERE run = 0"), DAMAGED),
    "no anchor": (by_hand("DELETE FROM chain WHERE run = 0"), DAMAGED),
    "no chain": (by_hand("DELETE FROM chain"), DAMAGED),
    "a night less": (by_hand("DELETE FROM runs"), DAMAGED),
    "a night without a link": (by_hand("DELETE FROM chain WHERE run = 1"), DAMAGED),
    "no version": (by_hand("PRAGMA user_version = 0"), DAMAGED),
    "a version below nought": (by_hand("PRAGMA user_version = -1"), DAMAGED),
    "no text where a name is": (no_text_any_more, DAMAGED),
    "an index of something else": (another_night_in_the_index, DAMAGED),
    "newer": (by_hand("PRAGMA user_version = 99"), NEWER),
    "a link": (linked, LINK),
}


@pytest.mark.parametrize(("make", "sentence"), list(UNUSABLE.values()), ids=list(UNUSABLE))
def test_a_history_that_cannot_be_used_is_refused_and_left_as_it_is(
    path: Path,
    refusal: Callable[[Path], str],
    make: Callable[[Path], object],
    sentence: str,
) -> None:
    make(path)
    before = seen(path.parent)
    assert refusal(path) == sentence
    assert seen(path.parent) == before


def test_a_run_refuses_a_history_of_which_the_share_of_its_night_is_damaged(path: Path) -> None:
    by_hand("UPDATE snapshots SET content = zeroblob(9)")(path)
    with pytest.raises(HistoryUnusable, match="is damaged"), open_history(path.parent):
        pass
    with look_into_history(path.parent) as nights:
        assert [each.part for each in nights.damaged()] == ["records"]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [UNUSABLE[name] for name in UNUSABLE if name not in ("missing", "empty")],
    ids=[name for name in UNUSABLE if name not in ("missing", "empty")],
)
def test_a_first_night_writes_over_nothing_that_is_there(
    path: Path, make: Callable[[Path], object], sentence: str
) -> None:
    make(path)
    before = seen(path.parent)
    with (
        pytest.raises(HistoryUnusable, match=sentence[:12]),
        open_history(path.parent, create=True),
    ):
        pass
    assert seen(path.parent) == before


def test_a_first_night_does_not_begin_behind_a_link_to_nothing(tmp_path: Path) -> None:
    (tmp_path / HISTORY).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HistoryUnusable, match=LINK), open_history(tmp_path, create=True):
        pass
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("there", [False, True], ids=["missing", "empty"])
def test_a_first_night_begins_the_history_for_its_owner_alone(
    tmp_path: Path, *, there: bool
) -> None:
    path = tmp_path / HISTORY
    if there:
        path.touch(mode=0o666)
    before = os.umask(0)
    try:
        with open_history(tmp_path, create=True) as nights:
            assert nights.published() == ()
            assert nights.prepared() is None
    finally:
        os.umask(before)
    assert mode_of(path) == 0o600
    assert has_history(tmp_path)


def test_a_history_with_nights_is_not_begun_again(path: Path) -> None:
    before = history_below(path.parent)
    with open_history(path.parent, create=True) as nights:
        assert nights.published() == (WEDNESDAY,)
    assert history_below(path.parent) == before


def test_a_history_that_another_process_holds_is_told_apart_from_a_damaged_one(
    path: Path, refusal: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PATIENCE_SECONDS", 0.05)
    with held(path, "BEGIN EXCLUSIVE"):
        assert refusal(path) == "is held open by another program: close that and run again"


def test_a_night_is_not_prepared_while_another_process_reads(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PATIENCE_SECONDS", 0.05)
    before = history_below(path.parent)
    with (
        held(path, "BEGIN", "SELECT * FROM runs"),
        pytest.raises(HistoryUnusable, match="is held open by another program"),
        open_history(path.parent) as nights,
    ):
        nights.prepare(entry(THURSDAY))
    assert history_below(path.parent) == before


def test_a_night_in_place_that_cannot_be_recorded_yet_is_recorded_by_the_next_run(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PATIENCE_SECONDS", 0.05)
    with open_history(path.parent) as nights:
        nights.prepare(entry(THURSDAY))
    with (
        held(path, "BEGIN", "SELECT * FROM runs"),
        pytest.raises(ReportsInPlace, match="the reports of the night are in place"),
        open_history(path.parent) as nights,
    ):
        nights.settle(in_place=True)
    with open_history(path.parent) as nights:
        assert nights.published() == (WEDNESDAY,)
        assert nights.prepared() == (THURSDAY, "manifest of 2015-07-16")
        nights.settle(in_place=True)
        assert nights.published() == (WEDNESDAY, THURSDAY)


def test_a_night_that_cannot_be_dropped_yet_waits_for_the_next_run(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PATIENCE_SECONDS", 0.05)
    with open_history(path.parent) as nights:
        nights.prepare(entry(THURSDAY))
    with (
        held(path, "BEGIN", "SELECT * FROM runs"),
        pytest.raises(HistoryUnusable, match="is held open by another program"),
        open_history(path.parent) as nights,
    ):
        nights.settle(in_place=False)
    with look_into_history(path.parent) as nights:
        assert nights.prepared() == (THURSDAY, "manifest of 2015-07-16")


@needs_posix
def test_a_folder_that_cannot_be_written_is_by_hand(content: bytes) -> None:
    with seen_by_an_ordinary_user(content, folder=0o555, file=0o666) as path:
        with (
            pytest.raises(HistoryUnusable, match="cannot be written: it is read-only") as said,
            open_history(path.parent) as nights,
        ):
            nights.prepare(entry(THURSDAY))
        assert said.value.exit_code == 6
        with look_into_history(path.parent) as nights:
            assert nights.published() == (WEDNESDAY,)
            assert nights.prepared() is None


@needs_posix
def test_a_file_that_cannot_be_written_is_told_and_can_still_be_read(content: bytes) -> None:
    with seen_by_an_ordinary_user(content, folder=0o777, file=0o444) as path:
        with (
            pytest.raises(HistoryUnusable, match="cannot be written: it is read-only"),
            open_history(path.parent) as nights,
        ):
            nights.prepare(entry(THURSDAY))
        with look_into_history(path.parent) as nights:
            assert nights.published() == (WEDNESDAY,)


@needs_posix
def test_a_file_that_this_user_may_not_open_is_by_hand(
    content: bytes, refusal: Callable[[Path], str]
) -> None:
    with seen_by_an_ordinary_user(content, folder=0o777, file=0o000) as path:
        assert "cannot be opened" in refusal(path)


def test_a_full_disk_is_told_and_the_night_is_not_stored(path: Path) -> None:
    before = history_below(path.parent)
    large = snapshot_of(*({"child_id": os.urandom(40).hex()} for _ in range(2_000)))

    def store_on_a_small_disk() -> None:
        with open_history(path.parent) as nights:
            nights._connection.execute("PRAGMA max_page_count = 10")
            nights.prepare(entry(THURSDAY, snapshot=large))

    with pytest.raises(HistoryUnusable, match="cannot be written: the disk is full"):
        store_on_a_small_disk()
    assert history_below(path.parent) == before


@pytest.mark.process
@needs_posix
@pytest.mark.parametrize("opened", OPENERS.values(), ids=OPENERS)
def test_what_a_killed_run_was_writing_is_undone_by_whoever_opens_it_next(
    path: Path, opened: Callable[[Path], AbstractContextManager[Nights]]
) -> None:
    before = history_below(path.parent)
    killed = subprocess.run(  # noqa: S603  (the interpreter itself)
        [sys.executable, "-c", _KILLED_WHILE_WRITING, str(path)], check=False, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    assert path.with_name(f"{HISTORY}-journal").stat().st_size > 0
    with opened(path.parent) as nights:
        assert nights.published() == (WEDNESDAY,)
    assert history_below(path.parent) == before
    assert [each.name for each in path.parent.iterdir()] == [HISTORY]


#: More pages than fit into the memory that it may use, so that some are written before the end.
_KILLED_WHILE_WRITING = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE snapshots SET content = randomblob(200000)")
connection.execute("UPDATE runs SET next_life = 77")
connection.execute("DELETE FROM figures")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("synchronous", 3),  # EXTRA: the folder is synced too when the journal has gone
        ("journal_mode", "delete"),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("application_id", APPLICATION),
    ],
)
def test_the_history_is_written_safely(path: Path, setting: str, expected: int | str) -> None:
    with open_history(path.parent) as nights:
        assert nights._connection.execute(f"PRAGMA {setting}").fetchone() == (expected,)


def test_the_journal_of_a_change_is_for_its_owner_alone(path: Path) -> None:
    path.chmod(0o600)
    with open_history(path.parent) as nights, transaction(nights._connection):
        nights._connection.execute("DELETE FROM runs")
        assert mode_of(path.with_name(f"{HISTORY}-journal")) == 0o600


def test_a_reader_can_change_nothing(path: Path) -> None:
    before = path.read_bytes()
    with (
        pytest.raises(HistoryUnusable, match="read-only"),
        look_into_history(path.parent) as nights,
    ):
        nights.forget([WEDNESDAY])
    assert path.read_bytes() == before


def test_every_table_refuses_a_value_of_another_type(path: Path) -> None:
    with open_history(path.parent) as nights:
        tables = nights._connection.execute(
            "SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'"
        ).fetchall()
        names = ("answers", "chain", "figures", "messages", "runs", "snapshots", "steps")
        assert sorted(tables) == [(name, 1) for name in names]
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER"):
            nights._connection.execute("UPDATE runs SET next_life = 'many'")


def test_the_copies_of_older_versions_are_removed_and_nothing_else(path: Path) -> None:
    for name in (f"{HISTORY}.1.backup", f"{HISTORY}.2.backup", "notes.backup"):
        (path.parent / name).touch()
    remove_backups(path.parent)
    assert sorted(each.name for each in path.parent.iterdir()) == [HISTORY, "notes.backup"]


def mode_of(path: Path) -> int:
    """Return who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


def seen(folder: Path) -> dict[str, bytes]:
    """Return all that is in a folder."""
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@contextmanager
def held(path: Path, *statements: str) -> Iterator[None]:
    """Hold the history in another connection, as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement).fetchone()
        yield


@contextmanager
def seen_by_an_ordinary_user(content: bytes, *, folder: int, file: int) -> Iterator[Path]:
    """Make a history with these modes, and be a user whom modes hold while it is used."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / HISTORY
        path.write_bytes(content)
        path.chmod(file)
        path.parent.chmod(folder)
        user = os.geteuid()
        if user == 0:
            os.seteuid(_NOBODY)
        try:
            yield path
        finally:
            os.seteuid(user)
            path.parent.chmod(0o700)
