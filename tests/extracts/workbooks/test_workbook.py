"""A workbook is read by each cell's own type, or refused before anything in it is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from monitor.errors import ExtractRefused
from monitor.extracts import read_extracts
from monitor.extracts.workbooks import blanked, sheets
from monitor.extracts.workbooks import zipped as archive
from monitor.nights.judging import judge_night
from tests.extracts.accounting import read_whole
from tests.extracts.workbooks.books import COLUMNS, RECORD, TITLES, bomb, book, changed
from tests.support.making import HEADINGS, INSPECTION_DAY, ROW, order_for, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records.sources import SourceTable


def read(folder: Path, content: bytes, **extract: Any) -> SourceTable:
    settings = settings_of(COLUMNS, path="extract.xlsx", kind="excel", extract=extract)
    return read_whole(folder, content, settings)


def refusal(folder: Path, content: bytes, **extract: Any) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, content, **extract)
    assert "0012345" not in str(caught.value)
    return str(caught.value)


def test_each_cell_is_read_by_its_type(tmp_path: Path) -> None:
    rows = [
        TITLES,
        RECORD,
        [12345.0, True, 42186, datetime(2015, 7, 10, 23, 30), "10/07/2015"],
        [12.5, "#N/A", 42186.75, timedelta(days=1), "text"],
    ]
    table = read(tmp_path, book(rows))
    assert table.cells.to_numpy().tolist()[:2] == [
        ["0012345", "North", "2015-07-01", "2015-07-10", ""],
        ["12345", "True", "42186", "2015-07-10T23:30:00", "10/07/2015"],
    ]
    assert table.cells.to_numpy().tolist()[2][:3] == ["12.5", "#N/A", "42186.75"]
    assert table.rows.tolist() == [2, 3, 4]
    assert table.serial_dates
    assert table.file.form == "sheet “First”"


def test_a_formula_without_its_value_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, book([TITLES, [*RECORD[:3], "=A2+1", None]]))
    assert "line 2: a formula stands here without its value" in said


def test_a_workbook_whose_parts_cannot_be_unpacked_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise zipfile.BadZipFile

    monkeypatch.setattr(sheets, "blanked_cells", fail)
    assert "damaged or cut off" in refusal(tmp_path, book([TITLES, RECORD]))


def test_a_doctype_is_refused() -> None:
    with pytest.raises(ExtractRefused, match="DOCTYPE"):
        blanked.without_doctype(b"<!DOCTYPE a>", source="a.xlsx")


def test_a_sheet_named_by_a_path_from_its_folder_is_found(tmp_path: Path) -> None:
    content = book([TITLES, RECORD])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.read("xl/_rels/workbook.xml.rels").replace(b'"/xl/', b'"')
    table = read(tmp_path, changed(content, xl__rels_workbook_xml_rels=parts))
    assert table.file.lines.records == 1


def test_a_number_in_a_date_column_is_the_date_that_excel_shows(tmp_path: Path) -> None:
    row = {**ROW, "start_date": 42186, "deadline": 42195.5}
    content = book([list(HEADINGS.values()), [row.get(column) for column in HEADINGS]])
    (tmp_path / "extract.xlsx").write_bytes(content)
    settings = settings_of(path="extract.xlsx", kind="excel")
    judged = judge_night(order_for(tmp_path, settings)).night.judged
    # 42186 is Wed 1 July 2015, 42195 is Fri 10 July.
    assert judged["start_date"].tolist() == [datetime(2015, 7, 1)]
    assert judged["deadline"].tolist() == [datetime(2015, 7, 10)]


def test_numbers_of_the_calendar_of_1904_are_no_dates(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.epoch = datetime(1904, 1, 1)
    sheet = made.worksheets[0]
    sheet.append(TITLES)
    sheet.append(["1", "North", 40724, datetime(2015, 7, 10), None])
    content = io.BytesIO()
    made.save(content)
    table = read(tmp_path, content.getvalue())
    assert not table.serial_dates
    assert table.cells["Deadline"].tolist() == ["2015-07-10"]


def test_blank_rows_repeated_headings_and_totals_are_no_records(tmp_path: Path) -> None:
    rows = [[None] * 5, TITLES, RECORD, [None] * 5, TITLES, RECORD, ["Total", 2]]
    table = read(tmp_path, book(rows))
    assert table.rows.tolist() == [3, 6]
    assert table.noted_lines == ((5, "repeated_heading"), (7, "footer_line"))
    assert table.file.control_total == 2


def test_the_one_sheet_with_the_headings_is_read(tmp_path: Path) -> None:
    content = book([["Notes"], ["of another kind"]], [TITLES, RECORD])
    assert read(tmp_path, content).file.form == "sheet “Second”"


def test_two_sheets_with_the_headings_must_be_told_apart(tmp_path: Path) -> None:
    content = book([TITLES, RECORD], [TITLES, RECORD, RECORD])
    assert "2 sheets have these headings" in refusal(tmp_path, content)
    assert read(tmp_path, content, sheet="Second").file.lines.records == 2


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "there is no sheet “Third”" in refusal(tmp_path, book([TITLES]), sheet="Third")


def test_a_workbook_without_the_headings_is_refused(tmp_path: Path) -> None:
    assert "does not look like headings" in refusal(tmp_path, book([["a", "b"], RECORD]))


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert "no headings and no records" in refusal(tmp_path, book([]))


def test_a_workbook_of_charts_alone_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "SheetTypeEnum", type("None", (), {"WorkSheet": None}))
    assert "has no sheet of cells" in refusal(tmp_path, book([TITLES, RECORD]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(512), "an .xls or a workbook", id="xls"),
        pytest.param(b"\x09\x00\x04\x00" + bytes(64), "this is no .xlsx", id="xls of 1990"),
        pytest.param(b"<html><table></table></html>", "a web page", id="html"),
        pytest.param(b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "a web page", id="html with BOM"),
        pytest.param(b"PK\x03\x04cut off", "damaged or cut off", id="no directory"),
        pytest.param(book([TITLES, RECORD])[:-40], "damaged or cut off", id="cut off"),
        pytest.param(changed(book([TITLES]), xl__vbaProject_dot_bin=b""), "macros", id="macros"),
        pytest.param(
            changed(book([TITLES]), xl__externalLinks__a=b""), "other workbooks", id="links"
        ),
        pytest.param(
            changed(book([TITLES]), xl_worksheets_sheet1_xml=b"<broken"), "damaged", id="broken"
        ),
    ],
)
def test_what_is_no_plain_workbook_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(tmp_path, content)


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("letter.txt", "no workbook")
    assert "this is no .xlsx or .ods workbook" in refusal(tmp_path, target.getvalue())


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_LARGEST_UNPACKED", 1000)
    assert "unpacks to more than" in refusal(tmp_path, book([TITLES, RECORD]))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bomb(110_000_000)
    assert len(content) < 200_000

    def unpack(*_: object) -> None:
        pytest.fail("it was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
    assert "unpacks to more than 100 times its size" in refusal(tmp_path, content)


def test_a_zip_bomb_that_denies_its_size_is_refused(tmp_path: Path) -> None:
    size = (20_000_000).to_bytes(4, "little")
    content = bomb(20_000_000)
    assert content.count(size) == 2
    said = refusal(tmp_path, content.replace(size, (1000).to_bytes(4, "little")))
    assert "damaged or cut off" in said


def test_a_workbook_of_formulas_that_were_never_worked_out_is_refused(tmp_path: Path) -> None:
    rows = [[f"=Other!{letter}{row}" for letter in "ABCDE"] for row in range(2, 5)]
    assert "line 2: a formula stands here" in refusal(tmp_path, book([TITLES, *rows]))
    assert "line 1: a formula stands here" in refusal(tmp_path, book(rows))


def test_an_id_with_a_line_break_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, book([TITLES, ["00\n1", *RECORD[1:]]]))
    assert "line 2: “Child” holds a line break" in said


def test_a_control_character_is_refused(tmp_path: Path) -> None:
    content = book([TITLES, RECORD])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        cells = archive.read("xl/worksheets/sheet1.xml").replace(b"North", b"No_x0001_rth")
    said = refusal(tmp_path, changed(content, xl_worksheets_sheet1_xml=cells))
    assert "line 2: a control character" in said


@pytest.mark.parametrize("column", ["assessment_id", "child_id", "family_id"])
@pytest.mark.parametrize("number", [10**15, 2**53, 12345678901234567, -(10**15), 1e300])
def test_an_id_that_excel_has_cut_short_is_refused(
    tmp_path: Path, column: str, number: float
) -> None:
    row = {**ROW, column: number}
    content = book([list(HEADINGS.values()), [row.get(each) for each in HEADINGS]])
    (tmp_path / "extract.xlsx").write_bytes(content)
    settings = settings_of(path="extract.xlsx", kind="excel")
    with pytest.raises(ExtractRefused) as caught:
        read_extracts(settings.extracts, folder=tmp_path, as_at=INSPECTION_DAY)
    said = f"line 2: “{HEADINGS[column]}” holds a number of more than 15 digits"
    assert said in str(caught.value)
    assert f"{number:.0f}"[:9] not in str(caught.value)


def test_an_id_of_15_digits_and_a_long_one_as_text_are_read(tmp_path: Path) -> None:
    rows = [[10**15 - 1, *RECORD[1:]], ["12345678901234567", *RECORD[1:]]]
    children = read(tmp_path, book([TITLES, *rows])).cells["Child"]
    assert children.tolist() == ["999999999999999", "12345678901234567"]


def test_a_long_number_that_is_no_id_is_read(tmp_path: Path) -> None:
    rows = [[*TITLES, "Other"], [*RECORD, 12345678901234567]]
    assert read(tmp_path, book(rows)).file.lines.records == 1


def sheet_xml(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b'<row r="3"', b'<row r="2"', id="two rows of one number"),
        pytest.param(b'r="A3"', b'r="A2"', id="a cell of another row"),
        pytest.param(b'r="B3"', b'r="A3"', id="two cells of one place"),
        pytest.param(b'<row r="2"', b'<row r="4"', id="rows out of order"),
    ],
)
def test_rows_and_cells_that_would_be_lost_are_refused(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    content = book([TITLES, RECORD, ["0012346", *RECORD[1:]]])
    xml = sheet_xml(content)
    assert old in xml
    broken = changed(content, xl_worksheets_sheet1_xml=xml.replace(old, new))
    assert "stands twice, or out of order" in refusal(tmp_path, broken)


def test_rows_and_cells_without_a_number_are_counted(tmp_path: Path) -> None:
    content = book([TITLES, RECORD, ["0012346", "#N/A", *RECORD[2:]]])
    xml = re.sub(rb' r="[A-Z]*[0-9]+"', b"", sheet_xml(content))
    table = read(tmp_path, changed(content, xl_worksheets_sheet1_xml=xml))
    assert table.cells["Child"].tolist() == ["0012345", "0012346"]
    assert table.cells["Team"].tolist() == ["North", "#N/A"]


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "XL/Worksheets/Sheet1.XML"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(tmp_path: Path, name: str) -> None:
    content = io.BytesIO(book([TITLES, RECORD]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(name, sheet_xml(book([TITLES])))
    assert "two parts of the workbook have one name" in refusal(tmp_path, content.getvalue())


def hidden(*names: str, rows: tuple[int, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, state in zip(names, ("hidden", "veryHidden"), strict=False):
        sheet = made.create_sheet(name)
        for cells in (TITLES, RECORD, RECORD):
            sheet.append(cells)
        sheet.sheet_state = state
        for row in rows:
            sheet.row_dimensions[row].hidden = True
    made.create_sheet("Notes")
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_a_hidden_sheet_and_hidden_rows_are_read_and_named(tmp_path: Path) -> None:
    assert read(tmp_path, hidden("Old")).file.form == "sheet “Old” (hidden)"
    table = read(tmp_path, hidden("Old", rows=(3,)))
    assert table.file.form == "sheet “Old” (hidden, 1 hidden row)"
    assert table.file.lines.records == 2
    table = read(tmp_path, hidden("Old", rows=(2, 3, 9)))
    assert table.file.form == "sheet “Old” (hidden, 2 hidden rows)"


def test_sheets_among_which_to_choose_are_named(tmp_path: Path) -> None:
    said = refusal(tmp_path, hidden("Old", "Older"))
    assert "2 sheets have these headings (“Old” (hidden), “Older” (hidden)); name one" in said
