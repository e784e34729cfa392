"""A file that a command writes where it was asked to: private, whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from monitor import durable
from monitor.errors import UsageFault
from monitor.publishing.folder import why

if TYPE_CHECKING:
    from pathlib import Path


def hand_over(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a file that only this user can read; raises `UsageFault` where that cannot be."""
    if not overwrite and (path.exists() or path.is_symlink()):
        raise UsageFault(f"{path} is there already: give another name, or --force to overwrite it")
    try:
        durable.replace_file(path, content)
    except OSError as fault:
        with suppress(OSError):
            durable.replacement_of(path).unlink()
        raise UsageFault(f"{path} cannot be written ({why(fault)})") from fault
