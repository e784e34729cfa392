"""The headings of a CSV are found as they are mapped, or what is wrong with them is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.extracts.csv_files.small_files import FIRST, GOOD, HEADING, SECOND, read, refusal

if TYPE_CHECKING:
    from pathlib import Path


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
