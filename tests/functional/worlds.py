"""A world: a configuration, an extract and the output folder, and what can be seen in it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tests.making import HEADINGS, csv_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Row = dict[str, str]
Files = dict[str, bytes]

WEDNESDAY, THURSDAY, FRIDAY = date(2015, 7, 15), date(2015, 7, 16), date(2015, 7, 17)

_CONFIGURATION = """\
authority = "Ambleford Borough Council"

[history]
keep_nights = 400

[[extracts]]
path = "extract.csv"
may_repeat = true
format = "csv"
date_formats = ["%d/%m/%Y"]
[extracts.columns]
{columns}
[extracts.states]
open = ["Open"]
awaiting_authorisation = ["Awaiting authorisation"]
authorised = ["Authorised"]
cancelled = ["Cancelled"]

[[teams]]
name = "Assessment Team North"
aliases = ["North"]
recipients = ["north.manager@example.gov.uk"]

[[teams]]
name = "Assessment Team South"
recipients = []

[service]
recipients = ["head.of.service@example.gov.uk"]
"""


def assessment(number: int, **cells: str) -> Row:
    """Return a record that is open and due on Friday 31 July 2015, unless `cells` say otherwise."""
    return {
        "assessment_id": f"A{number:04}",
        "child_id": f"{number:07}",
        "team": "North" if number % 2 else "Assessment Team South",
        "worker": "Worker 1",
        "referral_date": "01/07/2015",
        "start_date": "02/07/2015",
        "deadline": "31/07/2015",
        "state": "Open",
        "child_seen": "Yes",
        **cells,
    }


#: Four assessments of two teams, one of them due on Friday 10 July 2015 and so overdue.
ROWS = (
    assessment(1),
    assessment(2, deadline="10/07/2015"),
    assessment(3, child_seen="No"),
    assessment(4, authorised_date="14/07/2015", state="Authorised"),
)
CHANGED_ROWS = (*ROWS[:2], assessment(3, deadline="13/07/2015"), assessment(5))


@dataclass(frozen=True)
class World:
    """A folder of its own in which the monitor runs."""

    folder: Path

    @property
    def config(self) -> Path:
        """Return the path of the configuration."""
        return self.folder / "monitor.toml"

    @property
    def extract(self) -> Path:
        """Return the path of the extract."""
        return self.folder / "extract.csv"

    @property
    def output(self) -> Path:
        """Return the output folder."""
        return self.folder / "output"

    def night(self, as_at: date = THURSDAY) -> Path:
        """Return the folder of a night."""
        return self.output / as_at.isoformat()

    def rewrite(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Replace the extract."""
        self.extract.write_bytes(csv_text(rows).encode())

    def run(self, as_at: date = THURSDAY, *more: str) -> tuple[str, ...]:
        """Return the arguments of a run of this world; it is the first where no other night is."""
        others = set(nights_seen(self.output)) - {as_at.isoformat()}
        first = () if others else ("--first-night",)
        return ("run", "-c", str(self.config), "--as-at", as_at.isoformat(), *first, *more)


def new_world(folder: Path, rows: Sequence[Mapping[str, str]] = ROWS) -> World:
    """Make a world below `folder`, which is created where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    world = World(folder)
    columns = "\n".join(f'{column} = "{heading}"' for column, heading in HEADINGS.items())
    world.config.write_text(_CONFIGURATION.format(columns=columns), encoding="utf-8")
    world.rewrite(rows)
    return world


def files_below(folder: Path) -> Files:
    """Return every file below a folder by its path; hidden ones too, lock and history apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock" and not path.name.startswith("history.sqlite")
    }


def history_below(output: Path) -> list[tuple[object, ...]]:
    """Return all that the history holds, night by night; the numbers of its rows apart."""
    path = output / "history.sqlite"
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        runs = connection.execute("SELECT * FROM runs ORDER BY night, state").fetchall()
        figures = "SELECT * FROM figures WHERE run = ? ORDER BY place"
        return [
            (*run[1:], *(row[1:] for row in connection.execute(figures, run[:1]))) for run in runs
        ]


def nights_seen(output: Path) -> dict[str, Files]:
    """Return the files of every night that somebody looking into the folder finds."""
    if not output.is_dir():
        return {}
    return {
        folder.name: files_below(folder)
        for folder in output.iterdir()
        if folder.is_dir() and folder.name[:1].isdigit()
    }


def is_whole(night: Files) -> bool:
    """Say whether a night's files are those of its own manifest, to the byte."""
    outputs = json.loads(night["manifest.json"])["outputs"]
    promised = {each["path"]: (each["size"], each["sha256"]) for each in outputs}
    there = {
        path: (len(content), hashlib.sha256(content).hexdigest())
        for path, content in night.items()
        if path != "manifest.json"
    }
    return there == promised
