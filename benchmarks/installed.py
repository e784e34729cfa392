"""An environment with what the program needs and nothing else, as it is installed for use.

A development package may slow the program down by being there: pandera imports hypothesis where it
finds it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.bench import say
from benchmarks.measure import timed_process

if TYPE_CHECKING:
    from pathlib import Path


def environment(folder: Path) -> str:
    """Make the environment in `folder` and return its Python; raises `RunFailed`."""
    say("installing what the program needs")
    place, log = folder / "environment", folder / "log"
    python = str(place / "bin" / "python")
    timed_process([sys.executable, "-m", "venv", str(place)], log=log)
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    timed_process([*pip, "--require-hashes", "-r", "requirements.txt"], log=log)
    packages = ["monitor", "schemas", "reports_templates", "benchmarks"]
    timed_process([python, "-m", "compileall", "-q", *packages], log=log)
    return python
