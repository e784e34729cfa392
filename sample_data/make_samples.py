"""Write the made-up extracts beside this script: the same bytes each time.

python sample_data/make_samples.py
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from annex_a_sample import sheets
from census_sample import census
from later_nights import ANSWER_HEADINGS, SECOND, THIRD, answers_on, extract_on
from messy.lines import HEADINGS, USUAL_IN_CSV, USUAL_IN_WORKBOOK, Cell, Line
from messy.samples import CSV_LINES, WORKBOOK_LINES
from population import AS_AT, Record, inspection_records
from published import published_rows
from ssd import ssd_script

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_MADE = datetime(2015, 7, 16)
NOTES = [["All of this is made up. This sheet is no extract."]]


def main() -> None:
    """Write every sample into the folder of this script."""
    write_samples(Path(__file__).parent)


def write_samples(folder: Path) -> None:
    """Write every sample into `folder`."""
    write_inspection(folder, inspection_records())
    write_csv(folder / "published_2015.csv", published_rows())
    messy = [line.cells(USUAL_IN_CSV) for line in CSV_LINES]
    write_csv(folder / "messy.csv", messy, encoding="utf-8-sig")
    messy_rows = [line.cells(USUAL_IN_WORKBOOK) for line in WORKBOOK_LINES]
    write_workbook(folder / "messy.xlsx", {"Assessments": messy_rows, "Notes": NOTES})
    write_csv(folder / "messy_expected.csv", expected_rows())


def write_inspection(folder: Path, records: Sequence[Record]) -> None:
    """Write one population in each kind of extract."""
    rows = [list(record.columns().values()) for record in records]
    titles = list(HEADINGS.values())
    for night in (AS_AT, SECOND, THIRD):
        of_night = [each.columns().values() for each in extract_on(night, records)]
        write_csv(folder / f"inspection_{night}.csv", [titles, *map(in_text, of_night)])
        answers = [in_text(row) for row in answers_on(night, records)]
        write_csv(folder / f"answers_{night}.csv", [ANSWER_HEADINGS, *answers])
    write_workbook(folder / "inspection_2015.xlsx", {"Assessments": [titles, *rows]})
    write_workbook(folder / "inspection_2015_annex_a.xlsx", sheets(records))
    (folder / "inspection_2015_cin.xml").write_bytes(census(records))
    (folder / "ssd.sql").write_text(ssd_script(records), encoding="utf-8", newline="\n")


def in_text(cells: Iterable[str | date]) -> list[str]:
    """Return the cells of a row as the case-management system writes them."""
    return [as_text(cell) for cell in cells]


def as_text(cell: str | date) -> str:
    """Return a cell as the case-management system writes it."""
    return cell if isinstance(cell, str) else uk_date(cell)


def uk_date(day: date) -> str:
    """Return the date as it is written here."""
    return day.strftime("%d/%m/%Y")


def expected_rows() -> Iterator[list[str]]:
    """Yield what must come of each line of the two messy samples, under a heading."""
    yield ["file", "source_row", "status", "problems", "flags", "why"]
    for file, lines, rows in (
        ("messy.csv", CSV_LINES, lines_in_file(CSV_LINES)),
        ("messy.xlsx", WORKBOOK_LINES, range(1, len(WORKBOOK_LINES) + 1)),
    ):
        for row, line in zip(rows, lines, strict=True):
            yield [file, str(row), line.status, line.problems, line.flags, line.why]


def lines_in_file(lines: Iterable[Line]) -> Iterator[int]:
    """Yield the line of the file on which each begins: a quoted line break begins another."""
    row = 1
    for line in lines:
        yield row
        row += 1 + sum(str(cell).count("\n") for cell in line.cells(USUAL_IN_CSV))


def write_csv(path: Path, rows: Iterable[Iterable[Cell]], *, encoding: str = "utf-8") -> None:
    """Write `rows` with the line ends of Windows, on every system."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)


def write_workbook(path: Path, sheets: Mapping[str, Iterable[Iterable[Cell]]]) -> None:
    """Write the rows of each sheet into a workbook, each cell with its own type."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": _MADE, "author": "Made-up sample"})
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    write_cell(sheet, row, column, cell, day)


def write_cell(sheet: Any, row: int, column: int, cell: Cell, day: Any) -> None:
    """Write one cell by its type; `day` is the format of a date and of an empty cell."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, str) and cell:
        sheet.write_string(row, column, cell)
    elif isinstance(cell, str):
        sheet.write_blank(row, column, None, day)
    else:
        sheet.write_number(row, column, cell)


if __name__ == "__main__":
    main()
