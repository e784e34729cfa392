"""What was found in each source: its columns, its dates, its problems; never what a cell says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from monitor.assessments.columns import CANONICAL_COLUMNS, DATE_COLUMNS
from monitor.reports.parts.tables import Table, headings, in_columns
from monitor.reports.parts.wording import NOTHING, counted, share
from monitor.reports.sections.provenance import control_total, dating
from schemas.door import rule_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from monitor.judgement.night import Night
    from monitor.records.records import Validated
    from monitor.records.sources import SourceFile, Sources, SourceTable

_UNUSABLE = ("unparsed_date", "implausible_date", "unparsed_timescale", "unknown_code")
_BLANKS = ("", "not_recorded")
_EXAMPLES = 3


@dataclass(frozen=True)
class ColumnFound:
    """What was found in one canonical column; dates are ISO texts, of those that can be used."""

    column: str
    heading: str
    #: Records in which nothing is recorded, and in which what is written cannot be used.
    blank: int
    blank_percent: float | None
    unusable: int
    earliest: str | None = None
    latest: str | None = None


@dataclass(frozen=True)
class ProblemFound:
    """How often a problem was found in one column, and in which rows first."""

    code: str
    column: str
    times: int
    first_rows: tuple[int, ...]


@dataclass(frozen=True)
class SourceFound:
    """What was found in one extract or look-up."""

    file: SourceFile
    columns: tuple[ColumnFound, ...]
    not_mapped: tuple[str, ...]
    unused_headings: tuple[str, ...]
    problems: tuple[ProblemFound, ...]
    #: Days from the date that the source tells of itself to the as-at date.
    age_days: int | None


def source_findings(
    night: Night,
    validated: Validated,
    sources: Sources,
    found_headings: Mapping[str, Mapping[str, str]],
) -> tuple[SourceFound, ...]:
    """Return what was found in each extract, then in each look-up."""
    found = [
        *((table, _columns_of_extract) for table in sources.tables),
        *((table, _columns_of_lookup) for table in sources.lookups),
    ]
    return tuple(
        _source(night, table, tuple(columns_of(table, found_headings[table.file.name], validated)))
        for table, columns_of in found
    )


def _source(night: Night, table: SourceTable, columns: tuple[ColumnFound, ...]) -> SourceFound:
    there = {found.column for found in columns}
    return SourceFound(
        file=table.file,
        columns=columns,
        not_mapped=tuple(column for column in CANONICAL_COLUMNS if column not in there),
        unused_headings=table.unused_headings,
        problems=tuple(_problems(night.problems[night.problems["source"] == table.file.name])),
        age_days=_age(table.file, night.as_at),
    )


def _columns_of_extract(
    table: SourceTable, mapped: Mapping[str, str], validated: Validated
) -> Iterator[ColumnFound]:
    is_own = (validated.records["source"] == table.file.name).to_numpy(dtype=bool)
    records, faults = validated.records[is_own], validated.faults[is_own]
    for column in CANONICAL_COLUMNS:
        if column in mapped:
            cells, is_unusable = records[column], _unusable(faults, column)
            is_blank = _is_blank(cells, column) & ~is_unusable
            yield ColumnFound(
                column=column,
                heading=mapped[column],
                blank=int(is_blank.sum()),
                blank_percent=_percent(int(is_blank.sum()), len(cells)),
                unusable=int(is_unusable.sum()),
                **(_range(cells) if column in DATE_COLUMNS else {}),
            )


def _columns_of_lookup(
    table: SourceTable, mapped: Mapping[str, str], _: Validated
) -> Iterator[ColumnFound]:
    """Yield what was written at all; what of it can be used is told by the records that took it."""
    for column in CANONICAL_COLUMNS:
        if column in mapped:
            cells = table.cells[mapped[column]]
            blank = int((cells.str.strip() == "").sum())
            percent = _percent(blank, len(cells))
            yield ColumnFound(column, mapped[column], blank, percent, unusable=0)


def _unusable(faults: pd.DataFrame, column: str) -> npt.NDArray[np.bool_]:
    names = [
        name for name in faults.columns if rule_parts(name) in {(c, column) for c in _UNUSABLE}
    ]
    is_unusable: npt.NDArray[np.bool_] = faults[names].any(axis="columns").to_numpy(dtype=bool)
    return is_unusable


def _is_blank(cells: pd.Series[Any], column: str) -> npt.NDArray[np.bool_]:
    if column in DATE_COLUMNS:
        return cells.isna().to_numpy(dtype=bool)
    return cells.isin(_BLANKS if column == "child_seen" else _BLANKS[:1]).to_numpy(dtype=bool)


def _range(cells: pd.Series[pd.Timestamp]) -> dict[str, str | None]:
    days = cells.dropna()
    if days.empty:
        return {}
    return {"earliest": days.min().date().isoformat(), "latest": days.max().date().isoformat()}


def _percent(count: int, of: int) -> float | None:
    """Return a share in per cent with one decimal, half up."""
    return (2000 * count + of) // (2 * of) / 10 if of else None


def _problems(problems: pd.DataFrame) -> Iterator[ProblemFound]:
    for (code, column), rows in problems.groupby(["code", "column"])["source_row"]:
        yield ProblemFound(str(code), str(column), len(rows), tuple(rows.tolist()[:_EXAMPLES]))


def _age(file: SourceFile, as_at: date) -> int | None:
    return None if file.dated is None else (as_at - date.fromisoformat(file.dated)).days


def as_values(found: SourceFound) -> dict[str, Any]:
    """Return what was found as plain values, for `--json`."""
    told = asdict(found)
    return {**told.pop("file"), **told}


def in_words(found: SourceFound) -> str:
    """Return what was found as lines and tables, for the command line."""
    file = found.file
    unused = ", ".join(f"“{heading}”" for heading in found.unused_headings)
    return "\n".join(
        [
            f"{file.name} ({file.form}): {counted(file.lines.records, 'record')}",
            f"  Control total: {control_total(file)}",
            f"  Dated: {_dated(found)}",
            f"  Not mapped: {', '.join(found.not_mapped) or 'nothing'}",
            f"  Headings that are not used: {unused or 'none'}",
            *_indented(in_columns(_columns_table(found))),
            *_indented(in_columns(_problems_table(found))),
        ]
    )


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.split("\n")]


def _dated(found: SourceFound) -> str:
    age = "" if found.age_days is None else f": {counted(found.age_days, 'day')} old"
    return f"{dating(found.file)}{age}"


def _columns_table(found: SourceFound) -> Table:
    return Table(
        id="columns",
        caption="Columns",
        headings=headings(
            *("Column", "Heading", "#Blank", "#Share", "#Cannot be used", "Earliest", "Latest")
        ),
        rows=tuple(
            (
                each.column,
                f"“{each.heading}”",
                str(each.blank),
                share(each.blank_percent),
                str(each.unusable),
                each.earliest or NOTHING,
                each.latest or NOTHING,
            )
            for each in found.columns
        ),
        empty="None is mapped.",
    )


def _problems_table(found: SourceFound) -> Table:
    return Table(
        id="problems",
        caption="Problems",
        headings=headings("Problem", "Column", "#Times", "First rows"),
        rows=tuple(
            (
                each.code,
                each.column or NOTHING,
                str(each.times),
                ", ".join(map(str, each.first_rows)),
            )
            for each in found.problems
        ),
        empty="None was found.",
    )
