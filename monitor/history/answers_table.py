"""The answers as people gave them: added to, and never changed but for words that are forgotten.

What became of each is in the steps (`steps_table`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from monitor.assessments.no_rows import no_rows
from monitor.history.digests import digest, hold, rows_of
from monitor.judgement.thread import GIVEN_TYPES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

_COLUMNS = (
    *("night", "reference", "child_id", "assessment_id", "kind", "until", "reason", "by", "words"),
    *("given_on", "source", "source_row", "entered_at", "faults", "said"),
)
_NAMES = ", ".join(f'"{column}"' for column in _COLUMNS)
#: What is forgotten with the nights. A kind or a reason that is on no list may be anything that
#: somebody typed, and goes too.
_FORGOTTEN = ("child_id", "assessment_id", "words")
_TYPED = {"kind": "unknown_kind", "reason": "unknown_"}


class AnswersTable:
    """The answers in an open history; its callers open the transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use the open connection; its caller closes it."""
        self._connection = connection

    def add(self, answers: pd.DataFrame, *, night: date, entered_at: str) -> int:
        """Write down the answers (`GIVEN_TYPES`) that are not held yet; return how many these are.

        `night` is the night whose words they are forgotten with.
        """
        if answers.empty:
            return 0
        held = set(self.all()["said"])
        fresh = answers[~answers["said"].isin(held)].drop_duplicates("said")
        rows = as_texts(fresh).assign(night=night.isoformat(), entered_at=entered_at)
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        self._connection.executemany(
            f"INSERT INTO answers (stored_sha256, {_NAMES}) VALUES ({marks})",  # noqa: S608  (only names and marks of this module)
            [(digest(values), *values) for values in rows[list(_COLUMNS)].to_numpy().tolist()],
        )
        return len(fresh)

    def all(self) -> pd.DataFrame:
        """Return every answer (`GIVEN_TYPES`), in the order in which they were written down."""
        rows = self._rows("ORDER BY id")
        for stored, *values in rows:
            hold(digest(values), stored)
        return typed([row[1:] for row in rows], _COLUMNS, GIVEN_TYPES)

    def forget(self, nights: Collection[date]) -> None:
        """Delete the words and ids of answers written down up to the last of these nights."""
        last = max(nights).isoformat()
        for stored, *values in self._rows("WHERE night <= ?", last):
            held = dict(zip(_COLUMNS, values, strict=True))
            typed_in = [column for column, fault in _TYPED.items() if fault in held["faults"]]
            bare = held | dict.fromkeys((*_FORGOTTEN, *typed_in), "")
            self._connection.execute(
                "UPDATE answers SET child_id = '', assessment_id = '', words = '', kind = ?,"
                " reason = ?, stored_sha256 = ? WHERE stored_sha256 = ?",
                (bare["kind"], bare["reason"], digest(list(bare.values())), stored),
            )

    def damaged(self, turn: int | None = None) -> Iterator[str]:
        """Yield the nights of changed answers: of all, or of the share that has this turn."""
        for each in rows_of("answers", self._connection, turn):
            found = self._rows("WHERE id >= ? AND id < ?", each.start, each.stop)
            yield from (values[0] for stored, *values in found if digest(values) != stored)

    def _rows(self, condition: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(
            f"SELECT stored_sha256, {_NAMES} FROM answers {condition}",  # noqa: S608  (as above)
            values,
        ).fetchall()


def as_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its dates as ISO texts, blank where there is none."""
    dates = {column: rows[column] for column in rows.select_dtypes("datetime").columns}
    texts = {column: days.dt.strftime("%Y-%m-%d").fillna("") for column, days in dates.items()}
    return rows.assign(**texts)


def typed(
    rows: Sequence[Sequence[Any]], columns: Sequence[str], types: Mapping[str, str]
) -> pd.DataFrame:
    """Return stored rows as a table of these types; a blank date is none."""
    if not rows:
        return no_rows(types)
    found = pd.DataFrame(rows, columns=list(columns), dtype="object")[list(types)]
    for column, kind in types.items():
        if kind.startswith("datetime"):
            found[column] = found[column].replace("", None)
    return found.astype(types)
