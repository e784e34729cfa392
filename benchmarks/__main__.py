"""Measures the nightly job beside its peers: `make benchmark`, or `python -m benchmarks`.

Whole processes are timed, in one run and turn by turn, and medians are compared. The answers of the
night and of its peers are compared before any time is printed: where they differ the exit code is 1
and there are no times. Otherwise it is 0, whether the targets are met or not. Needs Linux, and
duckdb and polars beside the program's own libraries.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks.answers import NoAnswer
from benchmarks.bench import FULL, QUICK, Bench
from benchmarks.comparing import AnswersDiffer
from benchmarks.installed import environment
from benchmarks.measure import RunFailed
from benchmarks.rows import table
from benchmarks.sections import SECTIONS, all_rows

LIBRARIES = ("pandas", "pandera", "pyarrow", "numpy", "click", "duckdb", "polars")


def main() -> int:
    """Measure everything, compare the answers, then print the table."""
    arguments = _arguments()
    sizes = QUICK if arguments.quick else FULL
    with tempfile.TemporaryDirectory(prefix="benchmark-extracts-") as folder:
        repetitions = arguments.repetitions or sizes.repetitions
        try:
            python = arguments.python or environment(Path(folder))
            night = shlex.split(arguments.command or shlex.join([python, "-m", "monitor"]))
            bench = Bench(night, python, Path(folder), repetitions)
            rows = all_rows(bench, sizes, arguments.only)
        except (AnswersDiffer, NoAnswer, RunFailed) as wrong:
            print(wrong, file=sys.stderr)
            return 1
    print(f"The answers agree. {_circumstances(bench)}\n")
    print(table(rows, judged=not arguments.quick))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test on small extracts")
    parser.add_argument(
        "--only", action="append", choices=tuple(SECTIONS), help="this part (repeatable)"
    )
    parser.add_argument("--repetitions", type=int, help="timed rounds (5; with --quick 1)")
    parser.add_argument(
        "--python",
        help="a Python with requirements.txt installed and nothing else (one is made otherwise)",
    )
    parser.add_argument("--command", help="the night's executable (that Python's -m monitor)")
    return parser.parse_args()


def _circumstances(bench: Bench) -> str:
    versions = ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
    return (
        f"Medians of {bench.repetitions}; {os.cpu_count()} processors, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}, {versions}."
    )


if __name__ == "__main__":
    sys.exit(main())
