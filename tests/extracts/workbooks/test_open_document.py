"""An .ods of LibreOffice is read as a workbook of Excel is, and refused for the same reasons."""

from __future__ import annotations

import subprocess
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import ExtractRefused
from tests.extracts.accounting import read_whole
from tests.extracts.workbooks.books import COLUMNS, RECORD, TITLES, book
from tests.extracts.workbooks.open_documents import cell, ods, row
from tests.support.making import settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records.sources import SourceTable

#: Every kind of cell that an extract holds, twice the same, and a row without anything.
ROWS: list[list[Any]] = [
    RECORD,
    ["12345", "South  two", datetime(2015, 7, 1), "10/07/2015", 42186],
    [12345678, True, 42186.5, "soon", datetime(2015, 7, 10, 23, 30)],
    [None] * 5,
    ["0000007", "North", datetime(2015, 7, 1), "soon", "soon"],
    ["0000007", "North", datetime(2015, 7, 1), "soon", "soon"],
]


def read(folder: Path, content: bytes, name: str = "extract.ods", **extract: Any) -> SourceTable:
    settings = settings_of(COLUMNS, path=name, kind="excel", extract=extract)
    return read_whole(folder, content, settings)


def refusal(folder: Path, content: bytes) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, content)
    assert "0012345" not in str(caught.value)
    return str(caught.value)


MANY = 'table:number-rows-repeated="1048576"'
WIDE = 'table:number-columns-repeated="16384"'
HEADING = row(*TITLES)
NORTH = row("0012345", "North", date(2015, 7, 1), date(2015, 7, 10), None)
FAILED = (
    '<table:table-cell table:formula="of:=NA()" office:value-type="string" '
    'office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
)


@pytest.mark.process
@pytest.mark.libreoffice
def test_what_libreoffice_saves_is_read_as_the_workbook_that_it_was(tmp_path: Path) -> None:
    (tmp_path / "extract.xlsx").write_bytes(book([TITLES, *ROWS], [["Notes"], ["of no use"]]))
    command = ["soffice", "--headless", "--convert-to", "ods", "--outdir", str(tmp_path)]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(  # noqa: S603  (the program that was found above)
        [*command, profile, str(tmp_path / "extract.xlsx")],
        check=True,
        timeout=120,
        capture_output=True,
    )
    there = read(tmp_path, (tmp_path / "extract.xlsx").read_bytes(), "extract.xlsx")
    here = read(tmp_path, (tmp_path / "extract.ods").read_bytes())
    # LibreOffice has no truth values: TRUE is a number that is shown as one.
    assert here.cells.replace("1", "True").equals(there.cells)
    assert here.rows.tolist() == there.rows.tolist()
    assert here.file.form == there.file.form
    assert here.serial_dates


def test_rows_keep_their_numbers_however_they_are_grouped_and_repeated(tmp_path: Path) -> None:
    content = ods(
        row(
            cell(None, 'table:number-columns-repeated="16384"'),
            more='table:number-rows-repeated="2"',
        ),
        f"<table:table-header-rows>{HEADING}</table:table-header-rows>",
        f"<table:table-row-group>{NORTH}</table:table-row-group>",
        row("0000007", "South", FAILED, cell("soon", 'table:number-columns-repeated="2"')),
        row(
            *("0000008", "South", date(2015, 7, 1), date(2015, 7, 10), FAILED),
            more='table:visibility="collapse"',
        ),
        row(
            cell(None, 'table:number-columns-repeated="16384"'),
            more='table:number-rows-repeated="9"',
        ),
    )
    table = read(tmp_path, content)
    assert table.rows.tolist() == [4, 5, 6]
    assert table.cells.to_numpy().tolist() == [
        ["0012345", "North", "2015-07-01", "2015-07-10", ""],
        ["0000007", "South", "#N/A", "soon", "soon"],
        ["0000008", "South", "2015-07-01", "2015-07-10", "#N/A"],
    ]
    assert table.file.form == "sheet “First” (1 hidden row)"


def test_a_hidden_sheet_is_read_and_named(tmp_path: Path) -> None:
    assert read(tmp_path, ods(HEADING, NORTH, style="ta2")).file.form == "sheet “First” (hidden)"


def test_a_comment_is_no_part_of_its_cell(tmp_path: Path) -> None:
    commented = cell("0012345").replace(
        "<text:p>", "<office:annotation><text:p>looked at</text:p></office:annotation><text:p>"
    )
    table = read(tmp_path, ods(HEADING, row(commented, "North", date(2015, 7, 1), None, None)))
    assert table.cells["Child"].tolist() == ["0012345"]


def test_an_error_that_is_repeated_stands_in_each_of_its_cells(tmp_path: Path) -> None:
    repeated = '<table:table-cell table:number-columns-repeated="2" '
    twice = FAILED.replace("<table:table-cell ", repeated)
    table = read(tmp_path, ods(HEADING, row("0012345", "North", twice, "x")))
    assert table.cells.to_numpy().tolist() == [["0012345", "North", "#N/A", "#N/A", "x"]]


def test_only_the_sheet_that_is_read_is_looked_at(tmp_path: Path) -> None:
    formula = '<table:table-cell table:formula="of:=1"/>'
    notes = f'<table:table table:name="Notes">{row("Notes")}{row(formula)}</table:table>'
    assert read(tmp_path, ods(HEADING, NORTH, before=notes)).file.lines.records == 1


def test_numbers_of_another_calendar_are_no_dates(tmp_path: Path) -> None:
    def days_since(day: str) -> str:
        null = f'<table:null-date table:date-value="{day}"/>'
        return f"<table:calculation-settings>{null}</table:calculation-settings>"

    assert read(tmp_path, ods(HEADING, NORTH, before=days_since("1899-12-30"))).serial_dates
    assert not read(tmp_path, ods(HEADING, NORTH, before=days_since("1904-01-01"))).serial_dates


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            ods(HEADING, manifest="<manifest:encryption-data/>"),
            "the workbook has a password; save it without one",
        ),
        (ods(HEADING, Basic__Module1="x"), "the workbook holds macros"),
        (
            ods(HEADING, before='<table:table table:name="x"><table:table-source/></table:table>'),
            "takes values from other files",
        ),
        (ods(HEADING, before="<!DOCTYPE a>"), "holds a DOCTYPE"),
        (ods(HEADING, row(cell("x", WIDE), more=MANY)), "repeats its cells too often"),
        (
            ods(HEADING, NORTH, row(*[None] * 4, '<table:table-cell table:formula="of:=1"/>')),
            "line 3: a formula stands here without its value",
        ),
        (ods(HEADING, row(1234567890123456, "North", None, None, None)), "more than 15 digits"),
        (ods("<table:table-row>"), "damaged or cut off"),
    ],
    ids=["password", "macros", "links", "doctype", "bomb", "formula", "digits", "damaged"],
)
def test_what_cannot_be_trusted_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(tmp_path, content)
