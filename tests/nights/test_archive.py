"""A night is read again as it was published, or not at all."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from monitor.errors import AnotherRun, HistoryUnusable, OutputUnusable, UsageFault
from monitor.nights.archive import open_archive
from monitor.nights.night import run_night
from monitor.publishing.folder import alone
from tests.reports.rows import overdue, row
from tests.support.making import csv_text, order_for, settings_of
from tests.support.nights import FRIDAY, THURSDAY, WEDNESDAY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the nights of Wednesday and Thursday."""
    folder = tmp_path_factory.mktemp("nights")
    for night, rows in ((WEDNESDAY, [row(1)]), (THURSDAY, [overdue(1)])):
        (folder / "extract.csv").write_bytes(csv_text(rows).encode())
        run_night(order_for(folder, settings_of(), as_at=night))
    return folder / "output"


@pytest.fixture
def output(two_nights: Path, tmp_path: Path) -> Path:
    """Copy them, so that no test changes them for another."""
    shutil.copytree(two_nights, tmp_path / "output")
    return tmp_path / "output"


def test_the_newest_night_is_read_unless_another_is_named(output: Path) -> None:
    with open_archive(output) as archive:
        assert archive.nights() == (WEDNESDAY, THURSDAY)
        assert archive.night(None) == THURSDAY
        assert archive.night(WEDNESDAY) == WEDNESDAY
        with pytest.raises(UsageFault, match="no night of 2015-07-17 in the history; the newest"):
            archive.night(FRIDAY)


def test_a_file_is_returned_as_it_was_published(output: Path) -> None:
    with open_archive(output) as archive:
        for path in ("summary.json", "assessments.csv"):
            there = (output / THURSDAY.isoformat() / path).read_bytes()
            assert archive.file(THURSDAY, path) == there


@pytest.mark.parametrize("path", ["assessments.csv", "manifest.json"])
def test_a_file_that_was_changed_or_is_gone_is_never_read(output: Path, path: str) -> None:
    file = output / THURSDAY.isoformat() / path
    said = rf"{path} of the night of 2015-07-16 is not as it was published: `verify 2015-07-16`"
    file.write_bytes(file.read_bytes() + b" ")
    with open_archive(output) as archive, pytest.raises(OutputUnusable, match=said):
        archive.file(THURSDAY, "assessments.csv")
    file.unlink()
    with open_archive(output) as archive, pytest.raises(OutputUnusable, match=said):
        archive.file(THURSDAY, "assessments.csv")


def test_nothing_is_read_while_a_run_holds_the_folder(output: Path) -> None:
    with alone(output), pytest.raises(AnotherRun), open_archive(output):
        pass


def test_a_history_without_a_night_says_how_it_is_begun(tmp_path: Path) -> None:
    (tmp_path / "extract.csv").write_bytes(b"")
    with pytest.raises(Exception, match="empty"):
        run_night(order_for(tmp_path, settings_of()))
    with (
        open_archive(tmp_path / "output") as archive,
        pytest.raises(HistoryUnusable, match="holds no night"),
    ):
        archive.night(None)
