"""stdout and stderr where they are closed, or lead to a disk that is full."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


def open_closed_streams() -> None:
    """Open the streams that were closed before the start: the history would get their numbers."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115  (open to the end)
            setattr(sys, name, nowhere)


def emptied(stream: TextIO) -> None:
    """Write what a stream still holds; the interpreter would fail at it, with a code of its own."""
    try:
        stream.flush()
    except OSError:
        silence(stream)


def silence(stream: TextIO) -> None:
    """Send what is written to this stream to the null device from now on."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
