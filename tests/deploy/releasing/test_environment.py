"""`make` notices an environment that another Python made, and says what to do."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.making import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.process


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  (make itself, with arguments of the tests)
        [
            *("make", "-C", str(folder), "--no-print-directory", f"PYTHON={sys.executable}"),
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a checkout whose environment is there; nothing has to be made or installed."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    for name in ("requirements.txt", "pyproject.toml", ".venv/made", ".venv/installed"):
        (tmp_path / name).touch()
    made_by(tmp_path, platform.python_version())
    return tmp_path


def made_by(checkout: Path, version: str) -> None:
    written = f"home = /usr/bin\nversion = {version}\nexecutable = /usr/bin/python3.12\n"
    (checkout / ".venv" / "pyvenv.cfg").write_text(written, encoding="utf-8")


def test_an_environment_of_the_same_python_is_used(checkout: Path) -> None:
    done = make(checkout, ".venv/installed")
    assert (done.returncode, done.stderr) == (0, "")


def test_one_that_another_python_made_is_noticed_with_what_to_do(checkout: Path) -> None:
    made_by(checkout, "3.12.1")
    done = make(checkout, ".venv/installed")
    assert done.returncode == 2
    assert done.stderr.splitlines()[:3] == [
        f".venv was made by Python 3.12.1; {sys.executable} is Python {platform.python_version()}.",
        "Make it anew (make clean, then this again), or go on with the old one:",
        "    make PYTHON=/usr/bin/python3.12",
    ]


def test_one_whose_python_is_gone_is_noticed(checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(checkout / "upgraded away")
    done = make(checkout, ".venv/installed")
    assert done.returncode == 2
    assert f"Python {platform.python_version()}, which is gone;" in done.stderr


def test_a_python_that_is_too_old_or_too_new_is_refused(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    python = checkout / "python"
    for version in ("3, 10", "3, 15"):
        program = f"import sys; sys.version_info = ({version}, 0); exec(sys.argv.pop(2))"
        python.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{program}' \"$@\"\n")
        python.chmod(0o755)
        done = make(checkout, f"PYTHON={python}", ".venv/made")
        assert done.returncode == 2
        assert "Python 3.11 to 3.14 is needed" in done.stderr
        assert not (checkout / ".venv").exists()
