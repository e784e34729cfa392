"""A quote that is lost or out of place swallows no rows; a cell of several lines is text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.extracts.csv_files.small_files import FIRST, HEADING, SECOND, lines, read, refusal

if TYPE_CHECKING:
    from pathlib import Path


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
