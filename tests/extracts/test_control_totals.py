"""Whether an extract is whole, by the total at its end and by the count beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from monitor import extracts as extracts_module
from monitor.extracts import read_extracts
from tests.extracts.laid_down import AS_AT, ROW, put, read, refusal
from tests.support.making import HEADINGS, csv_text, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records.sources import SourceTable

TOTAL = f"Total,1{',' * (len(HEADINGS) - 2)}\n"
NO_NUMBER = "extract.csv.count: it must hold one whole number, and nothing else"
BOTH_TOTALS = "the total at its end and its .count file"


@pytest.mark.parametrize(
    "count",
    [b"1", b"1\n", b"  1\r\n", b"\xef\xbb\xbf1\n", "\ufeff1\r\n".encode("utf-16-le"), b"001"],
)
def test_a_count_beside_the_extract_that_agrees_is_its_control_total(
    tmp_path: Path, count: bytes
) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]))
    put(tmp_path / "extract.csv.count", count)
    source = read(tmp_path)
    assert (source.control_total, source.control_total_by) == (1, "its .count file")


def test_a_count_of_nothing_is_a_control_total(tmp_path: Path) -> None:
    put(tmp_path / "extract.csv", csv_text([]))
    put(tmp_path / "extract.csv.count", "0")
    assert read(tmp_path, minimum_rows=0, control_total_required=True).control_total == 0


@pytest.mark.parametrize("count", ["0", "2", "200"])
def test_a_count_that_differs_is_refused_with_both_numbers(tmp_path: Path, count: str) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]))
    put(tmp_path / "extract.csv.count", count)
    said = f"extract.csv: extract.csv.count says {count} records and 1 were read"
    assert refusal(tmp_path) == said


@pytest.mark.parametrize(
    "count",
    ["one", "-1", "+1", "1.0", "1 1", "1,000", "1_0", "\u0661", "1\0", "\n", "1\n2", "9" * 5000],
)
def test_a_count_that_is_no_whole_number_is_refused(tmp_path: Path, count: str) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]))
    put(tmp_path / "extract.csv.count", count)
    assert refusal(tmp_path) == NO_NUMBER


@pytest.mark.parametrize("count", [b"\xff", b"1\x80", b"\xff\xfe", b"\xff\xfe1"])
def test_a_count_that_cannot_be_decoded_is_refused(tmp_path: Path, count: bytes) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]))
    put(tmp_path / "extract.csv.count", count)
    assert refusal(tmp_path) == NO_NUMBER


def test_a_count_that_is_empty_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]))
    put(tmp_path / "extract.csv.count")
    assert refusal(tmp_path) == "extract.csv.count: the file is empty"


def test_a_count_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]))
    (tmp_path / "extract.csv.count").symlink_to(tmp_path / "nowhere")
    assert refusal(tmp_path) == "extract.csv.count: there is no such file"


@pytest.mark.parametrize(("before", "after"), [("1", "2"), ("", "1"), ("1", "")])
def test_a_count_that_changes_while_the_extract_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]))
    beside = tmp_path / "extract.csv.count"
    whole = extracts_module.reader_for("csv")

    def leave(count: str) -> None:
        beside.unlink(missing_ok=True)
        if count:
            put(beside, count)

    def read_meanwhile(path: Path, extract: Any) -> SourceTable:
        leave(after)
        return whole(path, extract)

    leave(before)
    monkeypatch.setattr(extracts_module, "reader_for", lambda _: read_meanwhile)
    assert "extract.csv.count changed while the extract was read" in refusal(tmp_path)


def test_the_total_at_the_end_is_named_as_what_declares_the_records(tmp_path: Path) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]) + TOTAL)
    assert read(tmp_path).control_total_by == "the total at its end"


def test_a_total_and_a_count_are_both_named_where_both_agree(tmp_path: Path) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]) + TOTAL)
    put(tmp_path / "extract.csv.count", "1")
    source = read(tmp_path)
    assert (source.control_total, source.control_total_by) == (1, BOTH_TOTALS)


def test_a_count_must_agree_where_the_total_at_the_end_does(tmp_path: Path) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]) + TOTAL)
    put(tmp_path / "extract.csv.count", "2")
    assert "extract.csv.count says 2 records and 1 were read" in refusal(tmp_path)


def test_the_total_at_the_end_must_agree_where_a_count_does(tmp_path: Path) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]) + TOTAL.replace("1", "2", 1))
    put(tmp_path / "extract.csv.count", "1")
    assert "the total at the end is not the 1 records" in refusal(tmp_path)


def test_without_any_control_total_an_extract_that_needs_one_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]))
    assert refusal(tmp_path, control_total_required=True) == (
        "extract.csv: no control total (no total at its end and no extract.csv.count), "
        "and control_total_required is set"
    )


@pytest.mark.parametrize("total", ["at the end", "beside"])
def test_either_control_total_is_enough_where_one_is_needed(tmp_path: Path, total: str) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]) + (TOTAL if total == "at the end" else ""))
    if total == "beside":
        put(tmp_path / "extract.csv.count", "1")
    assert read(tmp_path, control_total_required=True).control_total == 1


@pytest.mark.parametrize("end", ["", "\n", f"End of file{',' * (len(HEADINGS) - 1)}\n"])
def test_without_any_control_total_nothing_is_said_to_declare_the_records(
    tmp_path: Path, end: str
) -> None:
    put(tmp_path / "extract.csv", csv_text([ROW]) + end)
    source = read(tmp_path)
    assert (source.control_total, source.control_total_by) == (None, "")


def test_several_extracts_each_keep_their_own_gates(tmp_path: Path) -> None:
    put(tmp_path / "north_20150716.csv", csv_text([ROW]))
    put(tmp_path / "south.csv", csv_text([ROW]))
    put(tmp_path / "south.csv.count", "1")
    both = tuple(settings_of(path=path).extracts[0] for path in ("north_{date}.csv", "south.csv"))
    north, south = (table.file for table in read_extracts(both, folder=tmp_path, as_at=AS_AT))
    assert (north.dated, north.control_total) == ("2015-07-16", None)
    assert (south.dated, south.control_total) == (None, 1)
