"""The sheets of a workbook as lines of text, each cell read by its own type."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from monitor.errors import ExtractRefused
from monitor.extracts.footers import trimmed
from monitor.extracts.lines import CONTROL, table_of
from monitor.extracts.sorted_lines import Line
from monitor.extracts.swapped_dates import with_swapped_cells
from monitor.extracts.workbooks.zipped import blanked_cells, refused_when_damaged

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Collection, Sequence

    from monitor.extracts.files import Copy
    from monitor.extracts.sorted_lines import Sorted
    from monitor.records.sources import SourceTable
    from monitor.settings.columns import Columns

#: The least number of 16 digits: Excel keeps 15 and puts zeros for the rest.
_TOO_LONG = 10**15


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet as text, and where a number or a formula stands that lost its value.

    A place is a row, and a column from 0.
    """

    name: str
    lines: tuple[Line, ...]
    #: Numbers that Excel has cut short.
    cut_numbers: tuple[tuple[int, int], ...]
    #: Formulas whose value was never worked out.
    formulas: tuple[tuple[int, int], ...] = ()
    #: All cells by their types, row by row.
    cells: Sequence[Sequence[object]] = ()
    is_hidden: bool = False
    #: Rows that Excel does not show.
    hidden_rows: int = 0

    @property
    def shown(self) -> str:
        """Return its name, and what of it nobody sees in Excel."""
        unseen = ["hidden"] if self.is_hidden else []
        if self.hidden_rows:
            unseen.append(f"{self.hidden_rows} hidden {'row' if self.hidden_rows == 1 else 'rows'}")
        return f"“{self.name}”" + (f" ({', '.join(unseen)})" if unseen else "")


def read_sheets(copy: Copy, *, only: str | None) -> list[Sheet]:
    """Return the sheets of cells, or the one of a name; raises `ExtractRefused`.

    A date cell becomes ISO text, a whole number its digits, an empty or error cell blank.
    """
    with refused_when_damaged(copy.name):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(copy.content))
        sheets = [
            _read_sheet(workbook, sheet)
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and only in {None, sheet.name}
        ]
    if only is not None and not sheets:
        raise ExtractRefused(f"there is no sheet “{only}”", source=copy.name)
    if not sheets:
        raise ExtractRefused("the workbook has no sheet of cells", source=copy.name)
    return sheets


def completed(sheet: Sheet, archive: zipfile.ZipFile, *, source: str) -> Sheet:
    """Return a sheet with its error cells (#N/A), which calamine gives as blank, and formulas."""
    with refused_when_damaged(source):
        blanked = blanked_cells(archive, sheet.name, source=source)
        lines = list(sheet.lines)
        for (row, column), error in blanked.errors.items():
            cells = [*lines[row - 1].cells]
            cells[column] = error
            lines[row - 1] = Line(row, cells)
    for line in lines:
        if any(map(CONTROL.search, line.cells)):
            message = "a control character stands in this row: the workbook is damaged"
            raise ExtractRefused(message, source=source, row=line.row)
    return replace(
        sheet, lines=tuple(lines), formulas=blanked.formulas, hidden_rows=blanked.hidden_rows
    )


def refuse_formulas(
    sheet: Sheet, *, source: str, columns: Collection[int] | None = None, below: int = 0
) -> None:
    """Refuse a formula without its value: anywhere, or in these columns and below this row."""
    for row, column in sheet.formulas:
        if row > below and (columns is None or column in columns):
            message = "a formula stands here without its value; open the workbook and save it"
            raise ExtractRefused(message, source=source, row=row)


def sheet_table(
    sheet: Sheet, lines: Sorted, columns: Columns, *, copy: Copy, serial_dates: bool
) -> SourceTable:
    """Return the mapped columns of a sheet; raises `ExtractRefused`, also for ids cut short."""
    titles = trimmed(lines.heading.cells)
    _refuse_cut_ids(sheet, titles, columns, source=copy.name)
    table = table_of(
        lines,
        copy=copy,
        form=f"sheet {sheet.shown}",
        columns=columns,
        read=len(sheet.lines),
        serial_dates=serial_dates,
    )
    return with_swapped_cells(table, sheet.cells, titles, columns)


def _refuse_cut_ids(sheet: Sheet, titles: list[str], columns: Columns, *, source: str) -> None:
    """Refuse ids that Excel cut short; in text, an id keeps all its digits."""
    ids = {columns.assessment_id, columns.child_id, columns.family_id}
    for row, column in sheet.cut_numbers:
        if titles[column] in ids:
            message = (
                f"“{titles[column]}” holds a number of more than 15 digits, of which Excel keeps "
                "only 15: export it as text"
            )
            raise ExtractRefused(message, source=source, row=row)


def _read_sheet(workbook: CalamineWorkbook, sheet: SheetMetadata) -> Sheet:
    rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    return Sheet(
        sheet.name,
        lines=tuple(
            Line(row, [_text(cell) for cell in cells]) for row, cells in enumerate(rows, start=1)
        ),
        cut_numbers=tuple(
            (row, column)
            for row, cells in enumerate(rows, start=1)
            for column, cell in enumerate(cells)
            if isinstance(cell, (int, float)) and abs(cell) >= _TOO_LONG
        ),
        cells=rows,
        is_hidden=sheet.visible != SheetVisibleEnum.Visible,
    )


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
