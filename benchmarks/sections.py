"""The measurements of nights, one function each: what is run beside what, and its rows."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

from benchmarks.bench import (
    AS_AT,
    ASKING_NIGHT,
    DUCKDB,
    IN_MEMORY,
    MIDDLE_AUTHORITY,
    NIGHT,
    NIGHT_IN_MEMORY,
    POLARS,
    ROOM_IN_MEMORY,
    SECOND_ASKING_NIGHT,
    SECOND_NIGHT,
    TEAMS,
    TEAMS_OF_MIDDLE_AUTHORITY,
    TEN_MILLION,
    say,
)
from benchmarks.censuses import censuses
from benchmarks.comparing import beside, growth, hold_answers, memory, microseconds
from benchmarks.histories import long_history, nights_in_a_row
from benchmarks.measure import Contender, in_rounds, timed_process
from benchmarks.rows import Row, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.bench import Bench, Sizes
    from benchmarks.measure import Measured


def all_rows(bench: Bench, sizes: Sizes, only: Sequence[str] = ()) -> list[Row]:
    """Measure each section, or only these; answers are held to each other before a row is made.

    A row is said on stderr once it is known, so that what follows cannot lose it.
    """
    rows = []
    for name in only or ORDINARY:
        for row in SECTIONS[name](bench, sizes):
            say(" | ".join(filter(None, row.cells(judged=True))))
            rows.append(row)
    return rows


def help_text(bench: Bench) -> list[Row]:
    """Measure `--help` beside the import of the library that prints it."""
    say("--help")
    ours = Contender("--help", lambda _: [*bench.night, "--help"])
    peer = bench.as_installed("import click")
    measured = in_rounds([ours, peer], repetitions=bench.repetitions)
    return [beside("`--help`", measured, ours.name, peer.name, target=2)]


def small_nights(bench: Bench) -> list[Row]:
    """Measure a night of one record, and of a middle authority, beside their largest import."""
    say("small nights")
    one = bench.night_of(bench.extract(1, TEAMS_OF_MIDDLE_AUTHORITY), name="one record")
    extract = bench.extract(MIDDLE_AUTHORITY, TEAMS_OF_MIDDLE_AUTHORITY)
    middle = bench.night_of(extract)
    asking = bench.night_of(bench.asking(extract), name=ASKING_NIGHT)
    peer = bench.as_installed("import pandera.pandas")
    measured = in_rounds([one, middle, asking, peer], repetitions=bench.repetitions)
    hold_answers([measured[one.name]])
    hold_answers([measured[middle.name]])
    what = f"night of {MIDDLE_AUTHORITY:,} records, {TEAMS_OF_MIDDLE_AUTHORITY} teams"
    return [
        beside("night of one record", measured, one.name, peer.name, target=1.6),
        beside(what, measured, middle.name, peer.name, target=1.9),
        beside("the same, asking for answers", measured, asking.name, peer.name, target=1.9),
    ]


def team_pages(bench: Bench) -> list[Row]:
    """Measure the pages of many teams beside Jinja printing the same rows and nothing else."""
    say("team pages")
    log = bench.folder / "rendered"
    timed_process([bench.python, "-m", "benchmarks.rendering", str(bench.repetitions)], log=log)
    found = json.loads(log.read_text().splitlines()[-1])
    peer = f"Jinja's floor: {seconds(found['floor'])}"
    ratio = found["page"] / found["floor"]
    what = f"{TEAMS} team pages of 200 rows ({found['bytes'] / 1024:.0f} KB each)"
    return [Row(what, seconds(found["page"]), peer, ratio, target=3)]


def large_nights(bench: Bench, records: int, *, only_once: bool = False) -> list[Row]:
    """Measure a large first night and the second beside DuckDB and polars, and their memory."""
    extract = bench.extract(records, TEAMS)
    say(f"{records:,} records beside DuckDB and polars")
    nights = [bench.night_of(extract)]
    if not only_once:
        for name, whose in ((SECOND_NIGHT, extract), (SECOND_ASKING_NIGHT, bench.asking(extract))):
            nights.append(bench.night_after(whose, 1, bench.nights(whose, 1), name=name))
    if not only_once and _has_room(IN_MEMORY):
        nights.append(bench.night_of(extract, NIGHT_IN_MEMORY, on=IN_MEMORY))
    peers = [_peer(DUCKDB, "peer_duckdb", extract), _peer(POLARS, "peer_polars", extract)]
    measured = in_rounds(
        [*nights, *peers],
        repetitions=1 if only_once else bench.repetitions,
        warm_up=not only_once,
    )
    second = (SECOND_NIGHT, SECOND_ASKING_NIGHT)
    hold_answers([each for name, each in measured.items() if name not in second])
    what = f"night of {records:,} records, {TEAMS} teams"
    return list(_rows_of_large_nights(what, measured, judged=not only_once))


def growth_by_records(bench: Bench, sizes: Sizes) -> list[Row]:
    """Measure the seconds for each record at three sizes, less a night of one record."""
    counts = (1, *sizes.growth)
    nights = [
        bench.night_of(bench.extract(count, TEAMS_OF_MIDDLE_AUTHORITY), name=str(count))
        for count in counts
    ]
    say("growth")
    measured = in_rounds(nights, repetitions=bench.repetitions)
    for night in measured.values():
        hold_answers([night])
    one = measured["1"].seconds
    each = {count: (measured[str(count)].seconds - one) / count for count in sizes.growth}
    small, middle, large = sizes.growth
    return [
        Row(f"a record of {small:,}", microseconds(each[small])),
        growth(each, middle, small, target=None),
        growth(each, large, middle, target=1.1),
    ]


def growth_by_teams(bench: Bench, sizes: Sizes) -> list[Row]:
    """Measure the processor time of each further team that shares the same number of records."""
    few, many = sizes.teams
    nights = [
        bench.night_of(bench.extract(sizes.of_teams, teams), name=f"{teams} teams")
        for teams in sizes.teams
    ]
    say(f"{many:,} teams")
    measured = in_rounds(nights, repetitions=bench.repetitions)
    with_few, with_many = (measured[night.name].processor_seconds for night in nights)
    own = 1000 * (with_many - with_few) / (many - few)
    what = f"a team of {many:,}, beyond {few}, of {sizes.of_teams:,} records"
    shown = f"{few} teams: {seconds(with_few)}, {many:,}: {seconds(with_many)} of processor time"
    return [Row(what, f"{own:.2f} ms of processor time", shown, own, target=3, unit="ms")]


def _rows_of_large_nights(
    what: str, measured: Mapping[str, Measured], *, judged: bool
) -> Iterator[Row]:
    peers = [measured[DUCKDB], measured[POLARS]]
    yield beside(what, measured, NIGHT, DUCKDB, target=3.3 if judged else None)
    if NIGHT_IN_MEMORY in measured:
        without = "the same, output in memory (no syncs)"
        yield beside(without, measured, NIGHT_IN_MEMORY, DUCKDB, target=3.3)
    yield beside("the same beside polars", measured, NIGHT, POLARS, target=None)
    yield memory(measured[NIGHT], peers, target=1.2 if judged else None)
    if SECOND_NIGHT in measured:
        yield beside("the second night of the same", measured, SECOND_NIGHT, DUCKDB, target=3.7)
        yield memory(measured[SECOND_NIGHT], peers, target=1.3)
        asking = "the same, asking for answers"
        yield beside(asking, measured, SECOND_ASKING_NIGHT, DUCKDB, target=3.7)


def _peer(name: str, module: str, extract: Path) -> Contender:
    def command(output: Path) -> list[str]:
        order = [str(extract / "extract.csv"), "--as-at", AS_AT, "--output", str(output)]
        return [sys.executable, "-m", f"benchmarks.{module}", *order]

    return Contender(name, command, answers=True)


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free > ROOM_IN_MEMORY


#: The parts of the benchmark, by the names that `--only` takes.
SECTIONS: Mapping[str, Callable[[Bench, Sizes], Sequence[Row]]] = {
    "help": lambda bench, _: help_text(bench),
    "pages": lambda bench, _: team_pages(bench),
    "small": lambda bench, _: small_nights(bench),
    "large": lambda bench, sizes: large_nights(bench, sizes.large),
    "records": growth_by_records,
    "teams": growth_by_teams,
    "nights": nights_in_a_row,
    "history": long_history,
    "census": lambda bench, sizes: censuses(bench, sizes.children),
    "ten-million": lambda bench, _: large_nights(bench, TEN_MILLION, only_once=True),
}
#: All but the last, which is run where it is asked for.
ORDINARY = tuple(SECTIONS)[:-1]
