"""What is handed over is private and whole, and nothing is overwritten unasked."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING

import pytest

from monitor import durable
from monitor.errors import UsageFault
from monitor.publishing.handover import hand_over

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(sys.platform == "win32", reason="modes are inherited on Windows")
@pytest.mark.parametrize("overwrite", [False, True])
def test_only_this_user_can_read_it(tmp_path: Path, *, overwrite: bool) -> None:
    path = tmp_path / "file"
    hand_over(path, b"content", overwrite=overwrite)
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"mine")
    with pytest.raises(UsageFault, match="is there already: give another name, or --force"):
        hand_over(path, b"content")
    assert path.read_bytes() == b"mine"
    hand_over(path, b"content", overwrite=True)
    assert path.read_bytes() == b"content"


def test_a_link_is_left_alone_and_never_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to(target)
    with pytest.raises(UsageFault, match="is there already"):
        hand_over(link, b"content")
    hand_over(link, b"content", overwrite=True)
    assert not link.is_symlink()
    assert not target.exists()


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match=r"file cannot be written \(No such file or directory\)"):
        hand_over(tmp_path / "missing" / "file", b"content")


def test_nothing_is_left_of_a_file_that_did_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(durable, "write_file", full)
    with pytest.raises(UsageFault, match="cannot be written"):
        hand_over(tmp_path / "file", b"content")
    assert list(tmp_path.iterdir()) == []
