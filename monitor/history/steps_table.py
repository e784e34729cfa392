"""The steps of episodes, each written by the run of a night, and gone with that run alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.history.answers_table import as_texts, typed
from monitor.history.digests import digest, hold, rows_of
from monitor.judgement.steps import STEP_TYPES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator
    from datetime import date

    import pandas as pd

_COLUMNS = ("run", *STEP_TYPES)
_NAMES = ", ".join(_COLUMNS)
#: Steps count once their night is published.
_PUBLISHED = "run NOT IN (SELECT id FROM runs WHERE state = 'prepared')"


class StepsTable:
    """The steps in an open history; its callers open the transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use the open connection; its caller closes it."""
        self._connection = connection

    def add(self, steps: pd.DataFrame, *, run: int) -> None:
        """Write down the steps of a run."""
        if steps.empty:
            return
        rows = as_texts(steps).assign(run=run)[list(_COLUMNS)].to_numpy().tolist()
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        self._connection.executemany(
            f"INSERT INTO steps (stored_sha256, {_NAMES}) VALUES ({marks})",  # noqa: S608  (only names and marks of this module)
            [(digest(values), *values) for values in rows],
        )

    def of(self, condition: str = "TRUE", *values: object) -> pd.DataFrame:
        """Return the steps of published nights (`STEP_TYPES`), oldest first."""
        rows = self._rows(f"WHERE {_PUBLISHED} AND {condition} ORDER BY night, id", *values)
        for stored, *found in rows:
            hold(digest(found), stored)
        return typed([row[1:] for row in rows], _COLUMNS, STEP_TYPES)

    def before(self, night: date) -> pd.DataFrame:
        """Return the steps of the nights before a date."""
        return self.of("night < ?", night.isoformat())

    def read_on(self, night: date) -> set[str]:
        """Return the keys of the answers that a published night read."""
        steps = self.of("night = ? AND step IN ('answered', 'refused')", night.isoformat())
        return set(steps["answer"])

    def remove_runs(self, condition: str, *values: object) -> None:
        """Delete the steps that the runs of this condition wrote."""
        self._connection.execute(
            f"DELETE FROM steps WHERE run IN (SELECT id FROM runs WHERE {condition})",  # noqa: S608  (conditions of this package)
            values,
        )

    def forget(self, nights: Collection[date]) -> None:
        """Delete the steps of episodes that ended on one of these nights, or before."""
        last = max(nights).isoformat()
        self._connection.execute(
            "DELETE FROM steps WHERE reference IN (SELECT reference FROM steps GROUP BY reference"
            " HAVING max(night) <= ? AND max(CASE WHEN step = 'ended' THEN id ELSE 0 END)"
            " > max(CASE WHEN step IN ('began', 'reopened', 'back') THEN id ELSE 0 END))",
            (last,),
        )
        self._connection.execute("DELETE FROM steps WHERE reference = '' AND night <= ?", (last,))

    def damaged(self, turn: int | None = None) -> Iterator[str]:
        """Yield the nights of changed steps: of all, or of the share that has this turn."""
        for each in rows_of("steps", self._connection, turn):
            found = self._rows("WHERE id >= ? AND id < ?", each.start, each.stop)
            yield from (values[1] for stored, *values in found if digest(values) != stored)

    def _rows(self, condition: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(
            f"SELECT stored_sha256, {_NAMES} FROM steps {condition}",  # noqa: S608  (as above)
            values,
        ).fetchall()
