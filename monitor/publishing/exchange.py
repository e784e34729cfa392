"""The workbook of a folder that people write in: a new one for an old one, and nothing is lost."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from monitor import durable

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

log = logging.getLogger("monitor")

#: Each file of this kind is read, so that a copy of it, whatever it is called, is read too.
WORKBOOK = "answers.xlsx"
_STEM, _ENDING = WORKBOOK.split(".")


def workbooks_in(folder: Path) -> list[Path]:
    """Return the workbooks of answers in a folder; Excel's own lock files are none of them."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.name.casefold().startswith(_STEM)
        and path.suffix.casefold() == f".{_ENDING}"
        and path.is_file()
    )


def exchange_workbook(
    folder: Path, content: bytes, *, held: Collection[str], unread: Collection[str], night: date
) -> None:
    """Put a new workbook in place of the old ones; raises `OSError` where it cannot be written.

    `held` are the hashes of those that the history holds: only these are deleted, once the new one
    is there. One that changed since is set aside and read the next night. One that could not be
    read (`unread`, by name), or that is open in Excel, is left, and the new one gets a name of its
    own.
    """
    fresh, done = hashlib.sha256(content).hexdigest(), []
    for path in workbooks_in(folder):
        found, is_usual = _hash(path), path.name.casefold() == WORKBOOK
        if path.name in unread or (is_usual and found == fresh):
            continue
        if is_usual or found in held:
            aside = _set_aside(path)
            if aside is not None and _hash(aside) in held:
                done.append(aside)
    left = [path for path in workbooks_in(folder) if path not in done]
    is_free = all(path.name.casefold() != WORKBOOK for path in left)
    if is_free or fresh not in map(_hash, left):
        target = folder / WORKBOOK if is_free else _free(folder, night.isoformat())
        durable.share_file(target, content, to_write=True)
    for path in done:
        with suppress(OSError):
            path.unlink()


def _set_aside(path: Path) -> Path | None:
    """Rename a workbook to a name under which it is read all the same; None where it is open."""
    aside = _free(path.parent, "set-aside")
    try:
        durable.move(path, aside)
    except OSError:
        log.warning("a workbook of answers is open in another program, and was left as it is")
        return None
    return aside


def _free(folder: Path, word: str) -> Path:
    names = (f"{_STEM}-{word}-{number}.{_ENDING}" for number in count(1))
    return next(path for path in map(folder.joinpath, names) if not path.exists())


def _hash(path: Path) -> str:
    """Return the hash of a file; blank where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
