"""The oracle of look-ups: the join once more, slow and obvious, record by record.

Written from the rules and not from the program: nothing of `monitor` is imported. Cells are text;
a date that cannot be read is written but has no value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

DATES = ("referral_date", "start_date", "deadline", "authorised_date")
SHARED_BY_CHILD = ("team", "worker", "family_id")
NOT_SHARED_BY_ASSESSMENT = ("child_id", "child_seen")

Row = Mapping[str, str]
Value = str | date | None
Problem = tuple[str, str]


@dataclass(frozen=True)
class OracleJoin:
    """What the join gives: per record its values and problems, and the problems of the rows."""

    values: list[dict[str, Value]]
    problems: list[set[Problem]]
    of_rows: set[tuple[int, str, str]]  # (row of the file, column, code)


def value_of(row: Row, column: str) -> Value:
    """The value of a cell; None where nothing is written, or nothing that can be read."""
    text = row.get(column, "").strip()
    if column not in DATES:
        return text or None
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        return None


def is_written(row: Row, column: str) -> bool:
    """Whether anything stands in the cell."""
    return row.get(column, "").strip() != ""


def join_slowly(records: Sequence[Row], rows: Sequence[Row], by: str) -> OracleJoin:
    """Join the rows to the records, one after the other."""
    gives = [column for column in rows[0] if column != by]
    values, problems = [], []
    for record in records:
        own = [row for row in rows if value_of(row, by) == value_of(record, by) is not None]
        told: set[Problem] = set() if own else {(by, "lookup_unmatched")}
        new = {column: value_of(record, column) for column in {*record, *gives}}
        for column in gives if own else ():
            taken, said = take(record, records, own, column, by)
            told |= {(column, code) for code in said}
            if taken:
                new[column] = value_of(own[0], column)
        values.append(new)
        problems.append(told)
    return OracleJoin(values, problems, problems_of_rows(records, rows, by, gives))


def take(
    record: Row, records: Sequence[Row], own: Sequence[Row], column: str, by: str
) -> tuple[bool, set[str]]:
    """Whether the record takes a column from its rows, and what is to be told of it."""
    written, row = is_written(record, column), own[0]
    if any(value_of(each, column) != value_of(row, column) for each in own):
        return False, set() if written else {"lookup_ambiguous"}
    unreadable = any(is_written(each, column) and value_of(each, column) is None for each in own)
    if value_of(row, column) is None and not unreadable:
        return False, set()
    if not is_shared(column, by) and has_several(record, records, by):
        return False, set() if written else {"lookup_several"}
    if written:
        same = value_of(record, column) == value_of(row, column) is not None
        return False, set() if same else {"lookup_contradiction"}
    return True, {"unparsed_date"} if unreadable else set()


def is_shared(column: str, by: str) -> bool:
    """Whether a column is the same for all records of one id."""
    if by == "child_id":
        return column in SHARED_BY_CHILD
    return column not in NOT_SHARED_BY_ASSESSMENT


def has_several(record: Row, records: Sequence[Row], by: str) -> bool:
    """Whether the id of the record has other records, copies apart."""
    apart = ("assessment_id", "referral_date", "start_date") if by == "child_id" else ("child_id",)
    return any(
        value_of(other, by) == value_of(record, by)
        and any(value_of(other, column) != value_of(record, column) for column in apart)
        for other in records
    )


def problems_of_rows(
    records: Sequence[Row], rows: Sequence[Row], by: str, gives: Sequence[str]
) -> set[tuple[int, str, str]]:
    """What is to be told of the rows themselves, by their number in the file."""
    told = set()
    for number, row in enumerate(rows, start=2):
        if value_of(row, by) is None:
            told.add((number, by, "lookup_row_without_id"))
            continue
        if all(value_of(record, by) != value_of(row, by) for record in records):
            told.add((number, by, "lookup_row_unmatched"))
        same_id = [other for other in rows if value_of(other, by) == value_of(row, by)]
        for column in gives:
            if any(value_of(other, column) != value_of(same_id[0], column) for other in same_id):
                told.add((number, column, "lookup_row_ambiguous"))
    return told
