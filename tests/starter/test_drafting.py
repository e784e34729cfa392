"""`init --from` drafts a configuration that `check` accepts, and says what must be chosen."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click
import openpyxl
import pytest

from monitor.commands import Answer, no_answer
from monitor.commands.check import check
from monitor.commands.init import init
from monitor.delivery import CHANNELS
from monitor.errors import ConfigurationFault, ExtractRefused, UsageFault
from monitor.extracts import READERS
from monitor.extracts.files import Copy
from monitor.settings.reading import read_settings
from monitor.starter.drafting import DraftedExtract, draft
from monitor.starter.recognising import recognise
from monitor.starter.remarks import remarks
from monitor.starter.writing import as_configuration
from tests.support.making import INSPECTION_DAY, ROOT, SAMPLES, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    Ask = Callable[[str, Sequence[str]], str | None]

ECLIPSE = (
    "PERSONID,Assessment Ref,DUEDATE,Priority,Start Date,Completed Date,"
    "Team,Status,Child Seen,Notes\n"
    "9001,77,01/02/2015,10,23/04/2015,,North,Started,Seen,Jane was sad\n"
    "9002,78,,20,15/06/2015,17/06/2015,South,Form complete,Observed,x\n"
    "9003,79,,20,15/06/2015,,South,Q,Yes,y\n"
)
CELLS = ("9001", "01/02/2015", "23/04/2015", "North", "Jane")
CENSUS = (
    b'<?xml version="1.0"?>\n<Message><Children><Child><CINdetails/></Child></Children></Message>\n'
)
LIST_4 = (
    "Child Unique ID",
    "Continuous Assessment Start Date",
    "Continuous Assessment Date of Authorisation",
    "Allocated Team",
)


def asked(command: click.Command, *arguments: object, ask: Ask = no_answer) -> str:
    answer: Answer = command.main(
        list(map(str, arguments)),
        standalone_mode=False,
        obj=replace(surroundings(INSPECTION_DAY), ask=ask),
    )
    return answer.text


def drafted(folder: Path, content: str, *, ask: Ask = no_answer) -> str:
    """DraftedExtract the configuration of an extract of this text; return what was said."""
    (folder / "extract.csv").write_text(content, encoding="utf-8")
    return asked(init, folder, "--from", folder / "extract.csv", ask=ask)


def written(folder: Path) -> str:
    return (folder / "monitor.toml").read_text(encoding="utf-8")


def extract_in(text: str) -> dict[str, Any]:
    (extract,) = tomllib.loads(text)["extracts"]
    return dict(extract)


def choosing(*wanted: str) -> Ask:
    return lambda _, options: next((each for each in wanted if each in options), None)


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


# What is written


@pytest.mark.parametrize(
    "name", ["inspection_2015-07-16.csv", "inspection_2015.xlsx", "messy.csv", "messy.xlsx"]
)
def test_what_is_drafted_of_a_sample_is_accepted_by_check(tmp_path: Path, name: str) -> None:
    said = asked(init, tmp_path, "--from", SAMPLES / name)
    extract = extract_in(written(tmp_path))
    assert extract["columns"]["deadline"] == "Deadline"
    assert "CHOOSE deadline" not in said
    assert "Do not rely on this report yet: Nobody" not in asked(
        check, "-c", tmp_path / "monitor.toml"
    )


def test_a_census_needs_no_more_than_its_name_and_has_no_deadline(tmp_path: Path) -> None:
    said = asked(init, tmp_path, "--from", SAMPLES / "inspection_2015_cin.xml")
    extract = extract_in(written(tmp_path))
    assert (extract["format"], extract["columns"]) == ("cin-census", {})
    assert "CHOOSE deadline" in said
    told = asked(check, "-c", tmp_path / "monitor.toml")
    assert "Do not rely on this report yet: No assessment has a usable deadline." in told


def test_the_manager_s_deadline_of_an_annex_a_sample_is_taken(tmp_path: Path) -> None:
    said = asked(init, tmp_path, "--from", SAMPLES / "inspection_2015_annex_a.xlsx")
    extract = extract_in(written(tmp_path))
    assert extract["format"] == "annex-a"
    assert extract["columns"] == {"deadline": "Manager's deadline"}
    assert "CHOOSE deadline" not in said
    told = asked(check, "-c", tmp_path / "monitor.toml")
    assert "No assessment has a usable deadline" not in told


def test_a_deadline_is_never_guessed_from_a_name_like_due(tmp_path: Path) -> None:
    said = drafted(tmp_path, ECLIPSE)
    text, extract = written(tmp_path), extract_in(written(tmp_path))
    assert extract["deadline_unknown"] is True
    assert "deadline" not in extract["columns"]
    assert '# deadline = "DUEDATE"\n# timescale = "Priority"\n' in text
    assert 'CHOOSE deadline: it may be ["DUEDATE", "Priority"]' in said
    assert "DUEDATE is the unborn baby's due date" in said


def test_check_accepts_a_draft_without_a_deadline_and_says_why_it_is_no_all_clear(
    tmp_path: Path,
) -> None:
    drafted(tmp_path, ECLIPSE)
    told = asked(check, "-c", tmp_path / "monitor.toml")
    assert (
        "Do not rely on this report yet: Nobody has chosen the column of deadlines of extract.csv "
        "yet (deadline_unknown in the configuration), so every open assessment in it counts as one "
        "without a deadline."
    ) in told
    assert "3 records read" in told


def test_no_cell_is_written_or_said(tmp_path: Path) -> None:
    said = drafted(tmp_path, ECLIPSE)
    for cell in CELLS:
        assert (
            cell not in said.replace(str(tmp_path), "") + written(tmp_path).partition("[rules]")[0]
        )


def test_the_rest_is_guessed_and_the_doubtful_is_told(tmp_path: Path) -> None:
    said = drafted(tmp_path, ECLIPSE)
    extract = extract_in(written(tmp_path))
    assert extract["path"] == "extract.csv"
    assert extract["date_formats"] == ["%d/%m/%Y"]
    assert extract["columns"] == {
        "assessment_id": "Assessment Ref",
        "child_id": "PERSONID",
        "team": "Team",
        "start_date": "Start Date",
        "authorised_date": "Completed Date",
        "state": "Status",
        "child_seen": "Child Seen",
    }
    assert 'LOOK AT authorised_date = "Completed Date"' in said
    assert 'LOOK AT child_id = "PERSONID"' in said


def test_the_words_of_states_are_candidates_and_nothing_more(tmp_path: Path) -> None:
    said = drafted(tmp_path, ECLIPSE)
    text = written(tmp_path)
    assert '# open = ["Started"]\n' in text
    assert '# authorised = ["Form complete"]\n' in text
    assert '# Without a guess: ["Q"]\n' in text
    assert '# Without a guess: ["Observed"]\n' in text
    assert extract_in(text)["states"] == extract_in(text)["child_seen_values"] == {}
    assert 'CHOOSE [extracts.states]: what the texts under "Status" mean.' in said


@pytest.mark.parametrize(
    "states",
    [
        [f"Step {letter}" for letter in "abcdefghijklm"],
        ["Waits for Jane Smith of the North Team"],
        ["9001"],
        ["Open since 16/07/2015"],
    ],
)
def test_texts_that_are_no_codes_are_not_repeated(tmp_path: Path, states: list[str]) -> None:
    rows = [f"9001,North,23/04/2015,,{state}" for state in states]
    drafted(tmp_path, "\n".join(["Child ID,Team,Start date,Date authorised,Status", *rows, ""]))
    text = written(tmp_path)
    assert '# "Status" holds many or long texts, not repeated here.' in text
    assert not any(state in text for state in states)


def draft_of_states(folder: Path, states: Sequence[str]) -> str:
    rows = [f"9001,North,23/04/2015,,{state}" for state in states]
    drafted(folder, "\n".join(["Child ID,Team,Start date,Date authorised,Status", *rows, ""]))
    return written(folder)


@pytest.mark.parametrize(
    "state",
    [
        *("Not authorised", "Unauthorised", "Incomplete", "Not completed", "Disapproved"),
        *("Awaiting completion", "Never cancelled", "Closed - NFA", "Re-opened", "Submitted"),
        *("Partially complete", "Complete - to be authorised", "Not started", "No progress"),
    ],
)
def test_a_state_whose_meaning_is_not_sure_is_left_to_the_reader(
    tmp_path: Path, state: str
) -> None:
    assert f'# Without a guess: ["{state}"]\n' in draft_of_states(tmp_path, [state])


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("In progress", "open"),
        ("Assessment started", "open"),
        ("Awaiting authorisation", "awaiting_authorisation"),
        ("Submitted to manager", "awaiting_authorisation"),
        ("Pending approval", "awaiting_authorisation"),
        ("Authorised by the manager", "authorised"),
        ("Step deleted", "cancelled"),
    ],
)
def test_a_state_of_known_words_alone_is_offered_under_its_meaning(
    tmp_path: Path, state: str, code: str
) -> None:
    assert f'# {code} = ["{state}"]\n' in draft_of_states(tmp_path, [state])


MOSAIC = (
    "Pers Ref,Step Name,Step Started,Finished On,Team In Charge,Mgr Target Dt,Need,Code,Gap,Long\n"
    "700001,C&F,03-Sep-2026,NULL,North,20-Nov-2026,NULL,A12,,a\n"
    "700002,C&F,14-Sep-2026,20-Oct-2026,South,NULL,x,B7,NULL,b\n"
    + "".join(
        f"7000{n},C&F,14-Sep-2026,NULL,South,NULL,x,B7,,Text {n} of Jane\n" for n in range(10, 25)
    )
)


def test_a_file_of_odd_headings_is_drafted_with_each_heading_and_its_kind(tmp_path: Path) -> None:
    said = drafted(tmp_path, MOSAIC)
    text = written(tmp_path)
    assert extract_in(text)["date_formats"] == ["%d-%b-%Y"]
    for line in (
        '"Pers Ref": numbers, such as 999999',
        '"Step Name": the same words throughout',
        '"Step Started": dates, such as 31-Dec-2025',
        '"Mgr Target Dt": dates, such as 31-Dec-2025',
        '"Team In Charge": words, 2 different ones',
        '"Code": letters and digits, such as A99',
        '"Gap": nothing is written',
        '"Long": text',
    ):
        assert f"#   {line}\n" in text
    assert '# blanks = ["NULL"]\n' in text
    assert 'CHOOSE blanks: ["NULL"] may stand where nothing is recorded.' in said
    assert "CHOOSE child_id" in said
    for cell in ("700001", "North", "C&F", "03-Sep", "A12", "Jane"):
        assert cell not in text.partition("[rules]")[0] + said.replace(str(tmp_path), "")


def test_a_word_for_a_blank_is_not_offered_for_one_column_that_holds_no_dates(
    tmp_path: Path,
) -> None:
    content = "Child ID,Team,Start date,Date authorised,Worker\n1,N,01/07/2015,,N/A\n"
    assert "blanks" not in drafted(tmp_path, content)
    assert "blanks" not in written(tmp_path)


def test_check_names_the_headings_of_a_configuration_that_is_not_valid_yet(tmp_path: Path) -> None:
    drafted(tmp_path, MOSAIC)
    with pytest.raises(ConfigurationFault, match=r"team is missing") as caught:
        asked(check, "-c", tmp_path / "monitor.toml")
    assert 'The headings of extract.csv: ["Pers Ref", "Step Name", "Step Started",' in str(
        caught.value
    )
    assert "700001" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "not TOML =",
        "extracts = 7",
        "[[extracts]]",
        '[[extracts]]\npath = "missing.csv"',
        '[[extracts]]\npath = "records.csv"',
        '[[extracts]]\npath = "census.xml"',
        "extracts = [7]",
    ],
)
def test_check_says_nothing_of_a_file_without_headings(tmp_path: Path, text: str) -> None:
    (tmp_path / "records.csv").write_text("9001,North,23/04/2015\n9002,South,24/04/2015\n")
    (tmp_path / "census.xml").write_bytes(CENSUS)
    (tmp_path / "monitor.toml").write_text(text)
    with pytest.raises(ConfigurationFault) as caught:
        asked(check, "-c", tmp_path / "monitor.toml")
    assert "The headings" not in str(caught.value)


def test_check_without_a_configuration_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="no such file"):
        asked(check, "-c", tmp_path / "monitor.toml")


def test_check_names_settings_that_have_no_effect(tmp_path: Path) -> None:
    asked(init, tmp_path, "--from", SAMPLES / "inspection_2015.xlsx")
    path = tmp_path / "monitor.toml"
    assert "WITHOUT EFFECT" not in asked(check, "-c", path)
    text = path.read_text().replace("keep_nights =", "vanished_nights = 30\nkeep_nights =")
    path.write_text(text.replace("# maximum_age_days = 3 ", "maximum_age_days = 9999 "))
    told = asked(check, "-c", path)
    assert "WITHOUT EFFECT: vanished_nights of [history]" in told
    assert "LOOK AT maximum_age_days of inspection_2015.xlsx: nothing in it says when" in told


def test_a_known_word_for_child_seen_or_a_state_needs_no_meaning(tmp_path: Path) -> None:
    content = "Child ID,Team,Start date,Date authorised,Status,Child seen\n1,N,,,Open,a) Yes\n"
    assert "CHOOSE [extracts" not in drafted(tmp_path, content)


def test_dates_that_may_be_read_either_way_are_told(tmp_path: Path) -> None:
    said = drafted(tmp_path, "Child ID,Team,Start date,Date authorised\n1,N,01/02/2015,\n")
    assert (
        "LOOK AT date_formats: %d/%m/%Y was taken, and %m/%d/%Y reads every date as well." in said
    )
    assert "every date could be read by %m/%d/%Y as well" in written(tmp_path)


def test_dates_that_no_form_reads_are_told(tmp_path: Path) -> None:
    said = drafted(tmp_path, "Child ID,Team,Start date,Date authorised\n1,N,soon,\n")
    assert 'CHOOSE date_formats: no form reads every date under "Start date".' in said
    assert "date_formats" not in extract_in(written(tmp_path))


def test_what_an_extract_must_have_and_has_not_is_told_and_check_says_the_same(
    tmp_path: Path,
) -> None:
    said = drafted(tmp_path, "Child ID,Start date,Date authorised,Whose\n1,,,x\n")
    assert "CHOOSE team: the team that has the assessment tonight. Until then `check`" in said
    assert "no heading looks like it; a second file may have it ([[lookups]])" in said
    with pytest.raises(ConfigurationFault, match=r"extracts\[1\]\.columns\.team is missing\n"):
        asked(check, "-c", tmp_path / "monitor.toml")


def test_nobody_of_the_example_is_written_to(tmp_path: Path) -> None:
    drafted(tmp_path, ECLIPSE)
    settings = read_settings(tmp_path / "monitor.toml", formats=READERS, channels=CHANNELS)
    assert settings.teams == ()
    assert settings.service.recipients == ()
    assert settings.delivery.channel == "none"


# Where somebody is there to ask


def test_somebody_at_the_terminal_chooses_the_deadline(tmp_path: Path) -> None:
    said = drafted(tmp_path, ECLIPSE, ask=choosing("DUEDATE"))
    extract = extract_in(written(tmp_path))
    assert extract["columns"]["deadline"] == "DUEDATE"
    assert "deadline_unknown" not in extract
    assert "CHOOSE deadline" not in said


def test_numbers_that_are_chosen_become_a_timescale(tmp_path: Path) -> None:
    drafted(tmp_path, ECLIPSE, ask=choosing("Priority"))
    extract = extract_in(written(tmp_path))
    assert extract["columns"]["timescale"] == "Priority"
    assert extract["timescale_from"] == "start"
    assert "3 records read" in asked(check, "-c", tmp_path / "monitor.toml")


def test_numbers_under_a_deadline_are_no_dates_and_are_not_guessed(tmp_path: Path) -> None:
    drafted(tmp_path, "Child ID,Team,Start date,Date authorised,Deadline\n1,N,,,10\n")
    extract = extract_in(written(tmp_path))
    assert "deadline" not in extract["columns"]
    assert '# timescale = "Deadline"' in written(tmp_path)


def test_a_column_that_is_not_known_is_asked_for(tmp_path: Path) -> None:
    content = "Child ID,Start date,Date authorised,Whose,Deadline\n1,,,North,\n"
    drafted(tmp_path, content, ask=choosing("Whose"))
    assert extract_in(written(tmp_path))["columns"]["team"] == "Whose"


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("answer", "chosen"), [(b"1\n", "DUEDATE"), (b"0\n", None)])
def test_the_command_asks_on_a_terminal(tmp_path: Path, answer: bytes, chosen: str | None) -> None:
    (tmp_path / "extract.csv").write_text(ECLIPSE)
    keyboard, terminal = os.openpty()
    os.write(keyboard, answer)
    done = subprocess.run(  # noqa: S603  (the interpreter itself)
        [sys.executable, "-m", "monitor", "init", str(tmp_path), "--from", "extract.csv"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=terminal,
        stderr=terminal,
        stdout=subprocess.PIPE,
        check=True,
        timeout=100,
    )
    assert b"wrote" in done.stdout
    assert b"Which heading is the deadline that the manager set?" in os.read(keyboard, 10_000)
    assert extract_in(written(tmp_path))["columns"].get("deadline") == chosen
    os.close(terminal)
    os.close(keyboard)


# What is recognised


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


def test_a_heading_that_stands_twice_is_not_guessed(tmp_path: Path) -> None:
    content = "Child ID,Team,Start date,Date authorised,Deadline,Deadline\n1,N,,,,\n"
    drafted(tmp_path, content)
    assert "deadline" not in extract_in(written(tmp_path))["columns"]


def test_a_configuration_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    drafted(tmp_path, ECLIPSE)
    with pytest.raises(UsageFault, match="exist already"):
        drafted(tmp_path, ECLIPSE)


def test_an_extract_that_is_not_there_is_a_fault_of_usage(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="does not exist"):
        asked(init, tmp_path, "--from", tmp_path / "missing.csv")


def test_the_path_is_written_as_seen_from_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "extract.csv").write_text(ECLIPSE)
    asked(init, tmp_path / "conf", "--from", tmp_path / "extract.csv")
    assert extract_in(written(tmp_path / "conf"))["path"] == "../extract.csv"

    def another_drive(*_: object) -> str:
        raise ValueError

    monkeypatch.setattr(os.path, "relpath", another_drive)
    asked(init, tmp_path / "other", "--from", tmp_path / "extract.csv")
    path = extract_in(written(tmp_path / "other"))["path"]
    assert path == (tmp_path / "extract.csv").as_posix()


def test_a_heading_with_quotes_and_line_breaks_is_written_so_that_it_can_be_read(
    tmp_path: Path,
) -> None:
    heading = 'Due "by"\nmanager\\'
    quoted = heading.replace('"', '""')
    content = f'Child ID,Team,Start date,Date authorised,"{quoted}"\n1,N,,,\n'
    drafted(tmp_path, content, ask=choosing(heading))
    assert extract_in(written(tmp_path))["columns"]["deadline"] == heading
