"""The measurements of histories: nights in a row, and what is asked of a long one."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from benchmarks.bench import AS_AT, TEAMS_OF_MIDDLE_AUTHORITY, say
from benchmarks.comparing import beside, processor_time
from benchmarks.measure import Contender, in_rounds, timed_process
from benchmarks.rows import Row, seconds

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.bench import Bench, Sizes


def nights_in_a_row(bench: Bench, sizes: Sizes) -> list[Row]:
    """Measure a night after a few nights beside one after many, and `verify` of these."""
    extract = bench.extract(sizes.of_a_row, TEAMS_OF_MIDDLE_AUTHORITY)
    few, many = sizes.nights_in_a_row
    output = bench.nights(extract, many)
    say(f"a night after {many} nights of {sizes.of_a_row:,} records")
    after_few = bench.night_after(extract, few, bench.nights(extract, few))
    after_many = bench.night_after(extract, many, output)
    verify = _asked(bench, extract, output, "verify")
    measured = in_rounds([after_many, after_few, verify], repetitions=bench.repetitions)
    size = (output / "history.sqlite").stat().st_size / many / 1e6
    what = f"night {many + 1} of {sizes.of_a_row:,} records"
    return [
        beside(what, measured, after_many.name, after_few.name, target=1.1),
        Row("the history, for each of these nights", f"{size:.2f} MB"),
        processor_time(f"`verify` of {many} nights", measured[verify.name], target=None),
    ]


def long_history(bench: Bench, sizes: Sizes) -> list[Row]:
    """Measure the opening of a long history, and `explain` in it."""
    extract = bench.extract(sizes.of_a_row, TEAMS_OF_MIDDLE_AUTHORITY)
    output, many = extract / "long history", sizes.long_history
    shutil.copytree(bench.nights(extract, 1), output)
    say(f"a history of {many} nights of {sizes.of_a_row:,} records")
    opened = bench.folder / "opened"
    lengthen = [bench.python, "-m", "benchmarks.lengthen_history", str(output), str(many)]
    timed_process(lengthen, log=bench.folder / "log")
    opening = [bench.python, "-m", "benchmarks.open_history", str(output), str(bench.repetitions)]
    timed_process(opening, log=opened)
    found = json.loads(opened.read_text().splitlines()[-1])
    explain = _asked(bench, extract, output, "explain", found["assessment"])
    measured = in_rounds([explain], repetitions=bench.repetitions)
    what = f"{many} nights of {sizes.of_a_row:,} records"
    opens = Row(
        f"opening a history of {what}", seconds(found["seconds"]), "", found["seconds"], 0.1, "s"
    )
    return [opens, processor_time("`explain` in it", measured[explain.name], target=3)]


def _asked(bench: Bench, extract: Path, output: Path, name: str, *arguments: str) -> Contender:
    """Return a command that reads an output and changes nothing."""
    order = ["-c", str(extract / "monitor.toml"), "--output", str(output)]
    as_at = ["--as-at", AS_AT] if name == "explain" else []
    command = [*bench.night, name, *order, *as_at, *arguments]
    return Contender(name, lambda _: command)
