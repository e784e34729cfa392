"""The nights of a history: prepared, published, read again, and forgotten."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from monitor.errors import ReportsInPlace
from monitor.history import frames
from monitor.history.answers_table import AnswersTable
from monitor.history.chain import Chain, Digests
from monitor.history.digests import EVERY_ROW, Damaged, digest, digest_of_bytes, hold, share
from monitor.history.outbox import Outbox
from monitor.history.steps_table import StepsTable
from monitor.history.transactions import transaction
from monitor.judgement.moved_teams import moves_in
from monitor.judgement.night import TrendRow
from monitor.judgement.past import Before
from monitor.settings.readings import deadline_readings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    import pandas as pd

    from monitor.history.entry import Entry

_FIGURES = tuple(TrendRow._fields[1:-1])
_KEPT = (
    *("night", "manifest_sha256", "compared_with", "accepted", "records_read", "next_life"),
    "facts",
)


class Prepared(NamedTuple):
    """A night that was prepared and is not yet recorded as published."""

    night: date
    manifest_sha256: str


#: What a prepared night takes the place of.
_REPLACED = """
    state = 'published' AND night IN (SELECT night FROM runs WHERE state = 'prepared')
"""
_WHOLE_RUNS = """
    SELECT id, night, facts, content, facts_sha256, figures_sha256, snapshot_sha256
    FROM runs JOIN chain ON chain.run = id LEFT JOIN snapshots ON snapshots.run = id
    WHERE id >= ? AND id < ? ORDER BY id
"""


class Damage(NamedTuple):
    """What is not as it was written: `records`, `messages` or `answers` of a night."""

    night: date
    part: str


class Nights:
    """The nights in an open history."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use the open connection; its caller closes it."""
        self._connection = connection
        self._chain = Chain(connection)
        #: The messages of these nights, and the answers that people gave.
        self.outbox = Outbox(connection)
        self.answers = AnswersTable(connection)
        #: What became of the assessments on the list, and of the answers about them.
        self.steps = StepsTable(connection)

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
        found = self._all(
            "SELECT night, id, figures_sha256 FROM runs JOIN chain ON run = id"  # noqa: S608  (only marks)
            f" WHERE state = 'published' AND night IN ({marks}) ORDER BY night",
            *(night.isoformat() for night in nights),
        )
        return tuple(row for each in found for row in self._trend_of(*each))

    def facts(self, night: date) -> tuple[str, dict[str, Any]]:
        """Return the hash of a published night's manifest, and its facts."""
        ((manifest, facts, stored),) = self._all(
            "SELECT manifest_sha256, facts, facts_sha256 FROM runs JOIN chain ON run = id"
            " WHERE night = ? AND state = 'published'",
            night.isoformat(),
        )
        hold(digest([facts]), stored)
        return manifest, json.loads(facts)

    def records(self, night: date, columns: Collection[str] = ()) -> pd.DataFrame:
        """Return a published night's records (`REMEMBERED`, or these), the vanished at the end."""
        return frames.from_bytes(self.content(night), columns)

    def content(self, night: date) -> bytes:
        """Return the records of a published night as they are stored."""
        ((content, stored),) = self._all(
            "SELECT content, snapshot_sha256 FROM runs"
            " JOIN chain ON chain.run = id LEFT JOIN snapshots ON snapshots.run = id"
            " WHERE night = ? AND state = 'published'",
            night.isoformat(),
        )
        hold(digest_of_bytes(content), stored)
        return bytes(content)

    def before(self, night: date) -> Before:
        """Return a published night as a later one is compared with it."""
        ((read,),) = self._all(
            "SELECT records_read FROM runs WHERE night = ? AND state = 'published'",
            night.isoformat(),
        )
        _, kept = self.facts(night)
        return Before(
            night=night,
            records=self.records(night),
            read=read,
            problems=kept["problems"],
            records_since={
                source["records_sha256"]: source["records_since"]
                for source in kept["inputs"]
                if source.get("records_sha256")
            },
            alarms=frozenset((code, about) for code, about in kept.get("alarms", ())),
            readings=tuple(deadline_readings(kept.get("settings", {}))),
            restored=tuple(map(date.fromisoformat, kept.get("restored", ()))),
            moves=moves_in(kept),
        )

    def prepared(self) -> Prepared | None:
        """Return the night that an interruption left between prepared and published."""
        found = self._all("SELECT night, manifest_sha256 FROM runs WHERE state = 'prepared'")
        return Prepared(date.fromisoformat(found[0][0]), found[0][1]) if found else None

    def prepare(self, entry: Entry) -> None:
        """Record the night, whose reports are staged and not yet in place."""
        facts = json.dumps(entry.facts, ensure_ascii=False)
        figures = [(place, *row[1:-1]) for place, row in enumerate(entry.figures)]
        kept = (
            entry.night.isoformat(),
            entry.manifest_sha256,
            entry.compared_with and entry.compared_with.isoformat(),
            entry.accepted,
            entry.records_read,
            entry.next_life,
            facts,
        )
        with transaction(self._connection):
            self._withdraw("state = 'prepared'")
            run = self._chain.newest() + 1
            self._connection.execute(
                f"INSERT INTO runs (id, state, {', '.join(_KEPT)})"  # noqa: S608  (as above)
                f" VALUES (?, 'prepared', {', '.join('?' * len(_KEPT))})",
                (run, *kept),
            )
            self._connection.execute("INSERT INTO snapshots VALUES (?, ?)", (run, entry.snapshot))
            self._connection.executemany(
                f"INSERT INTO figures (run, place, {', '.join(_FIGURES)})"  # noqa: S608  (as above)
                f" VALUES (?, ?, {', '.join('?' * len(_FIGURES))})",
                [(run, *row) for row in figures],
            )
            self._chain.add(
                run, Digests(digest([facts]), digest(figures), digest_of_bytes(entry.snapshot))
            )
            self.answers.add(entry.answers, night=entry.night, entered_at=entry.made_at)
            self.steps.add(entry.steps, run=run)
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
                self._withdraw(_REPLACED if in_place else "state = 'prepared'")
                self._connection.execute(
                    "UPDATE runs SET state = 'published' WHERE state = 'prepared'"
                )
        except sqlite3.Error as fault:
            if not in_place:
                raise
            raise ReportsInPlace(
                "the reports of the night are in place, but the history could not be "
                "written (is the disk full?); the next run writes it"
            ) from fault

    def forget(self, nights: Collection[date]) -> None:
        """Delete these nights; what they held is overwritten in the file (`secure_delete`)."""
        with transaction(self._connection):
            self.outbox.forget(nights)
            self.answers.forget(nights)
            self.steps.forget(nights)
            marks = ", ".join("?" * len(nights))
            self._remove(f"night IN ({marks})", *(night.isoformat() for night in nights))

    def withdraw(self, night: date, *, at: str) -> tuple[str, ...]:
        """Delete the newest night, keep the ledger; return the recipients who were sent it."""
        with transaction(self._connection):
            reached = self.outbox.withdraw(night, at=at)
            self._withdraw("night = ?", night.isoformat())
        return reached

    def enter(self, answers: pd.DataFrame, *, entered_at: str) -> int:
        """Write down answers that the next night reads; return how many were not held yet."""
        with transaction(self._connection):
            return self.answers.add(answers, night=self.published()[-1], entered_at=entered_at)

    def is_linked(self) -> bool:
        """True if no run is missing, and the short values of each are as they were written."""
        return self._chain.is_whole()

    def damaged(self) -> tuple[Damage, ...]:
        """Return what is not as it was written of all that the chain leaves out."""
        return self._damaged(EVERY_ROW, self.outbox.damaged(), self._damaged_answers(None))

    def damaged_of_tonight(self) -> tuple[Damage, ...]:
        """Return the same of the share of all rows that has its turn on this night."""
        newest = self._chain.newest()
        return self._damaged(
            share(newest, newest, block=1),
            self.outbox.damaged(newest),
            self._damaged_answers(newest),
        )

    def _damaged(
        self, runs: Iterable[range], messages: Iterable[str], answers: Iterable[str]
    ) -> tuple[Damage, ...]:
        found = {"records": self._damaged_runs(runs), "messages": messages, "answers": answers}
        try:
            return tuple(
                Damage(date.fromisoformat(night), part)
                for part, nights in found.items()
                for night in dict.fromkeys(nights)
            )
        except (TypeError, ValueError) as fault:
            raise Damaged from fault

    def _damaged_runs(self, runs: Iterable[range]) -> Iterator[str]:
        for each in runs:
            rows = self._connection.execute(_WHOLE_RUNS, (each.start, each.stop))
            for run, night, facts, content, *stored in rows:
                figures = self._figures(run)
                if [digest([facts]), digest(figures), digest_of_bytes(content)] != stored:
                    yield night

    def _damaged_answers(self, turn: int | None) -> Iterator[str]:
        yield from self.answers.damaged(turn)
        yield from self.steps.damaged(turn)

    def _withdraw(self, condition: str, *values: object) -> None:
        """Delete these runs and what each found of episodes and answers."""
        self.steps.remove_runs(condition, *values)
        self._remove(condition, *values)

    def _remove(self, condition: str, *values: object) -> None:
        runs = self._all(f"SELECT id FROM runs WHERE {condition}", *values)  # noqa: S608  (conditions of this module)
        self._chain.remove([run for (run,) in runs])

    def _trend_of(self, night: str, run: int, stored: str) -> Iterator[TrendRow]:
        figures = self._figures(run)
        hold(digest(figures), stored)
        for place, *values in figures:
            yield TrendRow(*(date.fromisoformat(night), *values, place == 0))

    def _figures(self, run: int) -> list[tuple[Any, ...]]:
        columns = ", ".join(("place", *_FIGURES))
        return self._all(f"SELECT {columns} FROM figures WHERE run = ? ORDER BY place", run)  # noqa: S608  (as above)

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()
