"""Files that survive a crash and that nobody else can read; every difference of platforms is here.

On Linux folders are synced and exchanged in one step; on Windows modes are inherited from the
folder above, folders cannot be synced, and an exchange is two renames.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Plain text to the type checker, so that it reads the parts of every platform.
_PLATFORM: str = sys.platform
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
_READ, _WRITE = 0o444, 0o222
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_CREATE |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_CURRENT_FOLDER, _EXCHANGE = -100, 2


def make_folder(path: Path) -> None:
    """Create a private folder; one that is there already is an error, a link to one as well."""
    path.mkdir(mode=_PRIVATE_FOLDER)


def write_file(path: Path, content: bytes) -> None:
    """Create a private file and wait until it is on the disk; it must not be there already."""
    handle = os.open(path, _CREATE, _PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file in one step: readers see the old or the new one, never a part."""
    fresh = replacement_of(path)
    fresh.unlink(missing_ok=True)
    write_file(fresh, content)
    os.replace(fresh, path)  # noqa: PTH105  (the same call for every platform, named in tests)
    sync_folder(path.parent)


def share_file(path: Path, content: bytes, *, to_write: bool = False) -> None:
    """Replace a file in one step in a folder of others, whose permissions it takes on.

    The mask of the user that runs the job says nothing about who may read a copy: the folder does,
    and about who may write in it, where it is there to be written in.
    """
    fresh = replacement_of(path)
    fresh.unlink(missing_ok=True)
    with fresh.open("xb") as file:
        file.write(content)
        file.flush()
        _open_as_folder(fresh, _READ | _WRITE if to_write else _READ)
        os.fsync(file.fileno())
    os.replace(fresh, path)  # noqa: PTH105  (as above)
    sync_folder(path.parent)


def _open_as_folder(path: Path, rights: int) -> None:
    """Give the users of its folder the same rights to a file, where the umask took them away.

    A share decides by itself who may read, and may refuse the change.
    """
    if _PLATFORM == "win32":
        return
    others = path.parent.stat().st_mode & rights
    with suppress(PermissionError):
        path.chmod(_PRIVATE_FILE | others)


def others_can_read(path: Path) -> bool:
    """True if every user of this machine may read a file; on Windows its folder decides."""
    return _PLATFORM != "win32" and bool(path.stat().st_mode & stat.S_IROTH)


def replacement_of(path: Path) -> Path:
    """Return the name under which the new content of a file waits for its place."""
    return path.with_name(f".{path.name}.new")


def sync_file(path: Path) -> None:
    """Wait until what was written to a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk, where the platform can."""
    if _PLATFORM == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move(source: Path, target: Path) -> None:
    """Rename a folder to a name that is free, and wait until both parents know it."""
    os.rename(source, target)  # noqa: PTH104  (the same call for every platform, named in tests)
    sync_folder(target.parent)
    if source.parent != target.parent:
        sync_folder(source.parent)


def exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step; return False where the system cannot.

    Linux offers it as renameat2(2), though not on every file system (NFS has none).
    """
    if not _PLATFORM.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(first), os.fsencode(second)
    failed = rename(_CURRENT_FOLDER, names[0], _CURRENT_FOLDER, names[1], _EXCHANGE)
    if failed:
        return False
    sync_folder(first.parent)
    sync_folder(second.parent)
    return True


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it; links are removed and not followed."""
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
