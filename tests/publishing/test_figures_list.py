"""`figures.csv` of the output folder holds the nights that are there, and `verify` holds it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.history.store import look_into_history
from tests.support.worlds import CHANGED_ROWS, FRIDAY, ROWS, THURSDAY, WEDNESDAY, lived, new_world

if TYPE_CHECKING:
    from tests.support.making import Monitor
    from tests.support.worlds import World


@pytest.fixture
def world(tmp_path: Path, monitor: Monitor) -> World:
    """Make a world of two nights, whose service shares a folder."""
    world = new_world(tmp_path / "world")
    shared = world.folder / "shared"
    shared.mkdir()
    with world.config.open("a", encoding="utf-8") as file:
        file.write('folder = "shared"\n')
    lived(world, WEDNESDAY, monitor)
    world.rewrite(CHANGED_ROWS)
    lived(world, THURSDAY, monitor)
    return world


def rows(folder: Path) -> list[str]:
    _, *rows = (folder / "figures.csv").read_bytes().decode("utf-8-sig").split("\r\n")
    assert rows.pop() == ""
    return rows


def nights(world: World) -> list[str]:
    return list(dict.fromkeys(row.split('"')[1] for row in rows(world.output)))


def test_it_holds_the_rows_of_every_night_oldest_first(world: World, monitor: Monitor) -> None:
    of_nights = [rows(world.night(night)) for night in (WEDNESDAY, THURSDAY)]
    assert rows(world.output) == [*of_nights[0], *of_nights[1]]
    assert of_nights[0][:2] == [
        '"2015-07-15","(whole service)",4,1,1,0,0,1,1,4,3,3,,,,,0',
        '"2015-07-15","Assessment Team North",2,0,0,0,0,1,0,2,,,,,,,0',
    ]
    # A night of an older version has no file of its own, and is read from its summary.
    (world.output / "figures.csv").unlink()
    (world.night(WEDNESDAY) / "figures.csv").unlink()
    lived(world, THURSDAY, monitor)
    assert rows(world.output) == [*of_nights[0], *of_nights[1]]


def test_the_services_folder_gets_it(
    world: World, monitor: Monitor, caplog: pytest.LogCaptureFixture
) -> None:
    copy = world.folder / "shared" / "figures.csv"
    copy.unlink(missing_ok=True)
    assert monitor("send", "-c", world.config).exit_code == 0
    assert copy.read_bytes() == (world.output / "figures.csv").read_bytes()
    (world.output / "figures.csv").unlink()
    done = monitor("send", "-c", world.config)
    assert done.exit_code == 4
    assert "figures.csv cannot be read as it was published, and was not copied" in caplog.text


def test_figures_that_cannot_be_read_keep_no_message_from_being_sent(
    world: World,
    monitor: Monitor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    read, file = Path.read_bytes, world.output / "figures.csv"

    def refuse(path: Path) -> bytes:
        if path == file:
            raise PermissionError(13, "Permission denied")
        return read(path)

    world.rewrite(ROWS)
    assert monitor(*world.run(FRIDAY, "--no-send")).exit_code == 0
    monkeypatch.setattr(Path, "read_bytes", refuse)
    done = monitor("send", "-c", world.config)
    assert done.exit_code == 4
    assert "figures.csv cannot be read as it was published, and was not copied" in caplog.text
    with look_into_history(world.output) as history:
        assert {each.state for each in history.outbox.posted() if each.message.night == FRIDAY} == {
            "sent"
        }


def test_verify_says_that_figures_cannot_be_read(world: World, monitor: Monitor) -> None:
    file = world.output / "figures.csv"
    file.unlink()
    file.mkdir()
    done = monitor("verify", "-c", world.config)
    assert done.exit_code == 6
    assert "2015-07-16: DAMAGED\n  figures.csv beside it cannot be read (" in done.out


def test_a_night_that_is_withdrawn_or_forgotten_leaves_it(world: World, monitor: Monitor) -> None:
    assert nights(world) == ["2015-07-15", "2015-07-16"]
    assert monitor("forget", "--night", THURSDAY, "-c", world.config).exit_code == 0
    assert nights(world) == ["2015-07-15"]
    lived(world, THURSDAY, monitor)
    assert monitor("forget", "--before", THURSDAY, "-c", world.config).exit_code == 0
    assert nights(world) == ["2015-07-16"]


def test_verify_names_the_night_whose_rows_are_others(world: World, monitor: Monitor) -> None:
    file = world.output / "figures.csv"
    text = file.read_bytes()
    file.write_bytes(text.replace(b'"2015-07-16","(whole service)",4,2', b'"2015-07-16","x",4,0'))
    assert file.read_bytes() != text
    done = monitor("verify", "-c", world.config)
    assert done.exit_code == 6
    assert "2015-07-15: as it was written" in done.out
    assert "2015-07-16: DAMAGED\n  its rows in figures.csv beside it are others" in done.out
    lived(world, THURSDAY, monitor)
    assert file.read_bytes() == text
    file.unlink()
    assert monitor("verify", "-c", world.config).exit_code == 0


def test_figures_that_are_open_in_excel_keep_no_night_from_being_published_and_sent(
    world: World, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if target == world.output / "figures.csv":
            raise PermissionError(13, "The process cannot access the file")
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refuse)
        done = monitor(*world.run(FRIDAY))
        assert done.exit_code == 6
        assert "are in place, but the list of nights or figures.csv is not written" in done.err
        assert "2015-07-17" in (world.output / "index.html").read_text(encoding="utf-8")
        assert nights(world) == ["2015-07-15", "2015-07-16"]
        assert not list(world.output.glob(".figures*"))
        # Nothing else is kept from being done.
        assert monitor("forget", "--before", THURSDAY, "-c", world.config).exit_code == 0
    lived(world, FRIDAY, monitor)
    assert nights(world) == ["2015-07-16", "2015-07-17"]
