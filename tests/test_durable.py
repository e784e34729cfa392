"""The differences of platforms stand in one place."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

import pytest

from monitor import durable

if TYPE_CHECKING:
    from pathlib import Path


def _refused(*_: object, **__: object) -> NoReturn:
    raise PermissionError


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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows inherits permissions")
@pytest.mark.parametrize("mask", [0o077, 0o022])
def test_a_shared_file_is_read_by_those_who_may_read_its_folder(tmp_path: Path, mask: int) -> None:
    tmp_path.chmod(0o750)
    before = os.umask(mask)
    try:
        durable.share_file(tmp_path / "a", b"1")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_share_that_decides_by_itself_who_may_read_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathlib.Path.chmod", _refused)
    durable.share_file(tmp_path / "a", b"1")
    assert (tmp_path / "a").read_bytes() == b"1"


def test_on_windows_a_shared_file_inherits_its_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "_PLATFORM", "win32")
    monkeypatch.setattr("pathlib.Path.chmod", lambda *_, **__: pytest.fail("it was changed"))
    durable.share_file(tmp_path / "a", b"1")


def test_a_folder_that_is_moved_within_its_parent_is_moved(folders: tuple[Path, Path]) -> None:
    durable.move(folders[0], folders[0].parent / "c")
    assert (folders[0].parent / "c" / "a").exists()


def test_a_folder_that_is_not_there_is_already_removed(tmp_path: Path) -> None:
    durable.remove_folder(tmp_path / "nowhere")
