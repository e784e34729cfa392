"""Which of the extracts in a folder is tonight's, by the date in its path."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.errors import ExtractRefused
from monitor.extracts.dated_paths import find_file
from tests.extracts.laid_down import AS_AT, ROW, put, read, refusal
from tests.support.making import csv_text

if TYPE_CHECKING:
    from pathlib import Path


def found(folder: Path, pattern: str, *names: str) -> str | None:
    """Return which of the files is tonight's, if any."""
    for name in names:
        put(folder / name)
    try:
        return find_file(folder, pattern, as_at=AS_AT).path.relative_to(folder).as_posix()
    except ExtractRefused:
        return None


def test_the_newest_extract_that_is_not_after_the_as_at_date_is_read(tmp_path: Path) -> None:
    for day in ("20150715", "20150716", "20150717"):  # Wednesday to Friday
        put(tmp_path / f"extracts/assessments_{day}.csv", csv_text([ROW]))
    source = read(tmp_path, path="extracts/assessments_{date}.csv")
    assert source.name == "assessments_20150716.csv"
    assert (source.dated, source.dated_by) == ("2015-07-16", "its name")


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        (date(2015, 7, 15), "a_20150715.csv"),  # Wednesday
        (date(2015, 7, 16), "a_20150716.csv"),  # Thursday
        (date(2015, 7, 17), "a_20150716.csv"),  # Friday
    ],
)
def test_a_night_that_is_run_again_reads_the_extract_of_its_own_day(
    tmp_path: Path, as_at: date, expected: str
) -> None:
    for day in ("20150715", "20150716"):
        put(tmp_path / f"a_{day}.csv")
    assert find_file(tmp_path, "a_{date}.csv", as_at=as_at).path.name == expected


def test_the_date_in_the_name_counts_and_not_the_age_of_the_file(tmp_path: Path) -> None:
    older = put(tmp_path / "a_20150715.csv")
    newer = put(tmp_path / "a_20150716.csv")
    os.utime(older, (2000, 2000))
    os.utime(newer, (1000, 1000))
    assert found(tmp_path, "a_{date}.csv") == newer.name


def test_two_extracts_of_one_day_are_decided_by_their_names(tmp_path: Path) -> None:
    names = ("a_20150716_0200.csv", "a_20150716_1400.csv", "a_2015-07-16.csv")
    assert found(tmp_path, "a_{date}*.csv", *names) == "a_20150716_1400.csv"


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("a_{date}.csv", "a_20150716.csv"),
        ("a_{date}.csv", "a_2015-07-16.csv"),
        ("{date}", "20150716"),
        ("a_{date:%d%m%Y}.csv", "a_16072015.csv"),
        ("*{date:%d%m%Y}.csv", "export16072015.csv"),
        ("a_{date:%d-%m-%Y}.csv", "a_7-1-2015.csv"),
        ("a_{date:%d %B %y}.csv", "a_16 July 15.csv"),
        ("a_{date:%d%b%Y}.csv", "a_16JUL2015.csv"),
        ("a_{date:%Y%j}.csv", "a_2015197.csv"),
        ("a_{date:%Y%m%d_%H%M}.csv", "a_20150716_0235.csv"),
        ("a_{date:%Y.%m.%d%%}.csv", "a_2015.07.16%.csv"),
        ("a_{date:%Y+%m+%d}.csv", "a_2015+07+16.csv"),
        ("*_{date}*.csv", "north_20150799_20150716_final.csv"),
        ("[ab]_{date}.cs?", "b_20150716.csv"),
        ("a+(1).b_{date}.csv", "a+(1).b_20150716.csv"),
        ("{date}/a.csv", "2015-07-16/a.csv"),
        ("*/{date}_x/*/a.csv", "in/20150716_x/north/a.csv"),
        ("**/a_{date}.csv", "in/north/a_20150716.csv"),
    ],
)
def test_the_date_is_read_where_the_path_says(tmp_path: Path, pattern: str, name: str) -> None:
    assert found(tmp_path, pattern, name) == name


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("a_{date}.csv", "a_20150717.csv"),  # Friday
        ("a_{date}.csv", "a_20150231.csv"),
        ("a_{date}.csv", "a_150716.csv"),
        ("a_{date}.csv", "a_20150716b.csv"),
        ("a_{date}.csv", "b_20150716.csv"),
        ("a.b_{date}.csv", "a-b_20150716.csv"),
        ("[!a]_{date}.csv", "a_20150716.csv"),
        ("a_{date:%d%m%Y}.csv", "a_20150716.csv"),
        ("a_{date:%d.%m.%Y}.csv", "a_16-07-2015.csv"),
        ("a_{date}.csv", "a_20150716.csv/file"),
        ("{date}/a.csv", "20150716/b.csv"),
        ("a_{date}*", "a_20150716.csv.count"),
    ],
)
def test_what_has_no_such_name_is_not_read(tmp_path: Path, pattern: str, name: str) -> None:
    assert found(tmp_path, pattern, name) is None


def test_an_absolute_path_may_hold_a_date(tmp_path: Path) -> None:
    put(tmp_path / "a_20150716.csv")
    pattern = str(tmp_path / "a_{date}.csv")
    assert find_file(tmp_path / "elsewhere", pattern, as_at=AS_AT).path.name == "a_20150716.csv"


def test_where_every_extract_is_dated_later_none_is_read(tmp_path: Path) -> None:
    put(tmp_path / "a_20150717.csv", csv_text([ROW]))  # Friday
    assert refusal(tmp_path, path="a_{date}.csv") == (
        "a_{date}.csv: no file of this pattern is dated on or before the as-at date"
    )


def test_a_count_is_never_taken_for_the_newest_extract(tmp_path: Path) -> None:
    put(tmp_path / "a_1.csv", csv_text([ROW]))
    put(tmp_path / "a_1.csv.count", "1")
    assert read(tmp_path, path="a_*").name == "a_1.csv"
