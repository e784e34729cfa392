"""`init --from` drafts a configuration, guesses no deadline, and says what must be chosen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click
import pytest

from monitor.commands.init import init
from monitor.delivery import CHANNELS
from monitor.errors import UsageFault
from monitor.extracts import READERS
from monitor.settings.reading import read_settings
from tests.starter.drafts import ECLIPSE, MOSAIC, asked, choosing, drafted, extract_in, written

if TYPE_CHECKING:
    from pathlib import Path

CELLS = ("9001", "01/02/2015", "23/04/2015", "North", "Jane")


def test_a_deadline_is_never_guessed_from_a_name_like_due(tmp_path: Path) -> None:
    said = drafted(tmp_path, ECLIPSE)
    text, extract = written(tmp_path), extract_in(written(tmp_path))
    assert extract["deadline_unknown"] is True
    assert "deadline" not in extract["columns"]
    assert '# deadline = "DUEDATE"\n# timescale = "Priority"\n' in text
    assert 'CHOOSE deadline: it may be ["DUEDATE", "Priority"]' in said
    assert "DUEDATE is the unborn baby's due date" in said


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


def test_nobody_of_the_example_is_written_to(tmp_path: Path) -> None:
    drafted(tmp_path, ECLIPSE)
    settings = read_settings(tmp_path / "monitor.toml", formats=READERS, channels=CHANNELS)
    assert settings.teams == ()
    assert settings.service.recipients == ()
    assert settings.delivery.channel == "none"


def test_numbers_under_a_deadline_are_no_dates_and_are_not_guessed(tmp_path: Path) -> None:
    drafted(tmp_path, "Child ID,Team,Start date,Date authorised,Deadline\n1,N,,,10\n")
    extract = extract_in(written(tmp_path))
    assert "deadline" not in extract["columns"]
    assert '# timescale = "Deadline"' in written(tmp_path)


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
