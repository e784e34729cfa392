"""What stands in a CIN census out of place, or under a name that is nearly right, is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.extracts.census.censuses import ASSESSMENT, CHILD, cells, census, judged, problems, read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("known", "written", "column"),
    [
        ("CINreferralDate", "CINReferralDate", "referral_date"),
        ("LAchildID", "LAChildId", "child_id"),
        ("AssessmentActualStartDate", "assessmentActualStartDate", "start_date"),
        ("AssessmentInternalReviewDate", "AssessmentInternalReviewDates", "deadline"),
        ("Assessments", "assessments", ""),
        ("CINdetails", "CINDetails", ""),
        ("Child", "child", ""),
    ],
)
def test_an_element_whose_name_is_nearly_known_is_a_problem_and_named_by_check(
    tmp_path: Path, known: str, written: str, column: str
) -> None:
    odd = CHILD.replace(f"{known}>", f"{written}>")
    text = census(CHILD, odd, odd)
    table = read(tmp_path, text)
    row = text.partition(f"<{written}>")[0].count("\n") + 1
    assert table.noted_cells == ((row, column, "misspelt_element"),)
    assert written in table.unused_headings or not column
    night = judged(tmp_path, text).night
    told = night.problems[night.problems["code"] == "misspelt_element"]
    assert told["source_row"].tolist() == [row]


def test_an_authorisation_outside_of_its_assessment_completes_nothing(tmp_path: Path) -> None:
    astray = "<AssessmentAuthorisationDate>2015-07-09</AssessmentAuthorisationDate>"
    text = census(CHILD.replace("<ReferralNFA>", f"{astray}<ReferralNFA>"))
    found = judged(tmp_path, text)
    assert found.night.judged["status"].tolist() == ["overdue"]
    assert problems(found) == [(6, "stray_content")]


def test_text_among_the_elements_is_told_and_no_child_is_lost_by_it(tmp_path: Path) -> None:
    text = census("\nstray", CHILD, " stray ", CHILD.replace("<Assessments>", "<Assessments>stray"))
    table = read(tmp_path, text)
    assert len(table.rows) == 2
    assert sorted(table.noted_lines) == [(row, "stray_content") for row in (3, 16, 20)]


def test_text_behind_an_element_of_a_child_is_told_too(tmp_path: Path) -> None:
    astray = CHILD.replace("<ReferralNFA>", "stray<ReferralNFA>")
    assert read(tmp_path, census(astray)).noted_lines[0][1] == "stray_content"


def test_assessments_inside_an_element_that_holds_text_are_read(tmp_path: Path) -> None:
    inside = CHILD.replace("</CINreferralDate>", "").replace(
        "<ReferralNFA>", "</CINreferralDate><ReferralNFA>"
    )
    nested = CHILD.replace("</Assessments>", f"{ASSESSMENT}</Assessments>")
    assert read(tmp_path, census(inside, nested, f"<Child>{CHILD}</Child>")).file.lines.records == 4


def test_an_assessment_in_an_assessment_has_no_dates_of_the_outer_one(tmp_path: Path) -> None:
    inner = "<Assessments/></Assessments>"
    table = read(tmp_path, census(CHILD.replace("</Assessments>", inner)))
    assert [row[2] for row in cells(table)] == ["2015-07-02", ""]


def test_children_that_each_stand_in_something_else_are_let_go_too(tmp_path: Path) -> None:
    rows = "".join(f"<Row>{text}{CHILD}</Row>" for text in ("", "stray", ""))
    table = read(tmp_path, f"<Rows><Other>{'<a/>' * 9}</Other>{rows}</Rows>")
    assert table.file.lines.records == 3
    assert [code for _, code in table.noted_lines] == ["stray_content"]
