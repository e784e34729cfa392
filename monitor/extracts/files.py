"""Finding an extract's file, and taking a private copy of it that did not change meanwhile."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Copy:
    """The bytes of a file as they were at one moment."""

    name: str
    content: bytes

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """Return the hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def newest_match(folder: Path, pattern: str) -> Path:
    """Return the file at `pattern`, or the newest of those that match it (then the last by name).

    Raises `ExtractRefused` where there is none.
    """
    path = folder / pattern
    if not any(sign in pattern for sign in "*?[") or path.is_file():
        return path
    try:
        matches = [each for each in _matches(folder, pattern) if each.is_file()]
    except ValueError as wrong:
        raise ExtractRefused("this pattern cannot be used", source=path.name) from wrong
    if not matches:
        message = "no file matches this pattern"
        raise ExtractRefused(message, source=path.name)
    return max(matches, key=lambda each: (each.stat().st_mtime_ns, each.name))


def private_copy(path: Path) -> Copy:
    """Read the file whole; it must be the same size and age before and after.

    Raises `ExtractRefused` where it is missing, unreadable, empty, or still being written.
    """
    try:
        before = path.stat()
        content = path.read_bytes()
        after = path.stat()
    except FileNotFoundError as missing:
        raise ExtractRefused("there is no such file", source=path.name) from missing
    except OSError as unreadable:
        message = f"the file cannot be read ({unreadable.strerror})"
        raise ExtractRefused(message, source=path.name) from unreadable
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        message = "the file changed while it was read; wait until the export is finished"
        raise ExtractRefused(message, source=path.name)
    if not content:
        raise ExtractRefused("the file is empty", source=path.name)
    return Copy(path.name, content)


def _matches(folder: Path, pattern: str) -> list[Path]:
    anchor = type(folder)(pattern).anchor
    root = type(folder)(anchor) if anchor else folder
    return list(root.glob(pattern.removeprefix(anchor)))
