"""The children in need census (XML): every assessment with its child, referral and closure."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from monitor.assessments.columns import DATE_COLUMNS
from monitor.errors import BrokenPromise, ExtractRefused
from monitor.extracts.census.elements import Assessment, End, Stated, Stray, census_pieces
from monitor.extracts.census.walk import ASSESSMENT, CHILD, DETAILS, Misspelt
from monitor.extracts.files import streamed
from monitor.records.sources import LineCount, SourceFile, SourceTable
from monitor.settings.standards import CIN_CENSUS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.extracts.files import Stream
    from monitor.settings.columns import Columns
    from monitor.settings.sources import Source

#: Elements that a census may hold nowhere and still be whole.
_MAY_BE_ABSENT = frozenset({*CIN_CENSUS.columns.values(), "AssessmentInternalReviewDate"})
#: So many assessments are packed into columns at a time.
_BATCH = 10_000
#: An XML date may have an offset from UTC, which makes it no other day.
_OFFSET_OF_DATE = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})$"


@dataclass(frozen=True, eq=False)
class Packed:
    """Assessments as columns of text, which take far less memory than the texts by themselves."""

    cells: pd.DataFrame
    rows: npt.NDArray[np.int64]
    #: The headings that at least one of them has.
    found: frozenset[str]


@dataclass(frozen=True, eq=False)
class Census(Packed):
    """All that was read of a census."""

    strays: tuple[int, ...]
    misspelt: tuple[Misspelt, ...]
    stated: tuple[tuple[str, str], ...]
    end: End


def read(path: Path, extract: Source) -> SourceTable:
    """Read the assessments of a census by the names of its elements (`Reader`).

    A heading is the name of an element in `Assessments`, or in what that stands in. The row is the
    line on which `Assessments` begins. Raises `ExtractRefused` for broken XML, a DOCTYPE, an XML of
    another kind, a heading that is nowhere in it, and for two different ids in one element.
    """
    headings = tuple(extract.columns.mapped().values())
    with streamed(path, maximum_mb=extract.maximum_size_mb) as stream:
        census = _read(stream, extract, headings)
    _refuse_another_kind(census, source=stream.name)
    _refuse_without_records(census, extract, source=stream.name)
    _refuse_absent(census, headings, source=stream.name)
    records = len(census.rows)
    return SourceTable(
        file=SourceFile(
            name=stream.name,
            size=stream.size,
            sha256=stream.sha256,
            form=f"CIN census, {census.end.encoding}",
            lines=_accounted(records, census.end),
        ),
        cells=census.cells,
        rows=census.rows,
        noted_lines=tuple((row, "stray_content") for row in census.strays),
        noted_cells=_misspelt(census, extract.columns),
        stated_dates=census.stated,
        unused_headings=census.end.unused,
    )


def _read(stream: Stream, extract: Source, headings: Sequence[str]) -> Census:
    columns = extract.columns
    ids = frozenset(filter(None, (columns.assessment_id, columns.child_id, columns.family_id)))
    packed: list[Packed] = []
    batch: list[Assessment] = []
    others: list[Stray | Stated | Misspelt | End] = []
    for piece in census_pieces(stream, headings, single=ids, encoding=extract.encoding):
        if isinstance(piece, Assessment):
            batch.append(piece)
        else:
            others.append(piece)
        if len(batch) == _BATCH:
            packed.append(_packed(batch, headings))
            batch = []
    return _census([*packed, _packed(batch, headings)], others, _date_headings(columns))


def _packed(batch: Sequence[Assessment], headings: Sequence[str]) -> Packed:
    cells = {
        heading: pd.array(pa.array([each.texts.get(heading, "") for each in batch]), dtype="str")
        for heading in headings
    }
    return Packed(
        cells=pd.DataFrame(cells),
        rows=np.array([each.row for each in batch], dtype=np.int64),
        found=frozenset[str]().union(*(each.texts for each in batch)),
    )


def _census(
    packed: Sequence[Packed],
    others: Sequence[Stray | Stated | Misspelt | End],
    dates: Sequence[str],
) -> Census:
    cells = pd.concat([each.cells for each in packed], ignore_index=True)
    days = {
        heading: cells[heading].str.replace(_OFFSET_OF_DATE, r"\1", regex=True) for heading in dates
    }
    (end,) = (each for each in others if isinstance(each, End))
    return Census(
        cells=cells.assign(**days),
        rows=np.concatenate([each.rows for each in packed]),
        found=frozenset[str]().union(*(each.found for each in packed)),
        strays=tuple(each.row for each in others if isinstance(each, Stray)),
        misspelt=tuple(each for each in others if isinstance(each, Misspelt)),
        stated=tuple((each.name, each.text) for each in others if isinstance(each, Stated)),
        end=end,
    )


def _date_headings(columns: Columns) -> list[str]:
    return [heading for column, heading in columns.mapped().items() if column in DATE_COLUMNS]


def _refuse_another_kind(census: Census, *, source: str) -> None:
    if not census.end.met:
        message = "this XML is no CIN census: it holds no Child, no CINdetails and no Assessments"
        raise ExtractRefused(message, source=source)


def _refuse_without_records(census: Census, extract: Source, *, source: str) -> None:
    if not len(census.rows) and extract.minimum_rows:
        children, episodes = census.end.met[CHILD], census.end.met[DETAILS]
        counted = f"{children} {'child' if children == 1 else 'children'}"
        found = counted if children else f"{episodes} {DETAILS}"
        raise ExtractRefused(f"{found}, no {ASSESSMENT} element", source=source)


def _misspelt(census: Census, columns: Columns) -> tuple[tuple[int, str, str], ...]:
    """Return the row, the column and the problem of each name that nearly is a known one."""
    column_of = {heading: column for column, heading in columns.mapped().items()}
    return tuple(
        (each.row, column_of.get(each.known, ""), "misspelt_element") for each in census.misspelt
    )


def _refuse_absent(census: Census, headings: Sequence[str], *, source: str) -> None:
    """Refuse a heading of the authority's own that no assessment has, in a census that has some."""
    for heading in headings:
        if len(census.rows) and heading not in census.found | _MAY_BE_ABSENT:
            near = difflib.get_close_matches(heading, _MAY_BE_ABSENT, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ExtractRefused(f"no assessment has an element {heading}{hint}", source=source)


def _accounted(records: int, end: End) -> LineCount:
    """Count the assessments that the parser met; raises `BrokenPromise` where one was not read."""
    met = end.met[ASSESSMENT]
    if records != met:
        raise BrokenPromise(f"{met} assessments stand in the census and {records} were read")
    return LineCount(met, headings=0, records=records, blank=0, footers=0, repeated_headings=0)
