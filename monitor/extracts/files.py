"""Finding an extract's file, and taking a private copy of it that did not change meanwhile."""

from __future__ import annotations

import codecs
import hashlib
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

    def __init__(self, name: str, file: BinaryIO) -> None:
        """Begin where the file stands."""
        self.name = name
        self.size = 0
        self._file = file
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Return the hash of the bytes that were read."""
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most so many; none at the end."""
        piece = self._file.read(size)
        self.size += len(piece)
        self._hash.update(piece)
        return piece


def newest_match(folder: Path, pattern: str) -> Path:
    """Return the file at `pattern`, or the newest of those that match it (then the last by name).

    Raises `ExtractRefused` where there is none.
    """
    path = folder / pattern
    if not any(sign in pattern for sign in "*?[") or path.is_file():
        return path
    with usable_pattern(path.name):
        found = [each for each in matches(folder, pattern) if is_extract(each)]
    if not found:
        message = "no file matches this pattern"
        raise ExtractRefused(message, source=path.name)
    return max(found, key=lambda each: (each.stat().st_mtime_ns, each.name))


def private_copy(path: Path) -> Copy:
    """Read the file whole; it must be the same size and age before and after.

    Raises `ExtractRefused` where it is missing, unreadable, empty, or still being written.
    """
    with _unchanged(path):
        return Copy(path.name, path.read_bytes())


@contextmanager
def streamed(path: Path) -> Iterator[Stream]:
    """Open a file that is larger than memory, to be read once; refused like a private copy.

    What was read of it is to be used only behind the `with`, when it is known to be whole.
    """
    with _unchanged(path), path.open("rb") as file:
        yield Stream(path.name, file)


@contextmanager
def _unchanged(path: Path) -> Iterator[None]:
    """Refuse a file that cannot be read, is empty, or is another when it has been read."""
    with _readable(path):
        before = path.stat()
        if not before.st_size and stat.S_ISREG(before.st_mode):  # a pipe tells no size
            raise ExtractRefused("the file is empty", source=path.name)
        yield
        after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        message = "the file changed while it was read; wait until the export is finished"
        raise ExtractRefused(message, source=path.name)


def declared_count(path: Path) -> int | None:
    """Return the number in the `.count` file beside `path`; None where there is no such file.

    Raises `ExtractRefused` where it cannot be read, or holds anything but one whole number.
    """
    beside = _beside(path)
    if beside is None:
        return None
    number = _WHOLE_NUMBER.fullmatch(_text(private_copy(beside).content))
    if number is None:
        message = "it must hold one whole number, and nothing else"
        raise ExtractRefused(message, source=beside.name)
    return int(number[1])


def open_end(source: str, row: int) -> ExtractRefused:
    """Return the refusal of a file whose last line has no line end."""
    message = (
        "the last line has no line end: the file may be cut off, and no control total (such as a "
        ".count file beside it) proves it whole"
    )
    return ExtractRefused(message, source=source, row=row)


def modified_on(path: Path) -> date:
    """Return the day, in Europe/London, on which the file was last written.

    Raises `ExtractRefused` where it cannot be told.
    """
    with _readable(path):
        return datetime.fromtimestamp(path.stat().st_mtime, tz=LONDON).date()


def _beside(path: Path) -> Path | None:
    """Return the `.count` file beside an extract, in capitals or not."""
    wanted = f"{path.name}{COUNT_FILE}".casefold()
    with _readable(path):
        found = [each for each in path.parent.iterdir() if each.name.casefold() == wanted]
    return min(found, default=None)


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
    """Say whether a path is that of a file, and not of one that tells the count of another."""
    return path.suffix.lower() != COUNT_FILE and path.is_file()


def matches(folder: Path, pattern: str) -> list[Path]:
    """Return the paths that fit a pattern; raises `ValueError` for one that cannot be used."""
    anchor = type(folder)(pattern).anchor
    root = type(folder)(anchor) if anchor else folder
    return list(root.glob(pattern.removeprefix(anchor)))
