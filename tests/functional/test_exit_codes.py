"""What cron sees: exit codes, what goes to stdout and to stderr, and what is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import pytest
from filelock import FileLock

from monitor import __version__
from monitor.errors import BrokenPromise
from tests.support.making import HEADINGS, ROOT, ROW, SAMPLES, Answered, Monitor, csv_text
from tests.support.worlds import done_once

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURATION = """
authority = "Ambleford Borough Council"

[history]
keep_nights = 400
[[extracts]]
path = "extract.csv"
may_repeat = true
format = "csv"
date_formats = ["%d/%m/%Y"]
[extracts.states]
open = "Open"
authorised = "Authorised"
[extracts.columns]
"""
OVERDUE = {**ROW, "deadline": "15/07/2015"}
NIGHT = "2015-07-16"
#: What the night of an extract says in which all are completed and none has a deadline.
SUSPICIOUS = ("No assessment in the extract", "No assessment has a usable deadline")


class Run(Protocol):
    """Runs a command on the made configuration."""

    def __call__(self, name: str, *arguments: object, as_at: str = NIGHT) -> Answered: ...


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """Make a folder with a configuration and an extract with one overdue assessment."""
    columns = "".join(f'{column} = "{heading}"\n' for column, heading in HEADINGS.items())
    teams = '[[teams]]\nname = "North"\nrecipients = ["north@example.gov.uk"]\n'
    (tmp_path / "monitor.toml").write_text(f"{CONFIGURATION}{columns}{teams}")
    (tmp_path / "extract.csv").write_text(csv_text([OVERDUE]))
    return tmp_path


@pytest.fixture
def run(authority: Path, monitor: Monitor) -> Run:
    """Return a function that runs a command on the made configuration."""

    def run_it(name: str, *arguments: object, as_at: str = NIGHT) -> Answered:
        config: tuple[object, ...] = ("-c", authority / "monitor.toml", "--as-at", as_at)
        if name == "run" and not (authority / "output" / "history.sqlite").exists():
            config = (*config, "--first-night")
        return monitor(name, *config, *arguments)

    return run_it


def live(authority: Path, run: Run) -> None:
    """Let the first night be published; at once, where another test had the same one published."""
    assert done_once(authority, "first night", lambda: run("run")).exit_code == 0


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_night_says_where_the_reports_are_and_exceptions_end_with_1_only_when_asked_for(
    authority: Path, run: Run
) -> None:
    done = run("run", "--fail-on", "exceptions")
    assert done.exit_code == 1
    assert "1 of 1 assessment (100%) has missed the deadline set by the manager" in done.out
    assert "1 record read = 1 overdue; 0 problems." in done.out
    assert str(authority / "output" / NIGHT / "index.html") in done.out
    assert (authority / "output" / NIGHT / "manifest.json").is_file()
    in_json = run("run", "--json")
    assert in_json.exit_code == 0
    told = json.loads(in_json.out)
    assert told["past_deadline"]["count"] == 1
    assert told["folder"].endswith(NIGHT)


def test_a_dry_run_writes_nothing_and_says_who_would_be_written_to(
    authority: Path, run: Run
) -> None:
    before = files_below(authority)
    done = run("run", "--dry-run")
    assert done.exit_code == 0
    assert "Dry run: nothing was written, and nothing sent." in done.out
    assert "  north@example.gov.uk: 1 assessment needs action: North, Thu 16 Jul" in done.out
    assert "NO RECIPIENT for The service" in done.out
    (authority / "extract.csv").write_text(csv_text([ROW]))
    on_time = run("run", "--dry-run", "--fail-on", "exceptions", "--json")
    assert on_time.exit_code == 0
    assert json.loads(on_time.out)["folder"] is None
    (authority / "extract.csv").write_text(csv_text([OVERDUE]))
    assert files_below(authority) == before
    assert not (authority / "output").exists()


def test_check_publishes_nothing_and_prints_every_problem(authority: Path, run: Run) -> None:
    (authority / "extract.csv").write_text(csv_text([{**OVERDUE, "deadline": "soon"}]))
    done = run("check")
    assert done.exit_code == 0
    assert "extract.csv, row 2: “Deadline” cannot be read as a date" in done.out
    assert "soon" not in done.out + done.err
    assert not (authority / "output").exists()


def test_explain_counts_the_days_one_by_one(run: Run) -> None:
    done = run("explain", "A1")
    assert done.exit_code == 0
    assert "Working days late: 1" in done.out
    assert "Thu 16 Jul 2015   1" in done.out
    assert run("explain", "nobody").exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--nonsense"),
        ("nonsense",),
        ("run", "--as-at", "16/07/2015"),
        ("run", "-c", "missing.toml"),
        (
            "run",
            "-c",
            SAMPLES / "monitor.toml",
            "--as-at",
            "1999-01-01",
            "--first-night",
            "--dry-run",
        ),
    ],
    ids=str,
)
def test_what_cannot_be_asked_ends_with_2(monitor: Monitor, arguments: tuple[str, ...]) -> None:
    done = monitor(*arguments)
    assert done.exit_code == 2
    assert done.out == ""
    assert done.err


def test_a_broken_configuration_ends_with_2_and_tells_every_fault(
    authority: Path, run: Run
) -> None:
    config = authority / "monitor.toml"
    config.write_text(config.read_text().replace("authority", "autority"))
    done = run("run")
    assert done.exit_code == 2
    assert "line 2: unknown key autority; did you mean authority?" in done.err


def test_a_night_of_which_nobody_hears_ends_with_4_unless_pages_alone_are_read(
    authority: Path, run: Run
) -> None:
    config = authority / "monitor.toml"
    nobody = config.read_text().partition("[[teams]]")[0]
    config.write_text(nobody)
    done = run("run")
    assert done.exit_code == 4
    assert "NO RECIPIENT for North: name one in the configuration" in done.out
    config.write_text(f'{nobody}[delivery]\nchannel = "none"\n')
    done = run("run")
    assert done.exit_code == 0
    assert "NO RECIPIENT" not in done.out
    checked = run("check")
    assert checked.exit_code == 0
    assert checked.out.endswith("the pages alone are read.\n")
    told = json.loads(run("check", "--json").out)
    assert told["delivery"]["would_be_written_to"] == []
    assert told["listed_problems"] == []


def test_a_refused_extract_ends_with_3_and_touches_no_night(authority: Path, run: Run) -> None:
    live(authority, run)
    output = authority / "output"
    published = files_below(output / NIGHT)
    (authority / "extract.csv").write_text(csv_text([OVERDUE])[:-30])
    done = run("run", as_at="2015-07-17")
    assert done.exit_code == 3
    assert "extract.csv, line 2" in done.err
    assert "0001" not in done.err
    assert done.out == ""
    assert not (output / "2015-07-17").exists()
    assert files_below(output / NIGHT) == published
    index = (output / "index.html").read_text()
    assert "The night of Friday 17 July 2015 failed." in index
    assert "The newest reports are of Thursday 16 July 2015." in index
    assert index.index("failed.") < index.index("<h1>")


def test_the_first_night_refused_says_that_there_are_no_reports(authority: Path, run: Run) -> None:
    (authority / "extract.csv").write_text("")
    assert run("run").exit_code == 3
    assert "There are no reports yet." in (authority / "output" / "index.html").read_text()


def test_too_many_teams_are_refused_unless_they_are_configured(authority: Path, run: Run) -> None:
    rows = [{**ROW, "assessment_id": f"A{n}", "team": f"Team {n}"} for n in range(201)]
    (authority / "extract.csv").write_text(csv_text(rows))
    assert run("run").exit_code == 0
    config = authority / "monitor.toml"
    config.write_text(config.read_text().partition("[[teams]]")[0])
    done = run("run")
    assert done.exit_code == 3
    assert "201 teams, more than 200" in done.err


def test_another_run_that_holds_the_output_ends_with_5(authority: Path, run: Run) -> None:
    (authority / "output").mkdir()
    with FileLock(authority / "output" / ".lock"):
        assert run("run").exit_code == 5


def test_an_output_that_cannot_be_used_ends_with_6(authority: Path, run: Run) -> None:
    (authority / "output").write_text("a file in its place")
    done = run("run")
    assert done.exit_code == 6
    assert "cannot be used" in done.err


def test_a_damaged_older_night_is_listed_as_such_and_stops_no_other(
    authority: Path, run: Run
) -> None:
    live(authority, run)
    summary = authority / "output" / NIGHT / "summary.json"
    summary.write_text("{")
    assert run("run", as_at="2015-07-17").exit_code == 0
    assert "Damaged" in (authority / "output" / "index.html").read_text()
    # A night that is refused lists the nights as well.
    (authority / "extract.csv").write_text("")
    for damage in ("{}", "[]"):
        (authority / "output" / "index.html").unlink()
        summary.write_text(damage)
        assert run("run", as_at="2015-07-20").exit_code == 3
        assert "Damaged" in (authority / "output" / "index.html").read_text()


def test_a_date_that_no_calendar_reaches_is_no_failed_night(authority: Path, run: Run) -> None:
    live(authority, run)
    assert run("run", "--allow-future", as_at="2099-01-01").exit_code == 2
    assert "failed" not in (authority / "output" / "index.html").read_text()


def test_an_internal_fault_ends_with_70_and_shows_no_value(
    authority: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        message = "child 0001 of Secret Street"
        raise ValueError(message)

    monkeypatch.setattr("monitor.nights.judging.judge", fail)
    done = run("run")
    assert done.exit_code == 70
    assert "internal fault (ValueError at test_exit_codes.py" in done.err
    assert "Secret" not in done.err + done.out
    index = (authority / "output" / "index.html").read_text()
    assert "met a fault of its own" in index
    assert "Secret" not in index


def test_a_broken_promise_ends_with_70_and_publishes_nothing(
    authority: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        message = "sums differ"
        raise BrokenPromise(message)

    monkeypatch.setattr("monitor.nights.judging.check_sums", fail)
    done = run("run")
    assert done.exit_code == 70
    assert "sums differ" in done.err
    assert not (authority / "output" / NIGHT).exists()


def test_an_interruption_ends_with_130(
    authority: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("monitor.nights.judging.judge", interrupt)
    assert run("run").exit_code == 130
    assert not (authority / "output" / NIGHT).exists()


@pytest.mark.process
def test_an_interrupted_process_ends_with_130(tmp_path: Path) -> None:
    fifo = tmp_path / "monitor.toml"
    os.mkfifo(fifo)
    # A process that is started where interrupts are ignored, as by nohup, would ignore them too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    started = subprocess.Popen(  # noqa: S603  (the interpreter itself)
        [sys.executable, "-m", "monitor", "check", "-c", str(fifo)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, before)
    try:
        writer = _writer_of(fifo)
        started.send_signal(signal.SIGINT)
        assert started.wait(60) == 130
        os.close(writer)
    finally:
        started.kill()
        started.communicate()


def _writer_of(fifo: Path) -> int:
    """Open a pipe once somebody reads it, who then waits for what is written."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with suppress(OSError):
            return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.02)
    pytest.fail("nobody read the configuration")


def test_a_night_earlier_than_the_newest_is_refused_unless_it_is_given(
    authority: Path, run: Run, monitor: Monitor
) -> None:
    assert run("run", "--allow-future", as_at="2090-01-03").exit_code == 0
    done = monitor("run", "-c", authority / "monitor.toml")
    assert done.exit_code == 2
    assert "give --as-at to insist" in done.err
    assert run("run", "--dry-run").exit_code == 0


def test_what_an_interrupted_run_left_is_cleared_up_by_the_next(authority: Path, run: Run) -> None:
    live(authority, run)
    (authority / "output" / ".staging" / "2015-07-17").mkdir(parents=True)
    (authority / "output" / "index.html").unlink()
    assert run("run").exit_code == 0
    assert not (authority / "output" / ".staging").exists()
    assert (authority / "output" / "index.html").is_file()


def test_results_go_to_stdout_and_logs_to_stderr(run: Run) -> None:
    done = run("check")
    assert done.exit_code == 0
    (line,) = done.err.splitlines()
    assert line.endswith("Z INFO extract.csv: 1 records read")
    assert "INFO" not in done.out


@pytest.mark.process
def test_help_loads_nothing_that_it_does_not_show() -> None:
    unneeded = {"pandas", "pydantic", "numpy", "jinja2", "email", "monitor.judgement"}
    script = (
        "import sys\nfrom monitor.cli import commands\n"
        "commands.main(['--help'], standalone_mode=False)\n"
        f"assert not {unneeded} & set(sys.modules)"
    )
    done = subprocess.run(  # noqa: S603  (the interpreter itself)
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for name in ("run", "check", "explain", "init", "config-schema"):
        assert f"  {name} " in done.stdout


def test_what_init_writes_can_be_checked_and_run_and_is_never_overwritten(
    tmp_path: Path, monitor: Monitor
) -> None:
    config = tmp_path / "new" / "monitor.toml"
    assert monitor("init", config.parent).exit_code == 0
    checked = monitor("check", "-c", config)
    assert checked.exit_code == 0
    assert "10 records read" in checked.out
    assert "; 0 problems." in checked.out
    ran = monitor("run", "-c", config, "--first-night")
    assert ran.exit_code == 0
    assert "Do not rely on this report yet" not in ran.out
    before = files_below(config.parent)
    again = monitor("init", config.parent)
    assert again.exit_code == 2
    assert "exist already" in again.err
    assert files_below(config.parent) == before


def test_init_says_where_it_cannot_write(tmp_path: Path, monitor: Monitor) -> None:
    (tmp_path / "extracts").write_text("a file in its place")
    done = monitor("init", tmp_path)
    assert done.exit_code == 2
    assert "cannot be written" in done.err


def test_the_schema_of_the_configuration_is_printed(monitor: Monitor) -> None:
    done = monitor("config-schema")
    assert json.loads(done.out)["title"] == "Settings"


def test_the_version_is_printed(monitor: Monitor) -> None:
    done = monitor("--version")
    assert (done.exit_code, done.out) == (0, f"assessment-monitor, version {__version__}\n")


def _add(authority: Path, table: str) -> None:
    config = authority / "monitor.toml"
    config.write_text(f"{config.read_text(encoding='utf-8')}\n{table}\n", encoding="utf-8")


def test_a_record_without_a_team_of_which_nobody_is_told_ends_with_4(
    authority: Path, run: Run
) -> None:
    (authority / "extract.csv").write_text(csv_text([OVERDUE, {**OVERDUE, "team": ""}]))
    done = run("run")
    assert done.exit_code == 4
    assert "NO RECIPIENT for The service" in done.out


def test_a_suspicious_night_is_published_and_is_no_all_clear(authority: Path, run: Run) -> None:
    row = {**ROW, "authorised_date": "10/07/2015", "state": "Authorised", "deadline": ""}
    (authority / "extract.csv").write_text(csv_text([row, {**row, "team": ""}]))
    _add(authority, '[service]\nrecipients = ["head@example.gov.uk"]')
    done = run("run")
    assert done.exit_code == 0
    assert f"Do not rely on this report yet: {SUSPICIOUS[0]}" in done.out
    pages = sorted((authority / "output" / NIGHT).rglob("*.html"))
    assert len(pages) == 3
    for page in pages:
        text = page.read_text()
        assert [said for said in SUSPICIOUS if said not in text] == []
        assert text.index("Do not rely on this report yet") < text.index("<h1>")
    told = json.loads((authority / "output" / NIGHT / "summary.json").read_text())
    assert told["all_clear"] is False
    for alarm, said in zip(told["alarms"], SUSPICIOUS, strict=True):
        assert said in alarm
    assert "Do not rely on this report yet" in (authority / "output" / "index.html").read_text()
