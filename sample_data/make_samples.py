"""Write the made-up extracts beside this script: the same bytes each time.

python sample_data/make_samples.py
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from inspection import Assessment, inspection_assessments
from messy.lines import HEADINGS, USUAL_IN_CSV, USUAL_IN_WORKBOOK, Cell, Line
from messy.samples import CSV_LINES, WORKBOOK_LINES
from published import published_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The first assessment's id; each later one is a few further on.
_FIRST_ASSESSMENT = 41873
_MADE = datetime(2015, 7, 16)


def main() -> None:
    """Write every sample into the folder of this script."""
    write_samples(Path(__file__).parent)


def write_samples(folder: Path) -> None:
    """Write every sample into `folder`."""
    inspected = [HEADINGS.values(), *inspection_rows(inspection_assessments())]
    write_csv(folder / "inspection_2015.csv", inspected)
    write_csv(folder / "published_2015.csv", published_rows())
    messy = [line.cells(USUAL_IN_CSV) for line in CSV_LINES]
    write_csv(folder / "messy.csv", messy, encoding="utf-8-sig")
    write_workbook(folder / "messy.xlsx", WORKBOOK_LINES)
    write_csv(folder / "messy_expected.csv", expected_rows())


def inspection_rows(assessments: Iterable[Assessment]) -> Iterator[list[str]]:
    """Yield the cells of each assessment, in the order of the headings; siblings stand together."""
    number, before = _FIRST_ASSESSMENT, None
    for one in assessments:
        if not (before and one.shares_assessment_id and one.family == before.family):
            number += 1 + one.child % 7
        yield [
            f"{number:07}",
            f"{12_345 + one.child * 7_919 % 80_000:07}",
            f"F{2_000 + one.family * 7:05}",
            one.team,
            one.worker,
            uk_date(one.referral_date),
            uk_date(one.start_date),
            uk_date(one.deadline),
            uk_date(one.authorised_date),
            uk_date(one.submitted_date),
            one.state,
            one.child_seen,
            uk_date(one.case_closed_date),
        ]
        before = one


def uk_date(day: date | None) -> str:
    """Return the date as the case-management system writes it, or nothing."""
    return day.strftime("%d/%m/%Y") if day else ""


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


def write_workbook(path: Path, lines: Iterable[Line]) -> None:
    """Write `lines` as the first sheet of a workbook, each cell with its own type."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": _MADE, "author": "Made-up sample"})
        sheet = workbook.add_worksheet("Assessments")
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for row, line in enumerate(lines):
            for column, cell in enumerate(line.cells(USUAL_IN_WORKBOOK)):
                write_cell(sheet, row, column, cell, day)
        notes = workbook.add_worksheet("Notes")
        notes.write_string(0, 0, "All of this is made up. This sheet is no extract.")


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
