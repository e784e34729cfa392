"""Lines that are no records: blank ones, repeated headings, totals and other ends of a CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.errors import ExtractRefused
from tests.extracts.csv_files.small_files import FIRST, HEADING, SECOND, lines, read, refusal

if TYPE_CHECKING:
    from pathlib import Path


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


def test_an_end_without_a_number_is_a_footer(tmp_path: Path) -> None:
    table = read(tmp_path, lines(FIRST, SECOND, "End of report", ""))
    assert table.file.lines.footers == 1
    assert table.file.control_total is None


def test_a_total_that_is_not_the_last_line_is_no_footer(tmp_path: Path) -> None:
    assert "line 3: 2 cells" in refusal(tmp_path, lines(FIRST, "Total,2", SECOND))


def test_a_record_that_only_begins_like_a_total_is_a_record(tmp_path: Path) -> None:
    table = read(tmp_path, lines(FIRST, SECOND.replace("A2", "Total")))
    assert table.file.lines.records == 2
