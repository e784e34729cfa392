"""A CSV is read whole, every cell as its text, or refused where a line is damaged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ExtractRefused
from monitor.extracts.csv_files import strict as csv_file
from monitor.extracts.files import Copy
from tests.extracts.csv_files.small_files import FIRST, GOOD, SECOND, lines, read, refusal
from tests.support.making import command
from tests.support.worlds import THURSDAY, new_world

if TYPE_CHECKING:
    from pathlib import Path


def test_records_keep_their_text_and_their_row_numbers(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD)
    assert table.cells["Child"].tolist() == ["0012345", "0012346"]
    assert table.cells["Team"].tolist() == ["North", "NA"]
    assert table.rows.tolist() == [2, 3]
    assert table.file.form == "UTF-8"
    assert table.file.control_total is None


@pytest.mark.parametrize("text", ["NA", "None", "null", "N/A", "nan", "#N/A", "-", "TRUE"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_team_that_looks_missing_stays_text(tmp_path: Path, text: str, quote: str) -> None:
    table = read(tmp_path, GOOD.replace("North", f"{quote}{text}{quote}"))
    assert table.cells["Team"].tolist() == [text, "NA"]


@pytest.mark.parametrize("number", ["0012345", "12345678901234567", "123E4", "1.0", " 7 "])
def test_ids_stay_text(tmp_path: Path, number: str) -> None:
    assert read(tmp_path, GOOD.replace("A1", number)).cells["ID"][0] == number


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (GOOD.replace("North", "Ñorth").encode(), "UTF-8"),
        (GOOD.replace("North", "Ñorth").encode("utf-8-sig"), "UTF-8 with BOM"),
        (GOOD.replace("North", "Ñorth").encode("utf-16"), "UTF-16 with BOM"),
        (b"\xfe\xff" + GOOD.replace("North", "Ñorth").encode("utf-16-be"), "UTF-16 with BOM"),
        (
            GOOD.replace("North", "Ñorth").encode("cp1252"),
            "Windows-1252, as it is not UTF-8",
        ),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"],
)
def test_each_encoding_is_read_and_named(tmp_path: Path, content: bytes, form: str) -> None:
    table = read(tmp_path, content)
    assert table.cells["Team"][0] == "Ñorth"
    assert table.cells.columns[0] == "ID"
    assert table.file.form == form


def test_a_declared_encoding_is_taken(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD.replace("North", "Ñorth").encode("cp850"), encoding="cp850")
    assert table.cells["Team"][0] == "Ñorth"
    assert table.file.form == "cp850, as declared"


def test_text_that_no_encoding_fits_is_refused(tmp_path: Path) -> None:
    assert "is not cp1252" in refusal(tmp_path, GOOD.encode().replace(b"North", b"\x81"))
    assert "is not utf-8" in refusal(tmp_path, GOOD.encode() + b"\xff", encoding="utf-8")


@pytest.mark.parametrize(
    ("encoding", "half"), [("utf-7", b"+2AA-"), ("raw_unicode_escape", rb"\ud800")]
)
def test_half_a_character_is_refused(tmp_path: Path, encoding: str, half: bytes) -> None:
    content = GOOD.encode().replace(b"North", half)
    assert f"is not {encoding}" in refusal(tmp_path, content, encoding=encoding)


@pytest.mark.process
def test_an_extract_with_half_a_character_ends_with_the_code_of_a_refusal(tmp_path: Path) -> None:
    world = new_world(tmp_path)
    world.extract.write_bytes(world.extract.read_bytes().replace(b"Worker 1", b"+2AA-"))
    settings = world.config.read_text(encoding="utf-8")
    declared = settings.replace('format = "csv"', 'format = "csv"\nencoding = "utf-7"')
    world.config.write_text(declared, encoding="utf-8")
    answered = command("check", "-c", world.config, "--as-at", THURSDAY.isoformat())
    assert answered.exit_code == 3
    assert "the text is not utf-7" in answered.err
    assert "Traceback" not in answered.err


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("Nor\x00th", "line 2: a control character"),
        ("Nor\x1fth", "line 2: a control character"),
        ("Nor\rth", "line 2: a carriage return without a line feed"),
        ('"North', "line 2: a quote is out of place or never closed"),
        ('"North"s', "line 2: a quote is out of place"),
        ("North,", "line 2: 7 cells where the headings have 6"),
        ('Nor,"th"', "line 2: 7 cells"),
    ],
)
def test_a_damaged_line_is_refused_and_named(tmp_path: Path, damage: str, said: str) -> None:
    assert said in refusal(tmp_path, GOOD.replace("North", damage))


@given(st.text("a\t\n\r\x08\x0b\x1f\x7fé", max_size=6), st.sampled_from([1, 2, 64]))
def test_a_file_is_damaged_where_a_sign_of_damage_stands_however_it_is_cut_into_pieces(
    signs: str, piece: int
) -> None:
    damage = re.search(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)", f"{signs}th")
    copy, said = Copy("extract.csv", GOOD.replace("Nor", signs, 1).encode()), ""
    with patch.object(csv_file, "_PIECE", piece):
        try:
            csv_file.text_lines(copy)
        except ExtractRefused as refused:
            said = str(refused)
    assert ("the file is damaged" in said) is (damage is not None)


def test_trailing_commas_on_the_rows_are_refused(tmp_path: Path) -> None:
    assert "line 2: 7 cells" in refusal(tmp_path, lines(f"{FIRST},", f"{SECOND},"))


def test_a_line_cut_off_is_refused(tmp_path: Path) -> None:
    assert "line 3: the last line has no line end" in refusal(tmp_path, GOOD[:-1])
    assert "line 3: the last line has no line end" in refusal(tmp_path, GOOD[:-20])
    assert "line 3: 4 cells" in refusal(tmp_path, f"{GOOD[:-28]}\n")


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    long = "x" * 200_000
    assert read(tmp_path, lines(FIRST, SECOND.replace("NA", long))).cells["Team"][1] == long
