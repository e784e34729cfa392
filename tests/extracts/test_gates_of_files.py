"""Which extract is tonight's, whether it is whole by its own count, and whether it is too old."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from monitor import extracts as extracts_module
from monitor.errors import ExtractRefused
from monitor.extracts import read_extracts
from monitor.extracts.dated_paths import find_file
from monitor.extracts.files import modified_on
from monitor.records.dates import LONDON
from tests.support.making import HEADINGS, INSPECTION_DAY, csv_text, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records.sources import SourceFile, SourceTable

#: Thursday 16 July 2015; the days beside it are a Wednesday and a Friday.
AS_AT = INSPECTION_DAY
WITH_EXTRACT_DATE = {**HEADINGS, "extract_date": "Extract date"}
ROW = {"assessment_id": "A1", "child_id": "0012345", "team": "North", "start_date": "02/07/2015"}
TOTAL = f"Total,1{',' * (len(HEADINGS) - 2)}\n"
NO_NUMBER = "extract.csv.count: it must hold one whole number, and nothing else"
BOTH_TOTALS = "the total at its end and its .count file"


def put(path: Path, content: str | bytes = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, *, path: str = "extract.csv", as_at: date = AS_AT, **key: Any) -> SourceFile:
    """Read the extract that lies there; `key` are further keys of it."""
    settings = settings_of(path=path, extract=key)
    (table,) = read_extracts(settings.extracts, folder=folder, as_at=as_at)
    return table.file


def read_dated(folder: Path, *days: str, path: str = "extract.csv", **key: Any) -> SourceFile:
    """Read an extract with such a column of its own date, a record a day."""
    rows = [{**ROW, "extract_date": day} for day in days]
    put(folder / path, csv_text(rows, WITH_EXTRACT_DATE))
    return read(folder, path=path, columns=WITH_EXTRACT_DATE, **key)


def refusal(folder: Path, **key: Any) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, **key)
    assert caught.value.exit_code == 3
    assert "0012345" not in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def found(folder: Path, pattern: str, *names: str) -> str | None:
    """Return which of the files is tonight's, if any."""
    for name in names:
        put(folder / name)
    try:
        return find_file(folder, pattern, as_at=AS_AT).path.relative_to(folder).as_posix()
    except ExtractRefused:
        return None


# Which file is tonight's


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


# Whole by its own count


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
    path = put(tmp_path / "extract.csv", csv_text([ROW]))
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
    assert path.exists()


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


# Not too old


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


def test_several_extracts_each_keep_their_own_gates(tmp_path: Path) -> None:
    put(tmp_path / "north_20150716.csv", csv_text([ROW]))
    put(tmp_path / "south.csv", csv_text([ROW]))
    put(tmp_path / "south.csv.count", "1")
    both = tuple(settings_of(path=path).extracts[0] for path in ("north_{date}.csv", "south.csv"))
    north, south = (table.file for table in read_extracts(both, folder=tmp_path, as_at=AS_AT))
    assert (north.dated, north.control_total) == ("2015-07-16", None)
    assert (south.dated, south.control_total) == (None, 1)
