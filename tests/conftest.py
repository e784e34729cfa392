"""What every test shares: the system parts it may need, and the word on what was left out."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from monitor import cli
from tests.support.making import Answered, Monitor
from tests.support.markers import Guard
from tests.support.untraced import let_tracer_rest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

#: Set by `.ci/run`: nothing may be left out.
NOTHING_LEFT_OUT = os.environ.get("MONITOR_REQUIRE_ALL") == "1"
#: Set by `make test-all`: the whole of kills, fuzzing and simulation runs.
WHOLE = NOTHING_LEFT_OUT or os.environ.get("MONITOR_TEST_ALL") == "1"
OFFICE = shutil.which("soffice")
POSTFIX = shutil.which("postfix") and shutil.which("saslpasswd2")
STRACE = shutil.which("strace")
SYSTEMD = shutil.which("systemd-analyze")
#: The first of these that is there: without a window of its own it takes half the time.
_CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, _CHROMIUMS)), None)
#: The newest that is installed; Debian keeps it out of the path.
POSTGRES = max(
    Path("/usr/lib/postgresql").glob("*/bin/postgres"),
    key=lambda path: int(path.parts[-3]),
    default=Path(found) if (found := shutil.which("postgres")) else None,
)
_IS_ROOT = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("unshare") is not None
_MISSING = {
    "browser": None if CHROMIUM else "Chromium is not installed",
    "libreoffice": None if OFFICE else "LibreOffice is not installed",
    "postfix": None if _IS_ROOT and POSTFIX else "Postfix is not installed, or this is not root",
    "postgresql": None if POSTGRES else "PostgreSQL is not installed",
    "root": None if _IS_ROOT else "only root can make a machine of its own",
    "strace": None if STRACE else "strace is not installed",
    "systemd": None if SYSTEMD else "systemd is not installed",
}

#: Tests in which coverage is not measured, which would make them slower still.
_UNMEASURED = ("exhaustive", "slow", "browser", "strace")

settings.register_profile(
    "slice",
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile("whole", parent=settings.get_profile("slice"), max_examples=200)
settings.load_profile("whole" if WHOLE else "slice")
#: Of a property with a night behind each example.
NIGHTLY = settings(max_examples=40 if WHOLE else 10)


def pytest_configure(config: pytest.Config) -> None:
    """Hold tests to their markers, and let the tracer of coverage rest in the libraries."""
    config.pluginmanager.register(Guard())
    if config.pluginmanager.hasplugin("_cov"):
        let_tracer_rest()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs a part that is not there; where nothing may be, let it fail."""
    for item in items:
        for part, missing in _MISSING.items():
            if missing and item.get_closest_marker(part) and not NOTHING_LEFT_OUT:
                item.add_marker(pytest.mark.skip(reason=missing))
        if item.get_closest_marker("exhaustive") and not WHOLE:
            item.add_marker(pytest.mark.skip(reason="runs in make test-all alone"))
    slow = {item.path for item in items if any(map(item.get_closest_marker, _UNMEASURED))}
    items.sort(key=lambda item: item.path not in slow)  # no long file holds up the end


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Measure no coverage of slow tests: what they reach, quick ones reach too."""
    tracer = sys.gettrace()
    if tracer is not None and any(map(item.get_closest_marker, _UNMEASURED)):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say, last of all, what was left out and why."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput"):
        return
    reasons = [str(report.longrepr[2]) for report in reporter.stats.get("skipped", [])]
    counted = {reason: reasons.count(reason) for reason in sorted(set(reasons))}
    said = "; ".join(f"{count} ({reason})" for reason, count in counted.items())
    if config.option.markexpr:
        said = "; ".join(filter(None, [f"all that is not “{config.option.markexpr}”", said]))
    reporter.write_line(f"Left out: {said or 'nothing'}.")


@pytest.fixture(scope="session")
def whole() -> bool:
    """Return True if the whole of kills and fuzzing is to run, and not a seeded slice."""
    return WHOLE


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one Chromium for all that look at pages, in each process of the tests."""
    from tests.support.browsing import open_chromium  # noqa: PLC0415  (only where one is needed)

    with open_chromium() as browser:
        yield browser


@pytest.fixture
def monitor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Monitor:
    """Return the command line, run in this process."""

    def run(*arguments: object) -> Answered:
        monkeypatch.setattr(sys, "argv", ["assessment-monitor", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Answered(int(str(ended.value.code)), said.out, said.err)

    return run
