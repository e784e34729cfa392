"""A page is found at the same address on every system, whatever its folder is called."""

from __future__ import annotations

import pytest

from monitor.settings.links import answer_link, folder_address, page_link


@pytest.mark.parametrize(
    ("folder", "address"),
    [
        ("//server/share/reports", "file://server/share/reports/"),
        (r"\\server\share\North team", "file://server/share/North%20team/"),
        ("C:\\Reports\\North #1", "file:///C:/Reports/North%20%231/"),
        ("C:/Reports/", "file:///C:/Reports/"),
        ("/srv/reports/Tîm", "file:///srv/reports/T%C3%AEm/"),
        ("/", "file:///"),
        ("/srv/javascript:alert(1)/%2e", "file:///srv/javascript:alert%281%29/%252e/"),
    ],
)
def test_an_absolute_folder_has_an_address(folder: str, address: str) -> None:
    assert folder_address(folder) == address


@pytest.mark.parametrize("folder", ["reports", "../reports", "C:reports", r"\\?\C:\reports", "."])
def test_a_folder_that_no_reader_could_open_has_none(folder: str) -> None:
    assert folder_address(folder) == ""


def test_a_page_lies_below_the_address_of_its_folder() -> None:
    base = "https://intranet.example.gov.uk/children's assessments/"
    assert page_link(base, "2015-07-16/teams/a b.html") == (
        "https://intranet.example.gov.uk/children's%20assessments/2015-07-16/teams/a%20b.html"
    )


def test_an_address_that_is_encoded_already_stays_as_it_is() -> None:
    assert page_link("file://server/North%20team/", "x.html") == "file://server/North%20team/x.html"


def test_without_an_address_of_the_folder_there_is_none_of_the_page() -> None:
    assert page_link("", "x.html") == ""


def test_the_way_to_answer_names_the_reference_and_the_team_in_under_500_characters() -> None:
    assert answer_link(("answers@example.gov.uk",), "R-7K3Q9FM-X", "North & co") == (
        "mailto:answers@example.gov.uk?subject=R-7K3Q9FM-X%20North%20%26%20co"
    )
    assert answer_link((), "R-7K3Q9FM-X", "North") == ""
    long = answer_link(("answers@example.gov.uk",), "R-7K3Q9FM-X", "ü" * 120)
    assert long == "mailto:answers@example.gov.uk?subject=R-7K3Q9FM-X"
