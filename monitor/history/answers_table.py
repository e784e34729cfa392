"""The answers that people gave, by the assessment's life: added to, and never changed."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from monitor.history.digests import digest, hold, rows_of
from monitor.history.transactions import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator


@dataclass(frozen=True)
class StoredAnswer:
    """An answer as it is stored: about which life, and the newest night when it was first read."""

    life: int
    night: date
    kind: str
    reason: str
    by: str
    words: str
    #: The file that it was read from and its row; blank and 0 where it was given as a command.
    source: str
    source_row: int
    #: When it was written down: an ISO text in UTC.
    entered_at: str


_COLUMNS = tuple(each.name for each in fields(StoredAnswer))
_NAMES = ", ".join(f'"{column}"' for column in _COLUMNS)


class AnswersTable:
    """The answers in an open history."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use the open connection; its caller closes it."""
        self._connection = connection

    def write(self, answers: Iterable[StoredAnswer]) -> int:
        """Write down the answers that are not held yet, together; return how many these are."""
        held = {_said(each) for each in self.all()}
        fresh = list({_said(each): each for each in answers if _said(each) not in held}.values())
        with transaction(self._connection):
            self._add(fresh)
        return len(fresh)

    def _add(self, answers: Iterable[StoredAnswer]) -> None:
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        self._connection.executemany(
            f"INSERT INTO answers (stored_sha256, {_NAMES}) VALUES ({marks})",  # noqa: S608  (only names and marks of this module)
            [(digest(values), *values) for values in map(_values, answers)],
        )

    def all(self) -> tuple[StoredAnswer, ...]:
        """Return every answer, in the order in which they were written down."""
        rows = self._connection.execute(f"SELECT stored_sha256, {_NAMES} FROM answers ORDER BY id")  # noqa: S608  (as above)
        return tuple(_read(*row) for row in rows)

    def explained(self) -> dict[int, date]:
        """Return the newest night on which each life's going was explained."""
        return {each.life: each.night for each in self.all() if each.kind == "explained"}

    def forget(self, nights: Collection[date]) -> None:
        """Delete the words of answers first read up to the last of these nights."""
        last = max(nights).isoformat()
        held = [each for each in self.all() if each.night.isoformat() <= last and each.words]
        for each in held:
            values = _values(each)
            bare = tuple(
                "" if name == "words" else value
                for name, value in zip(_COLUMNS, values, strict=True)
            )
            self._connection.execute(
                "UPDATE answers SET words = '', stored_sha256 = ? WHERE stored_sha256 = ?",
                (digest(bare), digest(values)),
            )

    def damaged(self, turn: int | None = None) -> Iterator[str]:
        """Yield the nights of changed answers: of all, or of the share that has this turn."""
        for each in rows_of("answers", self._connection, turn):
            found = self._connection.execute(
                f"SELECT stored_sha256, {_NAMES} FROM answers WHERE id >= ? AND id < ?",  # noqa: S608  (as above)
                (each.start, each.stop),
            )
            yield from (values[1] for stored, *values in found if digest(values) != stored)


def _read(stored: str, *values: Any) -> StoredAnswer:  # noqa: ANN401  (of the columns' types)
    hold(digest(values), stored)
    life, night, *others = values
    return StoredAnswer(life, date.fromisoformat(night), *others)


def _said(answer: StoredAnswer) -> tuple[object, ...]:
    """Return what an answer says, whenever and wherever it was read."""
    return answer.life, answer.kind, answer.reason, answer.by, answer.words


def _values(answer: StoredAnswer) -> tuple[object, ...]:
    life, night, *others = astuple(answer)
    return (life, night.isoformat(), *others)
