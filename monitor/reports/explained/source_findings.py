"""What was found in each source: its columns, its dates, its problems; never what a cell says."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from monitor.assessments.columns import CANONICAL_COLUMNS, DATE_COLUMNS
from monitor.judgement.rounding import percentage
from monitor.records.cell_words import are_codes, blank_words
from monitor.reports.explained.alike import alike
from monitor.settings.names import plain_name
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
    #: How often each team and each state is written; none where the states are no short words.
    teams: tuple[tuple[str, int], ...]
    states: tuple[tuple[str, int], ...]
    #: Names of two teams that may be one.
    alike: tuple[tuple[str, str], ...]
    #: Words that may stand for a blank: the word, the column, and how often.
    blank_words: tuple[tuple[str, str, int], ...]
    #: Days from the date that the source tells of itself to the as-at date.
    age_days: int | None


def source_findings(
    night: Night,
    validated: Validated,
    sources: Sources,
    found_headings: Mapping[str, Mapping[str, str]],
    *,
    known_teams: Mapping[str, str] | None = None,
) -> tuple[SourceFound, ...]:
    """Return what was found in each extract and look-up; `known_teams` as `same_name` has them."""
    found = [
        *((table, _columns_of_extract) for table in sources.tables),
        *((table, _columns_of_lookup) for table in sources.lookups),
    ]
    return tuple(
        _source(
            night,
            table,
            tuple(columns_of(table, found_headings[table.file.name], validated)),
            known_teams or {},
        )
        for table, columns_of in found
    )


def _source(
    night: Night, table: SourceTable, columns: tuple[ColumnFound, ...], known: Mapping[str, str]
) -> SourceFound:
    there, dated = {found.column for found in columns}, table.file.dated
    teams, states = _written(table, columns, "team"), _written(table, columns, "state")
    return SourceFound(
        file=table.file,
        columns=columns,
        not_mapped=tuple(column for column in CANONICAL_COLUMNS if column not in there),
        unused_headings=table.unused_headings,
        problems=tuple(_problems(night.problems[night.problems["source"] == table.file.name])),
        teams=teams,
        states=states if are_codes([state for state, _ in states]) else (),
        alike=tuple(alike([team for team, _ in teams], known)),
        blank_words=tuple(_perhaps_blank(table, columns)),
        age_days=(night.as_at - date.fromisoformat(dated)).days if dated else None,
    )


def _written(
    table: SourceTable, columns: tuple[ColumnFound, ...], column: str
) -> tuple[tuple[str, int], ...]:
    heading = next((each.heading for each in columns if each.column == column), None)
    if heading not in table.cells:
        return ()
    counts = Counter[str]()
    for text, times in table.cells[heading].value_counts().items():
        counts[plain_name(str(text))] += times
    written = [(text, times) for text, times in counts.items() if text]
    return tuple(sorted(written, key=lambda pair: (-pair[1], pair[0])))


def _perhaps_blank(
    table: SourceTable, columns: tuple[ColumnFound, ...]
) -> Iterator[tuple[str, str, int]]:
    for each in columns:
        if each.heading in table.cells:
            counts = table.cells[each.heading].str.strip().value_counts()
            for word in blank_words(counts.index):
                yield word, each.column, int(counts[word])


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
                blank_percent=percentage(int(is_blank.sum()), len(cells)),
                unusable=int(is_unusable.sum()),
                **(_range(cells) if column in DATE_COLUMNS else {}),
            )


def _columns_of_lookup(
    table: SourceTable, mapped: Mapping[str, str], _: Validated
) -> Iterator[ColumnFound]:
    """Yield what was written at all: whether it can be used shows in the records that took it."""
    for column in CANONICAL_COLUMNS:
        if column in mapped:
            cells = table.cells[mapped[column]]
            blank = int((cells.str.strip() == "").sum())
            percent = percentage(blank, len(cells))
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


def _problems(problems: pd.DataFrame) -> Iterator[ProblemFound]:
    for (code, column), rows in problems.groupby(["code", "column"])["source_row"]:
        yield ProblemFound(str(code), str(column), len(rows), tuple(rows.tolist()[:_EXAMPLES]))


def as_values(found: SourceFound) -> dict[str, Any]:
    """Return what was found as plain values, for `--json`."""
    values = asdict(found)
    return {**values.pop("file"), **values}
