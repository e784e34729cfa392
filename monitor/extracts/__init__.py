"""The kinds of source that can be read, and the reading of all extracts as one population."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from monitor.errors import ExtractRefused
from monitor.standards import STANDARDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from monitor.config import Extract
    from monitor.extracts.dated_paths import Found
    from monitor.model import SourceTable

#: One row per kind of source: the word in the configuration, and the function that reads it.
READERS = {
    "csv": "monitor.extracts.csv_file:read",
    "excel": "monitor.extracts.workbook:read",
    "cin-census": "monitor.extracts.cin_census:read",
    "annex-a": "monitor.extracts.annex_a:read",
}


class Reader(Protocol):
    """Reads one file into text by its own headings.

    Raises `ExtractRefused` where the file cannot be trusted whole.
    """

    def __call__(self, path: Path, extract: Extract) -> SourceTable:
        """Read the file at `path` as `extract` says."""


def read_extracts(
    extracts: Sequence[Extract], *, folder: Path, as_at: date
) -> tuple[SourceTable, ...]:
    """Read every extract as of the as-at date; relative paths are taken from `folder`.

    Raises `ExtractRefused` for the first that cannot be trusted: a night with a part of the
    children would be worse than none.
    """
    from monitor.extracts.dated_paths import find_file  # noqa: PLC0415  (a registry of paths)
    from monitor.extracts.trust import trusted  # noqa: PLC0415

    found = [find_file(folder, extract.path, as_at=as_at) for extract in extracts]
    names = _names([each.path for each in found])
    return tuple(
        trusted(_read(each, extract, name=name), extract, found=each, as_at=as_at)
        for each, extract, name in zip(found, extracts, names, strict=True)
    )


def reader_for(kind: str) -> Reader:
    """Return the reader of one kind of source, imported when it is first used."""
    module, name = READERS[kind].split(":")
    return cast("Reader", getattr(import_module(module), name))


def _read(found: Found, extract: Extract, *, name: str) -> SourceTable:
    """Read one file, and the count beside it, which must be the same before and after."""
    from monitor.extracts.files import declared_count  # noqa: PLC0415  (as above)

    count = declared_count(found.path)
    table = _named(reader_for(extract.format)(found.path, extract), name, extract)
    if declared_count(found.path) != count:
        message = f"{name}.count changed while the extract was read; wait until both are finished"
        raise ExtractRefused(message, source=name)
    return table if count is None else _counted(table, count)


def _counted(table: SourceTable, count: int) -> SourceTable:
    """Return the table with the count beside its file as a control total, which must agree."""
    file = table.file
    if count != file.lines.records:
        message = f"{file.name}.count says {count} records and {file.lines.records} were read"
        raise ExtractRefused(message, source=file.name)
    by = " and ".join(filter(None, (file.control_total_by, "its .count file")))
    return replace(table, file=replace(file, control_total=count, control_total_by=by))


def _named(table: SourceTable, name: str, extract: Extract) -> SourceTable:
    """Return the table under its name, with what its layout lacks."""
    standard = STANDARDS.get(extract.format)
    lacks = standard.told(extract.columns.mapped()) if standard else ()
    return replace(table, file=replace(table.file, name=name, lacks=lacks))


def _names(paths: Sequence[Path]) -> list[str]:
    """Return the name of each source: the file's, with its folder's where two files share one."""
    alone = Counter(path.name for path in paths)
    names = [
        path.name if alone[path.name] == 1 else f"{path.parent.name}/{path.name}" for path in paths
    ]
    name, times = Counter(names).most_common(1)[0]
    if times > 1:
        message = "two extracts have this name, and no record could say from which it came"
        raise ExtractRefused(message, source=name)
    return names
