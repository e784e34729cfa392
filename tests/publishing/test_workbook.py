"""A workbook conserves every value with its type, and holds no formula, whatever the texts are."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from monitor.errors import UsageFault
from monitor.publishing import workbook as excel
from monitor.publishing.workbook import to_workbook
from monitor.reports.files.workbook import ExportSheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

#: Thursday 16 July 2015.
MADE = date(2015, 7, 16)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def texts(*values: str) -> pd.DataFrame:
    return pd.DataFrame({"Worker": pd.Series(values, dtype="str")})


def records() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Child id": pd.Series(["0012345", "=1+1"], dtype="str"),
            "Deadline": pd.Series(["2015-07-16", None], dtype="datetime64[s]"),
            "Working days late": pd.Series([12, None], dtype="Int32"),
            "Source row": pd.Series([2, 3], dtype="int64"),
        }
    )


def made(*tables: pd.DataFrame) -> bytes:
    sheets = [ExportSheet(f"Sheet {number}", table) for number, table in enumerate(tables)]
    return to_workbook(sheets, made=MADE)


def opened(content: bytes) -> Worksheet:
    sheet: Worksheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return sheet


def read_back(content: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def test_texts_numbers_and_dates_are_read_back_with_their_types() -> None:
    headings, first, second = read_back(made(records()))
    assert headings == ["Child id", "Deadline", "Working days late", "Source row"]
    assert first == ["0012345", MADE, 12.0, 2.0]
    assert second == ["=1+1", "", "", 3.0]


def test_a_date_is_shown_as_people_here_write_it() -> None:
    assert opened(made(records()))["B2"].number_format == "dd/mm/yyyy"


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", "http://example.org"])
def test_a_text_that_looks_like_a_formula_or_a_link_stays_text(text: str) -> None:
    content = made(texts(text))
    cell = opened(content)["A2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_every_text_is_read_back_as_it_was(values: Sequence[str]) -> None:
    filled = [value or "filled" for value in values]
    assert read_back(made(texts(*filled)))[1:] == [[value] for value in filled]


def test_headings_stay_in_sight_and_every_column_can_be_filtered() -> None:
    sheet = opened(made(records()))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D3"
    assert sheet.print_title_rows == "$1:$1"


def test_a_column_is_as_wide_as_its_longest_text_within_reason() -> None:
    short, long = texts("North"), texts("Long" * 100)
    assert opened(made(short)).column_dimensions["A"].width < 14
    assert 55 < opened(made(long)).column_dimensions["A"].width < 62


def test_a_column_of_nothing_is_written_blank() -> None:
    nothing = records().assign(**{"Working days late": pd.Series([None, None], dtype="Int32")})
    assert [row[2] for row in read_back(made(nothing))] == ["Working days late", "", ""]


def test_a_sheet_without_records_keeps_its_headings() -> None:
    assert read_back(made(records()[:0])) == [list(records().columns)]


def test_the_same_sheets_give_the_same_bytes() -> None:
    assert made(records(), texts("a")) == made(records(), texts("a"))


def test_a_text_that_a_cell_cannot_hold_is_refused_and_not_cut_off() -> None:
    assert len(read_back(made(texts("x" * 32_767)))[1][0]) == 32_767
    with pytest.raises(UsageFault, match=r"that of row 2 and the column “Worker” of Sheet 0") as no:
        made(texts("short", "secret" * 6_000))
    assert "secret" not in str(no.value)


def test_more_records_than_a_sheet_can_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "_MOST_RECORDS", 1)
    with pytest.raises(UsageFault, match="2 rows are more than a sheet can hold: use --team"):
        made(records())
