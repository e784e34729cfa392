"""Finding an extract's file, and taking a private copy of it that did not change meanwhile."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.records.dates import LONDON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path
    from typing import BinaryIO

#: What the file beside an extract ends with that says how many records the extract holds.
COUNT_FILE = ".count"
#: A larger file is refused, where nothing else is said.
MAXIMUM_MB = 2000
_MEGABYTE = 1_000_000
_WHOLE_NUMBER = re.compile(r"\s*([0-9]{1,18})\s*")


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


class Stream:
    """The bytes of a file as they are read, once and in order; counted and hashed on the way."""

    def __init__(self, name: str, file: BinaryIO, most: int) -> None:
        """Begin where the file stands; it has at most `most` bytes."""
        self.name = name
        self._most = most
        self.size = 0
        self._file = file
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Return the hash of the bytes that were read."""
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        piece = self._file.read(size)
        self.size += len(piece)
        if self.size > self._most:
            raise _changed(self.name)
        self._hash.update(piece)
        return piece


def newest_match(folder: Path, pattern: str) -> Path:
    """Return the newest file at a pattern, then the last by name; raises `ExtractRefused`."""
    path = folder / pattern
    if not any(sign in pattern for sign in "*?[") or path.is_file():
        return path
    with usable_pattern(path.name):
        found = [each for each in matches(folder, pattern) if is_extract(each)]
    if not found:
        raise ExtractRefused("no file matches this pattern", source=path.name)
    return max(found, key=lambda each: (each.stat().st_mtime_ns, each.name))


def private_copy(path: Path, *, maximum_mb: int = MAXIMUM_MB) -> Copy:
    """Read a regular file whole; it must be the same size and age before and after.

    Raises `ExtractRefused` where it is missing, unreadable, empty, too large, no regular file (a
    pipe would be waited for), or still being written.
    """
    with _unchanged(path, maximum_mb) as (file, size):
        content = file.read(size + 1)
        if len(content) != size:
            raise _changed(path.name)
        return Copy(path.name, content)


@contextmanager
def streamed(path: Path, *, maximum_mb: int = MAXIMUM_MB) -> Iterator[Stream]:
    """Open a file that is larger than memory, to be read once; refused like a private copy.

    What was read of it is to be used only behind the `with`, when it is known to be whole.
    """
    with _unchanged(path, maximum_mb) as (file, size):
        yield Stream(path.name, file, size)


@contextmanager
def _unchanged(path: Path, maximum_mb: int) -> Iterator[tuple[BinaryIO, int]]:
    """Open a regular file, and give its size; refuse one that is another when it was read."""
    with _readable(path), open(path, "rb", opener=_without_waiting) as file:
        before = os.fstat(file.fileno())
        _refuse_unusual(before, maximum_mb, source=path.name)
        yield file, before.st_size
        after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise _changed(path.name)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe in its place is opened at once, and is not waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_unusual(found: os.stat_result, maximum_mb: int, *, source: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise ExtractRefused("this is no file but a pipe or a device", source=source)
    if not found.st_size:
        raise ExtractRefused("the file is empty", source=source)
    if found.st_size > maximum_mb * _MEGABYTE:
        size = f"{found.st_size // _MEGABYTE:,} MB"
        message = f"the file has {size}, more than maximum_size_mb = {maximum_mb:,}"
        raise ExtractRefused(message, source=source)


def _changed(source: str) -> ExtractRefused:
    message = "the file changed while it was read; wait until the export is finished"
    return ExtractRefused(message, source=source)


def declared_count(path: Path) -> int | None:
    """Return the number in the `.count` file beside a path, if any; raises `ExtractRefused`."""
    wanted = f"{path.name}{COUNT_FILE}".casefold()  # in capitals or not
    with _readable(path):
        found = [each for each in path.parent.iterdir() if each.name.casefold() == wanted]
    if (beside := min(found, default=None)) is None:
        return None
    number = _WHOLE_NUMBER.fullmatch(_text(private_copy(beside, maximum_mb=1).content))
    if number is None:
        raise ExtractRefused("it must hold one whole number, and nothing else", source=beside.name)
    return int(number[1])


def open_end(source: str, row: int) -> ExtractRefused:
    """Return the refusal of a file whose last line has no line end."""
    message = (
        "the last line has no line end: the file may be cut off, and no control total (such as a "
        ".count file beside it) proves it whole"
    )
    return ExtractRefused(message, source=source, row=row)


def modified_on(path: Path) -> date:
    """Return the day in Europe/London on which a file was last written; raises `ExtractRefused`."""
    with _readable(path):
        return datetime.fromtimestamp(path.stat().st_mtime, tz=LONDON).date()


@contextmanager
def usable_pattern(shown: str) -> Iterator[None]:
    """Refuse the extract where its pattern cannot be used; `shown` is what is said of it."""
    try:
        yield
    except ValueError as wrong:
        raise ExtractRefused("this pattern cannot be used", source=shown) from wrong


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as missing:
        raise ExtractRefused("there is no such file", source=path.name) from missing
    except OSError as unreadable:
        message = f"the file cannot be read ({unreadable.strerror})"
        raise ExtractRefused(message, source=path.name) from unreadable


def _text(content: bytes) -> str:
    """Return the text of a few words; what cannot be decoded becomes a sign that no word has."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if wide else "utf-8-sig", errors="replace")


def is_extract(path: Path) -> bool:
    """True if a path is that of a file, and not of one that holds the count of another."""
    return path.suffix.lower() != COUNT_FILE and path.is_file()


def matches(folder: Path, pattern: str) -> list[Path]:
    """Return the paths that fit a pattern; raises `ValueError` for one that cannot be used."""
    anchor = type(folder)(pattern).anchor
    root = type(folder)(anchor) if anchor else folder
    return list(root.glob(pattern.removeprefix(anchor)))
