"""Sheets to a workbook as officers use it: typed dates, frozen headings, filters, no formulas."""

from __future__ import annotations

import io
from datetime import datetime, time
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from monitor.errors import UsageFault
from monitor.publishing.to_fill import open_to_fill

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from monitor.reports.files.workbook import ExportSheet

_MOST_RECORDS = 1_048_575
_NARROWEST, _WIDEST = 12, 60
_TOO_LONG = -2


def to_workbook(sheets: Sequence[ExportSheet], *, made: date) -> bytes:
    """Return the sheets as a workbook; its properties hold the date `made`, and no time of day.

    Row after row goes to a private folder that is removed again, so that a country's year fits
    into memory. Raises `UsageFault` for what no workbook can hold: nothing is cut off.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  (it ships no types, and is loaded where a workbook is written)

    content = io.BytesIO()
    with TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        with xlsxwriter.Workbook(content, options) as workbook:
            workbook.set_properties({"created": datetime.combine(made, time.min)})
            heading = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
            day = workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
            for sheet in sheets:
                page = workbook.add_worksheet(sheet.name)
                open_cells = open_to_fill(workbook, page, sheet)
                _write_sheet(page, sheet, heading=heading, day=day, open_cells=open_cells)
    return content.getvalue()


def _write_sheet(
    page: Any,  # noqa: ANN401  (untyped)
    sheet: ExportSheet,
    *,
    heading: Any,  # noqa: ANN401  (untyped)
    day: Any,  # noqa: ANN401  (untyped)
    open_cells: Mapping[str, Any],
) -> None:
    table = sheet.table
    if len(table) > _MOST_RECORDS:
        raise UsageFault(
            f"{len(table)} rows are more than a sheet can hold: use --team, or the CSV of the night"
        )
    _lay_out(page, sheet)
    for place, name in enumerate(table.columns):
        page.write_string(0, place, name, heading)
    to_fill = {place for place, name in enumerate(table.columns) if name in open_cells}
    writers = [_writer(page, table[name], day, open_cells.get(name)) for name in table.columns]
    columns = [_filled(cells) for _, cells in table.items()]
    for row, cells in enumerate(zip(*columns, strict=True), start=1):
        for place, cell in enumerate(cells):
            if (cell != "" or place in to_fill) and writers[place](row, place, cell) == _TOO_LONG:
                raise UsageFault(
                    f"a cell of a workbook holds at most 32,767 characters: that of row {row} and "
                    f"the column “{table.columns[place]}” of {sheet.name} is longer; the CSV of "
                    "the night holds it"
                )


def _lay_out(page: Any, sheet: ExportSheet) -> None:  # noqa: ANN401  (untyped)
    table = sheet.table
    last_row, last_column = len(table), len(table.columns) - 1
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last_row, last_column)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})
    page.set_landscape()
    page.repeat_rows(0)
    for place, name in enumerate(table.columns):
        if name not in sheet.to_fill:
            page.set_column(place, place, _width(table[name]))


def _width(column: pd.Series[Any]) -> int:
    widest = len(str(column.name)) // 2 + 4
    if column.dtype == "str" and len(column):
        widest = max(widest, int(column.str.len().max()) + 2)
    return min(max(widest, _NARROWEST), _WIDEST)


def _filled(column: pd.Series[Any]) -> list[Any]:
    """Return the cells of a column, blank where there is none."""
    return column.astype("object").where(column.notna(), "").tolist()


def _writer(
    page: Any,  # noqa: ANN401  (untyped)
    column: pd.Series[Any],
    day: Any,  # noqa: ANN401  (untyped)
    open_cell: Any,  # noqa: ANN401  (untyped)
) -> Callable[[int, int, Any], int]:
    """Return what writes a cell of this column by its type: text is never taken for a formula."""
    is_day = pd.api.types.is_datetime64_any_dtype(column)
    if open_cell is not None:
        fill = page.write_datetime if is_day else page.write_string
        return lambda row, place, cell: (page.write_blank if cell == "" else fill)(
            row, place, cell, open_cell
        )
    if is_day:
        return lambda row, place, cell: page.write_datetime(row, place, cell, day)
    write: Callable[[int, int, Any], int] = (
        page.write_number if pd.api.types.is_integer_dtype(column) else page.write_string
    )
    return write
