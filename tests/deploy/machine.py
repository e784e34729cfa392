"""A machine of its own for the commands of the documents, gone when the test ends.

It has the files of this one, below an overlay in memory that takes up each change, and neither its
network nor the checkout. Its commands run as root, with the environment of a fresh login.
"""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.making import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


@dataclass(frozen=True)
class Machine:
    """A machine that is running; `process` keeps its namespaces."""

    process: int
    root: Path

    def does(self, commands: str, *, folder: str = "/root", expected: int = 0) -> str:
        """Run these commands in a folder until one fails; return what they said."""
        done = subprocess.run(  # noqa: S603  (the commands of the documents)
            [
                *(_program("nsenter"), f"--target={self.process}", "--mount", "--net"),
                *(_program("chroot"), self.root, "/usr/bin/env", "-i", "HOME=/root"),
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
            yield Machine(started.pid, overlay / "root")
        finally:
            started.kill()


def _program(name: str) -> str:
    return shutil.which(name) or name
