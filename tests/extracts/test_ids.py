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


@pytest.mark.parametrize("column", IDS)
@pytest.mark.parametrize(
    ("text", "code"),
    [("123.0", "decimal_id"), ("0123.00", "decimal_id"), ('="0000123"', "formula_id")],
)
def test_an_id_that_a_program_wrote_its_own_way_is_named_once_and_kept(
    tmp_path: Path, column: str, text: str, code: str
) -> None:
    rows = [{**ROW, column: each} for each in ("12", text, text)]
    night = judge_rows(tmp_path, rows).night
    found = night.problems[night.problems["code"] == code]
    assert found[["source_row", "column", "record"]].to_numpy().tolist() == [[3, column, -1]]
    assert f"“{HEADINGS[column]}” holds" in found["message"].iloc[0]
    assert night.judged[column].tolist() == ["12", text, text]


@pytest.mark.parametrize("text", ["123E4", "E+11", "1.5", "A.0", "12.0.0", "CASE=1", "7E12"])
def test_an_id_that_only_looks_odd_is_an_id(tmp_path: Path, text: str) -> None:
    night = judge_rows(tmp_path, [{**ROW, "child_id": text}]).night
    assert not set(night.problems["code"]) & {"decimal_id", "formula_id"}
    assert night.judged["child_id"].tolist() == [text]
