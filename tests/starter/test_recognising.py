"""What kind of source a file is, which of its sheets is meant, and what is refused."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from monitor.commands import no_answer
from monitor.commands.check import check
from monitor.commands.init import init
from monitor.errors import ConfigurationFault, ExtractRefused, UsageFault
from monitor.extracts import READERS
from monitor.extracts.files import Copy
from monitor.starter.drafting import DraftedExtract, draft
from monitor.starter.recognising import recognise
from monitor.starter.remarks import remarks
from monitor.starter.writing import as_configuration
from tests.starter.drafts import CENSUS, asked, choosing, drafted, extract_in, written

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from tests.starter.drafts import Ask

LIST_4 = (
    "Child Unique ID",
    "Continuous Assessment Start Date",
    "Continuous Assessment Date of Authorisation",
    "Allocated Team",
)


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def test_the_sheet_with_headings_is_found_and_named(tmp_path: Path) -> None:
    headings = ("Child ID", "Start date", "Date authorised", "Team", "Manager's deadline")
    rows = [headings, ("9001", datetime(2015, 7, 1), None, "N", None)]
    path = workbook(tmp_path / "a.xlsx", {"Notes": [["Total 5 of 7", "x"], ["y"]], "One": rows})
    said = asked(init, tmp_path, "--from", path)
    extract = extract_in(written(tmp_path))
    assert (extract["format"], extract["sheet"]) == ("excel", "One")
    assert "date_formats" not in extract
    assert extract["columns"]["deadline"] == "Manager's deadline"
    assert 'It is an Excel workbook, sheet "One".' in said


SHEET = [("Child ID", "Start date", "Team"), ("9001", datetime(2015, 7, 1), "N")]


def two_sheets(path: Path, *, hidden: str = "") -> Path:
    more = [(*SHEET[0], "Deadline"), (*SHEET[1], None)]
    workbook(path, {"Old": more, "New": SHEET})
    book = openpyxl.load_workbook(path)
    if hidden:
        book[hidden].sheet_state = "hidden"
    book.active = book["New"] if hidden == "Old" else book["Old"]
    book.save(path)
    return path


def test_of_several_sheets_one_is_asked_for(tmp_path: Path) -> None:
    path = two_sheets(tmp_path / "a.xlsx")
    said = asked(init, tmp_path, "--from", path, ask=choosing("New"))
    assert extract_in(written(tmp_path))["sheet"] == "New"
    assert "CHOOSE sheet" not in said


def test_where_nobody_is_asked_the_other_sheets_are_named(tmp_path: Path) -> None:
    said = asked(init, tmp_path, "--from", two_sheets(tmp_path / "a.xlsx"))
    assert extract_in(written(tmp_path))["sheet"] == "Old"
    assert 'CHOOSE sheet: ["New"] may be meant as well.' in said
    assert '# To be looked at: ["New"] may be meant as well.' in written(tmp_path)


def test_a_hidden_sheet_is_taken_last_and_said_to_be_hidden(tmp_path: Path) -> None:
    path = two_sheets(tmp_path / "a.xlsx", hidden="Old")
    said = asked(init, tmp_path, "--from", path)
    assert extract_in(written(tmp_path))["sheet"] == "New"
    assert 'CHOOSE sheet: ["Old (hidden)"] may be meant as well.' in said
    (tmp_path / "monitor.toml").unlink()
    chosen = asked(init, tmp_path, "--from", path, ask=choosing("Old (hidden)"))
    assert extract_in(written(tmp_path))["sheet"] == "Old"
    assert 'LOOK AT sheet: "Old" is hidden in Excel.' in chosen


def test_the_headings_of_each_sheet_are_named_where_the_configuration_is_not_valid(
    tmp_path: Path,
) -> None:
    two_sheets(tmp_path / "a.xlsx")
    (tmp_path / "monitor.toml").write_text('[[extracts]]\npath = "a.xlsx"\n')
    with pytest.raises(ConfigurationFault, match=r"The headings of a\.xlsx, sheet “New”: "):
        asked(check, "-c", tmp_path / "monitor.toml")


def copy_of(path: Path) -> Copy:
    return Copy(path.name, path.read_bytes())


def draft_of(
    copy: Copy, *, formats: Collection[str] = READERS, ask: Ask = no_answer
) -> DraftedExtract:
    return draft(copy, path="the file", formats=formats, ask=ask)


@pytest.mark.parametrize("rows", [[LIST_4], [["List 4: Assessments"], [], [*LIST_4]]])
def test_an_annex_a_workbook_is_known_by_its_headings(
    tmp_path: Path, rows: list[Sequence[object]]
) -> None:
    copy = copy_of(workbook(tmp_path / "a.xlsx", {"Cover": [["x"]], "4": rows}))
    found = draft_of(copy)
    extract = extract_in(as_configuration(found))
    assert (extract["format"], extract["columns"]) == ("annex-a", {})
    assert "an Annex A workbook has none of its own" in "\n".join(remarks(found))
    assert recognise(copy, ["csv", "excel"]).format == "excel"


def test_a_deadline_that_was_added_to_annex_a_is_taken(tmp_path: Path) -> None:
    rows = [[*LIST_4, "Deadline"]]
    copy = copy_of(workbook(tmp_path / "a.xlsx", {"List 4": rows}))
    assert extract_in(as_configuration(draft_of(copy)))["columns"] == {"deadline": "Deadline"}


@pytest.mark.parametrize(
    "content",
    [
        CENSUS,
        b"\xef\xbb\xbf" + CENSUS,
        CENSUS.decode().encode("utf-16"),
        b"<CINdetailsCollection><CINdetails>",
    ],
)
def test_a_census_is_known_by_its_elements(content: bytes) -> None:
    found = draft_of(Copy("a.xml", content))
    text = as_configuration(found)
    assert extract_in(text)["format"] == "cin-census"
    assert '# deadline = "AssessmentInternalReviewDate"\n' in text
    review = draft_of(Copy("a.xml", content), ask=choosing("AssessmentInternalReviewDate"))
    assert extract_in(as_configuration(review))["columns"] == {
        "deadline": "AssessmentInternalReviewDate"
    }


@pytest.mark.parametrize("content", [CENSUS, b"<html><table><tr><td>Child ID</td></tr></table>"])
def test_markup_that_cannot_be_read_is_refused(content: bytes) -> None:
    formats = ["csv", "excel"] if content == CENSUS else READERS
    with pytest.raises(ExtractRefused, match=r"a\.xls: this is no kind of source that can be read"):
        draft_of(Copy("a.xls", content), formats=formats)


def test_a_workbook_that_no_reader_would_open_is_refused() -> None:
    with pytest.raises(ExtractRefused, match=r"an \.xls or a workbook with a password"):
        draft_of(Copy("a.xls", b"\xd0\xcf\x11\xe0"), formats=["excel"])


@pytest.mark.parametrize(
    "content", ["9001,North,23/04/2015\n9002,South,24/04/2015\n", "Child ID~Team\n1~N\n"]
)
def test_a_file_without_headings_is_refused_and_not_repeated(tmp_path: Path, content: str) -> None:
    with pytest.raises(UsageFault, match="its first row does not look like headings") as caught:
        drafted(tmp_path, content)
    assert "9001" not in str(caught.value)
    assert not (tmp_path / "monitor.toml").exists()


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    copy = copy_of(workbook(tmp_path / "a.xlsx", {"Sheet": []}))
    with pytest.raises(UsageFault, match="does not look like headings"):
        draft_of(copy, formats=["excel"])
