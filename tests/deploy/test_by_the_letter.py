"""The documents, followed to the letter from the archive, on the system's own Python."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deploy.releasing.version import NAMED
from monitor.history.migrations import MIGRATIONS
from tests.deploy.machine import Machine, booted, machine
from tests.deploy.written import commands_under
from tests.support.making import ROOT
from tests.support.older import TONIGHT, lay_older_authority

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.exhaustive]

NEWEST = len(MIGRATIONS)
USER = "On Linux: the user, the folders, the first night"
CONFIG = "/etc/assessment-monitor/monitor.toml"
EXTRACT = "/srv/extracts/assessments.csv"
NIGHT = "assessment-monitor.service"
FAILED = "assessment-monitor-failed@assessment-monitor.service"
AS_THE_USER = "runuser -u assessment-monitor -- assessment-monitor"


@dataclass(frozen=True)
class Carried:
    """The folder that was carried over, with the archives of two versions."""

    folder: Path
    older: str
    newer: str


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> Carried:
    """Make two archives of this checkout, of which one bears the name of an older build."""
    folder = tmp_path_factory.mktemp("carried")
    older = made_archive(folder, "1.older")
    unpacked = tmp_path_factory.mktemp("unpacked")
    shutil.unpack_archive(next(folder.iterdir()), unpacked, filter="data")
    wheels = unpacked / f"assessment-monitor-{older}" / "wheels"
    newer = made_archive(folder, "2.newer", "--no-index", "--find-links", str(wheels))
    for version in range(1, NEWEST + 1):
        lay_older_authority(folder / f"history-{version}", version)
    return Carried(folder, older, newer)


def made_archive(folder: Path, build: str, *arguments: str) -> str:
    """Make an archive in a folder, for the system's own Python; return its version."""
    python = subprocess.run(
        ["/usr/bin/python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", "deploy.releasing", "--python-version", python, *arguments],
        cwd=ROOT,
        env={**os.environ, NAMED: build},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    archive = Path(done.stdout.strip())
    shutil.move(archive, folder)
    [version] = re.findall(r"^assessment-monitor-(.+?)-cp", archive.name)
    return str(version)


@pytest.fixture(scope="module")
def server(carried: Carried) -> Iterator[Machine]:
    """Give a machine with the older version; each test goes on where the last one ended."""
    with (
        tempfile.TemporaryDirectory() as folder,
        machine(Path(folder), carried=carried.folder) as server,
    ):
        installing = commands_under("install.md", "On Linux", first="umask")
        said = server.does(installing.replace("VERSION", carried.older), folder="/root/carried")
        assert said.endswith(f"assessment-monitor, version {carried.older}\n")
        yield server


def test_from_the_archive_to_the_first_night_and_to_the_next_version_and_back(
    server: Machine, carried: Carried
) -> None:
    server.does(commands_under("schedule.md", USER, first="useradd"))
    server.does(
        "mkdir /srv/extracts\n"
        "mv my-authority/extracts/assessments.csv /srv/extracts\n"
        "chgrp -R assessment-monitor /srv/extracts\n"
        "chmod -R g+rX /srv/extracts\n"
        "sed -i -e 's|^path = \"extracts/|path = \"/srv/extracts/|' -e "
        '\'s|^folder = "output"|folder = "/var/lib/assessment-monitor/output"|\' '
        "my-authority/monitor.toml\n"
    )
    said = server.does(commands_under("schedule.md", USER, first="install -m 0640"))
    assert "Reports: /var/lib/assessment-monitor/output/" in said
    assert server.does("stat -c %U:%a /var/lib/assessment-monitor/output").strip() == (
        "assessment-monitor:700"
    )

    def following(first: str) -> str:
        commands = commands_under("operations.md", "Upgrading", first=first)
        return commands.replace("VERSION", carried.newer).replace("OLD", carried.older)

    server.does(following("umask"), folder="/root/carried")
    said = server.does(following("runuser -u assessment-monitor -- /opt"), folder="/")
    assert "Dry run: nothing was written, and nothing sent." in said
    told = server.does(following("assessment-monitor --version"))
    assert re.findall("version (.+)", told) == [carried.older, carried.newer]
    said = server.does(f"{AS_THE_USER} run -c {CONFIG}", folder="/")
    assert "Reports: " in said
    verifying = following("runuser -u assessment-monitor -- assessment-monitor verify")
    server.does(verifying, folder="/")


@pytest.mark.systemd
def test_a_booted_systemd_runs_the_nights_and_says_which_failed(server: Machine) -> None:
    with booted(server) as running:
        said = running.does(commands_under("schedule.md", "systemd", first="cp "))
        for told in ("assessment-monitor.timer", "assessment-monitor-send.timer", "Reports: "):
            assert told in said
        # The hour has come, and the timer starts the night.
        running.does(
            "mkdir /etc/systemd/system/assessment-monitor.timer.d\n"
            "cd /etc/systemd/system/assessment-monitor.timer.d\n"
            "printf '[Timer]\\nOnActiveSec=1\\nAccuracySec=100ms\\n' > now.conf\n"
            "systemctl daemon-reload\n"
            "systemctl restart assessment-monitor.timer\n"
            + waiting_for(f"Finished {NIGHT}", unit=NIGHT, times=2)
        )
        running.does(
            f"cp {EXTRACT} /root/whole.csv\n"
            f": > {EXTRACT}\n"
            f"! systemctl start {NIGHT}\n"
            f"systemctl status {NIGHT} | grep status=3/NOTIMPLEMENTED\n"
            + waiting_for(f"{NIGHT} failed (exited 3)", unit=FAILED)
            + f"cat /root/whole.csv > {EXTRACT}\n"
        )


def waiting_for(words: str, *, unit: str, times: int = 1) -> str:
    """Return the commands that wait until the journal of a unit has these words so often."""
    found = f"[ $(grep -cF '{words}' /root/journal) -ge {times} ]"
    return (
        f"for try in $(seq 300); do journalctl -u {unit} > /root/journal; {found} && break; "
        f"sleep 0.2; done\n{found} || {{ cat /root/journal; exit 1; }}\n"
    )


def test_a_version_is_installed_over_another_and_pip_names_both(
    server: Machine, carried: Carried
) -> None:
    over = commands_under("operations.md", "Upgrading", first="/opt/assessment-monitor/venv")
    python = "/opt/assessment-monitor/venv/bin/python"
    there = server.does(f"{python} -m monitor --version").split()[-1]
    for_ever = {carried.older: carried.newer, carried.newer: carried.older}
    for version in (for_ever[there], there):
        said = server.does(over, folder=f"/opt/assessment-monitor-{version}")
        assert f"Found existing installation: assessment-monitor {for_ever[version]}\n" in said
        assert f"Successfully installed assessment-monitor-{version}\n" in said


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_each_older_history_is_looked_at_brought_up_and_verified(
    server: Machine, version: int
) -> None:
    folder = f"/srv/history-{version}"
    config = f"-c {folder}/monitor.toml"
    server.does(
        f"cp -r /root/carried/history-{version} {folder}\n"
        f"chown -R assessment-monitor {folder}\n"
        f"chmod -R go= {folder}\n"
    )
    for command, brought_up in (
        ("check", f"of version {version}; the next run brings it up to {NEWEST}"),
        ("run --dry-run", f"of version {version}; the next run brings it up to {NEWEST}"),
        ("run", f"brought up from version {version} to {NEWEST}"),
    ):
        said = server.does(f"{AS_THE_USER} {command} {config} --as-at {TONIGHT}", folder="/")
        assert (brought_up in said) == (version < NEWEST)
    server.does(f"{AS_THE_USER} verify {TONIGHT} {config}", folder="/")


def test_the_copy_of_the_older_history_is_put_back(server: Machine, carried: Carried) -> None:
    back = commands_under("operations.md", "Upgrading", first="ln -sfn /opt/assessment-monitor-OLD")
    folder, version = f"/srv/history-{NEWEST - 1}", NEWEST - 1
    said = server.does(
        back.replace("OLD", carried.older)
        .replace("/var/lib/assessment-monitor", folder)
        .replace(".5.", f".{version}.")
        + f"assessment-monitor --version\n"
        f"{AS_THE_USER} check -c {folder}/monitor.toml --as-at {TONIGHT}",
        folder="/",
    )
    assert f"version {carried.older}\n" in said
    assert f"of version {version}; the next run" in said
