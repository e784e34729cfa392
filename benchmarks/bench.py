"""What is measured and how large; every measurement begins with a `Bench`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Contender, timed_process

if TYPE_CHECKING:
    from collections.abc import Sequence

AS_AT = "2026-03-31"
SEED = 1
TEAMS, TEAMS_OF_MIDDLE_AUTHORITY = 150, 12
MIDDLE_AUTHORITY, TEN_MILLION = 4_000, 10_000_000
#: A file system in memory, where a sync costs nothing.
IN_MEMORY = Path("/dev/shm")  # noqa: S108  (private folders are made in it by tempfile)
ROOM_IN_MEMORY = 2_000_000_000

NIGHT, SECOND_NIGHT, NIGHT_IN_MEMORY = "night", "second night", "night in memory"
ASKING_NIGHT, SECOND_ASKING_NIGHT = "asking night", "second asking night"
DUCKDB, POLARS = "DuckDB", "polars"


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    large: int
    growth: tuple[int, int, int]
    repetitions: int
    #: Records of each of many nights in a row; after how few and how many a night is timed.
    of_a_row: int
    nights_in_a_row: tuple[int, int]
    #: How long a history is opened and explained from; its nights are of the same records.
    long_history: int
    #: Records of a night that many teams share, and of how many teams they are.
    of_teams: int
    teams: tuple[int, int]
    #: Children of a census that is read, and nothing more.
    children: tuple[int, int, int]


FULL = Sizes(
    large=1_000_000,
    growth=(10_000, 100_000, 1_000_000),
    repetitions=5,
    of_a_row=20_000,
    nights_in_a_row=(3, 60),
    long_history=400,
    of_teams=100_000,
    teams=(150, 1_000),
    children=(2_000, 20_000, 200_000),
)
QUICK = Sizes(
    large=20_000,
    growth=(1_000, 5_000, 20_000),
    repetitions=1,
    of_a_row=1_000,
    nights_in_a_row=(1, 3),
    long_history=10,
    of_teams=2_000,
    teams=(10, 50),
    children=(100, 500, 2_000),
)


@dataclass(frozen=True)
class Bench:
    """What every measurement needs: the night's command, the extracts, and how often."""

    night: Sequence[str]
    #: A Python that has what the program needs, and no development package.
    python: str
    folder: Path
    repetitions: int

    def extract(self, records: int, teams: int) -> Path:
        """Return the folder of an extract and its configuration, made when first asked for."""
        folder = self.folder / f"{records}-{teams}"
        if not folder.exists():
            say(f"making an extract of {records:,} records")
            command = [sys.executable, "benchmarks/generate.py", "--records", str(records)]
            command += ["--teams", str(teams), "--seed", str(SEED), "--as-at", AS_AT, str(folder)]
            timed_process(command, log=self.folder / "log")
        return folder

    def asking(self, extract: Path) -> Path:
        """Return the folder of the same extract, with a configuration that asks for answers."""
        folder = extract.with_name(f"{extract.name}-asking")
        if not folder.exists():
            folder.mkdir()
            (folder / "extract.csv").hardlink_to(extract / "extract.csv")
            text = (extract / "monitor.toml").read_text(encoding="utf-8")
            (folder / "monitor.toml").write_text(f"{text}\n[answers]\n", encoding="utf-8")
        return folder

    def census(self, children: int) -> Path:
        """Return a census, made when first asked for."""
        path = self.folder / f"census-{children}.xml"
        if not path.exists():
            say(f"making a census of {children:,} children")
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

    def nights(self, extract: Path, many: int) -> Path:
        """Return the output of this many nights, one after the other, made when first asked for."""
        output = extract / f"{many} nights"
        if not output.exists():
            say(f"making {many} nights")
            for number in range(1, many + 1):
                timed_process(self.run_of(extract, number, output), log=self.folder / "log")
        return output

    def night_after(
        self, extract: Path, nights: int, history: Path, name: str | None = None
    ) -> Contender:
        """Return the night that follows this many nights, whose output lies in `history`."""

        def command(output: Path) -> list[str]:
            return self.run_of(extract, nights + 1, output)

        return Contender(name or f"a night after {nights}", command, begins_with=history)

    def run_of(self, extract: Path, number: int, output: Path) -> list[str]:
        """Return the command of a night in a row: the first is that of the extract's own date."""
        as_at = date.fromisoformat(AS_AT) + timedelta(days=number - 1)
        order = ["run", "-c", str(extract / "monitor.toml"), "--as-at", as_at.isoformat()]
        first = ["--first-night"] if number == 1 else []
        return [*self.night, *order, "--output", str(output), *first]

    def as_installed(self, statement: str) -> Contender:
        """Return a statement run by the Python that has only what the program needs."""
        return Contender(statement, lambda _: [self.python, "-c", statement])

    def module(self, name: str, *arguments: str, under: str | None = None) -> Contender:
        """Return a module of the benchmarks run by the same Python."""
        command = [self.python, "-m", f"benchmarks.{name}", *arguments]
        return Contender(under or name, lambda _: command)


def say(what: str) -> None:
    """Say on stderr what is measured now."""
    print(f"benchmark: {what}", file=sys.stderr)
