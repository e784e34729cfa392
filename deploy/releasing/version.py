"""The version of a build: from the changelog what it comes to, from git the commit it is of.

`0.2.0+310.g1a2b3c4` is release 0.2.0, made of the 310th commit; `0.3.0.dev0+312.g5d6e7f8` is a
build on the way to 0.3.0, since something is listed as unreleased. By the number of the commit pip
knows which of two builds is newer. hatchling asks this module when it builds.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
#: What a build is called after the `+`, where it is not made of a commit: a checkout, a container.
NAMED = "MONITOR_BUILD"
_FIRST = "0.1.0"
_RELEASE = re.compile(r"^## \[(\d+)\.(\d+)\.(\d+)\]", re.MULTILINE)
_UNRELEASED = re.compile(r"^## \[Unreleased\]\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def version(checkout: Path = CHECKOUT) -> str:
    """Return the version of a build of this checkout."""
    changelog = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    return f"{coming(changelog)}+{os.environ.get(NAMED) or build_of(checkout)}"


def coming(changelog: str) -> str:
    """Return the newest release; where something is unreleased, the one that it will be in."""
    released = _RELEASE.search(changelog)
    unreleased = _UNRELEASED.search(changelog)
    if released is None:
        return f"{_FIRST}.dev0"
    major, minor, patch = released.groups()
    if unreleased is not None and unreleased[1].strip():
        return f"{major}.{int(minor) + 1}.0.dev0"
    return f"{major}.{minor}.{patch}"


def build_of(checkout: Path) -> str:
    """Return the number and the hash of the commit, and whether files differ from it."""
    if not (checkout / ".git").exists():
        return "unknown"
    number = _git(checkout, "rev-list", "--count", "HEAD")
    commit = _git(checkout, "describe", "--always", "--exclude=*", "--dirty=.changed")
    return f"{number}.g{commit}" if number and commit else "unknown"


def _git(checkout: Path, *arguments: str) -> str:
    """Return what git says, also where the checkout is another user's; nothing without git."""
    command = ("git", "-c", "safe.directory=*", "-C", str(checkout), *arguments)
    try:
        return subprocess.run(  # noqa: S603  (git, with arguments of this module)
            command, capture_output=True, text=True, check=False
        ).stdout.strip()
    except OSError:
        return ""


if __name__ == "__main__":
    print(build_of(CHECKOUT))  # noqa: T201  (the answer of this command)
