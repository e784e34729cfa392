"""The kinds of source that can be read, and the reading of all extracts as one population."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from monitor.errors import ExtractRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.config import Columns, Extract
    from monitor.model import SourceTable

#: One row per kind of source: the word in the configuration, and the function that reads it.
READERS = {
    "csv": "monitor.extracts.csv_file:read",
    "excel": "monitor.extracts.workbook:read",
}


class Reader(Protocol):
    """Reads one file into text by its own headings.

    Raises `ExtractRefused` where the file cannot be trusted whole.
    """

    def __call__(self, path: Path, extract: Extract) -> SourceTable:
        """Read the file at `path` as `extract` says."""


def read_extracts(extracts: Sequence[Extract], *, folder: Path) -> tuple[SourceTable, ...]:
    """Read every extract; relative paths are taken from `folder`.

    Raises `ExtractRefused` for the first that cannot be trusted: a night with a part of the
    children would be worse than none.
    """
    from monitor.extracts.files import newest_match  # noqa: PLC0415  (a registry of import paths)

    paths = [newest_match(folder, extract.path) for extract in extracts]
    return tuple(
        _trusted(_named(reader_for(extract.format)(path, extract), name), extract)
        for path, extract, name in zip(paths, extracts, _names(paths), strict=True)
    )


def reader_for(kind: str) -> Reader:
    """Return the reader of one kind of source, imported when it is first used."""
    module, name = READERS[kind].split(":")
    return cast("Reader", getattr(import_module(module), name))


def _trusted(table: SourceTable, extract: Extract) -> SourceTable:
    _refuse_too_few(table, extract.minimum_rows)
    _refuse_broken_ids(table, extract.columns)
    return table


def _refuse_too_few(table: SourceTable, minimum: int) -> None:
    records = table.file.lines.records
    if records < minimum:
        message = f"{records} records, fewer than minimum_rows = {minimum}"
        raise ExtractRefused(message, source=table.file.name)


def _refuse_broken_ids(table: SourceTable, columns: Columns) -> None:
    for heading in filter(None, (columns.assessment_id, columns.child_id, columns.family_id)):
        broken = table.cells[heading].str.contains("\n", regex=False).to_numpy()
        if broken.any():
            message = f"“{heading}” holds a line break: a quote is out of place"
            row = int(table.rows[broken.argmax()])
            raise ExtractRefused(message, source=table.file.name, row=row)


def _named(table: SourceTable, name: str) -> SourceTable:
    return replace(table, file=replace(table.file, name=name))


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
