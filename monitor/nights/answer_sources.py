"""The sources in which people answer: one that cannot be read stops nothing."""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from monitor.assessments.answers import WORKBOOK_HEADINGS
from monitor.errors import ConfigurationFault, ExtractRefused
from monitor.extracts import read_extracts
from monitor.judgement.thread import NO_ANSWERS, AnswerFile
from monitor.nights.team_folders import team_folders
from monitor.publishing.exchange import WORKBOOK
from monitor.records.answers import normalise_answers
from monitor.settings.answers import AnswerColumns, AnswerSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.nights.order import Order
    from monitor.records.sources import SourceTable
    from monitor.settings.answers import Answers

log = logging.getLogger("monitor")

#: How every workbook is read that this program gave a team; dates may have been typed as text.
_OF_TEAM = AnswerSource(
    path=WORKBOOK,
    format="excel",
    date_formats=("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "excel"),
    columns=AnswerColumns(**WORKBOOK_HEADINGS),
)


class _Place(NamedTuple):
    """A source, by the name that nights know it by."""

    name: str
    source: AnswerSource
    #: From where its path is taken.
    folder: Path
    #: True for a workbook that this program gave a team.
    is_own: bool
    #: True if the name of its file is not enough to tell it from another source.
    is_like_another: bool = False


def read_answer_sources(
    order: Order, rules: Answers, before: Mapping[str, AnswerFile]
) -> tuple[pd.DataFrame, tuple[AnswerFile, ...]]:
    """Return what every source holds tonight, and when each was last read.

    `before` are the sources of the night before, by name.
    """
    answers, files = [NO_ANSWERS], []
    for place in (*_configured(order, rules), *_workbooks(order, before)):
        known = before.get(place.name, AnswerFile(place.name, None, 0))
        table = _table(place, order)
        if table is None:
            log.warning("answers not read: %s", place.name)
            unread = known.nights_unread + 1
            files.append(known._replace(nights_unread=unread, sha256=""))
            continue
        cells = cells_of(table, place.source.columns.mapped())
        if place.is_own or place.is_like_another:
            cells = cells.assign(source=place.name)
        read = normalise_answers(
            cells,
            reasons=rules.reasons,
            as_at=order.as_at,
            formats=place.source.date_formats,
            serial_dates=table.serial_dates,
        )
        answers.append(read)
        sha256 = table.file.sha256 if place.is_own else ""
        files.append(AnswerFile(place.name, order.as_at, 0, sha256))
    return pd.concat(answers, ignore_index=True), tuple(files)


def cells_of(table: SourceTable, headings: Mapping[str, str]) -> pd.DataFrame:
    """Return the text of each part of an answer in a table, with its place."""
    cells = {column: table.cells[heading].astype("str") for column, heading in headings.items()}
    return pd.DataFrame(cells).assign(source=table.file.name, source_row=table.rows)


def _configured(order: Order, rules: Answers) -> Iterator[_Place]:
    names = [
        source.database.source_name() if source.database else PurePath(source.pattern).name
        for source in rules.sources
    ]
    counts = Counter(names)
    for number, (name, source) in enumerate(zip(names, rules.sources, strict=True), start=1):
        is_like_another = counts[name] > 1
        own = f"{name} (source {number})" if is_like_another else name
        yield _Place(own, source, order.folder, is_own=False, is_like_another=is_like_another)


def _workbooks(order: Order, before: Mapping[str, AnswerFile]) -> Iterator[_Place]:
    """Yield every workbook of the teams; also the usual one that was there last night."""
    for folder in team_folders(order):
        for file in folder.files():
            name = folder.name_of(file)
            if name in before or (folder.path / file).exists():
                source = _OF_TEAM.model_copy(update={"path": file})
                yield _Place(name, source, folder.path, is_own=True)


def _table(place: _Place, order: Order) -> SourceTable | None:
    try:
        (table,) = read_extracts(
            [place.source], folder=place.folder, as_at=order.as_at, secret=order.secret
        )
    except (ExtractRefused, ConfigurationFault, OSError):
        return None
    return table
