"""The children in need census (XML): every assessment with its child, referral and closure."""

from __future__ import annotations

import difflib
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from monitor.assessments.columns import DATE_COLUMNS
from monitor.errors import BrokenPromise, ExtractRefused
from monitor.extracts.census.elements import assessments_of
from monitor.extracts.census.walk import ASSESSMENT, CHILD, DETAILS, LEVELS, Notes
from monitor.extracts.files import streamed
from monitor.records.sources import LineCount, SourceFile, SourceTable
from monitor.settings.standards import CIN_CENSUS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    import numpy.typing as npt
    import pandas as pd

    from monitor.extracts.census.elements import Assessment
    from monitor.settings.sources import Source

#: Elements that a census may hold nowhere and still be whole.
_MAY_BE_ABSENT = frozenset({*CIN_CENSUS.columns.values(), "AssessmentInternalReviewDate"})
#: Assessments that are packed into columns of text at a time, which take far less memory.
_BATCH = 10_000
#: An XML date may have an offset from UTC, which makes it no other day.
_OFFSET_OF_DATE = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})$"


def read(path: Path, extract: Source) -> SourceTable:
    """Read the assessments of a census by the names of its elements.

    A heading is the name of an element in `Assessments`, or in what that stands in. The row is the
    line on which `Assessments` begins. Raises `ExtractRefused` for broken XML, a DOCTYPE, an XML of
    another kind, a heading that is nowhere in it, and for two different ids in one element.
    """
    columns, mapped = extract.columns, extract.columns.mapped()
    ids = frozenset(filter(None, (columns.assessment_id, columns.child_id, columns.family_id)))
    notes = Notes(frozenset((*mapped.values(), *LEVELS)))
    with streamed(path, maximum_mb=extract.maximum_size_mb) as stream:
        assessments = assessments_of(stream, notes, single=ids, encoding=extract.encoding)
        cells, rows, found = _packed(assessments, dict.fromkeys(mapped.values()))
    if not notes.met:
        message = "this XML is no CIN census: it holds no Child, no CINdetails and no Assessments"
        raise ExtractRefused(message, source=stream.name)
    if not len(rows) and extract.minimum_rows:
        raise ExtractRefused(f"{_found(notes)}, no {ASSESSMENT} element", source=stream.name)
    absent = [each for each in mapped.values() if each not in found | _MAY_BE_ABSENT]
    if len(rows) and absent:
        near = difflib.get_close_matches(absent[0], _MAY_BE_ABSENT, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ExtractRefused(f"no assessment has an element {absent[0]}{hint}", source=stream.name)
    column_of = {heading: column for column, heading in mapped.items()}
    days = {
        heading: cells[heading].str.replace(_OFFSET_OF_DATE, r"\1", regex=True)
        for column, heading in mapped.items()
        if column in DATE_COLUMNS
    }
    lines = _accounted(len(rows), notes.met[ASSESSMENT])
    form = f"CIN census, {notes.encoding}"
    return SourceTable(
        file=SourceFile(stream.name, stream.size, stream.sha256, form, lines),
        cells=cells.assign(**days),
        rows=rows,
        noted_lines=tuple((row, "stray_content") for row in notes.strays),
        noted_cells=tuple(
            (row, column_of.get(known, ""), "misspelt_element") for row, known in notes.misspelt
        ),
        stated_dates=tuple(notes.stated),
        unused_headings=tuple(notes.unused),
    )


def _packed(
    assessments: Iterator[Assessment], headings: Collection[str]
) -> tuple[pd.DataFrame, npt.NDArray[np.int64], set[str]]:
    """Return the assessments as columns of text, their rows, and the headings that any has."""
    kind = pa.struct([(heading, pa.large_string()) for heading in headings])
    texts, rows = [pa.array([], kind)], [np.array([], dtype=np.int64)]
    while batch := list(islice(assessments, _BATCH)):
        texts.append(pa.array([each.texts for each in batch], kind))
        rows.append(np.array([each.row for each in batch], dtype=np.int64))
    columns = dict(zip(headings, pa.chunked_array(texts).flatten(), strict=True))
    found = {heading for heading, column in columns.items() if column.null_count < len(column)}
    cells = pa.table({heading: column.fill_null("") for heading, column in columns.items()})
    return cells.to_pandas(), np.concatenate(rows), found


def _found(notes: Notes) -> str:
    children = notes.met[CHILD]
    counted = f"{children} {'child' if children == 1 else 'children'}"
    return counted if children else f"{notes.met[DETAILS]} {DETAILS}"


def _accounted(records: int, met: int) -> LineCount:
    """Count the assessments that the parser met; raises `BrokenPromise` where one was not read."""
    if records != met:
        raise BrokenPromise(f"{met} assessments stand in the census and {records} were read")
    return LineCount(read=met, records=records)
