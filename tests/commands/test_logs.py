"""The log: a time on every line, in a file too, silent where nothing is wrong."""

from __future__ import annotations

import json
import logging
import os
import re
from typing import TYPE_CHECKING

import pytest

from monitor.commands.logs import LogOptions, logged
from tests.functional.killing import SENTINEL
from tests.support.worlds import FRIDAY, ROWS, THURSDAY, lived, new_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.making import Monitor
    from tests.support.worlds import World

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (?P<level>DEBUG|INFO|WARNING|ERROR) (?P<words>.+)"
)
PUBLISHED = (
    "night as_at=2015-07-16 published=True records=4 exceptions=1 completed_on_time=1 overdue=1 "
    "on_track=2 problems=0 alarms=0 sent=2 undelivered=0 not_copied=0 without_recipient=0 "
    "exit_code=0 seconds="
)


def logged_words(text: str, *, level: str = "INFO") -> list[str]:
    lines = [LINE.fullmatch(line) for line in text.splitlines()]
    assert all(lines), text
    return [line["words"] for line in lines if line and line["level"] == level]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path / "world")


def test_each_line_has_its_time_and_the_last_one_the_figures(
    world: World, monitor: Monitor, tmp_path: Path
) -> None:
    file = tmp_path / "monitor.log"
    file.write_text("2015-07-15T02:30:00.000Z INFO an earlier night\n", encoding="utf-8")
    done = monitor(*world.run(THURSDAY, "--log-file", str(file)))
    words = logged_words(done.err)
    assert words[-1].startswith(PUBLISHED)
    assert logged_words(file.read_text(encoding="utf-8")) == ["an earlier night", *words]


def test_a_quiet_night_prints_nothing_unless_something_is_wrong(
    world: World, monitor: Monitor, tmp_path: Path
) -> None:
    file = tmp_path / "monitor.log"
    more = ("--quiet", "--log-file", str(file))
    done = monitor(*world.run(THURSDAY, *more))
    assert (done.exit_code, done.out, done.err) == (0, "", "")
    assert logged_words(file.read_text(encoding="utf-8"))[-1].startswith(PUBLISHED)
    world.rewrite([{**row, "deadline": ""} for row in ROWS])
    done = monitor(*world.run(FRIDAY, *more))
    assert done.exit_code == 0
    assert "Do not rely on this report yet" in done.out
    assert done.err == ""
    world.rewrite(ROWS[:1])
    refused = monitor(*world.run(FRIDAY, *more))
    assert refused.exit_code == 3
    (said,) = logged_words(refused.err, level="ERROR")
    assert said.startswith("extract.csv: ")
    last = logged_words(file.read_text(encoding="utf-8"))[-1]
    assert last.startswith("night as_at=2015-07-17 published=False exit_code=3 seconds=")


def test_a_log_that_is_moved_away_is_opened_anew(tmp_path: Path) -> None:
    file, log = tmp_path / "monitor.log", logging.getLogger("monitor")
    with logged() as set_log:
        set_log(LogOptions(file, quiet=True))
        log.info("before")
        file.rename(tmp_path / "monitor.log.1")
        log.info("after")
    assert logged_words(file.read_text(encoding="utf-8")) == ["after"]
    assert logged_words((tmp_path / "monitor.log.1").read_text(encoding="utf-8")) == ["before"]


def test_a_log_that_cannot_be_written_is_named_and_ends_no_night(
    world: World, monitor: Monitor, tmp_path: Path
) -> None:
    done = monitor(*world.run(THURSDAY, "--log-file", str(tmp_path / "none" / "monitor.log")))
    assert done.exit_code == 0
    (said,) = logged_words(done.err, level="WARNING")
    assert said.endswith("none/monitor.log cannot be written (No such file or directory)")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
def test_a_log_whose_disk_is_full_ends_no_night(world: World, monitor: Monitor) -> None:
    assert monitor(*world.run(THURSDAY, "--log-file", "/dev/full")).exit_code == 0


def test_steps_are_logged_where_asked_for_and_the_places_of_an_internal_fault(
    world: World, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = logged_words(monitor(*world.run(THURSDAY, "--verbose")).err, level="DEBUG")
    assert steps[0] == "the lock is held, and the history is open"

    def fail(*_: object) -> None:
        raise ValueError(SENTINEL)

    monkeypatch.setattr("monitor.nights.judging.judge", fail)
    failed = monitor(*world.run(THURSDAY, "--verbose"))
    assert re.search(r"called from .*night\.py:\d+, .*test_logs\.py:\d+", failed.err)
    assert SENTINEL not in failed.err


def test_a_program_that_asks_for_json_gets_errors_in_json(
    world: World, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def error(*arguments: str) -> dict[str, object]:
        done = monitor(*arguments, "--json")
        said: dict[str, object] = json.loads(done.out)["error"]
        assert said["exit_code"] == done.exit_code
        return said

    world.rewrite([{**ROWS[0], "deadline": "1\n2"}])
    refused = error(*world.run())
    assert (refused["kind"], refused["exit_code"]) == ("ExtractRefused", 3)
    assert refused["source"] == "extract.csv"
    assert str(refused["message"]).startswith("extract.csv, line ")
    unknown = error("run", "--nonsense")
    assert (unknown["kind"], unknown["exit_code"]) == ("NoSuchOption", 2)
    world.config.write_text("autority = 1", encoding="utf-8")
    misconfigured = error(*world.run())
    assert (misconfigured["kind"], misconfigured["exit_code"]) == ("ConfigurationFault", 2)
    faults = misconfigured["faults"]
    assert isinstance(faults, list)
    assert len(faults) > 1

    def fail(*_: object, **__: object) -> None:
        raise ValueError(SENTINEL)

    monkeypatch.setattr("monitor.settings.reading.read_settings", fail)
    assert "internal fault (ValueError at" in str(error(*world.run())["message"])


def test_verify_answers_in_json(world: World, monitor: Monitor) -> None:
    lived(world, THURSDAY, monitor)
    (world.night(THURSDAY) / "problems.csv").unlink()
    done = monitor("verify", "-c", world.config, "--json")
    assert done.exit_code == 6
    assert json.loads(done.out) == [
        {
            "night": "2015-07-16",
            "as_written": False,
            "faults": ["problems.csv is missing"],
            "notes": [
                "its records are as they were stored",
                "extract.csv is the file that was read",
            ],
        }
    ]
