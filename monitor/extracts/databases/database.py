"""Databases: one question and its count in one transaction, buffered whole before any is judged."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import func, select, text

from monitor.errors import ExtractRefused
from monitor.extracts.databases import ssd as sql_ssd
from monitor.extracts.databases.cells import as_cells
from monitor.extracts.databases.connection import ask, driver_of, kind_of
from monitor.extracts.databases.statements import reading_statement
from monitor.extracts.footers import trimmed
from monitor.extracts.headings import places_of, unused
from monitor.records.sources import LineCount, SourceFile, SourceTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Executable, Row, TextClause

    from monitor.extracts import Access
    from monitor.settings.columns import Columns
    from monitor.settings.databases import Database
    from monitor.settings.sources import Source

#: What a column of marks says of a value that is in doubt.
_IN_DOUBT = "1"
_COUNTED_BY = "the database's count in the same transaction"


@dataclass(frozen=True)
class Question:
    """What a database is asked, how its records are counted, and how reports call that."""

    records: Executable
    count: Executable
    called: str
    #: Columns of the answer that say which values of a record are in doubt.
    marks: tuple[str, ...] = ()
    lacks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Fetched:
    """All that a database said: the names of its columns, its rows, and its own count of them."""

    names: Sequence[str]
    rows: Sequence[Row[tuple[object, ...]]]
    count: object


def read(database: Database, extract: Source, access: Access) -> SourceTable:
    """Read one query's records into text by the names of its columns.

    They are put in the order of their own texts, so that the same records have the same rows
    whatever order the database gave them in. Raises `ExtractRefused` where the database cannot be
    reached, breaks off, takes too long, or counts other records than it gave.
    """
    source, question = database.source_name(), question_of(database)
    answer = ask(database, access, lambda connection: _answer(connection, question))
    if answer.count != len(answer.rows):
        message = (
            f"{len(answer.rows)} records were read, and that is not what the database counts "
            "(in count_query, where it is given)"
        )
        raise ExtractRefused(message, source=source)
    form = f"{kind_of(database).label}, {question.called}"
    return _table(answer, question, extract.columns, form=form, source=source)


def question_of(database: Database) -> Question:
    """Return the question that the settings ask: a query of the authority's, or a profile's."""
    if database.query is None:
        return Question(
            sql_ssd.records(database),
            sql_ssd.count(database),
            called="Standard Safeguarding Dataset",
            marks=sql_ssd.MARKS,
            lacks=sql_ssd.lacks(database),
        )
    own = _own(database, database.query)
    if database.count_query is not None:
        own_count = _own(database, database.count_query)
        return Question(own, own_count, called="query with its own count")
    count = select(func.count()).select_from(own.columns().subquery("counted"))
    return Question(own, count, called="query")


def _own(database: Database, query: str) -> TextClause:
    """Return a query of the authority's, of one statement where its session would take several.

    No colon in it names a parameter, and its last line may be a comment.
    """
    if not (driver := driver_of(database)) or not driver.only_reads:
        quoting = kind_of(database).quoting
        query = reading_statement(query, source=database.source_name(), **quoting)
    return text(query.replace(":", r"\:") + "\n")


def _answer(connection: Connection, question: Question) -> Fetched:
    """Ask for the records, and count them when all of them are here."""
    found = connection.execute(question.records)
    names, rows = trimmed(list(found.keys())), found.all()
    return Fetched(names, rows, count=connection.execute(question.count).scalar())


def _table(
    answer: Fetched, question: Question, columns: Columns, *, form: str, source: str
) -> SourceTable:
    places = places_of(answer.names, columns, source=source, row=None)
    marks = {mark: answer.names.index(mark) for mark in question.marks}
    ids = {columns.assessment_id, columns.child_id, columns.family_id}
    taken = {**places, **marks}
    values = {name: [row[place] for row in answer.rows] for name, place in taken.items()}
    cells = as_cells(values, ids=ids, source=source)
    ordered = cells.sort_values(list(taken), kind="stable", ignore_index=True)
    mapped = ordered[list(places)]
    # The same bytes for the same records, by which last night's are known again.
    whole = json.dumps([[name, *mapped[name].tolist()] for name in mapped]).encode()
    return SourceTable(
        file=SourceFile(
            name=source,
            size=len(whole),
            sha256=hashlib.sha256(whole).hexdigest(),
            form=form,
            lines=LineCount(read=len(mapped), records=len(mapped)),
            control_total=len(mapped),
            control_total_by=_COUNTED_BY,
            lacks=question.lacks,
        ),
        cells=mapped,
        rows=np.arange(1, len(mapped) + 1, dtype=np.int64),
        marks={mark: (ordered[mark] == _IN_DOUBT).to_numpy(dtype=bool) for mark in marks},
        unused_headings=unused(answer.names, taken),
    )
