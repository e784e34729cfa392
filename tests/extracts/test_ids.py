"""Ids of which digits are lost are refused; those that a program wrote its own way are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.errors import ExtractRefused
from tests.support.making import HEADINGS, ROW, judge_rows

if TYPE_CHECKING:
    from pathlib import Path

IDS = ("assessment_id", "child_id", "family_id")


@pytest.mark.parametrize("column", IDS)
@pytest.mark.parametrize(
    "text",
    ["1.23457E+11", "1.23457e+11", "1E+11", "1,23457E+11", "1.23457E+011", "-1.2E+20", "1.2E11"],
)
def test_an_id_in_scientific_notation_is_refused(tmp_path: Path, column: str, text: str) -> None:
    rows = [{**ROW, column: "12"}, {**ROW, "assessment_id": "A2", column: f" {text} "}]
    with pytest.raises(ExtractRefused) as caught:
        judge_rows(tmp_path, rows)
    said = str(caught.value)
    assert f"line 3: “{HEADINGS[column]}” holds a number in scientific notation" in said
    assert text not in said


@pytest.mark.parametrize(
    ("text", "code"),
    [("123.0", "decimal_id"), ("0123.00", "decimal_id"), ('="0000123"', "formula_id")],
)
def test_an_id_that_a_program_wrote_its_own_way_is_named_once_and_kept(
    tmp_path: Path, text: str, code: str
) -> None:
    """The ids stand from the second row on, from the third, and from the fourth."""
    rows = [
        {**ROW, **{column: text if place < number else "12" for place, column in enumerate(IDS)}}
        for number in range(5)
    ]
    night = judge_rows(tmp_path, rows).night
    found = night.problems[night.problems["code"] == code]
    places = {row["column"]: row for row in found.to_dict("records")}
    assert len(found) == len(places) == len(IDS)
    for place, column in enumerate(IDS):
        assert (places[column]["source_row"], places[column]["record"]) == (place + 3, -1)
        assert f"“{HEADINGS[column]}” holds" in places[column]["message"]
        assert night.judged[column].tolist() == [*["12"] * (place + 1), *[text] * (4 - place)]


def test_an_id_that_only_looks_odd_is_an_id(tmp_path: Path) -> None:
    odd = ["123E4", "E+11", "1.5", "A.0", "12.0.0", "CASE=1", "7E12"]
    night = judge_rows(tmp_path, [{**ROW, "child_id": text} for text in odd]).night
    assert not set(night.problems["code"]) & {"decimal_id", "formula_id"}
    assert night.judged["child_id"].tolist() == odd
