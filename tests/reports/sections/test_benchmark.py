"""Tonight's durations beside the published ones, each by its own clock, nothing made up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from monitor.extracts.published import read_published
from monitor.judgement.durations import Published, Unread
from monitor.reports.sections.benchmark import benchmark_tables
from monitor.settings.settings import Benchmark
from tests.reports.reading import read_page
from tests.reports.rows import SERVICE, completed, overdue, pages_of_night, row
from tests.support.making import judge_rows, settings_of
from tests.support.published import CODE, HEADINGS, authority, bands, england, published_csv, region

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from monitor.judgement.night import Night
    from monitor.reports.parts.tables import Table

SETTINGS = settings_of()
ROWS = [
    overdue(1),
    row(2),
    completed(3, referral_date="01/06/2015"),
    completed(4, referral_date="06/05/2015"),
    completed(5, referral_date="01/04/2015"),
    completed(6, referral_date=""),
]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return judge_rows(tmp_path_factory.mktemp("night"), ROWS, SETTINGS).night


def read(folder: Path, content: bytes) -> Published | Unread:
    (folder / "c2.csv").write_bytes(content)
    found = read_published(folder, Benchmark(file="c2.csv", code=CODE))
    assert found is not None
    return found


def beside(night: Night, published: Published | Unread) -> Table:
    (table,) = benchmark_tables(replace(night, benchmark=published), SETTINGS.rules)
    return table


def own_row(
    night: Night, folder: Path, cells: Mapping[str, str], headings: Sequence[str] = HEADINGS
) -> tuple[str, ...]:
    rows = (england(), region(), authority(**cells))
    return beside(night, read(folder, published_csv(rows, headings))).rows[0]


def test_without_a_setting_there_is_no_comparison(night: Night) -> None:
    assert benchmark_tables(night, SETTINGS.rules) == ()


def test_the_authority_its_region_england_and_tonight_stand_together(
    night: Night, tmp_path: Path
) -> None:
    rows = (
        england(Assessments_completed="643170", Median_days="34"),
        region(Assessments_completed="400", Median_days="40"),
        authority(),
    )
    published = beside(night, read(tmp_path, published_csv(rows))).rows
    by_department = "by the Department, reporting year 2024"
    assert published == (
        ("Ambleford", "200", "75.0%", "30", by_department),
        ("Made-up Region", "400", "37.5%", "40", by_department),
        ("England", "643,170", "0.0%", "34", by_department),
        (
            "Ambleford Borough Council, tonight",
            "3",
            "33.3%",
            "47.0",
            "by this report, 12 months to Thursday 16 July 2015",
        ),
    )


def test_another_limit_of_the_authority_is_named(night: Night, tmp_path: Path) -> None:
    rules = settings_of(rules={"statutory_working_days": 40}).rules
    published = read(tmp_path, published_csv())
    (table,) = benchmark_tables(replace(night, benchmark=published), rules)
    assert table.rows[-1][2] == "33.3% within 40"


def test_each_side_says_by_which_clock_it_counts(night: Night, tmp_path: Path) -> None:
    said = beside(night, read(tmp_path, published_csv())).more
    assert "the Department's figures are its own, as its table of durations publishes them" in said
    assert "(c2.csv, SHA-256 begins " in said
    assert "working days from the referral to the authorisation" in said
    assert "12 months up to the as-at date and whose day of 45 is known." in said
    assert "The file goes on" not in said


def test_a_year_that_is_not_the_newest_of_the_file_is_told(night: Night, tmp_path: Path) -> None:
    older = [each(time_period="2023") for each in (england, region, authority)]
    table = beside(night, read(tmp_path, published_csv([*older, england(), region()])))
    assert "The file goes on to 2024, but its newest year with this authority is 2023." in (
        table.more
    )
    assert table.rows[0][-1] == "by the Department, reporting year 2023"


@pytest.mark.parametrize(
    ("cells", "share"),
    [
        (bands("0 20 30 40 20 40 20 10 20"), "75.0%"),
        (bands("c 20 30 40 20 30 20 10 20"), "75.0% (same day suppressed (c))"),
        (bands("10 20 30 40 20 30 20 10 c"), "75.0% (over 60 days suppressed (c))"),
        (
            bands("c 20 30 40 20 30 20 10 c"),
            "between 70.0% and 85.0% (same day, over 60 days suppressed (c))",
        ),
        (
            bands("c z 30 40 20 30 20 10 c"),
            (
                "between 60.0% and 85.0% (same day, over 60 days suppressed (c); "
                "1 to 10 days not applicable (z))"
            ),
        ),
        ({"Assessments_completed": "c"}, "suppressed (c)"),
        ({"Assessments_completed": "x"}, "not available (x)"),
        ({"Assessments_completed": "0"}, "–"),
        ({"Assessments_completed": "100"}, "not known: the published bands do not add up"),
        (
            {"Assessments_completed": "30", **bands("c 20 30 40 c 30 20 10 c")},
            "not known: the published bands do not add up",
        ),
    ],
)
def test_a_share_says_what_is_withheld_and_between_what_it_lies(
    night: Night, tmp_path: Path, cells: Mapping[str, str], share: str
) -> None:
    assert own_row(night, tmp_path, cells)[2] == share


WITHOUT_MEDIAN = tuple(each for each in HEADINGS if each != "Median_days")


@pytest.mark.parametrize(
    ("cells", "headings", "median"),
    [
        ({"Median_days": "44"}, HEADINGS, "44"),
        ({"Median_days": "33.5"}, HEADINGS, "33.5"),
        ({}, WITHOUT_MEDIAN, "not published; by the bands it lies in 21 to 30 days or 31 to 40"),
        (
            bands("0 0 0 0 101 99 0 0 0"),
            WITHOUT_MEDIAN,
            "not published; by the bands it lies in 31 to 40 days",
        ),
        (
            {"Median_days": "z"},
            HEADINGS,
            "not applicable (z); by the bands it lies in 21 to 30 days or 31 to 40",
        ),
        ({"Median_days": "z", "Same_day": "c"}, HEADINGS, "not applicable (z)"),
        ({"Median_days": "z", **bands("0 0 0 0 0 0 0 0 0")}, HEADINGS, "not applicable"),
        ({"Median_days": "x", **bands("x x x x x x x x x")}, HEADINGS, "not available (x)"),
    ],
)
def test_a_median_is_as_published_or_said_to_lie_in_a_band(
    night: Night,
    tmp_path: Path,
    cells: Mapping[str, str],
    headings: Sequence[str],
    median: str,
) -> None:
    assert own_row(night, tmp_path, cells, headings)[3].startswith(median)


def test_a_night_without_completed_assessments_has_no_share_and_no_median(tmp_path: Path) -> None:
    night = judge_rows(tmp_path, [row(1)], SETTINGS).night
    tonight = beside(night, read(tmp_path, published_csv())).rows[-1]
    assert tonight[1:4] == ("0", "–", "–")


def test_the_service_page_shows_it_and_no_team_page_does(night: Night, tmp_path: Path) -> None:
    published = read(tmp_path, published_csv())
    pages = pages_of_night(replace(night, benchmark=published), SETTINGS)
    with_it = [path for path, html in pages.items() if "benchmark" in read_page(html).tables]
    assert with_it == [SERVICE]
    table = read_page(pages[SERVICE]).tables["benchmark"]
    assert table.row("Ambleford")["Within 45 working days"] == "75.0%"


def test_a_broken_file_is_told_on_the_service_page(night: Night) -> None:
    broken = Unread("c2.csv", "there is no such file")
    page = read_page(pages_of_night(replace(night, benchmark=broken), SETTINGS)[SERVICE])
    assert "benchmark" not in page.tables
    assert any(
        "The published statistics cannot be shown: c2.csv: there is no such file." in said
        for said in page.sentences
    )
