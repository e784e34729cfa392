"""What was found in each source: its columns, its dates, its problems; never what a cell says."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

from monitor.assessments.columns import CANONICAL_COLUMNS, DATE_COLUMNS
from monitor.records.blank_words import blank_words
from monitor.records.codes import are_codes
from monitor.reports.parts.tables import Table, headings, in_columns
from monitor.reports.parts.wording import NOTHING, counted, share
from monitor.reports.sections.provenance import control_total, dating
from monitor.settings.names import plain_name, same_name
from schemas.door import rule_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from monitor.judgement.night import Night
    from monitor.records.records import Validated
    from monitor.records.sources import SourceFile, Sources, SourceTable

_UNUSABLE = ("unparsed_date", "implausible_date", "unparsed_timescale", "unknown_code")
_BLANKS = ("", "not_recorded")
_EXAMPLES = 3
#: Of fewer letters, a word with another letter is mostly another word.
_SHORTEST = 4


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
    """Return what was found in each extract, then in each look-up.

    `known_teams` are the configured names and aliases, in the form of `same_name`.
    """
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
    night: Night,
    table: SourceTable,
    columns: tuple[ColumnFound, ...],
    known_teams: Mapping[str, str],
) -> SourceFound:
    there = {found.column for found in columns}
    teams, states = _written(table, columns, "team"), _written(table, columns, "state")
    return SourceFound(
        file=table.file,
        columns=columns,
        not_mapped=tuple(column for column in CANONICAL_COLUMNS if column not in there),
        unused_headings=table.unused_headings,
        problems=tuple(_problems(night.problems[night.problems["source"] == table.file.name])),
        teams=teams,
        states=states if are_codes([state for state, _ in states]) else (),
        alike=tuple(_alike([team for team, _ in teams], known_teams)),
        blank_words=tuple(_perhaps_blank(table, columns)),
        age_days=_age(table.file, night.as_at),
    )


def _written(
    table: SourceTable, columns: tuple[ColumnFound, ...], column: str
) -> tuple[tuple[str, int], ...]:
    """Return how often each text of a column is written, blanks left out, the most often first."""
    heading = next((each.heading for each in columns if each.column == column), None)
    if heading not in table.cells:
        return ()
    counts = Counter[str]()
    for text, times in table.cells[heading].value_counts().items():
        counts[plain_name(str(text))] += times
    written = [(text, times) for text, times in counts.items() if text]
    return tuple(sorted(written, key=lambda pair: (-pair[1], pair[0])))


def _alike(teams: Sequence[str], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each team of the source that resembles another of it, or one that is configured."""
    names = {same_name(team): team for team in teams}
    for name, other in combinations({**known, **names}, 2):
        if not {name, other} <= set(known) and _may_be_one(name, other):
            yield names.get(name, known.get(name, "")), names.get(other, known.get(other, ""))


def _may_be_one(name: str, other: str) -> bool:
    """True if two names differ in spaces alone, or in words in which somebody mistyped a letter."""
    words, others = name.split(), other.split()
    if len(words) != len(others):
        return "".join(words) == "".join(others)
    return all(map(_may_be_one_word, words, others))


def _may_be_one_word(word: str, other: str) -> bool:
    """True if a letter was left out, put in, or exchanged with its neighbour.

    Another letter instead of one makes another word: North and South, East and West.
    """
    shorter, longer = sorted((word, other), key=len)
    if word == other or not (word + other).isalpha() or len(shorter) < _SHORTEST:
        return word == other
    if len(shorter) == len(longer):
        return sorted(word) == sorted(other)
    letters = iter(longer)
    return len(longer) == len(shorter) + 1 and all(letter in letters for letter in shorter)


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
            f"  Teams: {_counts(found.teams) or 'none'}",
            f"  States: {_counts(found.states) or _no_states(found)}",
            *(
                f"  LOOK AT team: are “{one}” and “{other}” the same? (aliases of [[teams]])"
                for one, other in found.alike
            ),
            *(
                f"  LOOK AT {column}: “{word}” is there {times} times; if it stands for a blank, "
                "put it into blanks"
                for word, column, times in found.blank_words
            ),
            *_indented(in_columns(_columns_table(found))),
            *_indented(in_columns(_problems_table(found))),
        ]
    )


def _counts(written: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"“{text}” {count}" for text, count in written)


def _no_states(found: SourceFound) -> str:
    if any(each.column == "state" for each in found.columns):
        return "none, or many or long texts, which are not repeated here"
    return "not mapped"


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
