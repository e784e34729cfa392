"""A workbook that cannot be trusted ends the night with 3 and one line; nothing is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.extracts.samples import SAMPLES
from tests.extracts.workbooks.books import TITLES, bomb, book, changed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Monitor

NIGHT = "2015-07-16"
CONFIGURATION = """
authority = "Ambleford Borough Council"
[[extracts]]
path = "extract.xls*"
format = "annex-a"
[history]
keep_nights = 400
[delivery]
channel = "none"
"""
HAZARDS = {
    "a zip bomb": ("extract.xlsx", b"", "unpacks to more than 100 times"),
    "with a password": (
        "extract.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048),
        "password",
    ),
    "an .xls": ("extract.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), "an .xls or"),
    "macros": (
        "extract.xlsm",
        changed(book([TITLES]), xl__vbaProject_dot_bin=b"x"),
        "holds macros",
    ),
    "a page": ("extract.xls", b"<html><table><tr><td>7700001</td></tr></table></html>", "web page"),
}


@pytest.mark.parametrize("hazard", HAZARDS)
def test_each_hazard_is_refused_in_one_line(
    tmp_path: Path,
    monitor: Monitor,
    hazard: str,
) -> None:
    name, content, said = HAZARDS[hazard]
    (tmp_path / "monitor.toml").write_text(CONFIGURATION)
    (tmp_path / name).write_bytes(content or bomb(110_000_000))
    config = ("-c", tmp_path / "monitor.toml", "--as-at", NIGHT)
    done = monitor("run", *config, "--first-night")
    assert done.exit_code == 3
    assert done.out == ""
    (line,) = [each for each in done.err.splitlines() if "Z ERROR " in each]
    assert f"Z ERROR {name}: " in line
    assert said in line
    assert not (tmp_path / "output" / NIGHT).exists()


def test_a_night_of_a_workbook_without_a_deadline_says_so_on_its_pages(
    tmp_path: Path, monitor: Monitor
) -> None:
    (tmp_path / "monitor.toml").write_text(CONFIGURATION)
    SAMPLES["annex-a"].write(tmp_path / "extract.xlsx")
    config = ("-c", tmp_path / "monitor.toml", "--as-at", NIGHT)
    assert monitor("run", *config, "--first-night").exit_code == 0
    page = (tmp_path / "output" / NIGHT / "index.html").read_text("utf-8")
    assert "Do not rely on this report yet" in page
    assert "No deadline is read from it. Annex A has none" in page
