"""Which files are read, that they are whole, and that every record knows its source."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import BrokenPromise, ExtractRefused
from monitor.extracts import READERS, files, read_extracts, reader_for
from monitor.extracts.files import Copy, newest_match, private_copy
from monitor.extracts.lines import sort_lines
from monitor.extracts.sorted_lines import Line
from monitor.nights.judging import judge_night
from tests.support.making import INSPECTION_DAY, ROW, csv_text, order_for, settings_of


def read(folder: Path, **extract: Any) -> int:
    settings = settings_of(extract=extract)
    tables = read_extracts(settings.extracts, folder=folder, as_at=INSPECTION_DAY)
    return sum(table.file.lines.records for table in tables)


def test_every_reader_in_the_table_can_be_loaded() -> None:
    assert all(callable(reader_for(kind)) for kind in READERS)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ExtractRefused, match=r"extract\.csv: there is no such file"):
        read(tmp_path)


def test_a_folder_in_the_file_s_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "extract.csv").mkdir()
    with pytest.raises(ExtractRefused, match="the file cannot be read"):
        read(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "extract.csv").touch()
    with pytest.raises(ExtractRefused, match="the file is empty"):
        read(tmp_path)


def test_a_file_of_blank_lines_is_refused(tmp_path: Path) -> None:
    (tmp_path / "extract.csv").write_text("\n,,\n")
    with pytest.raises(ExtractRefused, match="no headings and no records"):
        read(tmp_path)


def test_headings_alone_are_refused_unless_nothing_is_enough(tmp_path: Path) -> None:
    (tmp_path / "extract.csv").write_text(csv_text([]))
    with pytest.raises(ExtractRefused, match="0 records, fewer than minimum_rows = 1"):
        read(tmp_path)
    assert read(tmp_path, minimum_rows=0) == 0


def test_fewer_records_than_expected_are_refused(tmp_path: Path) -> None:
    (tmp_path / "extract.csv").write_text(csv_text([ROW, ROW]))
    with pytest.raises(ExtractRefused, match="2 records, fewer than minimum_rows = 3"):
        read(tmp_path, minimum_rows=3)


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "extract.csv"
    path.write_text(csv_text([ROW]))

    def written_meanwhile(name: str, content: bytes) -> files.Copy:
        with path.open("a") as file:
            file.write("more\n")
        return Copy(name, content)

    monkeypatch.setattr(files, "Copy", written_meanwhile)
    with pytest.raises(ExtractRefused, match="changed while it was read"):
        private_copy(path)


def test_the_newest_match_of_a_pattern_is_read(tmp_path: Path) -> None:
    for age, name in enumerate(("b.csv", "a.csv", "c.csv")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    assert newest_match(tmp_path, "*.csv").name == "b.csv"
    os.utime(tmp_path / "c.csv", (1000, 1000))
    assert newest_match(tmp_path, "[bc].csv").name == "c.csv"
    assert newest_match(Path("/"), str(tmp_path / "?.csv")).name == "c.csv"


def test_a_pattern_that_nothing_matches_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractRefused, match="no file matches this pattern"):
        newest_match(tmp_path, "*.csv")


def test_a_pattern_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractRefused, match="this pattern cannot be used"):
        newest_match(tmp_path, "a**b/*")


def test_several_extracts_are_one_population_and_each_record_knows_its_source(
    tmp_path: Path,
) -> None:
    (tmp_path / "north.csv").write_text(csv_text([ROW, {**ROW, "assessment_id": "A2"}]))
    (tmp_path / "south.csv").write_text(csv_text([{**ROW, "assessment_id": "A3"}, ROW]))
    both = tuple(settings_of(path=path).extracts[0] for path in ("north.csv", "south.csv"))
    settings = settings_of().model_copy(update={"extracts": both})
    judged = judge_night(order_for(tmp_path, settings)).night.judged
    assert judged["source"].tolist() == ["north.csv"] * 2 + ["south.csv"] * 2
    assert judged["source_row"].tolist() == [2, 3, 2, 3]
    assert judged["status"].tolist()[-1] == "duplicate"


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("north", "south"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text(csv_text([{**ROW, "team": folder}]))
    both = tuple(settings_of(path=f"{folder}/a.csv").extracts[0] for folder in ("north", "south"))
    tables = read_extracts(both, folder=tmp_path, as_at=INSPECTION_DAY)
    assert [table.file.name for table in tables] == ["north/a.csv", "south/a.csv"]


def test_one_file_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "extract.csv").write_text(csv_text([ROW]))
    twice = settings_of().extracts * 2
    with pytest.raises(ExtractRefused, match="two extracts have this name"):
        read_extracts(twice, folder=tmp_path, as_at=INSPECTION_DAY)


def test_lines_that_do_not_add_up_stop_the_night() -> None:
    sorted_lines = sort_lines([Line(1, ["a"]), Line(2, ["b"])], source="x")
    with pytest.raises(BrokenPromise, match="3 lines were read and 2 were accounted for"):
        sorted_lines.count(3)
