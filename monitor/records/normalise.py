"""The source's headings and texts become canonical columns; what cannot be read is marked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitor.assessments.columns import (
    CANONICAL_COLUMNS,
    DATE_COLUMNS,
    SEVERAL_VALUES,
    STATES,
    TEXT_COLUMNS,
)
from monitor.assessments.working_days import FIRST_USABLE, WorkingCalendar, day_numbers
from monitor.records.dates import read_dates
from monitor.records.lookup_matches import LookupRows
from monitor.records.lookups import join
from monitor.records.records import Normalised
from monitor.settings.names import plain_name, same_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from monitor.records.records import Joined
    from monitor.records.sources import Sources, SourceTable
    from monitor.settings.settings import Settings
    from monitor.settings.sources import Extract, Lookup, Source

Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]

#: The usual spellings of child seen; an authority's own are added by `child_seen_values`.
USUAL_CHILD_SEEN = {
    "yes": ("yes", "y", "true", "1", "seen", "seen alone", "a) yes", "a)yes"),
    "no": ("no", "n", "false", "0", "not seen", "b) no", "b)no"),
    "not_recorded": ("unknown", "not recorded", "c) unknown", "c)unknown"),
    "not_applicable": ("unborn", "not applicable", "n/a"),
}
_WHOLE_NUMBER = re.compile(r"[0-9]{1,3}(?:\.0+)?")
_YEARS_AHEAD = 2

#: Every mark that normalising can leave, as `code@column`.
MARKS = (
    *(f"unparsed_date@{column}" for column in DATE_COLUMNS),
    *(f"implausible_date@{column}" for column in DATE_COLUMNS),
    "unparsed_timescale@timescale",
    "implausible_date@timescale",
    "unknown_code@state",
    "unknown_code@child_seen",
    "unknown_team@team",
    # Those that only a reader can find (`SourceTable.marks`).
    "no_referral@referral_date",
    "several_referrals@referral_date",
    "unread_referral@referral_date",
    *(f"several_values@{column}" for column in SEVERAL_VALUES),
)


def normalise(
    sources: Sources, settings: Settings, *, as_at: date, calendar: WorkingCalendar
) -> Normalised:
    """Turn every source into canonical records, in the order of the sources and their rows.

    What is blank is filled from the look-ups. `calendar` (the manager's) turns timescales into
    deadlines. A cell that cannot be used is blank in `records` and true in `marks`; no record is
    left out.
    """
    teams = settings.team_names()
    read = [
        _read(_Source(table, source, teams, as_at))
        for table, source in zip(sources.all, (*settings.extracts, *settings.lookups), strict=True)
    ]
    count, names = len(sources.tables), [table.file.name for table in sources.tables]
    rows = [
        LookupRows(table.file, lookup, *of_lookup, _names_for(lookup, names))
        for table, lookup, of_lookup in zip(
            sources.lookups, settings.lookups, read[count:], strict=True
        )
    ]
    records, marks = (
        pd.concat(parts, ignore_index=True) for parts in zip(*read[:count], strict=True)
    )
    extracts = dict(zip(names, settings.extracts, strict=True))
    joined = _with_timescales(join(records, marks, rows), extracts, as_at, calendar)
    return Normalised(
        records=joined.records,
        marks=joined.marks,
        headings=_headings(names, settings, rows),
        noted=joined.noted,
        lookups=joined.uses,
    )


def _names_for(lookup: Lookup, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for place, name in enumerate(names) if lookup.is_for(place))


def _headings(
    names: Sequence[str], settings: Settings, lookups: Sequence[LookupRows]
) -> dict[str, dict[str, str]]:
    """Return, per source, the heading of each column; one that is looked up names its file."""
    headings = {
        name: extract.columns.mapped()
        for name, extract in zip(names, settings.extracts, strict=True)
    }
    for each in lookups:
        mapped = each.lookup.columns.mapped()
        headings[each.file.name] = mapped
        for name, column in product(each.sources, each.lookup.gives()):
            own, looked_up = headings[name].get(column), f"{mapped[column]}, in {each.file.name}"
            headings[name][column] = looked_up if own is None else f"{own}” or “{looked_up}"
    return headings


def latest_plausible(as_at: date) -> date:
    """Return the last date that is believed: two years after the as-at date."""
    year = as_at.year + _YEARS_AHEAD
    leap_day = (as_at.month, as_at.day) == (2, 29)
    return as_at.replace(year=year, day=28) if leap_day else as_at.replace(year=year)


@dataclass(frozen=True, eq=False)
class _Source:
    """One source on its way to canonical records, and all that its reading depends on."""

    table: SourceTable
    extract: Source
    teams: Mapping[str, str]
    as_at: date

    @property
    def count(self) -> int:
        return len(self.table.rows)

    @property
    def mapped(self) -> Mapping[str, str]:
        return self.extract.columns.mapped()


@dataclass(frozen=True, eq=False)
class _Column:
    """A canonical column, and the marks that reading it left."""

    cells: pd.Series[str] | Dates
    marks: Mapping[str, Bools] = field(default_factory=dict)


def _canonical_columns(source: _Source) -> dict[str, _Column]:
    columns = {column: _Column(_text(source, column)) for column in TEXT_COLUMNS}
    if "team" in source.mapped:
        columns["team"] = _team(source)
    if "state" in source.mapped:
        columns["state"] = _coded(source, "state", source.extract.states.pairs(), _STATES)
    if "child_seen" in source.mapped:
        own = source.extract.child_seen_values.pairs()
        columns["child_seen"] = _coded(source, "child_seen", own, _CHILD_SEEN)
    if "timescale" in source.mapped:
        columns["timescale"] = _timescale(source)
    columns.update({column: _dates(source, column) for column in DATE_COLUMNS})
    return columns


def _read(source: _Source) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records and the marks of one source."""
    columns = _canonical_columns(source)
    return _records(source, columns), _marks(source, columns)


def _records(source: _Source, columns: Mapping[str, _Column]) -> pd.DataFrame:
    name = pd.array([source.table.file.name], dtype="str").repeat(source.count)
    values = {column: columns[column].cells for column in CANONICAL_COLUMNS}
    return pd.DataFrame({"source": name, "source_row": source.table.rows, **values})


def _marks(source: _Source, columns: Mapping[str, _Column]) -> pd.DataFrame:
    marks = {mark: np.zeros(source.count, dtype=bool) for mark in MARKS}
    for column in columns.values():
        marks.update(column.marks)
    return pd.DataFrame({**marks, **source.table.marks})


def _text(source: _Source, column: str) -> pd.Series[str]:
    if column not in source.mapped:
        return pd.Series(pd.array([""], dtype="str").repeat(source.count))
    return source.table.cells[source.mapped[column]].str.strip()


def _distinct(source: _Source, column: str) -> tuple[npt.NDArray[np.intp], list[str]]:
    """Return the distinct texts of a mapped column, trimmed, and each record's place among them."""
    codes, distinct = pd.factorize(source.table.cells[source.mapped[column]])
    return codes, [text.strip() for text in distinct]


def _team(source: _Source) -> _Column:
    codes, distinct = _distinct(source, "team")
    found = [source.teams.get(same_name(team)) for team in distinct]
    pairs = list(zip(distinct, found, strict=True))
    strange = [bool(source.teams and team and name is None) for team, name in pairs]
    marks = {"unknown_team@team": np.array(strange, dtype=bool)[codes]}
    return _Column(_spread([name or plain_name(team) for team, name in pairs], codes), marks)


@dataclass(frozen=True)
class _Codes:
    """The codes of a column with their usual spellings, and what other texts become."""

    spellings: Mapping[str, Sequence[str]]
    blank: str
    unknown: str

    def by_spelling(self, own: Iterable[tuple[str, str]]) -> dict[str, str]:
        usual = {word: code for code, words in self.spellings.items() for word in words}
        canonical = {code: code for code in self.spellings}
        return {**usual, **{spelling: code for code, spelling in own}, **canonical}


_STATES = _Codes(dict.fromkeys(STATES, ()), blank="", unknown="open")
_CHILD_SEEN = _Codes(USUAL_CHILD_SEEN, blank="not_recorded", unknown="not_recorded")


def _coded(source: _Source, column: str, own: Iterable[tuple[str, str]], known: _Codes) -> _Column:
    by_spelling = known.by_spelling(own)
    codes, distinct = _distinct(source, column)
    found = [by_spelling.get(same_name(text)) if text else known.blank for text in distinct]
    strange = np.array([code is None for code in found], dtype=bool)
    values = _spread([known.unknown if code is None else code for code in found], codes)
    return _Column(values, {f"unknown_code@{column}": strange[codes]})


def _dates(source: _Source, column: str) -> _Column:
    if column not in source.mapped:
        return _Column(np.full(source.count, "NaT", dtype="datetime64[s]"))
    codes, distinct = _distinct(source, column)
    dates, unread = read_dates(
        distinct,
        source.extract.date_formats,
        serial_dates=source.table.serial_dates,
    )
    believed, outside = _plausible(dates[codes], source.as_at)
    marks = {f"unparsed_date@{column}": unread[codes], f"implausible_date@{column}": outside}
    return _Column(believed, marks)


def _plausible(dates: Dates, as_at: date) -> tuple[Dates, Bools]:
    first, last = np.datetime64(FIRST_USABLE), np.datetime64(latest_plausible(as_at))
    outside = (dates < first) | (dates > last)
    return np.where(outside, np.datetime64("NaT", "s"), dates), outside


def _timescale(source: _Source) -> _Column:
    codes, distinct = _distinct(source, "timescale")
    whole = [_WHOLE_NUMBER.fullmatch(text) is not None for text in distinct]
    pairs = list(zip(distinct, whole, strict=True))
    strange = np.array([bool(text) and not usable for text, usable in pairs], dtype=bool)
    values = _spread([str(int(float(text))) if usable else "" for text, usable in pairs], codes)
    return _Column(values, {"unparsed_timescale@timescale": strange[codes]})


def _with_timescales(
    joined: Joined, extracts: Mapping[str, Extract], as_at: date, calendar: WorkingCalendar
) -> Joined:
    """Return the records with the deadline that each timescale makes, where extracts have one."""
    records, outside = joined.records, np.zeros(len(joined.records), dtype=bool)
    for name, extract in extracts.items():
        if extract.timescale_from is not None:
            is_own = (records["source"] == name).to_numpy(dtype=bool)
            base = records.loc[is_own, f"{extract.timescale_from}_date"].to_numpy()
            made = _deadlines(records.loc[is_own, "timescale"], base, calendar)
            believed, outside[is_own] = _plausible(made, as_at)
            deadlines = records["deadline"].to_numpy(copy=True)
            deadlines[is_own] = believed
            records = records.assign(deadline=deadlines)
    marks = joined.marks.assign(**{"implausible_date@timescale": outside})
    return replace(joined, records=records, marks=marks)


def _deadlines(timescale: pd.Series[str], base: Dates, calendar: WorkingCalendar) -> Dates:
    start, usable = day_numbers(base)
    usable &= (timescale != "").to_numpy(dtype=bool)
    lengths = np.asarray(timescale[usable], dtype=np.int64)
    days = calendar.nth_after(start[usable], lengths)
    deadlines = np.full(len(base), "NaT", dtype="datetime64[s]")
    deadlines[usable] = days.astype("datetime64[D]").astype("datetime64[s]")
    return deadlines


def _spread(values: Sequence[str], codes: npt.NDArray[np.intp]) -> pd.Series[str]:
    return pd.Series(pd.array(list(values), dtype="str").take(codes))
