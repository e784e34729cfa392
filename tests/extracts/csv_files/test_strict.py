"""A CSV is read whole or refused: every trap of a broken file has its test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest.mock import patch

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ExtractRefused
from monitor.extracts import read_extracts
from monitor.extracts.csv_files import fast as csv_fast
from monitor.extracts.csv_files import strict as csv_file
from monitor.extracts.csv_files.dialect import dialect_of
from monitor.extracts.files import Copy
from tests.support.making import INSPECTION_DAY, command, settings_of
from tests.support.worlds import THURSDAY, new_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from monitor.records.sources import SourceTable
    from monitor.settings.sources import Extract

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
    (table,) = read_extracts(settings.extracts, folder=folder, as_at=INSPECTION_DAY)
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
    ("encoding", "half"), [("utf-7", b"+2AA-"), ("raw_unicode_escape", rb"\ud800")]
)
def test_half_a_character_is_refused(tmp_path: Path, encoding: str, half: bytes) -> None:
    content = GOOD.encode().replace(b"North", half)
    assert f"is not {encoding}" in refusal(tmp_path, content, encoding=encoding)


@pytest.mark.process
def test_an_extract_with_half_a_character_ends_with_the_code_of_a_refusal(tmp_path: Path) -> None:
    world = new_world(tmp_path)
    world.extract.write_bytes(world.extract.read_bytes().replace(b"Worker 1", b"+2AA-"))
    settings = world.config.read_text(encoding="utf-8")
    declared = settings.replace('format = "csv"', 'format = "csv"\nencoding = "utf-7"')
    world.config.write_text(declared, encoding="utf-8")
    answered = command("check", "-c", world.config, "--as-at", THURSDAY.isoformat())
    assert answered.exit_code == 3
    assert "the text is not utf-7" in answered.err
    assert "Traceback" not in answered.err


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


@given(st.text("a\t\n\r\x08\x0b\x1f\x7fé", max_size=6), st.sampled_from([1, 2, 64]))
def test_a_file_is_damaged_where_a_sign_of_damage_stands_however_it_is_cut_into_pieces(
    signs: str, piece: int
) -> None:
    damage = re.search(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)", f"{signs}th")
    copy, said = Copy("extract.csv", GOOD.replace("Nor", signs, 1).encode()), ""
    with patch.object(csv_file, "_PIECE", piece):
        try:
            csv_file.text_lines(copy)
        except ExtractRefused as refused:
            said = str(refused)
    assert ("the file is damaged" in said) is (damage is not None)


def test_trailing_commas_on_the_rows_are_refused(tmp_path: Path) -> None:
    assert "line 2: 7 cells" in refusal(tmp_path, lines(f"{FIRST},", f"{SECOND},"))


def test_a_line_cut_off_is_refused(tmp_path: Path) -> None:
    assert "line 3: the last line has no line end" in refusal(tmp_path, GOOD[:-1])
    assert "line 3: the last line has no line end" in refusal(tmp_path, GOOD[:-20])
    assert "line 3: 4 cells" in refusal(tmp_path, f"{GOOD[:-28]}\n")


def test_two_stray_quotes_in_one_column_do_not_swallow_the_rows_between(tmp_path: Path) -> None:
    rows = [FIRST.replace("North", '"North'), SECOND, FIRST.replace("North", 'North"')]
    assert "line 2: a quoted cell seems to hold whole rows" in refusal(tmp_path, lines(*rows))
    both = [FIRST.replace("North", '"North'), FIRST.replace("North", 'North"')]
    assert "line 2: a quoted cell seems to hold whole rows" in refusal(tmp_path, lines(*both))


def test_two_stray_quotes_in_different_columns_are_refused(tmp_path: Path) -> None:
    rows = [FIRST.replace("North", '"North'), SECOND.replace("02/07/2015", '02/07/2015"')]
    assert "line 2" in refusal(tmp_path, lines(*rows))


@pytest.mark.parametrize("between", ["", ",,,,,", " , ,,,,"])
def test_two_stray_quotes_with_a_blank_line_between_do_not_swallow_rows(
    tmp_path: Path, between: str
) -> None:
    rows = [FIRST.replace("North", '"North'), between, SECOND, FIRST.replace("North", 'North"')]
    assert "line 2: a quoted cell seems to hold whole rows" in refusal(tmp_path, lines(*rows))


def test_two_lost_quotes_of_cells_with_commas_do_not_swallow_rows(tmp_path: Path) -> None:
    rows = [FIRST.replace("North", '"North, old'), FIRST.replace("North", 'North, old"')]
    assert "line 2: a quoted cell seems to hold whole rows" in refusal(tmp_path, lines(*rows))


def test_lost_quotes_of_cells_with_line_breaks_do_not_swallow_rows(tmp_path: Path) -> None:
    rows = [FIRST.replace("North", '"North\nold'), FIRST.replace("North", 'North\nold"')]
    assert "line 2: a quoted cell seems to hold whole rows" in refusal(tmp_path, lines(*rows))


def test_two_stray_quotes_among_the_headings_do_not_swallow_the_first_record(
    tmp_path: Path,
) -> None:
    content = lines(FIRST, SECOND).replace("Team", '"Team').replace("North", 'North"')
    assert "line 1: a quoted cell seems to hold whole rows" in refusal(tmp_path, content)


def test_a_note_of_some_lines_and_commas_is_text(tmp_path: Path) -> None:
    note = '"Seen at home, with mother,\nand again, alone.\n\nNo concerns."'
    table = read(tmp_path, f"{HEADING},Note\n{FIRST},{note}\n{SECOND},\n")
    assert table.cells["Child"].tolist() == ["0012345", "0012346"]
    assert table.rows.tolist() == [2, 6]
    assert table.file.lines.continuations == 3


def test_a_note_of_as_many_commas_as_a_record_is_refused_with_what_to_do(tmp_path: Path) -> None:
    note = '"Seen:\nmother, father, aunt, uncle, sister, brother, school"'
    said = refusal(tmp_path, f"{HEADING},Note\n{FIRST},{note}\n")
    assert "line 2: a quoted cell seems to hold whole rows" in said
    assert "left out of the export" in said


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Team", "North"), ("Start", "01/07/2015"), ("Deadline", "10/07/2015"), ("ID", "A1")],
)
def test_a_line_break_in_a_column_that_is_mapped_is_refused(
    tmp_path: Path, heading: str, cell: str
) -> None:
    swallowed = FIRST.replace(cell, f'"{cell}\nA2"')
    assert f"line 2: “{heading}” holds a line break" in refusal(tmp_path, lines(swallowed, SECOND))


def test_an_id_with_a_line_break_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, lines(FIRST.replace("A1", '"A\n1"')))
    assert "line 2: “ID” holds a line break" in said


def test_quoted_commas_and_doubled_quotes_are_read(tmp_path: Path) -> None:
    table = read(tmp_path, lines(FIRST.replace("North", '"North, the ""old"" one"'), SECOND))
    assert table.cells["Team"].tolist() == ['North, the "old" one', "NA"]


def test_a_heading_that_stands_twice_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, GOOD.replace("ID,Child", "Child,Child"))
    assert "line 1: the heading “Child” stands twice" in said


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_heading_that_is_not_mapped_may_stand_twice(tmp_path: Path, separator: str) -> None:
    twice = "\n".join(f"{row},x,x" for row in GOOD.splitlines()) + "\n"
    table = read(tmp_path, twice.replace(",", separator))
    assert table.cells["Child"].tolist() == ["0012345", "0012346"]
    assert table.unused_headings == ("x", "x")


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


def test_a_separator_that_is_not_found_out_is_asked_for(tmp_path: Path) -> None:
    content = GOOD.replace(",", "~")
    assert "by what are the columns separated (delimiter)?" in refusal(tmp_path, content)
    assert read(tmp_path, content, delimiter="~").file.form == "UTF-8, separated by “~”"


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


def test_as_many_footers_as_there_may_be_are_footers(tmp_path: Path) -> None:
    table = read(tmp_path, lines(FIRST, SECOND, "Total,2.0", "End of report", "End of file"))
    assert table.file.lines.footers == 3
    assert len(table.rows) == 2


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


def whole(text: str) -> tuple[Copy, csv_file.Text, Extract]:
    utf8 = text.encode()
    copy = Copy("extract.csv", utf8)
    return copy, csv_file.Text(utf8, "UTF-8"), settings_of(COLUMNS).extracts[0]


def read_fast(content: str) -> SourceTable | None:
    copy, text, extract = whole(content)
    dialect = dialect_of(text.utf8, extract.columns)
    return csv_fast.read_fast(copy, text.utf8, dialect, extract, form=text.form + dialect.words)


def read_strictly(content: str) -> SourceTable:
    copy, text, extract = whole(content)
    dialect = dialect_of(text.utf8, extract.columns)
    return csv_file._read_strictly(copy, text, extract, dialect)


def said_by(read: Callable[[str], SourceTable | None], text: str) -> SourceTable | str | None:
    try:
        return read(text)
    except ExtractRefused as refused:
        return str(refused)


def assert_same(fast: SourceTable | str, strict: SourceTable | str) -> None:
    if isinstance(fast, str) or isinstance(strict, str):
        assert fast == strict
        return
    pd.testing.assert_frame_equal(fast.cells, strict.cells)
    assert fast.rows.tolist() == strict.rows.tolist()
    assert fast.rows.dtype == strict.rows.dtype
    assert fast.file == strict.file
    assert fast.noted_lines == strict.noted_lines


@pytest.mark.parametrize(
    "behind",
    [
        [],
        [""],
        [",,,,,", " ", '"",,,,,'],
        [""] * 9,
        ["Total,2,,,,"],
        ["", "Total: 2", "", "End of report", ""],
        ["Total,3,,,,"],
        ["Total 3"],
    ],
)
def test_lines_behind_the_records_are_read_fast_and_just_as_strictly(behind: list[str]) -> None:
    text = lines(FIRST, SECOND, *behind)
    fast = said_by(read_fast, text)
    assert fast is not None
    assert_same(fast, said_by(read_strictly, text) or "")


@pytest.mark.parametrize(
    "rows",
    [
        [FIRST, "", SECOND],
        [FIRST, HEADING, SECOND],
        [FIRST, HEADING.upper(), SECOND],
        [FIRST, f"\ufeff{HEADING}", SECOND],
        [FIRST, SECOND.replace("A2", "Total")],
        [FIRST.replace("North", '"North\nof the river"')],
        [FIRST, f"{SECOND},"],
        ["", "Total,0"],
    ],
)
def test_what_may_be_no_record_among_the_records_is_left_to_the_strict_reader(
    rows: list[str],
) -> None:
    assert read_fast(lines(*rows)) is None


cell = st.text(st.sampled_from('ab1 ,"\N{NO-BREAK SPACE}é'), max_size=5)


no_record = st.sampled_from(
    ["", ",,,,,", HEADING, HEADING.upper(), f"\ufeff{HEADING}", "Total,,,,,", "Total,1", "1 record"]
)


@given(
    st.lists(st.lists(cell, min_size=6, max_size=6), min_size=1, max_size=6),
    st.booleans(),
    st.lists(no_record, max_size=2),
    st.lists(no_record, max_size=4),
)
def test_the_fast_reader_takes_nothing_that_the_strict_one_reads_otherwise(
    rows: list[list[str]], quoted: bool, between: list[str], behind: list[str]
) -> None:
    body = [
        ",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' if quoted else c for c in row)
        for row in rows
    ]
    text = lines(*body[:2], *between, *body[2:], *behind)
    fast = said_by(read_fast, text)
    if fast is not None:
        assert_same(fast, said_by(read_strictly, text) or "")
