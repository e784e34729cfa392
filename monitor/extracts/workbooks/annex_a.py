"""Ofsted's Annex A: the assessments of List 4, with the date of the referral from List 3."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.assessments.columns import TEXT_COLUMNS
from monitor.errors import ExtractRefused
from monitor.extracts.files import private_copy
from monitor.extracts.headings import ROWS_OF_HEADINGS, places_of
from monitor.extracts.lines import sort_lines
from monitor.extracts.sorted_lines import Line
from monitor.extracts.workbooks.referrals import join_referrals
from monitor.extracts.workbooks.sheets import (
    Sheet,
    completed,
    read_sheets,
    refuse_formulas,
    sheet_table,
)
from monitor.extracts.workbooks.zipped import checked_archive, has_serial_dates
from monitor.records.dates import read_dates
from monitor.settings.columns import Columns
from monitor.settings.names import same_name

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.extracts.files import Copy
    from monitor.records.sources import SourceTable
    from monitor.settings.sources import Source

#: The columns by whose headings List 4 is found; its standard layout always maps them.
_OF_LIST_4 = ("child_id", "start_date")
#: The fewest of its headings that make a row that of a list from which others are missing.
_LIKE_HEADINGS = 3
_DASHES = ("-", "–", "—")
#: What Excel shows where a formula failed; as an id or a team it is none.
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#ERROR")


@dataclass(frozen=True, eq=False)
class _Book:
    """The workbook and all that the reading of a list of it depends on."""

    copy: Copy
    archive: zipfile.ZipFile
    sheets: Sequence[Sheet]
    extract: Source
    serial_dates: bool


def read(path: Path, extract: Source) -> SourceTable:
    """Read List 4 of an Annex A workbook into text by its own headings.

    Sheets are found by their headings, in the first ten rows, whatever they are called; a dash is
    a blank. The referral comes from List 3, unless List 4 has a column of it. Raises
    `ExtractRefused` like the reader of workbooks, and where either list is not there.
    """
    copy = private_copy(path, maximum_mb=extract.maximum_size_mb)
    archive = checked_archive(copy)
    sheets = read_sheets(copy, only=None)
    book = _Book(copy, archive, sheets, extract, has_serial_dates(archive))
    columns, referral = extract.columns, extract.columns.referral_date
    list_4, at = _list_4(book)
    if referral is None or same_name(referral) in _folded(list_4.lines[at]):
        return _table(book, list_4, at, columns)
    list_3, at_3 = _list_3(book, list_4, referral)
    of_list_3 = Columns(child_id=columns.child_id, referral_date=referral)
    return _with_referrals(
        _table(book, list_4, at, _without_referral(columns)),
        _table(book, list_3, at_3, of_list_3),
        extract,
        referral,
    )


def _list_4(book: _Book) -> tuple[Sheet, int]:
    """Find List 4, by the headings of the child and of the start, and the place of its headings."""
    columns, source, only = book.extract.columns, book.copy.name, book.extract.sheet
    sheets = [sheet for sheet in book.sheets if only in {None, sheet.name}]
    if not sheets:
        raise ExtractRefused(f"there is no sheet “{only}”", source=source)
    found = _placed(sheets, [columns.mapped()[each] for each in _OF_LIST_4])
    if len(found) > 1:
        message = f"{len(found)} sheets have the headings of List 4; name one with sheet ="
        raise ExtractRefused(message, source=source)
    if not found:
        _refuse_missed(sheets, _without_referral(columns), source=source)
    return found[0]


def _list_3(book: _Book, list_4: Sheet, referral: str) -> tuple[Sheet, int]:
    """Find List 3: another sheet, with the headings of the child and of the referral's date."""
    child = book.extract.columns.mapped()["child_id"]
    found = _placed([sheet for sheet in book.sheets if sheet is not list_4], (child, referral))
    if len(found) != 1:
        what = f"{len(found)} sheets have" if found else "no sheet has"
        message = (
            f"{what} the headings of List 3, “{child}” and “{referral}”, in the first "
            f"{ROWS_OF_HEADINGS} rows: one is needed, for the date of the referral"
        )
        raise ExtractRefused(message, source=book.copy.name)
    return found[0]


def _placed(sheets: Sequence[Sheet], headings: Sequence[str]) -> list[tuple[Sheet, int]]:
    """Return each sheet with a row of these headings, and the place of the first such row."""
    wanted = set(map(same_name, headings))
    placed = []
    for sheet in sheets:
        tops = enumerate(sheet.lines[:ROWS_OF_HEADINGS])
        placed += [(sheet, at) for at, line in tops if wanted <= _folded(line)][:1]
    return placed


def _refuse_missed(sheets: Sequence[Sheet], columns: Columns, *, source: str) -> None:
    """Refuse a workbook without List 4; where a row is nearly its headings, say what is missed."""
    wanted = set(map(same_name, columns.mapped().values()))
    rows = (line for sheet in sheets for line in sheet.lines[:ROWS_OF_HEADINGS])
    nearest = max(rows, key=lambda line: len(wanted & _folded(line)), default=None)
    if nearest is not None and len(wanted & _folded(nearest)) >= _LIKE_HEADINGS:
        heading = _by_the_configuration(nearest, columns)
        places_of(heading.cells, columns, source=source, row=heading.row)
    message = (
        f"no sheet has the headings of List 4, “{columns.child_id}” and “{columns.start_date}”, in "
        f"its first {ROWS_OF_HEADINGS} rows"
    )
    raise ExtractRefused(message, source=source)


def _table(book: _Book, sheet: Sheet, at: int, columns: Columns) -> SourceTable:
    """Return the mapped columns of the list whose headings are at this place of a sheet."""
    source = book.copy.name
    sheet = completed(sheet, book.archive, source=source)
    lines = list(sheet.lines)
    lines[at] = _by_the_configuration(lines[at], columns)
    in_place = sort_lines(lines, source=source, at=at)
    heading = in_place.heading
    places = places_of(heading.cells, columns, source=source, row=heading.row)
    refuse_formulas(sheet, source=source, columns=places.values(), below=heading.row)
    table = sheet_table(sheet, in_place, columns, copy=book.copy, serial_dates=book.serial_dates)
    return replace(table, cells=_cleaned(table.cells, columns))


def _by_the_configuration(heading: Line, columns: Columns) -> Line:
    """Return the headings as the configuration spells them, trimmed."""
    spelt = {same_name(each): each for each in columns.mapped().values()}
    return Line(heading.row, [spelt.get(same_name(cell), cell.strip()) for cell in heading.cells])


def _cleaned(cells: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Return the cells with plain spaces; a dash is a blank, and an error is no id and no team."""
    ids = {heading for column, heading in columns.mapped().items() if column in TEXT_COLUMNS}
    ids -= {columns.state, columns.child_seen, columns.timescale}
    cleaned = {}
    for heading in cells:
        texts = cells[heading].str.replace("\N{NO-BREAK SPACE}", " ").str.strip()
        cleaned[heading] = texts.mask(texts.isin(_DASHES + _ERRORS * (heading in ids)), "")
    return pd.DataFrame(cleaned)


def _without_referral(columns: Columns) -> Columns:
    return columns.model_copy(update={"referral_date": None})


def _folded(line: Line) -> set[str]:
    return set(map(same_name, line.cells))


def _with_referrals(
    list_4: SourceTable, list_3: SourceTable, extract: Source, referral: str
) -> SourceTable:
    child, start = (extract.columns.mapped()[each] for each in _OF_LIST_4)
    starts = _dated(list_4, child, start, extract)
    days, marks = join_referrals(starts, _dated(list_3, child, referral, extract))
    texts = pd.Series(np.datetime_as_string(days, unit="D"), dtype="str").mask(np.isnat(days), "")
    count = list_3.file.lines.records
    form = f"{list_4.file.form}, with {count} referrals from {list_3.file.form}"
    swapped = list_4.file.swapped_dates or list_3.file.swapped_dates
    return replace(
        list_4,
        file=replace(list_4.file, form=form, swapped_dates=swapped),
        cells=list_4.cells.assign(**{referral: texts}),
        marks=marks,
    )


def _dated(table: SourceTable, child: str, heading: str, extract: Source) -> pd.DataFrame:
    codes, distinct = pd.factorize(table.cells[heading])
    days, _ = read_dates(list(distinct), extract.date_formats, serial_dates=table.serial_dates)
    children = table.cells[child].reset_index(drop=True)
    return pd.DataFrame({"child": children, "day": days[codes]})
