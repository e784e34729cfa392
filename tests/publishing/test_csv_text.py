"""Tables to CSV as Excel reads it."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.publishing import csv_text
from monitor.publishing.csv_text import to_csv

FORMULA_SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
#: What an extract can hold: no NUL, and no half of a surrogate pair.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def written(**columns: object) -> bytes:
    return to_csv(pd.DataFrame(columns))


def texts(*cells: str | None) -> pd.Series[str]:
    return pd.Series(cells, dtype="str")


def read_back(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_begins_with_a_byte_order_mark_so_that_excel_knows_it_is_utf8() -> None:
    assert written(team=texts("Ynys Môn")).startswith(b"\xef\xbb\xbf")
    assert "Ynys Môn".encode() in written(team=texts("Ynys Môn"))


def test_lines_end_with_carriage_return_and_line_feed_on_every_system() -> None:
    content = written(source_row=[2, 3], status=texts("overdue", "on_track"))
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == content.count(b"\n") == 3


def test_a_table_without_rows_is_its_headings() -> None:
    assert read_back(written(code=texts(), source_row=pd.Series([], dtype="int64"))) == [
        ["code", "source_row"]
    ]


def test_dates_are_iso_and_an_unusable_date_is_blank() -> None:
    friday = pd.Series([date(2015, 7, 10), None], dtype="datetime64[s]")
    assert read_back(written(deadline=friday, row=[2, 3])) == [
        ["deadline", "row"],
        ["2015-07-10", "2"],
        ["", "3"],
    ]


def test_a_missing_count_and_a_missing_text_are_blank() -> None:
    content = written(
        working_days_late=pd.array([139, None], dtype="Int64"), worker=texts("", None)
    )
    assert read_back(content)[1:] == [["139", ""], ["", ""]]


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_an_apostrophe_stands_before_what_begins_a_formula(sign: str) -> None:
    assert read_back(written(worker=texts(f"{sign}1+1", "1+1")))[1:] == [[f"'{sign}1+1"], ["1+1"]]


def test_a_sign_elsewhere_in_a_cell_is_left_alone() -> None:
    cells = ["A=B", "x-y", "a@b", "'=1", " =1"]
    assert read_back(written(team=texts(*cells)))[1:] == [[cell] for cell in cells]


def test_a_missing_text_beside_a_formula_stays_blank() -> None:
    assert read_back(written(team=texts("=1", None), row=[1, 2]))[2] == ["", "2"]


@pytest.mark.parametrize(
    "dtype", ["str", "object", "category", "string", pd.ArrowDtype(pa.string())]
)
def test_a_text_is_made_harmless_whatever_column_holds_it(dtype: str) -> None:
    cells = pd.Series(["=1", "-1"], dtype=dtype)
    assert read_back(written(code=cells))[1:] == [["'=1"], ["'-1"]]


@pytest.mark.parametrize("cell", ["a,b", 'a "b" c', "a\nb", "a\r\nb", '"', '","', "a\rb", ""])
def test_commas_quotes_and_line_breaks_within_a_cell_stay_in_it(cell: str) -> None:
    assert read_back(written(worker=texts(cell, "next"), row=[1, 2]))[1:] == [
        [cell, "1"],
        ["next", "2"],
    ]


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_a_reader_gets_back_every_cell(rows: list[tuple[str, str]]) -> None:
    content = written(
        team=texts(*(team for team, _ in rows)),
        worker=texts(*(worker for _, worker in rows)),
    )
    neutral = [
        [f"'{cell}" if cell[:1] in tuple(FORMULA_SIGNS) else cell for cell in row] for row in rows
    ]
    assert read_back(content) == [["team", "worker"], *neutral]


def test_the_same_table_gives_the_same_bytes() -> None:
    table = {"team": texts("North", "=South"), "row": [2, 3]}
    assert written(**table) == written(**table)


def test_a_table_that_is_written_in_pieces_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pd.DataFrame(
        {
            "team": texts("North", "South", "=1+1", "", ""),
            "state": pd.Categorical(["open", "open", "a, b", "open", None]),
            "day": pd.to_datetime(pd.Series(["2015-07-16", None, "2015-07-17", None, None])),
        }
    )
    whole = to_csv(table)
    monkeypatch.setattr(csv_text, "_ROWS", 2)
    assert to_csv(table) == whole
    assert len(read_back(whole)) == 1 + len(table)
