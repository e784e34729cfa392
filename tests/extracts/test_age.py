"""How old an extract is, by its column, its name or its modification time, and if it is too old."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from monitor.errors import ExtractRefused
from monitor.extracts.files import modified_on
from monitor.records.dates import LONDON
from tests.extracts.laid_down import ROW, put, read, refusal
from tests.support.making import HEADINGS, csv_text

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records.sources import SourceFile

WITH_EXTRACT_DATE = {**HEADINGS, "extract_date": "Extract date"}


def read_dated(folder: Path, *days: str, path: str = "extract.csv", **key: Any) -> SourceFile:
    """Read an extract with such a column of its own date, a record a day."""
    rows = [{**ROW, "extract_date": day} for day in days]
    put(folder / path, csv_text(rows, WITH_EXTRACT_DATE))
    return read(folder, path=path, columns=WITH_EXTRACT_DATE, **key)


@pytest.mark.parametrize(
    "day",
    [
        "20150714",  # Tuesday, one day younger than allowed
        "20150713",  # Monday, as old as allowed
    ],
)
def test_an_extract_up_to_its_highest_age_is_read(tmp_path: Path, day: str) -> None:
    put(tmp_path / f"a_{day}.csv", csv_text([ROW]))
    assert read(tmp_path, path="a_{date}.csv", maximum_age_days=3).lines.records == 1


def test_an_extract_a_day_over_its_highest_age_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "a_20150712.csv", csv_text([ROW]))  # Sunday
    assert refusal(tmp_path, path="a_{date}.csv", maximum_age_days=3) == (
        "a_20150712.csv: the extract is 4 days old, more than maximum_age_days = 3 (by its name)"
    )


def test_an_extract_of_yesterday_is_a_day_old(tmp_path: Path) -> None:
    put(tmp_path / "a_20150715.csv", csv_text([ROW]))  # Wednesday
    said = "the extract is 1 day old, more than maximum_age_days = 0 (by its name)"
    assert said in refusal(tmp_path, path="a_{date}.csv", maximum_age_days=0)


def test_without_a_highest_age_an_old_extract_is_read(tmp_path: Path) -> None:
    put(tmp_path / "a_20140716.csv", csv_text([ROW]))  # Wednesday
    assert read(tmp_path, path="a_{date}.csv").dated == "2014-07-16"


def test_the_latest_date_in_the_column_is_the_extract_s(tmp_path: Path) -> None:
    days = ("14/07/2015", " 2015-07-15 ", "", "soon", "14/07/2015")  # Tuesday, Wednesday
    source = read_dated(tmp_path, *days, maximum_age_days=1)
    assert (source.dated, source.dated_by) == ("2015-07-15", "the column “Extract date”")


def test_the_column_is_believed_before_the_name(tmp_path: Path) -> None:
    put(tmp_path / "a_20150716.csv")
    rows = csv_text([{**ROW, "extract_date": "14/07/2015"}], WITH_EXTRACT_DATE)  # Tuesday
    put(tmp_path / "a_20150716.csv", rows)
    said = refusal(tmp_path, path="a_{date}.csv", columns=WITH_EXTRACT_DATE, maximum_age_days=1)
    assert "2 days old, more than maximum_age_days = 1 (by the column “Extract date”)" in said


@pytest.mark.parametrize(
    "day",
    [
        "14/07/2015",  # Tuesday, one day younger than allowed
        "13/07/2015",  # Monday, as old as allowed
    ],
)
def test_by_its_column_too_an_extract_up_to_its_highest_age_is_read(
    tmp_path: Path, day: str
) -> None:
    assert read_dated(tmp_path, day, maximum_age_days=3).lines.records == 1


def test_by_its_column_too_an_extract_a_day_over_its_highest_age_is_refused(
    tmp_path: Path,
) -> None:
    with pytest.raises(ExtractRefused, match="the extract is 4 days old") as caught:
        read_dated(tmp_path, "12/07/2015", maximum_age_days=3)  # Sunday
    assert "2015" not in str(caught.value)


def test_serial_dates_of_the_column_are_read_as_the_extract_s_own(tmp_path: Path) -> None:
    source = read_dated(tmp_path, "42201", date_formats=["%d/%m/%Y", "excel"])
    assert source.dated == "2015-07-16"


def test_a_date_cell_of_a_workbook_tells_the_extract_s_date(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(list(WITH_EXTRACT_DATE.values()))
    day = datetime(2015, 7, 15, 2, 35)  # Wednesday
    sheet.append([day if key == "extract_date" else ROW.get(key) for key in WITH_EXTRACT_DATE])
    workbook.save(tmp_path / "a.xlsx")
    source = read(
        tmp_path, path="a.xlsx", format="excel", columns=WITH_EXTRACT_DATE, maximum_age_days=1
    )
    assert source.dated == "2015-07-15"


@pytest.mark.parametrize("days", [("", "soon"), ()])
def test_a_column_without_any_readable_date_is_refused_where_the_age_counts(
    tmp_path: Path, days: tuple[str, ...]
) -> None:
    with pytest.raises(ExtractRefused) as caught:
        read_dated(tmp_path, *days, maximum_age_days=3, minimum_rows=0)
    assert str(caught.value) == (
        "extract.csv: the column “Extract date” holds no date that can be read, "
        "and maximum_age_days is set"
    )


def test_a_column_without_any_readable_date_leaves_the_name_where_the_age_does_not_count(
    tmp_path: Path,
) -> None:
    put(tmp_path / "a_20150716.csv", csv_text([{**ROW, "extract_date": "soon"}], WITH_EXTRACT_DATE))
    source = read(tmp_path, path="a_{date}.csv", columns=WITH_EXTRACT_DATE)
    assert (source.dated, source.dated_by) == ("2015-07-16", "its name")


def modified(folder: Path, moment: datetime) -> Path:
    path = put(folder / "extract.csv", csv_text([ROW]))
    os.utime(path, (moment.timestamp(), moment.timestamp()))
    return path


@pytest.mark.parametrize("days", [2, 3])
def test_the_modification_time_is_all_that_tells_the_age_of_a_plain_file(
    tmp_path: Path, days: int
) -> None:
    modified(tmp_path, datetime(2015, 7, 16, 23, 30, tzinfo=LONDON) - timedelta(days=days))
    source = read(tmp_path, maximum_age_days=3)
    assert source.dated_by == "its modification time, which proves little"


def test_a_plain_file_that_was_written_too_long_ago_is_refused(tmp_path: Path) -> None:
    modified(tmp_path, datetime(2015, 7, 12, 23, 30, tzinfo=LONDON))  # Sunday
    assert refusal(tmp_path, maximum_age_days=3) == (
        "extract.csv: the extract is 4 days old, more than maximum_age_days = 3 "
        "(by its modification time, which proves little)"
    )


def test_the_modification_time_never_becomes_the_date_that_is_published(tmp_path: Path) -> None:
    modified(tmp_path, datetime(2015, 7, 16, 2, 0, tzinfo=LONDON))
    assert read(tmp_path, maximum_age_days=3).dated is None


def test_where_no_age_counts_the_modification_time_is_not_looked_at(tmp_path: Path) -> None:
    modified(tmp_path, datetime(2015, 7, 16, 2, 0, tzinfo=LONDON))
    source = read(tmp_path)
    assert (source.dated, source.dated_by) == (None, "")


def test_a_file_written_after_midnight_in_summer_is_of_the_new_day(tmp_path: Path) -> None:
    # Thursday 00:30 in London is still Wednesday 23:30 in UTC.
    path = modified(tmp_path, datetime.fromisoformat("2015-07-15T23:30:00+00:00"))
    assert modified_on(path) == date(2015, 7, 16)


def test_a_file_that_is_gone_before_its_age_is_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractRefused, match=r"extract\.csv: there is no such file"):
        modified_on(tmp_path / "extract.csv")


@pytest.mark.parametrize("day", ["17/07/2015", "16/07/2016"])  # Friday, Saturday
def test_an_extract_dated_after_the_as_at_date_is_not_too_old(tmp_path: Path, day: str) -> None:
    assert read_dated(tmp_path, day, maximum_age_days=0).lines.records == 1
