"""Each value of a database becomes text by its own type, and no type is guessed at."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import pytest

from monitor.errors import ExtractRefused
from monitor.extracts.databases.cells import as_cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("0012345", "0012345"),
        (" North ", " North "),
        (12345678901234567890, "12345678901234567890"),
        (True, "true"),
        (False, "false"),
        (7.0, "7"),
        (7.25, "7.25"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (Decimal("12345678901234567.0"), "12345678901234567"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.50"), "0.50"),
        (Decimal("NaN"), "NaN"),
        (date(2015, 7, 16), "2015-07-16"),
        (datetime(2015, 7, 16), "2015-07-16"),
        (datetime(2015, 7, 16, 9, 30), "2015-07-16T09:30:00"),
        (datetime(2015, 7, 16, tzinfo=UTC), "2015-07-16T00:00:00+00:00"),
        (time(9, 30), "09:30:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_a_value_is_written_by_its_type(value: object, text: str) -> None:
    assert as_cells({"x": [value]}, ids=(), source="care")["x"].tolist() == [text]


def test_an_empty_column_is_text_too() -> None:
    assert as_cells({"x": []}, ids=(), source="care")["x"].dtype == "str"


def test_a_type_without_a_text_is_refused_by_its_name_alone() -> None:
    with pytest.raises(ExtractRefused, match="care: “x” holds bytes, which is no text"):
        as_cells({"x": ["a", b"Smithson"]}, ids=(), source="care")


def test_a_large_floating_point_number_is_refused_as_an_id_alone() -> None:
    large = {"x": [1.0, float(2**53)]}
    assert as_cells(large, ids=(), source="care")["x"].tolist() == ["1", "9007199254740992"]
    with pytest.raises(ExtractRefused, match="“x” holds a floating-point number too large"):
        as_cells(large, ids=("x", None), source="care")


def test_a_control_character_is_refused() -> None:
    with pytest.raises(ExtractRefused, match="“x” holds a control character"):
        as_cells({"x": ["Smith\x00son"]}, ids=(), source="care")
