"""The Department's table of durations: which rows are taken, and that nothing about it stops."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from monitor.extracts import published
from monitor.extracts.published import read_published
from monitor.judgement.durations import Published, PublishedFigure, Unread
from monitor.settings.settings import Benchmark
from tests.support.published import (
    BANDS,
    CODE,
    HEADINGS,
    ROWS,
    another,
    authority,
    england,
    published_csv,
    region,
)

if TYPE_CHECKING:
    from pathlib import Path


FILE = "c2.csv"
CONFIGURED = Benchmark(file=FILE, code=CODE)


def read(folder: Path, content: bytes) -> Published:
    (folder / FILE).write_bytes(content)
    found = read_published(folder, CONFIGURED)
    assert isinstance(found, Published), found
    return found


def why_not(folder: Path, content: bytes) -> str:
    (folder / FILE).write_bytes(content)
    found = read_published(folder, CONFIGURED)
    assert isinstance(found, Unread), found
    assert found.name == FILE
    return found.reason


def test_without_a_setting_nothing_is_read(tmp_path: Path) -> None:
    assert read_published(tmp_path, None) is None


def test_the_authority_stands_before_its_region_and_england(tmp_path: Path) -> None:
    content = published_csv()
    found = read(tmp_path, content)
    assert [row.place for row in found.rows] == ["Ambleford", "Made-up Region", "England"]
    assert (found.name, found.year, found.newest_year) == (FILE, "2024", "2024")
    assert found.sha256 == hashlib.sha256(content).hexdigest()


def test_every_band_and_the_median_are_taken_as_published(tmp_path: Path) -> None:
    own = read(tmp_path, published_csv()).rows[0]
    assert own.completed == PublishedFigure(200.0)
    assert [cell.number for cell in own.bands] == [10, 20, 30, 40, 20, 30, 20, 10, 20]
    assert own.median == PublishedFigure(30.0)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("c", "suppressed (c)"),
        ("C", "suppressed (c)"),
        ("z", "not applicable (z)"),
        ("x", "not available (x)"),
        ("u", "of low reliability (u)"),
        ("low", "close to nothing (low)"),
        ("", "not published"),
        ("Child 0012345", "not published"),
        ("-5", "not published"),
    ],
)
def test_a_cell_that_is_no_number_says_why_in_words(
    tmp_path: Path, text: str, meaning: str
) -> None:
    rows = (england(), region(), authority(Same_day=text))
    cell = read(tmp_path, published_csv(rows)).rows[0].bands[0]
    assert (cell.number, cell.meaning) == (None, meaning)


@pytest.mark.parametrize(("text", "number"), [("643,170", 643170), ("33.5", 33.5), ("0", 0)])
def test_numbers_may_have_commas_and_decimals(tmp_path: Path, text: str, number: float) -> None:
    rows = (england(), region(), authority(Median_days=text))
    assert read(tmp_path, published_csv(rows)).rows[0].median == PublishedFigure(number)


def test_the_newest_year_of_the_authority_is_taken_for_all_three(tmp_path: Path) -> None:
    older = [
        each(time_period="2023", Assessments_completed="99")
        for each in (england, region, authority)
    ]
    newest = read(tmp_path, published_csv([*older, *ROWS]))
    assert [row.completed.number for row in newest.rows] == [200, 200, 200]
    left = read(tmp_path, published_csv([*older, england(), region(), another()]))
    assert [row.completed.number for row in left.rows] == [99, 99, 99]
    assert (left.year, left.newest_year) == ("2023", "2024")


def test_a_file_without_medians_can_be_used(tmp_path: Path) -> None:
    headings = [each for each in HEADINGS if each != "Median_days"]
    assert read(tmp_path, published_csv(headings=headings)).rows[0].median is None


def test_headings_are_known_in_any_order_and_in_capitals(tmp_path: Path) -> None:
    headings = [*reversed(HEADINGS)]
    content = published_csv(headings=headings).replace(b"Same_day", b" SAME_DAY")
    assert read(tmp_path, content).rows[0].bands[0] == PublishedFigure(10.0)


#: The row of England in the table of 2025, which has no rate any more (DfE, Children in need).
ENGLAND_2025 = england(
    time_period="2025",
    Assessments_completed="648830",
    **dict(
        zip(
            BANDS,
            ["11680", "75590", "112180", "102260", "131380", "122730", "37640", "27860", "27500"],
            strict=True,
        )
    ),
    Median_days="33",
)


@pytest.mark.parametrize(
    "headings",
    [
        pytest.param([each for each in HEADINGS if not each.endswith("_rate")], id="2025"),
        pytest.param([*HEADINGS, "Mean_days", "LA_comparison"], id="more columns"),
        pytest.param(
            [each for each in HEADINGS if each not in {"country_code", "category", "old_la_code"}],
            id="fewer columns",
        ),
    ],
)
def test_columns_that_come_and_go_from_year_to_year_do_not_matter(
    tmp_path: Path, headings: list[str]
) -> None:
    rows = (ENGLAND_2025, region(time_period="2025"), authority(time_period="2025"))
    found = read(tmp_path, published_csv(rows, headings))
    assert (found.year, found.rows[2].median) == ("2025", PublishedFigure(33.0))
    assert found.rows[2].completed == PublishedFigure(648830.0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_names_are_read_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    rows = (england(), region(), authority(la_name="Ynys Môn, “Isle”"))
    content = published_csv(rows).decode().encode(encoding)
    assert read(tmp_path, content).rows[0].place == "Ynys Môn, “Isle”"


OTHER_TABLE = b"Child ID,Team\r\n0012345,North\r\n"
NO_OWN = "no local authority in it has the code E06999999"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it lacks the column time_period, and so is not the table of durations (C2)"),
        (
            OTHER_TABLE,
            "it lacks the column time_period, and so is not the table of durations (C2)",
        ),
        (published_csv([]), NO_OWN),
        (published_csv([england(), region(), another()]), NO_OWN),
        (published_csv([region(), authority()]), "the national row of that year is not in it"),
        (published_csv([england(), authority()]), "the regional row of that year is not in it"),
        (
            published_csv([*ROWS, authority(category="Other")]),
            "the local authority row of that year is more than once in it",
        ),
        (published_csv() + b"2024,too short\r\n", "line 6 has another width than the headings"),
        (published_csv([*ROWS, another(time_period="x")]), "time_period on line 6 is no year"),
        (published_csv() + b'"2024', "it is no CSV that can be read"),
        (
            published_csv(headings=[*HEADINGS, "Same_day"]),
            "the column same_day stands twice in it",
        ),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, content: bytes, reason: str) -> None:
    assert why_not(tmp_path, content) == reason


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    assert read_published(tmp_path, CONFIGURED) == Unread(FILE, "there is no such file")


@pytest.mark.parametrize("name", ["c2\x00.csv", "c" * 300], ids=["NUL", "too long"])
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, name: str) -> None:
    found = read_published(tmp_path, Benchmark(file=name, code=CODE))
    assert isinstance(found, Unread)
    assert found.reason == "the file cannot be read"


def test_a_folder_in_its_place_says_so(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert read_published(tmp_path, CONFIGURED) == Unread(
        FILE, "it is no file but a folder, a pipe or a device"
    )


def test_a_file_that_is_far_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "_MOST_BYTES", 100)
    assert why_not(tmp_path, published_csv()).startswith("it is far too large")


@pytest.mark.parametrize("code", ["E0600000", "841", "e06000005", "E06000005 x", ""])
def test_a_code_of_another_form_is_refused_with_the_configuration(code: str) -> None:
    with pytest.raises(ValueError, match="code"):
        Benchmark.model_validate({"file": FILE, "code": code})
