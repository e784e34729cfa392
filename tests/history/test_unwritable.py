"""A history that cannot be written for now is left as it was, and the night waits or is refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from monitor.errors import HistoryUnusable, ReportsInPlace
from monitor.history import store
from monitor.history.store import look_into_history, open_history
from tests.history.entries import THURSDAY, WEDNESDAY, entry, snapshot_of
from tests.history.histories import (
    held,
    needs_posix,
    seen_by_an_ordinary_user,
)
from tests.support.worlds import history_below

if TYPE_CHECKING:
    from pathlib import Path


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
