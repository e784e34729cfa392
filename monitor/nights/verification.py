"""The nights held to their hashes: what was read, what was published, what is stored."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from monitor.errors import HistoryUnusable
from monitor.history.store import HISTORY, look_into_history
from monitor.publishing.figures_list import figures_fault
from monitor.publishing.folder import MANIFEST, alone, published_nights
from monitor.publishing.manifest import manifest_hash
from monitor.settings.dates import DATE_IN_PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from monitor.history.nights import Nights
    from monitor.nights.order import Order
    from monitor.settings.settings import Settings


@dataclass(frozen=True)
class Finding:
    """The faults of one night (what is not as it was written), and notes that are no fault."""

    night: date
    faults: tuple[str, ...]
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Yield the finding as lines for people."""
        yield f"{self.night}: {'DAMAGED' if self.faults else 'as it was written'}"
        yield from (f"  {each}" for each in (*self.faults, *self.notes))


class _Near(NamedTuple):
    files: Sequence[Path]
    #: The names of the extracts that are databases, of which there is no file to compare.
    databases: Collection[str]
    sha256: Callable[[Path], str]


def verify_nights(order: Order, night: date | None) -> list[Finding]:
    """Compare one night, or all, with what was written; raises `HistoryUnusable` without one."""
    with look_into_history(order.output, every_page=True) as history, alone(order.output):
        stored, damaged = history.published(), history.damaged()
        found = {*stored, *published_nights(order.output), *(each.night for each in damaged)}
        if not found:
            message = f"the history in {order.output} holds no night: `run --first-night` begins it"
            raise HistoryUnusable(message)
        near = _near(order.settings, order.folder)
        chosen = sorted(found if night is None else {night} & found)
        return [
            _finding(
                order.output / each.isoformat(),
                history,
                damaged=[part for night, part in damaged if night == each],
                near=near,
            )
            for each in chosen
        ]


def _finding(folder: Path, history: Nights, *, damaged: Sequence[str], near: _Near) -> Finding:
    night = date.fromisoformat(folder.name)
    faults = [
        f"its {part} in the history are damaged: put {HISTORY} back from a backup"
        for part in damaged
    ]
    if night not in history.published():
        if folder.is_dir():
            faults.append("its reports are there, but it is not in the history")
        return Finding(night, tuple(faults), ())
    if "records" in damaged:
        return Finding(night, tuple(faults), ())
    digest, facts = history.facts(night)
    faults += _output_faults(folder, digest)
    if not faults and (fault := figures_fault(folder)):
        faults.append(fault)
    return Finding(
        night, tuple(faults), ("its records are as they were stored", *_inputs(facts, near))
    )


def _output_faults(folder: Path, digest: str) -> Iterator[str]:
    if manifest_hash(folder) is None:
        yield "its reports are missing"
        return
    if manifest_hash(folder) != digest:
        yield f"{MANIFEST} is not the one that was published"
        return
    outputs = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["outputs"]
    promised = {each["path"]: each["sha256"] for each in outputs}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    folders = {str(above) for path in promised for above in PurePosixPath(path).parents}
    yield from (f"{path} is missing" for path in sorted(set(promised) - set(there)))
    for path in sorted(set(there) - set(promised) - folders - {MANIFEST}):
        yield f"{path} was not published"
    for path in sorted(set(promised) & set(there)):
        if fault := _file_fault(there[path], promised[path]):
            yield f"{path} {fault}"


def _file_fault(path: Path, sha256: str) -> str:
    if path.is_symlink() or not path.is_file():
        return "is a link or a folder, and no file of its own"
    return "" if _sha256(path) == sha256 else "was changed"


def _inputs(facts: dict[str, Any], near: _Near) -> Iterator[str]:
    for source in facts["inputs"]:
        if source["name"] in near.databases:
            yield f"{source['name']} is a database, which may well hold something else by now"
            continue
        name = source["name"].rpartition("/")[2]
        named = [path for path in near.files if path.name == name]
        if any(near.sha256(path) == source["sha256"] for path in named):
            yield f"{source['name']} is the file that was read"
        else:
            state = "holds something else by now" if named else "is not there any more"
            yield f"{source['name']} {state}"


def _near(settings: Settings, folder: Path) -> _Near:
    sources = (*settings.extracts, *settings.lookups)
    folders = _folders([each.path for each in sources if each.path is not None], folder)
    near = [path for each in folders if each.is_dir() for path in each.iterdir()]
    return _Near(
        files=[path for path in near if path.is_file()],
        databases={each.database.source_name() for each in settings.extracts if each.database},
        sha256=cache(_sha256),
    )


def _folders(paths: Sequence[str], folder: Path) -> set[Path]:
    """Return the folders of the extracts; of a name with a date or a pattern, all that fit."""
    found: set[Path] = set()
    for path in paths:
        named = (folder / path).parent
        pattern = Path(DATE_IN_PATH.sub("*", path)).parent
        above = Path(pattern.anchor) if pattern.anchor else folder
        below = pattern.relative_to(pattern.anchor)
        found |= {named, *(above.glob(str(below)) if below.parts else ())}
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
