"""A file that a command writes where it was asked to: private, whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from monitor import durable
from monitor.errors import UsageFault

if TYPE_CHECKING:
    from pathlib import Path


def hand_over(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a file that only this user can read; raises `UsageFault` where it cannot be.

    One that is there already is left alone, unless it is to be overwritten.
    """
    if not overwrite and (path.exists() or path.is_symlink()):
        raise UsageFault(f"{path} is there already: give another name, or --force to overwrite it")
    try:
        durable.replace_file(path, content)
    except OSError as fault:
        with suppress(OSError):
            durable.replacement_of(path).unlink()
        message = f"{path} cannot be written ({fault.strerror or 'system error'})"
        raise UsageFault(message) from fault
