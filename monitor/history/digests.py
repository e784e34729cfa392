"""Hashes of what is stored, and the exception where something is not as it was written."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

#: A run checks one in this many stored rows when it opens the history; each night others.
SHARES = 16
_BLOCK = 256
#: All rows of a table, as the ranges of their numbers.
EVERY_ROW = (range(2**63 - 1),)


class Damaged(Exception):
    """Something that is stored is not as it was written."""


def digest(values: Sequence[object]) -> str:
    """Return the hash of a row; a value of a type that is never written gives another hash."""
    return hashlib.sha256(json.dumps(list(values), default=repr).encode()).hexdigest()


def digest_of_bytes(content: object) -> str:
    """Return the hash of bytes; of anything else that of none."""
    return hashlib.sha256(content if isinstance(content, bytes) else b"").hexdigest()


def hold(found: str, stored: str) -> None:
    """Raise `Damaged` where the hash of what was found is not the stored one."""
    if found != stored:
        raise Damaged


def share(turn: int, last: int, *, block: int) -> Iterator[range]:
    """Yield the ranges of row numbers up to `last` that are checked at this turn.

    Rows are taken in blocks; each row has its turn once in `SHARES`, whatever is added or deleted.
    """
    first = turn % SHARES * block
    yield from (range(each, each + block) for each in range(first, last + 1, SHARES * block))


def rows_of(table: str, connection: sqlite3.Connection, turn: int | None) -> Iterable[range]:
    """Return the ranges of all rows of a table, or of the share that has this turn."""
    if turn is None:
        return EVERY_ROW
    ((last,),) = connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608  (a table of this package)
    return share(turn, last, block=_BLOCK)
