"""Which file belongs to which night and extract: by the dates and the names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.errors import UsageFault
from monitor.nights.backfill import nights_in
from tests.support.making import settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.settings.sources import Extract

#: Thursday 16 July 2015.
NIGHT = date(2015, 7, 16)


def extracts(*paths: str) -> tuple[Extract, ...]:
    return tuple(settings_of(path=path).extracts[0] for path in paths)


def laid(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text("an extract")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "2015-07-16.csv",
        "20150716.csv",
        "2015_07_16.csv",
        "extract-2015-07-16T0200.csv",
        "export 20150716 (final).csv",
        "v2_2015-07-16.csv",
    ],
)
def test_a_date_is_found_in_a_name(tmp_path: Path, name: str) -> None:
    assert list(nights_in(laid(tmp_path, name), extracts("extract.csv"))) == [NIGHT]


@pytest.mark.parametrize(
    "name",
    [
        "extract.csv",
        "2015-07.csv",
        "2015-0716.csv",
        "2015-13-01.csv",
        "2015-02-29.csv",
        "120150716.csv",
        "201507161.csv",
        "16072015.csv",
        "2015-07-16 and 2015-07-17.csv",
    ],
)
def test_a_name_without_one_date_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageFault) as refused:
        nights_in(laid(tmp_path, name), extracts("extract.csv"))
    assert str(refused.value) == f"{name} has no date in its name"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("extract-{date:%d%m%Y}.csv", "extract-16072015.csv"),
        ("in/extract-{date:%d.%m.%y}*.csv", "extract-16.07.15 final.csv"),
        ("*{date}.csv", "1999-01-01 to 2015-07-16.csv"),
    ],
)
def test_the_date_is_read_as_the_configured_path_says(tmp_path: Path, path: str, name: str) -> None:
    assert list(nights_in(laid(tmp_path, name), extracts(path))) == [NIGHT]


def test_the_nights_are_in_the_order_of_their_dates(tmp_path: Path) -> None:
    folder = laid(tmp_path, "b 2014-12-31.csv", "a 2015-07-16.csv", "c 20150101.csv")
    found = nights_in(folder, extracts("extract.csv"))
    assert list(found) == [date(2014, 12, 31), date(2015, 1, 1), NIGHT]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (("north.csv", "south.csv"), ("north-2015-07-16.csv", "south_20150716.csv")),
        (("in/*north*.csv", "in/*south*.csv"), ("2015-07-16_NORTH.csv", "2015-07-16 south.csv")),
        (("n-{date}.csv", "s-{date:%d%m%y}.csv"), ("n-20150716.csv", "s-160715.csv")),
    ],
    ids=["plain", "patterns", "dated"],
)
def test_each_file_belongs_to_the_extract_that_has_its_name(
    tmp_path: Path, paths: tuple[str, ...], names: tuple[str, ...]
) -> None:
    found = nights_in(laid(tmp_path, *names), extracts(*paths))
    assert list(found) == [NIGHT]
    assert [extract.columns for extract in found[NIGHT]] == [
        extract.columns for extract in extracts(*paths)
    ]
    assert len(found[NIGHT]) == len(paths)


def test_a_file_that_could_be_of_two_extracts_is_of_none(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match=r"^north-2015-07-16\.csv is of no extract$"):
        nights_in(
            laid(tmp_path, "north-2015-07-16.csv"), extracts("north-{date}.csv", "*{date}.csv")
        )


def test_hidden_files_counts_and_folders_are_no_extracts(tmp_path: Path) -> None:
    laid(tmp_path, "2015-07-16.csv", "2015-07-16.csv.count", ".2015-07-15.csv.swp")
    (tmp_path / "2015-07-14").mkdir()
    assert list(nights_in(tmp_path, extracts("extract.csv"))) == [NIGHT]
