"""A machine of its own for the commands of the documents, gone when the test ends.

It has the files of this one, below an overlay in memory that takes up each change, and neither its
network nor the checkout. Its commands run as root, with the environment of a fresh login. It can be
booted: then systemd is its first process, in namespaces and a control group of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.making import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_MADE = """
set -e
mount --make-rprivate /
mount -t tmpfs own "$1"
mkdir "$1/changes" "$1/work" "$1/root"
mount -t overlay -o lowerdir=/,upperdir="$1/changes",workdir="$1/work" overlay "$1/root"
mount -t proc proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
mount -t tmpfs own "$1/root$2"
mount -t tmpfs own "$1/root/tmp"
mkdir -p "$1/root/root/carried"
mount --bind "$3" "$1/root/root/carried"
echo made
exec sleep infinity
"""
#: What systemd finds: devices that do no harm, a /sys that it only reads, its own control groups.
_BOOTED = """
set -e
mount --make-rprivate /
mount -t sysfs -o ro sysfs "$1/sys"
mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup"
mount -t proc proc "$1/proc"
mount -t tmpfs -o mode=755 own "$1/run"
mount -t tmpfs -o mode=755 own "$1/dev"
for device in null zero full random urandom tty; do
    touch "$1/dev/$device"
    mount --bind "/dev/$device" "$1/dev/$device"
done
mkdir "$1/dev/pts" "$1/dev/shm" "$1/before"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
mount -t tmpfs own "$1/dev/shm"
ln -s pts/ptmx "$1/dev/ptmx"
cd "$1"
pivot_root . before
umount --lazy /before
mount --make-rshared /
exec env -i container=other PATH=/usr/sbin:/usr/bin /lib/systemd/systemd --unit=basic.target
"""
#: A machine is up also where a unit that has nothing to do with us failed.
_IS_UP = """
for try in $(seq 300); do
    systemctl is-system-running --wait | grep -qE "running|degraded" && exit
    sleep 0.2
done
exit 1
"""


@dataclass(frozen=True)
class Machine:
    """A machine that is running; `process` keeps its namespaces, `entry` is the way into it."""

    process: int
    root: Path
    entry: tuple[str, ...]

    def does(self, commands: str, *, folder: str = "/root", expected: int = 0) -> str:
        """Run these commands in a folder until one fails; return what they said."""
        done = subprocess.run(  # noqa: S603  (the commands of the documents)
            [
                *(*self.entry, "/usr/bin/env", "-i", "HOME=/root"),
                *(f"PATH={_PATH}", "LANG=C.UTF-8", "bash", "-e", "-c"),
                f"cd {folder}\n{commands}",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expected, f"{commands}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr


@contextmanager
def machine(folder: Path, *, carried: Path) -> Iterator[Machine]:
    """Make a machine that lasts as long as the context; `carried` is its /root/carried."""
    overlay = folder / "machine"
    overlay.mkdir()
    with subprocess.Popen(  # noqa: S603  (unshare, with paths of the tests)
        [
            *(_program("unshare"), "--mount", "--net", "bash", "-c", _MADE, "machine"),
            *(overlay, ROOT, carried),
        ],
        stdout=subprocess.PIPE,
        text=True,
    ) as started:
        try:
            assert started.stdout is not None
            assert started.stdout.readline() == "made\n"
            inside = (_program("nsenter"), f"--target={started.pid}", "--mount", "--net")
            root = overlay / "root"
            yield Machine(started.pid, root, (*inside, _program("chroot"), str(root)))
        finally:
            started.kill()


@contextmanager
def booted(machine: Machine) -> Iterator[Machine]:
    """Boot a machine as it is now, and turn it off, at once, when the context ends."""
    with (
        _own_control_group() as group,
        subprocess.Popen(  # noqa: S603  (unshare, with the tests' paths)
            [
                *(_program("bash"), "-c", 'echo $$ >"$0/cgroup.procs"; exec "$@"', group),
                *(_program("nsenter"), f"--target={machine.process}", "--mount", "--net"),
                *("unshare", "--mount", "--pid", "--fork", "--ipc", "--uts", "--cgroup"),
                *("--kill-child=KILL", "bash", "-c", _BOOTED, "booted", machine.root),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        ) as started,
    ):
        try:
            first = _first_process(started.pid)
            inside = ("--mount", "--net", "--pid", "--ipc", "--uts", "--cgroup")
            entry = (_program("nsenter"), f"--target={first}", *inside)
            running = Machine(first, machine.root, entry)
            running.does(_IS_UP)
            yield running
        finally:
            started.kill()


@contextmanager
def _own_control_group() -> Iterator[Path]:
    """Make a control group: systemd must not take over that of this machine."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    [above, *_] = [Path(where) for _, where, kind, *_ in mounts if kind == "cgroup2"]
    group = above / f"machine-{os.getpid()}"
    group.mkdir()
    try:
        yield group
    finally:
        _remove(group)


def _remove(group: Path) -> None:
    """Remove a control group and those below it, once all of its processes have ended."""
    until = time.monotonic() + 10
    while group.exists() and time.monotonic() < until:
        for folder, _, _ in os.walk(group, topdown=False):
            with suppress(OSError):
                Path(folder).rmdir()
        time.sleep(0.05)


def _first_process(started: int) -> int:
    """Return the first process of the new machine, once it is systemd."""
    children = Path(f"/proc/{started}/task/{started}/children")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            for child in children.read_text(encoding="utf-8").split():
                if Path(f"/proc/{child}/comm").read_text(encoding="utf-8") == "systemd\n":
                    return int(child)
        time.sleep(0.05)
    raise AssertionError("systemd was not started")


def _program(name: str) -> str:
    return shutil.which(name) or name
