"""A world: a configuration, an extract and the output folder, and what can be seen in it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from tests.support.making import HEADINGS, csv_text

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from pathlib import Path

    from tests.support.making import Answered

Row = dict[str, str]
Answer = TypeVar("Answer")
Files = dict[str, bytes]
#: Everything below a folder by its path: the mode, and the content of a file.
Tree = dict[str, tuple[int, bytes | None]]

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

#: What a folder held after something was done in it, and what that returned; by what was done and
#: all that the folder held before.
_DONE: dict[tuple[Hashable, str], tuple[Tree, Any]] = {}


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


def lived(world: World, night: date, monitor: Callable[..., Answered], *more: str) -> None:
    """Let a world live a night, which must be published; at once, where a like one lived it."""

    def run() -> None:
        done = monitor(*world.run(night, *more))
        assert done.exit_code == 0, done.err

    done_once(world.folder, ("lived", night, more), run)


def done_once(folder: Path, deed: Hashable, do: Callable[[], Answer]) -> Answer:
    """Do something in a folder, and return what it returned.

    Many tests begin alike: where a folder that held the same to the byte had the same done to it
    before, it is written as it was left then. That a night is the same to the byte every time is
    what other tests show, which run it. Nothing may be patched that has a part in it.
    """
    before = _tree(folder)
    key = deed, _hash(before)
    if key in _DONE:
        _change(folder, before, _DONE[key][0])
    else:
        answer = do()
        _DONE[key] = _tree(folder), answer
    found: Answer = _DONE[key][1]
    return found


def fingerprint_of(folder: Path) -> str:
    """Return a hash of everything below a folder, the modes of its files among it."""
    return _hash(_tree(folder))


def _hash(tree: Tree) -> str:
    return hashlib.sha256(repr(tree).encode()).hexdigest()


def _tree(folder: Path) -> Tree:
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else None,
        )
        for path in sorted(folder.rglob("*"))
    }


def _change(folder: Path, before: Tree, after: Tree) -> None:
    """Remove and write what differs."""
    for name in sorted(before.keys() - after.keys(), reverse=True):
        path = folder / name
        path.rmdir() if path.is_dir() else path.unlink()
    for name, (mode, content) in after.items():
        if before.get(name) != (mode, content):
            path = folder / name
            if content is None:
                path.mkdir(exist_ok=True)
            else:
                path.write_bytes(content)
            path.chmod(mode)


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
        runs = connection.execute(
            "SELECT runs.*, content FROM runs LEFT JOIN snapshots ON run = id ORDER BY night, state"
        ).fetchall()
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
    """True if a night's files are those of its own manifest, to the byte."""
    outputs = json.loads(night["manifest.json"])["outputs"]
    promised = {each["path"]: (each["size"], each["sha256"]) for each in outputs}
    there = {
        path: (len(content), hashlib.sha256(content).hexdigest())
        for path, content in night.items()
        if path != "manifest.json"
    }
    return there == promised
