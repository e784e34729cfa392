"""The nights of a history: prepared, published, read again, and forgotten."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from monitor.errors import ReportsInPlace
from monitor.history import frames
from monitor.history.answers_table import AnswersTable
from monitor.history.outbox import Outbox
from monitor.history.transactions import transaction
from monitor.judgement.night import TrendRow
from monitor.judgement.past import Before
from monitor.judgement.snapshot import NO_NIGHT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from monitor.history.entry import Entry

_FIGURES = tuple(TrendRow._fields[1:-1])
_PLAIN = ("night", "manifest_sha256", "compared_with", "accepted", "records_read", "next_life")
_KEPT = (*_PLAIN, "facts", "snapshot")
#: The columns of a snapshot that describe an assessment's life.
LIFE_COLUMNS = (
    *("life", "assessment_id", "child_id"),
    *("status", "deadline", "team", "flags", "missing_nights"),
)


class Prepared(NamedTuple):
    """A night that was prepared and is not yet recorded as published."""

    night: date
    manifest_sha256: str


_DROP = ("DELETE FROM runs WHERE state = 'prepared'",)
_PUBLISH = (
    """
    DELETE FROM runs WHERE state = 'published'
        AND night IN (SELECT night FROM runs WHERE state = 'prepared')
    """,
    "UPDATE runs SET state = 'published' WHERE state = 'prepared'",
)


class Nights:
    """The nights in an open history."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use the open connection; its caller closes it."""
        self._connection = connection
        #: The messages of these nights, and the answers that people gave.
        self.outbox = Outbox(connection)
        self.answers = AnswersTable(connection)

    def published(self) -> tuple[date, ...]:
        """Return the published nights, oldest first."""
        found = self._all("SELECT night FROM runs WHERE state = 'published' ORDER BY night")
        return tuple(date.fromisoformat(night) for (night,) in found)

    def next_life(self, as_at: date) -> int:
        """Return the number for the next new assessment: none that another night has given."""
        ((next_life,),) = self._all(
            "SELECT coalesce(max(next_life), 0) FROM runs WHERE state = 'published' AND night <> ?",
            as_at.isoformat(),
        )
        return int(next_life)

    def trend(self, nights: Collection[date]) -> tuple[TrendRow, ...]:
        """Return the figures of these nights, oldest first: the service's, then every team's."""
        marks = ", ".join("?" * len(nights))
        columns = ", ".join(_FIGURES)
        found = self._all(
            f"SELECT night, place, {columns} FROM runs JOIN figures ON run = id"  # noqa: S608  (only names and marks of this module)
            f" WHERE state = 'published' AND night IN ({marks}) ORDER BY night, place",
            *(night.isoformat() for night in nights),
        )
        return tuple(
            TrendRow(*(date.fromisoformat(night), *figures, place == 0))
            for night, place, *figures in found
        )

    def facts(self, night: date) -> tuple[str, dict[str, Any]]:
        """Return the hash of a published night's manifest, and its facts."""
        ((manifest, facts),) = self._all(
            "SELECT manifest_sha256, facts FROM runs WHERE night = ? AND state = 'published'",
            night.isoformat(),
        )
        return manifest, json.loads(facts)

    def records(self, night: date) -> pd.DataFrame:
        """Return the records of a published night (`REMEMBERED`), the vanished at the end."""
        ((content,),) = self._all(
            "SELECT snapshot FROM runs WHERE night = ? AND state = 'published'", night.isoformat()
        )
        return frames.from_bytes(content)

    def before(self, night: date) -> Before:
        """Return a published night as a later one is compared with it."""
        ((content, read, facts),) = self._all(
            "SELECT snapshot, records_read, facts FROM runs"
            " WHERE night = ? AND state = 'published'",
            night.isoformat(),
        )
        kept = json.loads(facts)
        return Before(
            night=night,
            records=frames.from_bytes(content),
            read=read,
            problems=kept["problems"],
            records_since={
                source["records_sha256"]: source["records_since"]
                for source in kept["inputs"]
                if source.get("records_sha256")
            },
            alarms=frozenset((code, about) for code, about in kept.get("alarms", ())),
        )

    def lives_of(self, identifier: str, *, before: date) -> set[int]:
        """Return the assessments that once had this assessment id or child id."""
        found: set[int] = set()
        for _, content in self._snapshots(before):
            ids = frames.from_bytes(content, ("life", "assessment_id", "child_id"))
            has = (ids[["assessment_id", "child_id"]] == identifier).any(axis="columns")
            found |= set(ids.loc[has, "life"].tolist())
        return found

    def lives(self, lives: Collection[int], *, before: date) -> pd.DataFrame:
        """Return what each night before a date found of these: `night` and `LIFE_COLUMNS`."""
        parts = [NO_NIGHT[list(LIFE_COLUMNS)].assign(night=None)]
        for night, content in self._snapshots(before):
            snapshot = frames.from_bytes(content, LIFE_COLUMNS)
            found = snapshot[snapshot["life"].isin(list(lives))]
            parts.append(found.assign(night=date.fromisoformat(night)))
        return pd.concat(parts, ignore_index=True)

    def prepared(self) -> Prepared | None:
        """Return the night that an interruption left between prepared and published."""
        found = self._all("SELECT night, manifest_sha256 FROM runs WHERE state = 'prepared'")
        return Prepared(date.fromisoformat(found[0][0]), found[0][1]) if found else None

    def prepare(self, entry: Entry) -> None:
        """Record the night, whose reports are staged and not yet in place."""
        kept = (
            entry.night.isoformat(),
            entry.manifest_sha256,
            entry.compared_with and entry.compared_with.isoformat(),
            entry.accepted,
            entry.records_read,
            entry.next_life,
            json.dumps(entry.facts, ensure_ascii=False),
            frames.to_bytes(entry.snapshot),
        )
        figures = [(place, *row[1:-1]) for place, row in enumerate(entry.figures)]
        columns, marks = ", ".join(_KEPT), ", ".join("?" * len(_KEPT))
        with transaction(self._connection):
            self._connection.execute("DELETE FROM runs WHERE state = 'prepared'")
            run = self._connection.execute(
                f"INSERT INTO runs (state, stored_sha256, {columns})"  # noqa: S608  (as above)
                f" VALUES ('prepared', ?, {marks})",
                (_digest(kept, figures), *kept),
            ).lastrowid
            self._connection.executemany(
                f"INSERT INTO figures (run, place, {', '.join(_FIGURES)})"  # noqa: S608  (as above)
                f" VALUES (?, ?, {', '.join('?' * len(_FIGURES))})",
                [(run, *row) for row in figures],
            )
            self.outbox.hold(entry.messages, made_at=entry.made_at)

    def settle(self, *, in_place: bool) -> None:
        """Publish the prepared night, whose reports are in place, or drop what was prepared.

        Its messages are let go with it, or dropped with it. Raises `ReportsInPlace` where that
        cannot be written down: the next run will.
        """
        try:
            with transaction(self._connection):
                prepared = self.prepared()
                if in_place and prepared is not None:
                    self.outbox.release(prepared.night)
                else:
                    self.outbox.drop_held()
                for statement in _PUBLISH if in_place else _DROP:
                    self._connection.execute(statement)
        except sqlite3.Error as fault:
            if not in_place:
                raise
            message = (
                "the reports of the night are in place, but the history could not be told "
                "(is the disk full?); the next run tells it"
            )
            raise ReportsInPlace(message) from fault

    def forget(self, nights: Collection[date]) -> None:
        """Delete these nights; what they held is overwritten in the file (`secure_delete`)."""
        with transaction(self._connection):
            self.outbox.forget(nights)
            self._connection.executemany(
                "DELETE FROM runs WHERE night = ?", [(night.isoformat(),) for night in nights]
            )

    def damaged(self) -> tuple[str, ...]:
        """Return the nights whose stored records or messages are not those that were written."""
        columns = ", ".join(_KEPT)
        runs = self._connection.execute(f"SELECT id, stored_sha256, {columns} FROM runs")  # noqa: S608  (as above)
        of_records = [
            kept[0] for run, digest, *kept in runs if _digest(kept, self._figures(run)) != digest
        ]
        return (*of_records, *self.outbox.damaged())

    def _snapshots(self, before: date) -> Iterator[tuple[str, bytes]]:
        return self._connection.execute(
            "SELECT night, snapshot FROM runs WHERE state = 'published' AND night < ?"
            " ORDER BY night",
            (before.isoformat(),),
        )

    def _figures(self, run: int) -> list[tuple[Any, ...]]:
        columns = ", ".join(("place", *_FIGURES))
        return self._all(f"SELECT {columns} FROM figures WHERE run = ? ORDER BY place", run)  # noqa: S608  (as above)

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()


def _digest(kept: Sequence[object], figures: Sequence[Sequence[object]]) -> str:
    """Return the hash of all that is stored of a night: the snapshot, and the rest as JSON."""
    *plain, content = kept
    digest = hashlib.sha256(content if isinstance(content, bytes) else b"")
    digest.update(json.dumps([plain, [list(row) for row in figures]]).encode())
    return digest.hexdigest()
