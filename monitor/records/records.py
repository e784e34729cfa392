"""Canonical records on their way from the sources to the judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from monitor.assessments.numbering import Codes
    from monitor.records.sources import SourceFile
    from schemas.checks_run import ChecksRun


@dataclass(frozen=True)
class LookupUse:
    """How a look-up was used: how many records found a row, and how many rows were of no use."""

    file: SourceFile
    #: The column of the id that joins it, and the columns that it gives.
    by: str
    gives: tuple[str, ...]
    #: The records that it is for, and how many of them have a row in it.
    records: int
    matched: int
    #: Rows whose id no record has, whose id has other rows that say otherwise, or without an id.
    unmatched_rows: int
    ambiguous_rows: int
    rows_without_id: int


@dataclass(frozen=True, eq=False)
class Joined:
    """Records and marks after the look-ups, and what is wrong with rows of look-ups."""

    records: pd.DataFrame
    marks: pd.DataFrame
    #: `source`, `source_row`, `column`, `code`.
    noted: pd.DataFrame
    uses: tuple[LookupUse, ...]


@dataclass(frozen=True, eq=False)
class Normalised:
    """Canonical records and what could not be read of them.

    `records`: `source`, `source_row`, the canonical columns (text never null, dates
    `datetime64[s]`, unusable ones NaT). `marks`: one boolean column per problem found while
    reading, named `code@column`, true where the record has it. `headings` gives, per source (and
    look-up), the heading of each canonical column that is mapped or looked up. `noted` are rows of
    look-ups with a problem: `source`, `source_row`, `column`, `code`.
    """

    records: pd.DataFrame
    marks: pd.DataFrame
    headings: Mapping[str, Mapping[str, str]]
    noted: pd.DataFrame
    lookups: tuple[LookupUse, ...] = ()


@dataclass(frozen=True, eq=False)
class Validated:
    """Records that kept the contract, with every problem as a value.

    `faults` has a boolean column per rule, named `code@column` (`code` alone for the whole
    record). `problems`: `record` (position in `records`), `column`, `code`. `children`: each
    record's child id as a number, equal ones alike.
    """

    records: pd.DataFrame
    children: Codes
    faults: pd.DataFrame
    problems: pd.DataFrame
    checks: tuple[ChecksRun, ...]
