"""A table is plain values, and the same table can stand on the command line."""

from __future__ import annotations

from monitor.reports.parts.tables import Heading, Table, headings, in_columns

NAMES = Table(
    id="names",
    caption="Some names (2)",
    headings=headings("Name", "#Count", "Note"),
    rows=(("A", "7", "first"), ("Longer", "12", "")),
    empty="There is none.",
    more="and 3 more",
)


def test_a_heading_that_begins_with_a_number_sign_is_one_of_numbers() -> None:
    assert headings("Name", "#Count") == (Heading("Name"), Heading("Count", numeric=True))
    assert headings() == ()


def test_columns_of_numbers_are_classes_by_their_place() -> None:
    assert NAMES.classes == "n2"
    table = Table(id="t", caption="", headings=headings("#A", "B", "#C"), rows=(), empty="")
    assert table.classes == "n1 n3"
    assert Table(id="t", caption="", headings=headings("A"), rows=(), empty="").classes == ""


def test_a_table_in_columns_has_its_numbers_to_the_right() -> None:
    assert in_columns(NAMES).splitlines() == [
        "Some names (2)",
        "Name    Count  Note",
        "A           7  first",
        "Longer     12",
    ]


def test_a_table_without_rows_says_so() -> None:
    empty = Table(id="t", caption="Names (0)", headings=headings("Name"), rows=(), empty="None.")
    assert in_columns(empty) == "Names (0)\nNone."
