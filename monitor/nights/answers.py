"""Answers that an officer enters: held to what is known, and read by the next night."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from monitor.assessments.answers import FAULT_KINDS
from monitor.errors import UsageFault
from monitor.history.store import open_history
from monitor.judgement.answers import PLAIN_ANSWERS
from monitor.judgement.attaching import attach
from monitor.judgement.steps import episodes_of
from monitor.nights.night import clear_up
from monitor.publishing.folder import alone
from monitor.records.answers import GIVEN_COLUMNS, normalise_answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from monitor.history.nights import Nights
    from monitor.nights.order import Order, Posting

#: A file of answers may leave these out.
_MAY_BE_LACKING = ("reference", "date", "on")


class EntryFault(NamedTuple):
    """Why a row is no usable answer: where, and what to do; it holds no cell of the row."""

    row: int
    column: str
    message: str


class Entered(NamedTuple):
    """How many answers were written down, how many were known, and what could not be used."""

    written: int
    known: int
    faults: tuple[EntryFault, ...]


def rows_of_file(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a CSV of answers with their numbers; raises `UsageFault`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        reader = csv.DictReader(text.splitlines(), strict=True)
        needed = [column for column in GIVEN_COLUMNS if column not in _MAY_BE_LACKING]
        missing = [column for column in needed if column not in (reader.fieldnames or ())]
        if missing:
            raise UsageFault(f"{path.name}: the heading {missing[0]} is missing")
        return [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise UsageFault(f"{path.name} cannot be read as a CSV in UTF-8") from fault


def enter_answers(
    order: Order, posting: Posting, rows: Sequence[tuple[int, Mapping[str, str]]], *, source: str
) -> Entered:
    """Write down answers for the next night to read; raises as `run_night` does.

    What is not whole, or about nothing that is known, is not written down; nor is an equal answer
    that is held.
    """
    cells = pd.DataFrame(
        [
            {column: row.get(column) or "" for column in GIVEN_COLUMNS}
            | {"source": source, "source_row": number}
            for number, row in rows
        ],
        columns=[*GIVEN_COLUMNS, "source", "source_row"],
    )
    given = normalise_answers(
        cells, reasons=(order.settings.answers or PLAIN_ANSWERS).reasons, as_at=order.as_at
    )
    with alone(order.output), open_history(order.output) as history:
        clear_up(order, history)
        attached = _attached(given, history)
        usable = given[(attached["faults"] == "").to_numpy()]
        written = history.enter(usable, entered_at=posting.utc())
    return Entered(written, len(usable) - written, _faults(attached))


def _attached(given: pd.DataFrame, history: Nights) -> pd.DataFrame:
    """Return the answers with what they are about; one may only explain what is missing."""
    records = history.records(history.published()[-1])
    attached = attach(given, episodes_of(history.steps.of()), records)
    missing = records.loc[records["missing_nights"] > 0, "life"]
    is_wrong = (
        (attached["kind"] == "explained")
        & (attached["faults"] == "")
        & ~attached["life"].isin(missing)
    )
    return attached.assign(faults=attached["faults"].mask(is_wrong, "not_missing"))


def _faults(attached: pd.DataFrame) -> tuple[EntryFault, ...]:
    found = attached.loc[attached["faults"] != "", ["source_row", "faults"]]
    return tuple(
        EntryFault(row, kind.column, f"{kind.sentence} {kind.action}")
        for row, codes in found.itertuples(index=False, name=None)
        for kind in map(FAULT_KINDS.__getitem__, codes.split(";"))
    )
