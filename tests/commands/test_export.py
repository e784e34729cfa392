"""`export` hands over a night as a workbook: all of it, or one team's records and no others."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from monitor.delivery import CHANNELS
from monitor.errors import BrokenPromise
from monitor.extracts import READERS
from monitor.history.nights import Nights
from monitor.nights.export import export_night
from monitor.nights.night import run_night
from monitor.settings.reading import read_settings
from tests.support.making import HEADINGS, SAMPLES, Monitor, order_for
from tests.support.worlds import THURSDAY, WEDNESDAY, World, assessment, new_world

if TYPE_CHECKING:
    from pathlib import Path

Sheets = dict[str, list[dict[str, Any]]]

NORTH, SOUTH = "Assessment Team North", "Assessment Team South"
ROWS = (
    assessment(1, worker="=cmd|' /C calc'!A0", child_id="0000001"),
    assessment(2, deadline="tbc", worker="'=quoted"),
    assessment(3, deadline="10/07/2015", worker="+44 20", child_seen="perhaps"),
    assessment(4, authorised_date="14/07/2015", state="Authorised"),
    assessment(5, team="", worker="-"),
    assessment(6, team="Elsewhere", worker="@home"),
    {"assessment_id": "Total 6"},
)
#: This many more, so that the next night does not pass the gates.
MORE_ROWS = tuple(assessment(number) for number in range(5, 15))


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Make a world of two nights; on Thursday there are problems, odd texts and an alarm."""
    world = new_world(tmp_path_factory.mktemp("world"))
    settings = read_settings(world.config, formats=READERS, channels=CHANNELS)
    for night, rows in ((WEDNESDAY, MORE_ROWS), (THURSDAY, ROWS)):
        world.rewrite(rows)
        order = order_for(world.folder, settings, as_at=night)
        run_night(replace(order, accepted="a test"))
    return world


@pytest.fixture
def world(two_nights: World, tmp_path: Path) -> World:
    """Copy that world, so that no test changes it for another."""
    shutil.copytree(two_nights.folder, tmp_path / "world")
    return World(tmp_path / "world")


def export(world: World, monitor: Monitor, *more: str) -> Sheets:
    file = world.folder / "night.xlsx"
    done = monitor("export", file, "-c", world.config, "--force", *more)
    assert done.exit_code == 0, done.err
    return sheets_of(file.read_bytes())


def sheets_of(content: bytes) -> Sheets:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return {
        name: [dict(zip(map(str, headings), row, strict=True)) for row in rows]
        for name, (headings, *rows) in sheets.items()
    }


def about(sheets: Sheets) -> dict[str, str]:
    return {row["About this workbook"]: row["What it says"] for row in sheets["About"]}


def published(world: World, name: str) -> list[dict[str, str]]:
    text = (world.night() / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_published(value: Any) -> str:
    """Return a cell of the workbook as the CSV has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value))
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else str(value)


def test_every_record_and_problem_stands_in_it_as_it_was_published(
    world: World, monitor: Monitor
) -> None:
    sheets = export(world, monitor)
    for sheet, file in (("Assessments", "assessments.csv"), ("Problems", "problems.csv")):
        expected = [
            {name.replace("_", " ").capitalize(): cell for name, cell in row.items()}
            for row in published(world, file)
        ]
        found = [{name: as_published(cell) for name, cell in row.items()} for row in sheets[sheet]]
        assert found == expected
    assert len(sheets["Assessments"]) == 6
    assert len(sheets["Problems"]) >= 4


def test_texts_stand_as_the_extract_has_them(world: World, monitor: Monitor) -> None:
    workers = [row["Worker"] for row in export(world, monitor)["Assessments"]]
    assert workers == [row["worker"] for row in ROWS[:6]]


def test_dates_are_dates_and_counts_are_numbers(world: World, monitor: Monitor) -> None:
    first, *_ = export(world, monitor)["Assessments"]
    assert first["Child id"] == "0000001"
    assert first["Deadline"] == date(2015, 7, 31)
    assert first["Source row"] == 2.0
    assert [row["Working days late"] for row in export(world, monitor)["Assessments"]][2] == 4.0


def test_the_first_sheet_says_what_it_is(world: World, monitor: Monitor) -> None:
    told = about(export(world, monitor))
    assert told["Authority"] == "Ambleford Borough Council"
    assert told["As at"] == "Thursday 16 July 2015"
    assert told["Of"] == "the whole service"
    assert told["Records on the sheet Assessments"] == "6"
    assert "personal data about children" in told["Personal data"]
    assert "a test" in told["Do not rely on this report yet"]


@pytest.mark.parametrize(
    ("team", "ids"),
    [
        (NORTH, ["A0001", "A0003"]),
        (SOUTH, ["A0002", "A0004"]),
        ("Elsewhere", ["A0006"]),
        ("No team recorded", ["A0005"]),
    ],
)
def test_a_team_s_workbook_holds_its_records_and_problems_and_no_others(
    world: World, monitor: Monitor, team: str, ids: list[str]
) -> None:
    sheets = export(world, monitor, "--team", team)
    assert [row["Assessment id"] for row in sheets["Assessments"]] == ids
    own = {row["source_row"] for row in published(world, "assessments.csv")}
    own &= {str(int(row["Source row"])) for row in sheets["Assessments"]}
    expected = [
        (row["source_row"], row["code"])
        for row in published(world, "problems.csv")
        if row["source_row"] in own
    ]
    found = [(str(int(row["Source row"])), row["Code"]) for row in sheets["Problems"]]
    assert found == expected
    told = about(sheets)
    assert (told["Of"], told["Problems on the sheet Problems"]) == (team, str(len(expected)))


def test_the_teams_together_are_all_records(world: World, monitor: Monitor) -> None:
    of_teams = [
        row["Assessment id"]
        for team in (NORTH, SOUTH, "Elsewhere", "No team recorded")
        for row in export(world, monitor, "--team", team)["Assessments"]
    ]
    everything = [row["Assessment id"] for row in export(world, monitor)["Assessments"]]
    assert sorted(of_teams) == sorted(everything)


def test_an_earlier_night_can_be_asked_for(world: World, monitor: Monitor) -> None:
    sheets = export(world, monitor, "--night", "2015-07-15")
    assert about(sheets)["As at"] == "Wednesday 15 July 2015"
    ids = [row["Assessment id"] for row in sheets["Assessments"]]
    assert ids == [row["assessment_id"] for row in MORE_ROWS]


def test_it_says_what_it_wrote_and_that_it_holds_personal_data(
    world: World, monitor: Monitor
) -> None:
    file = world.folder / "night.XLSX"
    done = monitor("export", file, "-c", world.config)
    first, second = done.out.splitlines()
    problems = len(published(world, "problems.csv"))
    assert first == f"{file}: 6 assessments and {problems} problems of the night of 2015-07-16."
    assert "personal data about children" in second
    assert file.stat().st_mode & 0o777 == 0o600
    assert openpyxl.load_workbook(file).sheetnames == ["About", "Assessments", "Problems"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("night.csv",), "a name that ends with .xlsx"),
        (("n.xlsx", "--team", "Nobody"), "no team of this name on the night of 2015-07-16"),
        (("n.xlsx", "--night", "2015-07-17"), "there is no night of 2015-07-17 in the history"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(
    world: World, monitor: Monitor, arguments: tuple[str, ...], said: str
) -> None:
    name, *more = arguments
    done = monitor("export", world.folder / name, "-c", world.config, *more)
    assert done.exit_code == 2
    assert said in done.err
    assert not (world.folder / name).exists()


def test_a_file_that_is_there_is_overwritten_only_by_force(world: World, monitor: Monitor) -> None:
    file = world.folder / "night.xlsx"
    file.write_bytes(b"mine")
    done = monitor("export", file, "-c", world.config)
    assert (done.exit_code, file.read_bytes()) == (2, b"mine")
    assert monitor("export", file, "-c", world.config, "--force").exit_code == 0


def test_files_that_were_changed_since_are_not_exported(world: World, monitor: Monitor) -> None:
    (world.night() / "problems.csv").write_bytes(b"")
    done = monitor("export", world.folder / "n.xlsx", "-c", world.config)
    assert done.exit_code == 6
    assert "problems.csv of the night of 2015-07-16 is not as it was published" in done.err


def test_records_that_contradict_each_other_are_not_exported(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = read_settings(world.config, formats=READERS, channels=CHANNELS)
    whole = Nights.records
    monkeypatch.setattr(Nights, "records", lambda nights, night: whole(nights, night)[1:])
    with pytest.raises(BrokenPromise, match="do not hold the same records"):
        export_night(order_for(world.folder, settings, as_at=THURSDAY), None, None)


def test_the_messy_sample_is_exported_whole(tmp_path: Path, monitor: Monitor) -> None:
    text = (SAMPLES / "monitor.toml").read_text(encoding="utf-8")
    (tmp_path / "monitor.toml").write_text(
        text.replace("inspection_{date}.csv", "messy.csv").replace("../output", "output"),
        encoding="utf-8",
    )
    (tmp_path / "messy.csv").write_bytes((SAMPLES / "messy.csv").read_bytes())
    config, file = tmp_path / "monitor.toml", tmp_path / "messy.xlsx"
    run = ("run", "-c", config, "--as-at", "2015-07-16", "--first-night")
    assert monitor(*run).exit_code == 0
    assert monitor("export", file, "-c", config).exit_code == 0
    sheets = sheets_of(file.read_bytes())
    night = tmp_path / "output" / "2015-07-16"
    for sheet, name in (("Assessments", "assessments.csv"), ("Problems", "problems.csv")):
        text = (night / name).read_text(encoding="utf-8-sig")
        assert len(sheets[sheet]) == len(list(csv.reader(io.StringIO(text, newline="")))) - 1
    assert len(HEADINGS) < len(sheets["Assessments"][0])
