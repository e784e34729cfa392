"""systemd understands the units, they shut the night in, and the night can live with it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from typing import TYPE_CHECKING

import pytest

from tests.support.making import ROOT, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

UNITS = ROOT / "deploy" / "systemd"
DROP_IN = "relay-password.conf"
NIGHT, MORNING, FAILED = (f"assessment-monitor{name}.service" for name in ("", "-send", "-failed@"))
#: What the sandbox of the units denies, as sets of system calls that systemd knows.
DENIED = ("@privileged", "@resources")


def settings_of(name: str) -> list[tuple[str, str]]:
    """Return every setting of a unit in its order; one may stand there more than once."""
    lines = (UNITS / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if not line.startswith(("#", "[")) and line)
    return [(key, value) for key, _, value in pairs]


def setting(name: str, key: str) -> list[str]:
    return [value for each, value in settings_of(name) if each == key]


def analyze(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Ask systemd, which need not run here, and knows no unit but these and its own."""
    program = shutil.which("systemd-analyze") or "systemd-analyze"
    return subprocess.run(  # noqa: S603  (systemd itself, with arguments of the tests)
        [program, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return copies of the units beside their drop-ins, which start a program that is there."""
    for unit in UNITS.glob("assessment-monitor*"):
        text = unit.read_text(encoding="utf-8")
        there = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(there, encoding="utf-8")
    for name in (NIGHT, MORNING):
        (tmp_path / f"{name}.d").mkdir()
        shutil.copy(UNITS / DROP_IN, tmp_path / f"{name}.d")
    return tmp_path


@pytest.mark.systemd
def test_systemd_finds_no_fault_in_any_unit(installed: Path) -> None:
    units = sorted(f"./{unit.name}" for unit in installed.iterdir() if unit.is_file())
    assert len(units) == 5
    told = analyze("verify", "--man=no", *units, cwd=installed)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


@pytest.mark.systemd
def test_a_unit_with_a_misspelt_setting_would_be_found(installed: Path) -> None:
    with (installed / NIGHT).open("a", encoding="utf-8") as unit:
        unit.write("ProtectHoem=true\n")
    assert "ProtectHoem" in analyze("verify", "--man=no", f"./{NIGHT}", cwd=installed).stderr


@pytest.mark.systemd
@pytest.mark.parametrize("name", [NIGHT, MORNING, FAILED])
def test_each_unit_is_shut_in_as_systemd_judges_it(installed: Path, name: str) -> None:
    told = analyze("security", "--offline=true", "--threshold=20", f"./{name}", cwd=installed)
    assert told.returncode == 0, told.stdout.splitlines()[-1]


@pytest.mark.systemd
@pytest.mark.parametrize("unit", ["assessment-monitor.timer", "assessment-monitor-send.timer"])
def test_the_hours_are_those_of_london(installed: Path, unit: str) -> None:
    [hours] = setting(unit, "OnCalendar")
    assert hours.endswith(" Europe/London")
    assert analyze("calendar", hours, cwd=installed).returncode == 0


def test_a_timer_starts_each_service_that_does_something() -> None:
    timers = {unit.stem for unit in UNITS.glob("*.timer")}
    assert {f"{timer}.service" for timer in timers} == {NIGHT, MORNING}


def test_a_machine_that_was_off_at_night_makes_up_for_it() -> None:
    assert setting("assessment-monitor.timer", "Persistent") == ["true"]


@pytest.mark.parametrize("name", [NIGHT, MORNING])
def test_every_exit_code_but_0_calls_somebody(name: str) -> None:
    assert setting(name, "OnFailure") == [FAILED.replace("@", "@%p")]
    assert not setting(name, "SuccessExitStatus")
    assert not [value for value in setting(name, "ExecStart") if value.startswith("-")]


def test_who_is_called_learns_which_unit_failed_and_with_which_code() -> None:
    [command] = setting(FAILED, "ExecStart")
    assert "%i.service failed (${MONITOR_EXIT_CODE} ${MONITOR_EXIT_STATUS})" in command


@pytest.mark.systemd
def test_the_names_that_systemd_gives_to_the_codes_are_explained(tmp_path: Path) -> None:
    names = dict(
        line.split()[1::-1] for line in analyze("exit-status", cwd=tmp_path).stdout.splitlines()[1:]
    )
    explained = (ROOT / "docs" / "schedule.md").read_text(encoding="utf-8")
    for code in (1, 2, 3, 4, 5, 6, 70):
        assert f"`status={code}/{names[str(code)]}`" in explained


def test_both_services_are_shut_in_alike() -> None:
    own = ("Description", "ExecStart", "TimeoutStartSec")
    night, morning = (
        [each for each in settings_of(name) if each[0] not in own] for name in (NIGHT, MORNING)
    )
    assert night == morning


def test_a_unit_needs_no_password_unless_it_is_given_one() -> None:
    parser = ConfigParser()
    parser.read(UNITS / DROP_IN, encoding="utf-8")
    assert parser["Service"]["LoadCredential"].startswith("smtp-password:/")
    assert not [name for name in (NIGHT, MORNING) if setting(name, "LoadCredential")]


def test_each_document_that_a_unit_names_is_there() -> None:
    for name in (NIGHT, MORNING, FAILED):
        [address] = setting(name, "Documentation")
        path = address.removeprefix("file:///opt/assessment-monitor/")
        assert (ROOT / path).is_file(), address


def denied_calls(folder: Path) -> Iterator[str]:
    """Yield every system call that the sandbox denies, by the sets that this systemd knows."""
    sets = list(DENIED)
    while sets:
        lines = analyze("syscall-filter", sets.pop(), cwd=folder).stdout.splitlines()
        names = [line.strip() for line in lines[1:] if line.strip() and "#" not in line]
        sets.extend(name for name in names if name.startswith("@"))
        yield from (name for name in names if not name.startswith("@"))


def traced_night(folder: Path, denied: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """Run the sample night where calls are denied, and write down each, and each new mapping."""
    calls = ",".join(f"?{name}" for name in sorted(set(denied)))
    return subprocess.run(  # noqa: S603  (strace and the interpreter, with arguments of the tests)
        [
            *(shutil.which("strace") or "strace", "-f", "-qq", "--seccomp-bpf"),
            *("-e", "signal=none", "-o", folder / "calls.txt"),
            *("-e", f"trace={calls},mmap,mprotect,pkey_mprotect"),
            *("-e", f"inject={calls}:error=EPERM"),
            *(sys.executable, "-m", "monitor", "run", "-c", SAMPLES / "monitor.toml"),
            *("--as-at", "2015-07-16", "--first-night", "--output", folder / "output"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.strace
@pytest.mark.systemd
def test_a_night_can_do_without_what_the_sandbox_denies(tmp_path: Path) -> None:
    assert [f"~{' '.join(DENIED)}"] == setting(NIGHT, "SystemCallFilter")[1:]
    denied = set(denied_calls(tmp_path))
    assert {"chown", "reboot", "setpriority"} <= denied
    done = traced_night(tmp_path, denied)
    assert done.returncode == 0, done.stderr
    calls = (tmp_path / "calls.txt").read_text(encoding="utf-8").splitlines()
    assert [call for call in calls if "mmap(" in call]
    # MemoryDenyWriteExecute: no memory is ever both written and run, nor made to run afterwards.
    assert not [call for call in calls if "PROT_WRITE|PROT_EXEC" in call]
    assert not [call for call in calls if "mprotect(" in call and "PROT_EXEC" in call]
