"""Histories with a night, as another program, another user or a killed run may leave them."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.history.store import HISTORY, look_into_history, open_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from monitor.history.nights import Nights

OPENERS: dict[str, Callable[[Path], AbstractContextManager[Nights]]] = {
    "the run": open_history,
    "a reader": look_into_history,
}
_NOBODY = 65534
needs_posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has other rights and no kill of this kind"
)


@contextmanager
def held(path: Path, *statements: str) -> Iterator[None]:
    """Hold the history in another connection, as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement).fetchone()
        yield


@contextmanager
def seen_by_an_ordinary_user(content: bytes, *, folder: int, file: int) -> Iterator[Path]:
    """Make a history with these modes, and be a user whom modes hold while it is used."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / HISTORY
        path.write_bytes(content)
        path.chmod(file)
        path.parent.chmod(folder)
        user = os.geteuid()
        if user == 0:
            os.seteuid(_NOBODY)
        try:
            yield path
        finally:
            os.seteuid(user)
            path.parent.chmod(0o700)
