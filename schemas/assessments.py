"""The contract of the canonical record, and the rules by which its problems are found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from monitor.assessments.columns import (
    CANONICAL_COLUMNS,
    CHILD_SEEN,
    DATE_COLUMNS,
    STATES,
    TEXT_COLUMNS,
)
from monitor.assessments.working_days import FIRST_USABLE
from schemas.door import WHOLE_RECORD, boolean_frame, rule_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from monitor.assessments.numbering import Codes, Ids

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Population:
    """What a rule may look at: the canonical records, the as-at date, and the copies by key.

    `mapped_ids` and `mapped_teams` are true where the record's source has a column of them.
    """

    records: pd.DataFrame
    as_at: date
    mapped_ids: Bools
    mapped_teams: Bools
    #: Same key and same content as an earlier record.
    is_copy: Bools
    #: Same key as another record that is no copy of it.
    is_conflict: Bools

    def dates(self, column: str) -> npt.NDArray[np.datetime64]:
        """Return a date column; comparisons with its blanks (NaT) are false."""
        return self.records[column].to_numpy()

    def is_blank(self, column: str) -> Bools:
        """True for each record whose text column is blank."""
        return _equal(self.records[column], "")

    @property
    def now(self) -> np.datetime64:
        """Return the as-at date."""
        return np.datetime64(self.as_at)


@dataclass(frozen=True)
class RecordRule:
    """A problem that the record as a whole shows; `broken` is true where it has it."""

    code: str
    column: str
    broken: Callable[[Population], Bools]


def _authorised_but_open(population: Population) -> Bools:
    state = population.records["state"]
    is_open = _equal(state, "open") | _equal(state, "awaiting_authorisation")
    return is_open & ~np.isnat(population.dates("authorised_date"))


def _authorised_without_date(population: Population) -> Bools:
    authorised = _equal(population.records["state"], "authorised")
    return authorised & np.isnat(population.dates("authorised_date"))


#: One row per problem (design, section 6); those of single cells are marked while normalising.
RULES = (
    RecordRule(
        "authorised_before_start",
        "authorised_date",
        lambda p: p.dates("authorised_date") < p.dates("start_date"),
    ),
    RecordRule(
        "authorised_in_future", "authorised_date", lambda p: p.dates("authorised_date") > p.now
    ),
    RecordRule("authorised_but_open", "state", _authorised_but_open),
    RecordRule("authorised_without_date", "state", _authorised_without_date),
    RecordRule(
        "deadline_before_start", "deadline", lambda p: p.dates("deadline") < p.dates("start_date")
    ),
    RecordRule(
        "start_before_referral",
        "start_date",
        lambda p: p.dates("start_date") < p.dates("referral_date"),
    ),
    RecordRule("start_in_future", "start_date", lambda p: p.dates("start_date") > p.now),
    RecordRule("missing_child_id", "child_id", lambda p: p.is_blank("child_id")),
    RecordRule(
        "missing_assessment_id",
        "assessment_id",
        lambda p: p.is_blank("assessment_id") & p.mapped_ids,
    ),
    RecordRule("missing_team", "team", lambda p: p.is_blank("team") & p.mapped_teams),
    RecordRule("duplicate_record", WHOLE_RECORD, lambda p: p.is_copy),
    RecordRule("conflicting_record", WHOLE_RECORD, lambda p: p.is_conflict),
)


@cache
def contract(latest: date) -> pa.DataFrameSchema:
    """Return what holds of every canonical record; `latest` is the last plausible date.

    Text columns are never null; dates are whole days from 2000 to `latest`, or NaT; the codes of
    `state` and `child_seen` are the canonical ones, or blank.
    """
    codes = {"state": ("", *STATES), "child_seen": ("", *CHILD_SEEN)}
    text = {
        column: pa.Column(str, pa.Check.isin(codes[column]) if column in codes else None)
        for column in TEXT_COLUMNS
    }
    plausible = pa.Check.in_range(pd.Timestamp(FIRST_USABLE), pd.Timestamp(latest))
    days = {column: pa.Column("datetime64[s]", plausible, nullable=True) for column in DATE_COLUMNS}
    columns = {**text, **days}
    return pa.DataFrameSchema(
        {
            "source": pa.Column(str),
            "source_row": pa.Column("int64", pa.Check.ge(1)),
            **{column: columns[column] for column in CANONICAL_COLUMNS},
        },
        strict=True,
        ordered=True,
        index=pa.Index("int64", unique=False),
    )


def population_of(
    records: pd.DataFrame, ids: Ids, *, as_at: date, headings: Mapping[str, Mapping[str, str]]
) -> Population:
    """Return the records, whose ids these are, with what rules over several of them need."""
    is_copy, is_conflict = _copies(records, keys_of(records, ids))
    mapped_ids, mapped_teams = (
        _is_mapped(records, headings, column) for column in ("assessment_id", "team")
    )
    return Population(records, as_at, mapped_ids, mapped_teams, is_copy, is_conflict)


def _is_mapped(
    records: pd.DataFrame, headings: Mapping[str, Mapping[str, str]], column: str
) -> Bools:
    having = [source for source, mapped in headings.items() if column in mapped]
    return records["source"].isin(having).to_numpy(dtype=bool)


def faults_of(population: Population) -> pd.DataFrame:
    """Return a boolean column per rule, true where a record breaks it."""
    columns = {rule_name(rule.code, rule.column): rule.broken(population) for rule in RULES}
    return boolean_frame(columns, len(population.records))


def keys_of(records: pd.DataFrame, ids: Ids) -> Codes:
    """Return a number per record, equal for two of the same assessment, and -1 without a key.

    Assessment and child id where both are usable; else child id, referral and start date.
    """
    child = ~_equal(records["child_id"], "")
    by_ids = child & ~_equal(records["assessment_id"], "")
    dated = records["referral_date"].notna() & records["start_date"].notna()
    by_dates = child & ~by_ids & dated.to_numpy()
    count = len(records)
    keys = np.full(count, -1, dtype=np.int64)
    keys[by_ids] = ids.assessments[by_ids] * count + ids.children[by_ids]
    if by_dates.any():
        spells = records[by_dates].groupby(["child_id", "referral_date", "start_date"], sort=False)
        keys[by_dates] = spells.ngroup().to_numpy() + count * count
    return keys


def _copies(records: pd.DataFrame, key: Codes) -> tuple[Bools, Bools]:
    """Return where a record copies an earlier one of its key, and where it contradicts another."""
    keys = pd.Series(key)
    shared = (keys.duplicated(keep=False) & (keys >= 0)).to_numpy()
    is_copy, is_conflict = np.zeros(len(records), dtype=bool), np.zeros(len(records), dtype=bool)
    if not shared.any():
        return is_copy, is_conflict
    content = records.loc[shared, list(CANONICAL_COLUMNS)].assign(key=keys[shared])
    is_copy[shared] = content.duplicated(keep="first").to_numpy()
    left = shared & ~is_copy
    is_conflict[left] = keys[left].duplicated(keep=False).to_numpy()
    return is_copy, is_conflict


def _equal(column: pd.Series[str], text: str) -> Bools:
    return (column == text).to_numpy(dtype=bool)
