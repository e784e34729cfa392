"""cron understands each line of the crontab, and finds the command that it names."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from monitor.cli import commands
from tests.support.making import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = [
    line
    for line in (ROOT / "deploy" / "crontab").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
SETTINGS = dict(line.split("=", 1) for line in LINES if re.match(r"[A-Z_]+=", line))
JOBS = [line for line in LINES if line.split("=", 1)[0] not in SETTINGS]
#: Minute, hour, day, month, weekday: the first and the last number of each.
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def time_of(job: str) -> list[str]:
    return job.split()[:5]


def test_the_night_runs_once_and_what_was_left_is_sent_on_working_days() -> None:
    assert [" ".join(time_of(job)) for job in JOBS] == ["30 2 * * *", "15 7 * * 1-5"]


@pytest.mark.parametrize("job", JOBS)
def test_each_line_has_five_fields_within_their_ranges(job: str) -> None:
    for field, (first, last) in zip(time_of(job), RANGES, strict=True):
        assert re.fullmatch(r"\*|\d+(-\d+)?", field)
        assert all(first <= int(number) <= last for number in re.findall(r"\d+", field))


@pytest.mark.parametrize("job", JOBS)
def test_each_line_runs_a_command_of_the_program_found_by_the_path(job: str) -> None:
    program, name, *_ = job.split()[5:]
    assert program == "assessment-monitor"
    assert name in commands.commands
    assert SETTINGS["PATH"].startswith("/opt/assessment-monitor/venv/bin:")


def is_due(job: str, at: datetime) -> bool:
    """True if cron starts this line in this minute: each field is a star, a number or a span."""
    now = (at.minute, at.hour, at.day, at.month, at.isoweekday())
    for field, value in zip(time_of(job), now, strict=True):
        first, _, last = field.partition("-")
        if field != "*" and not int(first) <= value <= int(last or first):
            return False
    return True


def starts(job: str, first: datetime, nights: int) -> Iterator[datetime]:
    """Yield when a line is started, by the clock of London, in every minute of these nights."""
    for minute in range(nights * 24 * 60):
        at = (first + timedelta(minutes=minute)).astimezone(ZoneInfo("Europe/London"))
        if is_due(job, at):
            yield at


@pytest.mark.parametrize(
    "noon",
    [datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 10, 23, 12, tzinfo=UTC)],
    ids=["clocks go forward", "clocks go back"],
)  # Fridays; the clocks change in the night to Sunday
def test_in_three_nights_in_which_the_clock_changes_each_job_starts_once_a_day(
    noon: datetime,
) -> None:
    night, morning = (list(starts(job, noon, 3)) for job in JOBS)
    assert [f"{at:%a %H:%M}" for at in night] == ["Sat 02:30", "Sun 02:30", "Mon 02:30"]
    assert [f"{at:%a %H:%M}" for at in morning] == ["Mon 07:15"]


def test_no_line_holds_a_percent_sign_which_cron_takes_for_a_new_line() -> None:
    assert not [job for job in JOBS if "%" in job]


def test_what_a_run_prints_is_mailed_to_somebody() -> None:
    assert "@" in SETTINGS["MAILTO"]


def test_the_night_is_at_an_hour_that_every_night_has_once() -> None:
    hours = [int(time_of(job)[1]) for job in JOBS]
    assert 1 not in hours  # British clocks go from 1 to 2 in March, and from 2 to 1 in October
