"""The output folder: who holds it, what lies where in it, and the nights that are there."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from monitor import durable
from monitor.errors import AnotherRun, OutputUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST, SUMMARY, INDEX = "manifest.json", "summary.json", "index.html"
#: In every night, and in the output folder over all of them.
FIGURES = "figures.csv"
#: Where the messages that are files lie, each named after its night first.
OUTBOX = "outbox"
STAGING, SET_ASIDE, _LOCK = ".staging", ".set-aside", ".lock"


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Hold the output folder for this run, creating it where it is missing.

    The lock is the system's and dies with the process. Raises `AnotherRun` where another run has
    it, and `OutputUnusable` for whatever the folder refuses while it is held.
    """
    with _usable(output):
        if not output.is_dir():
            output.mkdir(mode=0o700, parents=True, exist_ok=True)
            durable.sync_folder(output.parent)
    lock = FileLock(output / _LOCK, timeout=0, mode=0o600)
    with _usable(output):
        try:
            lock.acquire()
        except Timeout:
            raise AnotherRun(f"another run holds {output / _LOCK}") from None
    try:
        with _usable(output):
            yield
    finally:
        lock.release()


@contextmanager
def _usable(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise OutputUnusable(f"the output folder {output} cannot be used ({why(fault)})") from fault


def why(fault: OSError) -> str:
    """Return what the system says of a fault, without the path that it holds."""
    return fault.strerror or "system error"


def published_nights(output: Path) -> tuple[date, ...]:
    """Return the dates of the nights in the output folder, oldest first."""
    if not output.is_dir():
        return ()
    folders = (each for each in output.iterdir() if (each / MANIFEST).is_file())
    nights = (date_of(folder.name) for folder in folders)
    return tuple(sorted(night for night in nights if night is not None))


def summaries(output: Path) -> list[dict[str, Any]]:
    """Return the summary of every published night, oldest first; a damaged one says so."""
    return [summary_of(output / night.isoformat()) for night in published_nights(output)]


def kept_aside(output: Path) -> tuple[date, ...]:
    """Return the dates of the nights that are set aside."""
    aside = output / SET_ASIDE
    nights = (date_of(folder.name.partition(".")[0]) for folder in folders_in(aside))
    return tuple(sorted({night for night in nights if night is not None}))


def summary_of(folder: Path) -> dict[str, Any]:
    """Return the summary of a night in this folder, or that it is damaged."""
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (ValueError, FileNotFoundError):
        found = {}
    whole = isinstance(found, dict) and {"records", "past_deadline", "alarms"} <= set(found)
    return {**found, "as_at": folder.name} if whole else {"as_at": folder.name, "damaged": True}


def date_of(name: str) -> date | None:
    """Return the date that a name is, or None where it is no date."""
    try:
        night = date.fromisoformat(name)
    except ValueError:
        return None
    return night if name == night.isoformat() else None


def folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder by name; none where it is missing."""
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if each.is_dir())
