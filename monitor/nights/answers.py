"""Answers that an officer enters: attached to the assessments that they are about, and kept."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

from monitor.errors import UsageFault
from monitor.history.answers_table import StoredAnswer
from monitor.history.store import open_history
from monitor.nights.night import clear_up
from monitor.publishing.folder import alone
from monitor.records.answers import COLUMNS, AnswerFault, read_answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from monitor.nights.order import Order, Posting
    from monitor.records.answers import GivenAnswer


class Entered(NamedTuple):
    """How many answers were written down, how many were known, and what could not be used."""

    written: int
    known: int
    faults: tuple[AnswerFault, ...]


def rows_of_file(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a CSV of answers with their numbers; raises `UsageFault`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        reader = csv.DictReader(text.splitlines(), strict=True)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise UsageFault(f"{path.name}: the heading {missing[0]} is missing")
        return [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise UsageFault(f"{path.name} cannot be read as a CSV in UTF-8") from fault


def enter_answers(
    order: Order, posting: Posting, rows: Sequence[tuple[int, Mapping[str, str]]], *, source: str
) -> Entered:
    """Write down what is said about missing assessments; raises as `run_night` does.

    The answer counts from the next night, and an equal one that is held is not written again.
    """
    answers, faults = read_answers(rows)
    with alone(order.output), open_history(order.output) as history:
        clear_up(order, history)
        night = history.published()[-1]
        records = history.records(night)
        missing = records[records["missing_nights"] > 0]
        stored, unattached = [], []
        for answer in answers:
            lives = _lives_of(answer, missing)
            if len(lives) != 1:
                unattached.append(_unattached(answer, found=len(lives)))
                continue
            stored.append(
                StoredAnswer(
                    life=lives[0],
                    night=night,
                    kind=answer.kind,
                    reason=answer.reason,
                    by=answer.by,
                    words=answer.words,
                    source=source,
                    source_row=answer.row,
                    entered_at=posting.utc(),
                )
            )
        written = history.answers.write(stored)
    every_fault = tuple(sorted((*faults, *unattached)))
    return Entered(written, len(stored) - written, every_fault)


def _lives_of(answer: GivenAnswer, missing: pd.DataFrame) -> list[int]:
    is_child = missing["child_id"] == answer.child_id
    is_assessment = missing["assessment_id"] == answer.assessment_id
    lives: list[int] = missing.loc[is_child & is_assessment, "life"].tolist()
    return lives


def _unattached(answer: GivenAnswer, *, found: int) -> AnswerFault:
    say = (
        "no assessment with these ids is missing from the extract on the newest night"
        if found == 0
        else "several assessments with these ids are missing: it cannot be told which is meant"
    )
    return AnswerFault(answer.row, "assessment_id", say)
