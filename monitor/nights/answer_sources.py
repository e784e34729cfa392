"""The sources in which people answer: one that cannot be read stops nothing."""

from __future__ import annotations

import logging
from pathlib import PurePath
from typing import TYPE_CHECKING

import pandas as pd

from monitor.errors import ConfigurationFault, ExtractRefused
from monitor.extracts import read_extracts
from monitor.judgement.thread import NO_ANSWERS, AnswerFile
from monitor.records.answers import normalise_answers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from monitor.nights.order import Order
    from monitor.records.sources import SourceTable
    from monitor.settings.answers import Answers, AnswerSource

log = logging.getLogger("monitor")


def read_answer_sources(
    order: Order, rules: Answers, before: Mapping[str, AnswerFile]
) -> tuple[pd.DataFrame, tuple[AnswerFile, ...]]:
    """Return what every source holds tonight, and when each was last read.

    `before` are the sources of the night before, by name.
    """
    answers, files = [NO_ANSWERS], []
    for source in rules.sources:
        name = _name(source)
        known = before.get(name, AnswerFile(name, None, 0))
        table = _table(source, order)
        if table is None:
            log.warning("answers not read: %s", name)
            files.append(known._replace(nights_unread=known.nights_unread + 1))
        else:
            answers.append(_normalised(table, source, rules, order.as_at))
            files.append(AnswerFile(name, order.as_at, 0))
    return pd.concat(answers, ignore_index=True), tuple(files)


def cells_of(table: SourceTable, headings: Mapping[str, str]) -> pd.DataFrame:
    """Return the text of each part of an answer in a table, with its place."""
    cells = {column: table.cells[heading].astype("str") for column, heading in headings.items()}
    return pd.DataFrame(cells).assign(source=table.file.name, source_row=table.rows)


def _name(source: AnswerSource) -> str:
    return source.database.source_name() if source.database else PurePath(source.pattern).name


def _table(source: AnswerSource, order: Order) -> SourceTable | None:
    try:
        (table,) = read_extracts(
            [source], folder=order.folder, as_at=order.as_at, secret=order.secret
        )
    except (ExtractRefused, ConfigurationFault, OSError):
        return None
    return table


def _normalised(
    table: SourceTable, source: AnswerSource, rules: Answers, as_at: date
) -> pd.DataFrame:
    return normalise_answers(
        cells_of(table, source.columns.mapped()),
        reasons=rules.reasons,
        as_at=as_at,
        formats=source.date_formats,
        serial_dates=table.serial_dates,
    )
