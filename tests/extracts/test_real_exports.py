"""What real systems export is read, refused or suspicious, by its kind: generated variants."""

from __future__ import annotations

from datetime import date, datetime
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import ExtractRefused
from monitor.extracts import read_extracts
from monitor.nights.judging import judge_night
from tests.extracts.csv_files.small_files import COLUMNS, read
from tests.extracts.samples import workbook
from tests.support.making import INSPECTION_DAY, order_for, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


HEADINGS = list(COLUMNS.values())
RECORDS = [
    ["A1", "0012345", "North", "01/07/2015", "10/07/2015", ""],
    ["A2", "0012346", "South", "02/07/2015", "11/07/2015", "12/07/2015"],
    ["A3", "0012347", "North", "03/07/2015", "", ""],
]
CHILDREN = [record[1] for record in RECORDS]
SEPARATORS = {",": "", ";": ", separated by semicolons"} | {
    "\t": ", separated by tabs",
    "|": ", separated by pipes",
}


def text_of(rows: Sequence[Sequence[str]], separator: str = ",", end: str = "\r\n") -> str:
    return "".join(f"{separator.join(row)}{end}" for row in rows)


def refusal(folder: Path, content: str | bytes, **extract: Any) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, content, **extract)
    said = str(caught.value)
    assert not [cell for record in RECORDS for cell in record[1:] if cell and cell in said]
    return said


TITLES = {
    "none": [],
    "a title": [["Single assessments"]],
    "a title and a blank line": [["Single assessments"], [""]],
    "the date of the run": [["Report", "x"], ["Run date:", "29/11/2026 06:00"], [""]],
    "nine lines": [[f"line {number}"] for number in range(9)],
}


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("says", [False, True])
@pytest.mark.parametrize("quoted", [False, True])
def test_separators_and_titles_are_found_out(
    tmp_path: Path, title: str, separator: str, says: bool, quoted: bool
) -> None:
    rows = [[f'"{cell}"' if quoted else cell for cell in row] for row in [HEADINGS, *RECORDS]]
    first = [[f"sep={separator}"]] if says else []
    above = [*first, *TITLES[title]]
    if len(above) > 9:
        return
    table = read(tmp_path, text_of([*above, *rows], separator))
    assert table.cells["Child"].tolist() == CHILDREN
    assert table.rows.tolist() == [len(above) + 2 + n for n in range(3)]
    row = f", headings in line {len(above) + 1}" if above else ""
    assert table.file.form == f"UTF-8{SEPARATORS[separator]}{row}"
    named = [n for n, line in enumerate(above, start=1) if line != [""] and line not in first]
    assert table.noted_lines == tuple((n, "title_line") for n in named)


def test_headings_below_the_tenth_row_are_not_looked_for(tmp_path: Path) -> None:
    above = [[f"line {number}"] for number in range(10)]
    said = refusal(tmp_path, text_of([*above, HEADINGS, *RECORDS]))
    assert "line 1: " in said


@pytest.mark.parametrize("separator", [*SEPARATORS, "~", "^"])
def test_a_separator_that_is_declared_is_taken(tmp_path: Path, separator: str) -> None:
    table = read(tmp_path, text_of([HEADINGS, *RECORDS], separator), delimiter=separator)
    assert table.cells["Child"].tolist() == CHILDREN


@pytest.mark.parametrize(
    ("word", "separator"), [("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("pipe", "|")]
)
def test_a_separator_has_a_word(tmp_path: Path, word: str, separator: str) -> None:
    table = read(tmp_path, text_of([HEADINGS, *RECORDS], separator), delimiter=word)
    assert table.cells["Child"].tolist() == CHILDREN


def test_a_separator_that_the_file_names_goes_before_the_declared_one(tmp_path: Path) -> None:
    content = text_of([["sep=§"], HEADINGS, *RECORDS], "§")
    assert read(tmp_path, content, delimiter=";").cells["Child"].tolist() == CHILDREN


@pytest.mark.parametrize("place", range(3))
def test_records_above_the_headings_are_never_a_title(tmp_path: Path, place: int) -> None:
    rows = [*RECORDS[: place + 1], HEADINGS, *RECORDS[place + 1 :]]
    assert "line 1: this row stands above the headings and looks like" in refusal(
        tmp_path, text_of(rows)
    )


TRAILERS = [
    *("(3 rows affected)", "(3 row(s) affected)", "3 rows selected.", "(3 rows)"),
    *("3 rows in set (0.01 sec)", "Rows affected: 3", "3 rows returned"),
]
REMARKS = [
    *("Completion time: 2026-11-29T06:00:00.1234567+00:00", "SQL> spool off", "Page 1 of 1"),
    *("Elapsed: 00:00:00.01", "Printed by the reporting service", "Query OK"),
]


@pytest.mark.parametrize("trailer", TRAILERS)
@pytest.mark.parametrize("blank", [[], [""]])
@pytest.mark.parametrize("remark", ["", *REMARKS[:2]])
def test_what_a_program_counts_at_the_end_is_a_control_total(
    tmp_path: Path, trailer: str, blank: list[str], remark: str
) -> None:
    ends = [[line] for line in [*blank, trailer, remark] if line or line in blank]
    content = text_of([HEADINGS, *RECORDS, *ends])
    table = read(tmp_path, content)
    assert table.cells["Child"].tolist() == CHILDREN
    assert table.file.control_total == 3
    assert {code for _, code in table.noted_lines} == {"program_line"}
    assert "not the 3 records" in refusal(
        tmp_path, content.replace(trailer, trailer.replace("3", "4"))
    )


@pytest.mark.parametrize("remark", REMARKS)
def test_what_a_program_remarks_at_the_end_is_no_record(tmp_path: Path, remark: str) -> None:
    table = read(tmp_path, text_of([HEADINGS, *RECORDS, [remark]]))
    assert table.noted_lines == ((5, "program_line"),)
    assert table.file.control_total is None


def test_dashes_below_the_headings_are_no_record(tmp_path: Path) -> None:
    dashes = ["-" * len(heading) for heading in HEADINGS]
    table = read(tmp_path, text_of([HEADINGS, dashes, *RECORDS]))
    assert table.cells["Child"].tolist() == CHILDREN
    assert table.file.lines.headings == 2


@pytest.mark.parametrize(
    "marks", ["\x1a", "\x1a\x1a", "\x00", "\x00" * 4096, "\x1a\r\n", "\x1a\r\n\r\n"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_signs_behind_the_last_line_are_no_record(
    tmp_path: Path, marks: str, encoding: str
) -> None:
    content = (text_of([HEADINGS, *RECORDS]) + marks).encode(encoding)
    table = read(tmp_path, content)
    assert table.cells["Child"].tolist() == CHILDREN
    assert table.noted_lines == ((5, "end_mark"),)


def test_a_sign_of_the_end_among_the_records_is_refused(tmp_path: Path) -> None:
    content = text_of([HEADINGS, *RECORDS]).replace("A2", "\x1aA2")
    assert "line 3: a control character" in refusal(tmp_path, content)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", SEPARATORS)
def test_utf_16_without_a_mark_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    table = read(tmp_path, text_of([HEADINGS, *RECORDS], separator).encode(encoding))
    assert table.cells["Child"].tolist() == CHILDREN
    assert table.file.form == f"UTF-16 without BOM{SEPARATORS[separator]}"


@pytest.mark.parametrize("end", ["", "\x1a", "\x1a\r\n"])
def test_a_last_line_without_an_end_needs_a_control_total(tmp_path: Path, end: str) -> None:
    content = text_of([HEADINGS, *RECORDS]).removesuffix("\r\n") + end
    assert "line 4: the last line has no line end" in refusal(tmp_path, content)
    beside = tmp_path / "extract.csv.count"
    beside.write_text("3")
    assert read(tmp_path, content).cells["Child"].tolist() == CHILDREN
    beside.write_text("4")
    assert "says 4 records and 3 were read" in refusal(tmp_path, content)


def test_a_total_without_a_line_end_proves_the_file_whole(tmp_path: Path) -> None:
    content = text_of([HEADINGS, *RECORDS]) + "(3 rows affected)"
    assert read(tmp_path, content).file.control_total == 3


@pytest.mark.parametrize("blank", ["NULL", "-", "N/A", "(none)"])
@pytest.mark.parametrize("written", ["{}", " {} ", "{}\t"])
def test_what_a_source_writes_for_blank_is_blank(tmp_path: Path, blank: str, written: str) -> None:
    cell = written.format(blank)
    rows = [[each or f'"{cell}"' for each in record] for record in RECORDS]
    table = read(tmp_path, text_of([HEADINGS, *rows]), blanks=[blank.lower()])
    assert table.cells["Authorised"].tolist() == ["", "12/07/2015", ""]
    assert read(tmp_path, text_of([HEADINGS, *rows])).cells["Authorised"][0] == cell


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_line_break_in_a_worker_is_text_unless_a_separator_is_with_it(
    tmp_path: Path, separator: str
) -> None:
    headings, worker = [*HEADINGS, "Worker"], '"SW1\nDuty{}desk"'
    rows = [headings, *[[*record, worker.format(" ")] for record in RECORDS]]
    columns = {**COLUMNS, "worker": "Worker"}
    table = read(tmp_path, text_of(rows, separator), columns=columns)
    assert table.cells["Worker"].tolist() == ["SW1\nDuty desk"] * 3
    swallowed = [headings, *[[*record, worker.format(separator)] for record in RECORDS]]
    said = refusal(tmp_path, text_of(swallowed, separator), columns=columns)
    assert "line 2: “Worker” holds a line break" in said


SECOND_TABLES = {
    "a title": [["Summary by team"]],
    "headings": [["Team", "Count"]],
    "as wide": [["Team", "Open", "Late", "Due", "Mean", "Median"], ["North", *"12345"]],
    "numbers": [["North", "2", "3", "4", "5", "6"]],
}


@pytest.mark.parametrize("second", SECOND_TABLES)
@pytest.mark.parametrize("blanks", [1, 2, 5])
@pytest.mark.parametrize("form", ["csv", "excel"])
def test_a_second_table_below_is_refused(
    tmp_path: Path, second: str, blanks: int, form: str
) -> None:
    width = len(HEADINGS)
    rows = [HEADINGS, *RECORDS, *[[""] * width] * blanks, *SECOND_TABLES[second]]
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    content = text_of(rows).encode() if form == "csv" else workbook({"Data": rows})
    (tmp_path / "extract").write_bytes(content)
    settings = settings_of(COLUMNS, path="extract", kind=form)
    with pytest.raises(ExtractRefused, match=f"line {5 + blanks}: this row follows a blank one"):
        read_extracts(settings.extracts, folder=tmp_path, as_at=INSPECTION_DAY)


@pytest.mark.parametrize("form", ["csv", "excel"])
@pytest.mark.parametrize("left", [False, True])
def test_a_table_beside_that_is_longer_is_refused(tmp_path: Path, form: str, left: bool) -> None:
    own: list[list[str]] = [HEADINGS, *RECORDS, [""] * 6]
    other = [["Group", "Count"], *[["x", "1"]] * 4]
    pairs = [(b, a) if left else (a, b) for a, b in zip(own, other, strict=True)]
    rows = [[*one, "", *two] for one, two in pairs]
    content = text_of(rows).encode() if form == "csv" else workbook({"Data": rows})
    (tmp_path / "extract").write_bytes(content)
    settings = settings_of(COLUMNS, path="extract", kind=form)
    with pytest.raises(ExtractRefused, match="line 5: nothing stands in this row but beside"):
        read_extracts(settings.extracts, folder=tmp_path, as_at=INSPECTION_DAY)


@pytest.mark.parametrize("form", ["csv", "excel"])
def test_a_table_beside_that_is_shorter_is_passed_over(tmp_path: Path, form: str) -> None:
    beside = [["", "Group"], ["", "x"], *[["", ""]] * 2]
    rows = [
        [f"No. {number}", *own, *other]
        for number, (own, other) in enumerate(zip([HEADINGS, *RECORDS], beside, strict=True))
    ]
    content = text_of(rows).encode() if form == "csv" else workbook({"Data": rows})
    (tmp_path / "extract").write_bytes(content)
    settings = settings_of(COLUMNS, path="extract", kind=form)
    (table,) = read_extracts(settings.extracts, folder=tmp_path, as_at=INSPECTION_DAY)
    assert table.cells["Child"].tolist() == CHILDREN


@pytest.mark.parametrize(
    "row", ["Deadlin,0012345,North,Start,Authorise,Team lead", "IDs,Childs,Teams,Starts"]
)
def test_no_cell_is_repeated_as_a_heading_that_was_meant(tmp_path: Path, row: str) -> None:
    said = refusal(tmp_path, f"{row}\n{text_of(RECORDS)}")
    assert "did you mean" not in said


def sheets_of(days: Sequence[Any], texts: Sequence[str]) -> bytes:
    dates = [*days, *texts]
    rows = [[f"A{n}", f"{n:07}", "North", day, None, None] for n, day in enumerate(dates)]
    return workbook({"Data": [HEADINGS, *rows]})


def alarms(folder: Path, content: bytes, **extract: Any) -> list[str]:
    (folder / "extract.xlsx").write_bytes(content)
    settings = settings_of(COLUMNS, path="extract.xlsx", kind="excel", extract=extract)
    night = judge_night(order_for(folder, settings)).night
    return [alarm.sentence for alarm in night.alarms if alarm.code == "day_and_month_swapped"]


EARLY = [datetime(2015, 7, day) for day in (1, 5, 9, 11, 12)]


@pytest.mark.parametrize(
    "text",
    ["13/06/2015", "31.5.2015", "06/30/2015", "2015-06-13", "13 June 2015", "Sat 13 Jun 2015"],
)
def test_texts_of_later_days_beside_early_date_cells_are_suspicious(
    tmp_path: Path, text: str
) -> None:
    (said,) = alarms(tmp_path, sheets_of(EARLY, [text]))
    assert "none of its 5 date cells" in said
    assert "“Start”, row 7" in said
    assert text not in said


@pytest.mark.parametrize(
    ("days", "texts"),
    [
        pytest.param(EARLY[:4], ["13/06/2015"], id="too few cells"),
        pytest.param([*EARLY, date(2015, 6, 13)], ["14/06/2015"], id="a cell with a later day"),
        pytest.param(EARLY, ["12/06/2015", "soon", "", "05-Oct-13", "42186"], id="no later text"),
        pytest.param(EARLY, [], id="no text"),
    ],
)
def test_other_mixtures_of_dates_are_not_suspicious(
    tmp_path: Path, days: list[Any], texts: list[str]
) -> None:
    assert alarms(tmp_path, sheets_of(days, texts)) == []


@pytest.mark.parametrize(("count", "expected"), [(18, 0), (19, 1)])
def test_two_formats_that_fit_many_dates_are_suspicious(
    tmp_path: Path, count: int, expected: int
) -> None:
    # The first record has one more date that both formats read.
    unclear = [f"{d:02}/{m:02}/2015" for d, m in product(range(1, 8), range(1, 8)) if d != m]
    rows = [[f"A{n}", f"{n:07}", "North", day, "", ""] for n, day in enumerate(unclear[:count])]
    (tmp_path / "extract.csv").write_text(text_of([HEADINGS, RECORDS[0], *rows]), "utf-8")
    for formats, times in ((["%d/%m/%Y", "%m/%d/%Y"], expected), (["%d/%m/%Y", "excel"], 0)):
        settings = settings_of(COLUMNS, extract={"date_formats": formats})
        night = judge_night(order_for(tmp_path, settings)).night
        found = [a.sentence for a in night.alarms if a.code == "day_and_month_swapped"]
        assert len(found) == times
        assert all("as in “Start”, row 2" in sentence for sentence in found)
