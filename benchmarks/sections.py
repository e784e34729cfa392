"""The measurements, one function each: what is run beside what, and the rows that it gives."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.answers import differences
from benchmarks.measure import Contender, Measured, in_rounds, timed_process
from benchmarks.rows import Row, gigabytes, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AS_AT = "2026-03-31"
SEED = 1
TEAMS, TEAMS_OF_MIDDLE_AUTHORITY = 150, 12
MIDDLE_AUTHORITY, TEN_MILLION = 4_000, 10_000_000
#: A file system in memory, where a sync costs nothing.
IN_MEMORY = Path("/dev/shm")  # noqa: S108  (private folders are made in it by tempfile)
ROOM_IN_MEMORY = 2_000_000_000
MOST_DIFFERENCES = 20

NIGHT, NIGHT_IN_MEMORY, DUCKDB, POLARS = "night", "night in memory", "DuckDB", "polars"


class AnswersDiffer(Exception):
    """The night and a peer, or two runs of one of them, gave different figures."""


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    large: int
    growth: tuple[int, int, int]
    repetitions: int
    #: Records of each of many nights in a row; after how few and how many a night is timed.
    of_a_row: int
    nights_in_a_row: tuple[int, int]
    #: Children of a census that is read, and nothing more.
    children: tuple[int, int, int]


FULL = Sizes(
    large=1_000_000,
    growth=(10_000, 100_000, 1_000_000),
    repetitions=5,
    of_a_row=20_000,
    nights_in_a_row=(3, 60),
    children=(2_000, 20_000, 200_000),
)
QUICK = Sizes(
    large=20_000,
    growth=(1_000, 5_000, 20_000),
    repetitions=1,
    of_a_row=1_000,
    nights_in_a_row=(1, 3),
    children=(100, 500, 2_000),
)


@dataclass(frozen=True)
class Bench:
    """What every measurement needs: the night's command, the extracts, and how often."""

    night: Sequence[str]
    folder: Path
    repetitions: int

    def extract(self, records: int, teams: int) -> Path:
        """Return the folder of an extract and its configuration, made when first asked for."""
        folder = self.folder / f"{records}-{teams}"
        if not folder.exists():
            _tell(f"making an extract of {records:,} records")
            command = [sys.executable, "benchmarks/generate.py", "--records", str(records)]
            command += ["--teams", str(teams), "--seed", str(SEED), "--as-at", AS_AT, str(folder)]
            timed_process(command, log=self.folder / "log")
        return folder

    def census(self, children: int) -> Path:
        """Return a census, made when first asked for."""
        path = self.folder / f"census-{children}.xml"
        if not path.exists():
            _tell(f"making a census of {children:,} children")
            command = [sys.executable, "benchmarks/generate_census.py", "--seed", str(SEED)]
            command += ["--children", str(children), "--as-at", AS_AT, str(path)]
            timed_process(command, log=self.folder / "log")
        return path

    def night_of(self, extract: Path, name: str = NIGHT, on: Path | None = None) -> Contender:
        """Return the night of an extract."""
        config = str(extract / "monitor.toml")

        def command(output: Path) -> list[str]:
            order = ["run", "-c", config, "--as-at", AS_AT, "--output", str(output)]
            return [*self.night, *order, "--first-night"]

        return Contender(name, command, answers=True, on=on)

    def night_after(self, extract: Path, nights: int, history: Path) -> Contender:
        """Return the night that follows so many nights, whose output lies in `history`."""

        def command(output: Path) -> list[str]:
            return self.run_of(extract, nights + 1, output)

        return Contender(f"a night after {nights}", command, begins_with=history)

    def run_of(self, extract: Path, number: int, output: Path) -> list[str]:
        """Return the command of a night in a row: the first is that of the extract's own date."""
        as_at = date.fromisoformat(AS_AT) + timedelta(days=number - 1)
        order = ["run", "-c", str(extract / "monitor.toml"), "--as-at", as_at.isoformat()]
        first = ["--first-night"] if number == 1 else []
        return [*self.night, *order, "--output", str(output), *first]


def all_rows(bench: Bench, sizes: Sizes, *, ten_million: bool) -> list[Row]:
    """Measure everything; the answers are held to each other before a row is made."""
    large = large_night(bench, sizes.large)
    largest = large_night(bench, TEN_MILLION, only_once=True) if ten_million else []
    small = [*help_text(bench), *team_pages(bench), *middle_night(bench)]
    small += [*nights_in_a_row(bench, sizes), *census(bench, sizes.children)]
    return [*small, *large, *growth(bench, sizes), *largest]


def help_text(bench: Bench) -> list[Row]:
    """Measure `--help` beside the import of the library that prints it."""
    _tell("--help")
    ours = Contender("--help", lambda _: [*bench.night, "--help"])
    measured = in_rounds([ours, _python("import click")], repetitions=bench.repetitions)
    return [_beside("`--help`", measured, "--help", "import click", target=3)]


def middle_night(bench: Bench) -> list[Row]:
    """Measure the night of a middle authority beside the import of its largest library."""
    _tell("the night of a middle authority")
    night = bench.night_of(bench.extract(MIDDLE_AUTHORITY, TEAMS_OF_MIDDLE_AUTHORITY))
    measured = in_rounds([night, _python("import pandera.pandas")], repetitions=bench.repetitions)
    _hold_answers([measured[NIGHT]])
    what = f"night of {MIDDLE_AUTHORITY:,} records, {TEAMS_OF_MIDDLE_AUTHORITY} teams"
    return [_beside(what, measured, NIGHT, "import pandera.pandas", target=2.5)]


def team_pages(bench: Bench) -> list[Row]:
    """Measure the pages of many teams beside Jinja printing the same rows and nothing else."""
    _tell("team pages")
    log = bench.folder / "rendered"
    timed_process([sys.executable, "-m", "benchmarks.rendering", str(bench.repetitions)], log=log)
    told = json.loads(log.read_text().splitlines()[-1])
    peer = f"Jinja's floor: {seconds(told['floor'])}"
    ratio = told["page"] / told["floor"]
    what = f"{TEAMS} team pages of 200 rows ({told['bytes'] / 1024:.0f} KB each)"
    return [Row(what, seconds(told["page"]), peer, ratio, target=3)]


def large_night(bench: Bench, records: int, *, only_once: bool = False) -> list[Row]:
    """Measure a large night beside DuckDB and polars at the same records, and its memory."""
    extract = bench.extract(records, TEAMS)
    _tell(f"{records:,} records beside DuckDB and polars")
    nights = [bench.night_of(extract)]
    if not only_once and _has_room(IN_MEMORY):
        nights.append(bench.night_of(extract, NIGHT_IN_MEMORY, on=IN_MEMORY))
    peers = [_peer(DUCKDB, "peer_duckdb", extract), _peer(POLARS, "peer_polars", extract)]
    measured = in_rounds(
        [*nights, *peers],
        repetitions=1 if only_once else bench.repetitions,
        warm_up=not only_once,
    )
    _hold_answers(list(measured.values()))
    what = f"{records:,} records, {TEAMS} teams"
    return _rows_of_large_night(what, measured, judged=not only_once)


def growth(bench: Bench, sizes: Sizes) -> list[Row]:
    """Measure the seconds for each record at three sizes, less a night of one record."""
    counts = (1, *sizes.growth)
    nights = [
        bench.night_of(bench.extract(count, TEAMS_OF_MIDDLE_AUTHORITY), name=str(count))
        for count in counts
    ]
    _tell("growth")
    measured = in_rounds(nights, repetitions=bench.repetitions)
    for night in measured.values():
        _hold_answers([night])
    one = measured["1"]
    each = {count: (measured[str(count)].seconds - one.seconds) / count for count in sizes.growth}
    return [Row("night of one record", _timing(one)), *_rows_of_growth(each, sizes.growth)]


def nights_in_a_row(bench: Bench, sizes: Sizes) -> list[Row]:
    """Measure a night after a few nights beside one after many; the history must not slow it."""
    extract = bench.extract(sizes.of_a_row, TEAMS_OF_MIDDLE_AUTHORITY)
    few, many = sizes.nights_in_a_row
    _tell(f"{many} nights of {sizes.of_a_row:,} records")
    output, early = bench.folder / "nights", bench.folder / "early nights"
    for number in range(1, many + 1):
        timed_process(bench.run_of(extract, number, output), log=bench.folder / "log")
        if number == few:
            shutil.copytree(output, early)
    after_few = bench.night_after(extract, few, early)
    after_many = bench.night_after(extract, many, output)
    measured = in_rounds([after_many, after_few], repetitions=bench.repetitions)
    size = (output / "history.sqlite").stat().st_size / many / 1e6
    what = f"night {many + 1} of {sizes.of_a_row:,} records"
    return [
        _beside(what, measured, after_many.name, after_few.name, target=1.1),
        Row("the history, for each of these nights", f"{size:.2f} MB"),
    ]


def census(bench: Bench, sizes: tuple[int, int, int]) -> list[Row]:
    """Measure the reading of censuses, less that of one child, and the memory of the largest."""
    counts = (1, *sizes)
    files = {count: bench.census(count) for count in counts}
    _tell("reading censuses")
    readers = [_census_reader(str(count), path) for count, path in files.items()]
    measured = in_rounds(readers, repetitions=bench.repetitions)
    one, largest = measured["1"], measured[str(sizes[-1])]
    each = {count: (measured[str(count)].seconds - one.seconds) / count for count in sizes}
    small, middle, large = sizes
    peak, of_one = gigabytes(largest.peak_bytes), gigabytes(one.peak_bytes)
    size = files[large].stat().st_size / 1e6
    return [
        Row(f"reading a census of {large:,} children ({size:.0f} MB)", _timing(largest)),
        _growth(each, middle, small, target=None, what="child"),
        _growth(each, large, middle, target=1.1, what="child"),
        Row("its peak memory", f"{peak:.3f} GB", f"of 1: {of_one:.3f} GB", peak, 0.3, unit="GB"),
    ]


def _rows_of_large_night(what: str, measured: Mapping[str, Measured], *, judged: bool) -> list[Row]:
    target = 3 if judged else None
    rows = [_beside(f"night of {what}", measured, NIGHT, DUCKDB, target=target)]
    if NIGHT_IN_MEMORY in measured:
        without = "the same, output in memory (no syncs)"
        rows.append(_beside(without, measured, NIGHT_IN_MEMORY, DUCKDB, target=target))
    rows.append(_beside("the same beside polars", measured, NIGHT, POLARS, target=None))
    return [*rows, _memory(measured, target=1.5 if judged else None)]


def _rows_of_growth(each: Mapping[int, float], sizes: tuple[int, int, int]) -> list[Row]:
    small, middle, large = sizes
    return [
        Row(f"a record of {small:,}", _microseconds(each[small])),
        _growth(each, middle, small, target=None),
        _growth(each, large, middle, target=1.1),
    ]


def _growth(
    each: Mapping[int, float],
    count: int,
    smaller: int,
    *,
    target: float | None,
    what: str = "record",
) -> Row:
    peer = f"of {smaller:,}: {_microseconds(each[smaller])}"
    ratio = each[count] / each[smaller]
    return Row(f"a {what} of {count:,}", _microseconds(each[count]), peer, ratio, target)


def _beside(
    what: str, measured: Mapping[str, Measured], ours: str, peer: str, *, target: float | None
) -> Row:
    own, other = measured[ours], measured[peer]
    ratio = own.seconds / other.seconds
    return Row(what, _timing(own), f"{peer}: {_timing(other)}", ratio, target)


def _memory(measured: Mapping[str, Measured], *, target: float | None) -> Row:
    peaks = {name: gigabytes(each.peak_bytes) for name, each in measured.items()}
    peers = ", ".join(f"{name}: {peaks[name]:.2f} GB" for name in (DUCKDB, POLARS))
    own = peaks[NIGHT]
    return Row("its peak memory", f"{own:.2f} GB", peers, own, target, unit="GB")


def _python(statement: str) -> Contender:
    return Contender(statement, lambda _: [sys.executable, "-c", statement])


def _peer(name: str, module: str, extract: Path) -> Contender:
    def command(output: Path) -> list[str]:
        order = [str(extract / "extract.csv"), "--as-at", AS_AT, "--output", str(output)]
        return [sys.executable, "-m", f"benchmarks.{module}", *order]

    return Contender(name, command, answers=True)


def _census_reader(name: str, path: Path) -> Contender:
    command = [sys.executable, "-m", "benchmarks.read_census", str(path)]
    return Contender(name, lambda _: command)


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free > ROOM_IN_MEMORY


def _hold_answers(measured: Sequence[Measured]) -> None:
    """Hold every answer to the first of the first; raises `AnswersDiffer`."""
    first = measured[0]
    for each in measured:
        for answer in each.answers:
            if found := differences(first.answers[0], answer):
                lines = [f"{first.name} and {each.name} differ in {len(found)} figures:"]
                raise AnswersDiffer("\n  ".join(lines + found[:MOST_DIFFERENCES]))


def _timing(measured: Measured) -> str:
    """Return the median, and from where to where the runs went: far apart on a busy machine."""
    times = [run.seconds for run in measured.runs]
    spread = f" ({min(times):.2f}-{max(times):.2f})" if len(times) > 1 else ""
    return f"{seconds(measured.seconds)}{spread}"


def _microseconds(value: float) -> str:
    return f"{value * 1e6:.2f} us"


def _tell(what: str) -> None:
    print(f"benchmark: {what}", file=sys.stderr)
