"""Columns of a sheet in which people write: unlocked, with lists and rules, the rest locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.reports.files.workbook import ExportSheet, ToFill

#: What people may still do where cells are locked; there is no password.
_MAY = dict.fromkeys(("autofilter", "format_columns", "format_rows", "sort"), True)
_OPEN = {"locked": False, "bg_color": "#FFF8DC", "border": 1, "border_color": "#BFBFBF"}


def open_to_fill(workbook: Any, page: Any, sheet: ExportSheet) -> Mapping[str, Any]:  # noqa: ANN401  (untyped)
    """Lock a sheet but for the columns to fill in; return the format of each of their cells."""
    if not (sheet.to_fill or sheet.is_locked):
        return {}
    page.protect("", _MAY)
    formats = {}
    for name, column in sheet.to_fill.items():
        is_day = pd.api.types.is_datetime64_any_dtype(sheet.table[name])
        shape = {"num_format": "dd/mm/yyyy" if is_day else "@", "text_wrap": not is_day}
        formats[name] = workbook.add_format({**_OPEN, **shape})
        place = sheet.table.columns.get_loc(name)
        page.set_column(place, place, column.width, formats[name])
        if len(sheet.table):
            page.data_validation(1, place, len(sheet.table), place, _rule(name, column))
    return formats


def _rule(name: str, column: ToFill) -> Mapping[str, Any]:
    """Return what Excel checks when somebody writes, and what it tells them."""
    said = {"input_title": name, "input_message": column.help, "error_message": column.help}
    if column.choices:
        return {"validate": "list", "source": column.choices, **said}
    if column.earliest is not None:
        return {"validate": "date", "criteria": ">=", "value": column.earliest, **said}
    least, most = column.length or (0, 0)
    limits = {"criteria": "between", "minimum": least, "maximum": most}
    return {"validate": "length", **limits, **said}
