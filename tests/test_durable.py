"""The differences of platforms stand in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor import durable

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Make two folders with a file each."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    return tmp_path / "a", tmp_path / "b"


def test_two_folders_are_exchanged_in_one_step(folders: tuple[Path, Path]) -> None:
    assert durable.exchange(*folders)
    assert (folders[0] / "b").exists()
    assert (folders[1] / "a").exists()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_where_the_system_has_no_exchange_it_says_so(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(durable, "_PLATFORM", platform)
    assert not durable.exchange(*folders)
    assert (folders[0] / "a").exists()


def test_where_the_library_has_no_exchange_it_says_so(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: object())
    assert not durable.exchange(*folders)


def test_an_exchange_that_the_file_system_refuses_is_told(folders: tuple[Path, Path]) -> None:
    assert not durable.exchange(folders[0], folders[0] / "nowhere")


def test_folders_cannot_be_synced_on_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "_PLATFORM", "win32")
    durable.sync_folder(tmp_path / "nowhere")


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    durable.write_file(tmp_path / "a", b"1")
    with pytest.raises(FileExistsError):
        durable.write_file(tmp_path / "a", b"2")


def test_a_folder_that_is_moved_within_its_parent_is_moved(folders: tuple[Path, Path]) -> None:
    durable.move(folders[0], folders[0].parent / "c")
    assert (folders[0].parent / "c" / "a").exists()


def test_a_folder_that_is_not_there_is_already_removed(tmp_path: Path) -> None:
    durable.remove_folder(tmp_path / "nowhere")
