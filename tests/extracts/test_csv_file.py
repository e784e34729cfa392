"""A CSV is read whole or refused: every trap of a broken file has its test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ExtractRefused
from monitor.extracts import csv_fast, csv_file, read_extracts
from monitor.extracts.files import Copy
from tests.making import settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.model import SourceTable

COLUMNS = {
    "assessment_id": "ID",
    "child_id": "Child",
    "team": "Team",
    "start_date": "Start",
    "deadline": "Deadline",
    "authorised_date": "Authorised",
}
HEADING = "ID,Child,Team,Start,Deadline,Authorised"
FIRST = "A1,0012345,North,01/07/2015,10/07/2015,"
SECOND = "A2,0012346,NA,02/07/2015,11/07/2015,12/07/2015"


def read(folder: Path, content: str | bytes, **extract: object) -> SourceTable:
    path = folder / "extract.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    settings = settings_of(COLUMNS, extract=extract)
    (table,) = read_extracts(settings.extracts, folder=folder)
    assert table.file.lines.accounted == table.file.lines.read
    return table


def refusal(folder: Path, content: str | bytes, **extract: object) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, content, **extract)
    said = str(caught.value)
    for cell in ("0012345", "0012346", "North", "2015"):
        assert cell not in said
    return said


def lines(*rows: str) -> str:
    return "\n".join((HEADING, *rows, ""))


GOOD = lines(FIRST, SECOND)


def test_records_keep_their_text_and_their_row_numbers(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD)
    assert table.cells["Child"].tolist() == ["0012345", "0012346"]
    assert table.cells["Team"].tolist() == ["North", "NA"]
    assert table.rows.tolist() == [2, 3]
    assert table.file.form == "UTF-8"
    assert table.file.control_total is None


@pytest.mark.parametrize("text", ["NA", "None", "null", "N/A", "nan", "#N/A", "-", "TRUE"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_team_that_looks_missing_stays_text(tmp_path: Path, text: str, quote: str) -> None:
    table = read(tmp_path, GOOD.replace("North", f"{quote}{text}{quote}"))
    assert table.cells["Team"].tolist() == [text, "NA"]


@pytest.mark.parametrize("number", ["0012345", "12345678901234567", "123E4", "1.0", " 7 "])
def test_ids_stay_text(tmp_path: Path, number: str) -> None:
    assert read(tmp_path, GOOD.replace("A1", number)).cells["ID"][0] == number


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (GOOD.replace("North", "Ñorth").encode(), "UTF-8"),
        (GOOD.replace("North", "Ñorth").encode("utf-8-sig"), "UTF-8 with BOM"),
        (GOOD.replace("North", "Ñorth").encode("utf-16"), "UTF-16 with BOM"),
        (b"\xfe\xff" + GOOD.replace("North", "Ñorth").encode("utf-16-be"), "UTF-16 with BOM"),
        (
            GOOD.replace("North", "Ñorth").encode("cp1252"),
            "Windows-1252, as it is not UTF-8",
        ),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"],
)
def test_each_encoding_is_read_and_named(tmp_path: Path, content: bytes, form: str) -> None:
    table = read(tmp_path, content)
    assert table.cells["Team"][0] == "Ñorth"
    assert table.cells.columns[0] == "ID"
    assert table.file.form == form


def test_a_declared_encoding_is_taken(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD.replace("North", "Ñorth").encode("cp850"), encoding="cp850")
    assert table.cells["Team"][0] == "Ñorth"
    assert table.file.form == "cp850, as declared"


def test_text_that_no_encoding_fits_is_refused(tmp_path: Path) -> None:
    assert "is not cp1252" in refusal(tmp_path, GOOD.encode().replace(b"North", b"\x81"))
    assert "is not utf-8" in refusal(tmp_path, GOOD.encode() + b"\xff", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("Nor\x00th", "line 2: a control character"),
        ("Nor\x1fth", "line 2: a control character"),
        ("Nor\rth", "line 2: a carriage return without a line feed"),
        ('"North', "line 2: a quote is out of place or never closed"),
        ('"North"s', "line 2: a quote is out of place"),
        ("North,", "line 2: 7 cells where the headings have 6"),
        ('Nor,"th"', "line 2: 7 cells"),
    ],
)
def test_a_damaged_line_is_refused_and_named(tmp_path: Path, damage: str, said: str) -> None:
    assert said in refusal(tmp_path, GOOD.replace("North", damage))


def test_trailing_commas_on_the_rows_are_refused(tmp_path: Path) -> None:
    assert "line 2: 7 cells" in refusal(tmp_path, lines(f"{FIRST},", f"{SECOND},"))


def test_a_line_cut_off_is_refused(tmp_path: Path) -> None:
    assert "line 3: the last line has no line end" in refusal(tmp_path, GOOD[:-1])
    assert "line 3: the last line has no line end" in refusal(tmp_path, GOOD[:-20])
    assert "line 3: 4 cells" in refusal(tmp_path, f"{GOOD[:-28]}\n")


def test_two_stray_quotes_in_one_column_do_not_swallow_the_rows_between(tmp_path: Path) -> None:
    rows = [FIRST.replace("North", '"North'), SECOND, FIRST.replace("North", 'North"')]
    assert "line 2: a quoted cell holds whole rows" in refusal(tmp_path, lines(*rows))
    both = [FIRST.replace("North", '"North'), FIRST.replace("North", 'North"')]
    assert "line 2: a quoted cell holds whole rows" in refusal(tmp_path, lines(*both))


def test_two_stray_quotes_in_different_columns_are_refused(tmp_path: Path) -> None:
    rows = [FIRST.replace("North", '"North'), SECOND.replace("02/07/2015", '02/07/2015"')]
    assert "line 2" in refusal(tmp_path, lines(*rows))


def test_a_line_break_in_a_quoted_cell_is_text(tmp_path: Path) -> None:
    table = read(tmp_path, lines(FIRST.replace("North", '"North\nof the river"'), SECOND))
    assert table.cells["Team"].tolist() == ["North\nof the river", "NA"]
    assert table.rows.tolist() == [2, 4]
    assert table.file.lines.continuations == 1


def test_an_id_with_a_line_break_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, lines(FIRST.replace("A1", '"A\n1"')))
    assert "line 2: “ID” holds a line break" in said


def test_quoted_commas_and_doubled_quotes_are_read(tmp_path: Path) -> None:
    table = read(tmp_path, lines(FIRST.replace("North", '"North, the ""old"" one"'), SECOND))
    assert table.cells["Team"].tolist() == ['North, the "old" one', "NA"]


def test_a_heading_that_stands_twice_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, GOOD.replace("ID,Child", "Child,Child"))
    assert "line 1: the heading “Child” stands twice" in said


def test_an_unknown_heading_that_stands_twice_is_refused_without_its_name(tmp_path: Path) -> None:
    twice = "\n".join(f"{row},x,x" for row in GOOD.splitlines()) + "\n"
    assert "line 1: the heading of a column stands twice" in refusal(tmp_path, twice)


def test_a_missing_heading_is_explained(tmp_path: Path) -> None:
    said = refusal(tmp_path, GOOD.replace("Deadline", "Dead line"))
    assert "line 1: the heading “Deadline” is missing; did you mean “Dead line”?" in said
    assert said.endswith("“Deadline” is missing; did you mean “Dead line”?")


def test_a_missing_heading_that_resembles_none_has_no_suggestion(tmp_path: Path) -> None:
    said = refusal(tmp_path, GOOD.replace("Deadline", "Xyz"))
    assert said.endswith("the heading “Deadline” is missing")


def test_headings_that_all_drifted_are_explained(tmp_path: Path) -> None:
    said = refusal(tmp_path, GOOD.replace(HEADING, HEADING.lower()))
    assert "the heading “Deadline” is missing; did you mean “deadline”?" in said


def test_a_file_without_headings_says_so_and_shows_no_cell(tmp_path: Path) -> None:
    said = refusal(tmp_path, f"{FIRST}\n{SECOND}\n")
    assert "line 1: this row does not look like headings" in said


def test_rows_without_headings_that_repeat_a_cell_are_told_alike(tmp_path: Path) -> None:
    said = refusal(tmp_path, f"{SECOND.replace('11/07', '02/07')}\n{FIRST}\n")
    assert "line 1: this row does not look like headings" in said


def test_other_separators_are_pointed_at(tmp_path: Path) -> None:
    assert "separated by commas?" in refusal(tmp_path, GOOD.replace(",", ";"))


def test_a_blank_heading_of_a_column_that_is_not_mapped_does_no_harm(tmp_path: Path) -> None:
    wider = "\n".join(f"{row},," for row in GOOD.splitlines()) + "\n"
    assert read(tmp_path, wider).file.lines.records == 2


@pytest.mark.parametrize("blank", ["", ",,,,,", " , ,,,,", '"",,,,,'])
def test_blank_lines_are_no_records(tmp_path: Path, blank: str) -> None:
    table = read(tmp_path, lines(FIRST, blank, SECOND, blank))
    assert table.file.lines.records == 2
    assert table.file.lines.blank == 2
    assert table.rows.tolist() == [2, 4]


def test_a_record_with_blank_mapped_cells_alone_is_a_record(tmp_path: Path) -> None:
    wider = f"{HEADING},Note\n{FIRST},\n,,,,,,something\n"
    assert read(tmp_path, wider).file.lines.records == 2


def test_repeated_headings_are_no_records_and_are_listed(tmp_path: Path) -> None:
    table = read(tmp_path, lines(FIRST, HEADING, SECOND))
    assert table.noted_lines == ((3, "repeated_heading"),)
    assert table.file.lines.repeated_headings == 1


@pytest.mark.parametrize(
    "footer",
    [
        "Total,2,,,,",
        "Total: 2",
        "2 records",
        "Rows 2,,,,,",
        "Grand total,,2,,,",
        "number of records,2",
    ],
)
def test_a_total_that_agrees_is_the_control_total(tmp_path: Path, footer: str) -> None:
    table = read(tmp_path, lines(FIRST, SECOND, footer))
    assert table.file.control_total == 2
    assert table.noted_lines == ((4, "footer_line"),)


@pytest.mark.parametrize("footer", ["Total,3,,,,", "1 record", "Total 3"])
def test_a_total_that_differs_is_refused(tmp_path: Path, footer: str) -> None:
    with pytest.raises(
        ExtractRefused, match=r"line 4: (the total at the end is not the 2|1 cells)"
    ):
        read(tmp_path, lines(FIRST, SECOND, footer))


@pytest.mark.parametrize("footer", ["Total,2,5,,,", "Total records,2,,printed,,"])
def test_a_total_that_is_not_clear_is_refused(tmp_path: Path, footer: str) -> None:
    with pytest.raises(ExtractRefused, match="begins like a total"):
        read(tmp_path, lines(FIRST, SECOND, footer))


def test_a_total_may_have_an_end_behind_it(tmp_path: Path) -> None:
    table = read(tmp_path, lines(FIRST, SECOND, "Total,2.0", "End of report"))
    assert table.file.control_total == 2
    assert table.file.lines.footers == 2


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    long = "x" * 200_000
    assert read(tmp_path, lines(FIRST, SECOND.replace("NA", long))).cells["Team"][1] == long


def test_an_end_without_a_number_is_a_footer(tmp_path: Path) -> None:
    table = read(tmp_path, lines(FIRST, SECOND, "End of report", ""))
    assert table.file.lines.footers == 1
    assert table.file.control_total is None


def test_a_total_that_is_not_the_last_line_is_no_footer(tmp_path: Path) -> None:
    assert "line 3: 2 cells" in refusal(tmp_path, lines(FIRST, "Total,2", SECOND))


def test_a_record_that_only_begins_like_a_total_is_a_record(tmp_path: Path) -> None:
    table = read(tmp_path, lines(FIRST, SECOND.replace("A2", "Total")))
    assert table.file.lines.records == 2


def test_the_same_table_comes_from_the_fast_and_the_strict_reader(tmp_path: Path) -> None:
    fast = read(tmp_path, GOOD)
    strict = read(tmp_path, f"{GOOD}\n")
    pd.testing.assert_frame_equal(fast.cells, strict.cells)
    assert fast.rows.tolist() == strict.rows.tolist()


cell = st.text(st.sampled_from('ab1 ,"\N{NO-BREAK SPACE}é'), max_size=5)


@given(st.lists(st.lists(cell, min_size=6, max_size=6), min_size=1, max_size=6), st.booleans())
def test_the_fast_reader_takes_nothing_that_the_strict_one_reads_otherwise(
    rows: list[list[str]], quoted: bool
) -> None:
    body = [
        ",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' if quoted else c for c in row)
        for row in rows
    ]
    text = lines(*body)
    copy = Copy("extract.csv", text.encode())
    extract = settings_of(COLUMNS).extracts[0]
    fast = csv_fast.read_fast(
        copy,
        text,
        utf8=text.encode(),
        form="UTF-8",
        columns=extract.columns,
        serial_dates=False,
    )
    if fast is not None:
        whole = csv_file.Text(text, text.encode(), "UTF-8")
        strict = csv_file._read_strictly(copy, whole, extract, serial_dates=False)
        pd.testing.assert_frame_equal(fast.cells, strict.cells, check_dtype=False)
        assert fast.rows.tolist() == strict.rows.tolist()
        assert fast.file.lines == strict.file.lines
