"""A night appears whole or not at all: staging, manifest, one step into place, recovery."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from monitor import durable
from monitor.errors import AnotherRun, OutputUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MANIFEST, SUMMARY, INDEX = "manifest.json", "summary.json", "index.html"
_STAGING, _SET_ASIDE, _LOCK = ".staging", ".set-aside", ".lock"
_INTENT = "intent.json"


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Hold the output folder for this run, creating it where it is missing.

    The lock is the system's and dies with the process. Raises `AnotherRun` where another run has
    it, and `OutputUnusable` for whatever the folder refuses while it is held.
    """
    with _usable(output):
        output.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(output / _LOCK, timeout=0, mode=0o600)
    with _usable(output):
        try:
            lock.acquire()
        except Timeout:
            message = f"another run holds {output / _LOCK}"
            raise AnotherRun(message) from None
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
        message = f"the output folder {output} cannot be used ({fault.strerror or 'system error'})"
        raise OutputUnusable(message) from fault


def published_nights(output: Path) -> tuple[date, ...]:
    """Return the dates of the nights in the output folder, oldest first."""
    if not output.is_dir():
        return ()
    nights = (_as_night(folder) for folder in output.iterdir())
    return tuple(sorted(night for night in nights if night is not None))


def summaries(output: Path) -> list[dict[str, Any]]:
    """Return the summary of every published night, oldest first."""
    return [_summary(output / night.isoformat()) for night in published_nights(output)]


def manifest_of(files: Mapping[str, bytes], facts: Mapping[str, Any]) -> bytes:
    """Return the manifest: the facts of the night, and each file with its size and SHA-256."""
    outputs = [
        {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in sorted(files.items())
    ]
    return json_bytes({**facts, "outputs": outputs})


def json_bytes(value: object) -> bytes:
    """Return a value as JSON for people and programs: the same bytes for the same value."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def publish(files: Mapping[str, bytes], manifest: bytes, *, output: Path, as_at: date) -> Path:
    """Put a night's files in place in one step and return its folder.

    A night that is there already is set aside and replaced, or left alone where it is the same to
    the byte. Must be called by the run that is `alone`. A kill at any moment leaves the night as
    it was or as it is to be; `recover` clears up after it.
    """
    folder, staged = output / as_at.isoformat(), output / _STAGING / as_at.isoformat()
    if folder.is_symlink():
        message = f"{folder} is a link; a night is a folder of this program alone"
        raise OutputUnusable(message)
    _stage(files, manifest, staged)
    if _same(folder, files, manifest):
        durable.remove_folder(staged.parent)
        return folder
    _declare(staged.parent, as_at, manifest)
    if folder.exists():
        _replace(folder, staged, output)
    else:
        durable.move(staged, folder)
    durable.remove_folder(staged.parent)
    return folder


def recover(output: Path) -> bool:
    """Finish or undo what an interruption left; return whether there was anything.

    A complete night whose place is free is put there. One whose place is taken by itself was
    already exchanged, so that what is staged is the night before it, and is set aside. Anything
    else was not yet to be seen, and is removed.
    """
    staging = output / _STAGING
    if not staging.exists() and not staging.is_symlink():
        return False
    intent = _intent(staging)
    if intent is not None:
        as_at, digest = intent
        folder, staged = output / as_at, staging / as_at
        if staged.is_dir() and _digest(folder) == digest:
            _set_aside(staged, output)
        elif _digest(staged) == digest and not folder.exists():
            durable.move(staged, folder)
    durable.remove_folder(staging)
    return True


def write_index(output: Path, page: bytes) -> None:
    """Replace the list of nights, unless it is the same."""
    index = output / INDEX
    if not index.is_file() or index.read_bytes() != page:
        durable.replace_file(index, page)


def _stage(files: Mapping[str, bytes], manifest: bytes, staged: Path) -> None:
    durable.remove_folder(staged.parent)
    durable.make_folder(staged.parent)
    durable.make_folder(staged)
    folders = {str(PurePosixPath(path).parent) for path in files} - {"."}
    for each in sorted(folders):
        durable.make_folder(staged / each)
    for path, content in files.items():
        durable.write_file(staged / path, content)
    for each in sorted(folders):
        durable.sync_folder(staged / each)
    durable.write_file(staged / MANIFEST, manifest)
    durable.sync_folder(staged)


def _declare(staging: Path, as_at: date, manifest: bytes) -> None:
    """Write down what is about to be put in place, so that `recover` can tell what was done."""
    intent = {"as_at": as_at.isoformat(), "manifest": hashlib.sha256(manifest).hexdigest()}
    durable.write_file(staging / _INTENT, json_bytes(intent))
    durable.sync_folder(staging)


def _replace(folder: Path, staged: Path, output: Path) -> None:
    if durable.exchange(staged, folder):
        _set_aside(staged, output)
    else:
        _set_aside(folder, output)
        durable.move(staged, folder)


def _set_aside(old: Path, output: Path) -> None:
    aside = output / _SET_ASIDE
    if not aside.is_dir():
        durable.make_folder(aside)
    taken = {folder.name for folder in aside.iterdir()}
    number = next(n for n in range(1, len(taken) + 2) if f"{old.name}.{n}" not in taken)
    durable.move(old, aside / f"{old.name}.{number}")


def _same(folder: Path, files: Mapping[str, bytes], manifest: bytes) -> bool:
    if not folder.is_dir() or _digest(folder) != hashlib.sha256(manifest).hexdigest():
        return False
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return there == {*files, MANIFEST} and all(
        (folder / path).read_bytes() == content for path, content in files.items()
    )


def _digest(folder: Path) -> str | None:
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _intent(staging: Path) -> tuple[str, str] | None:
    try:
        intent = json.loads((staging / _INTENT).read_text(encoding="utf-8"))
        return date.fromisoformat(intent["as_at"]).isoformat(), str(intent["manifest"])
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError):
        return None


def _summary(folder: Path) -> dict[str, Any]:
    try:
        summary: dict[str, Any] = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except ValueError as broken:
        message = (
            f"{folder / SUMMARY} is damaged; put the folder back from a backup or move it away"
        )
        raise OutputUnusable(message) from broken
    return summary


def _as_night(folder: Path) -> date | None:
    try:
        night = date.fromisoformat(folder.name)
    except ValueError:
        return None
    return night if (folder / MANIFEST).is_file() else None
