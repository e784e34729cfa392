"""A history that cannot be used is refused with what to do, and never begun anew in silence."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.errors import HistoryUnusable
from monitor.history import store
from monitor.history.store import HISTORY, look_into_history, open_history
from tests.history.histories import (
    OPENERS,
    held,
    needs_posix,
    seen_by_an_ordinary_user,
)

if TYPE_CHECKING:
    from collections.abc import Callable


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


def test_a_history_that_another_process_holds_is_told_apart_from_a_damaged_one(
    path: Path, refusal: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PATIENCE_SECONDS", 0.05)
    with held(path, "BEGIN EXCLUSIVE"):
        assert refusal(path) == "is held open by another program: close that and run again"


@needs_posix
def test_a_file_that_this_user_may_not_open_is_by_hand(
    content: bytes, refusal: Callable[[Path], str]
) -> None:
    with seen_by_an_ordinary_user(content, folder=0o777, file=0o000) as path:
        assert "cannot be opened" in refusal(path)


def seen(folder: Path) -> dict[str, bytes]:
    """Return all that is in a folder."""
    return {each.name: each.read_bytes() for each in folder.iterdir()}
