"""The sources that can be read, and the reading of all of them as one population.

In come paths and settings; out go source tables of text. A source is read whole or refused whole;
a bad cell is kept for `records` to mark, and nothing is judged or written here. A kind of source
is a module or package and a row of `READERS`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from monitor.errors import ExtractRefused
from monitor.settings.standards import STANDARDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from monitor.extracts.dated_paths import Found
    from monitor.records.sources import SourceTable
    from monitor.settings.databases import Database
    from monitor.settings.sources import Source

#: One row per kind of source: the word in the configuration, and the function that reads it. That
#: of a file is called with its path and `Source`, one of `DATABASE_FORMATS` with its `Database`,
#: `Source` and an `Access`. Each gives a `SourceTable` of text by the source's own headings, and
#: raises `ExtractRefused` where the source cannot be trusted whole.
READERS = {
    "csv": "monitor.extracts.csv_files.strict:read",
    "excel": "monitor.extracts.workbooks.workbook:read",
    "cin-census": "monitor.extracts.census.census:read",
    "annex-a": "monitor.extracts.workbooks.annex_a:read",
    "sql": "monitor.extracts.databases.database:read",
}


@dataclass(frozen=True)
class Access:
    """What a database is reached with beside its settings."""

    #: The folder of the configuration, from which relative paths are taken.
    folder: Path
    #: Reads one environment variable by its name.
    secret: Callable[[str], str | None]


def no_secret(_name: str) -> str | None:
    """Return nothing: for those who read no database, or one without a password."""
    return None


def read_extracts(
    extracts: Sequence[Source],
    *,
    folder: Path,
    as_at: date,
    secret: Callable[[str], str | None] = no_secret,
) -> tuple[SourceTable, ...]:
    """Read every extract (and look-up) as of the as-at date; paths are taken from `folder`.

    `secret` reads an environment variable, in which a database's password may stand. Raises
    `ExtractRefused` for the first that cannot be trusted: a night with a part of the children
    would be worse than none.
    """
    from monitor.extracts.dated_paths import find_file  # noqa: PLC0415  (a registry of paths)

    access = Access(folder, secret)
    places = [
        extract.database or find_file(folder, extract.pattern, as_at=as_at) for extract in extracts
    ]
    names = _names([_called(place) for place in places])
    return tuple(
        _trusted(place, extract, access, name=name, as_at=as_at)
        for place, extract, name in zip(places, extracts, names, strict=True)
    )


def reader_for(kind: str) -> Callable[..., SourceTable]:
    """Return the reader of one kind of source, imported when it is first used."""
    module, name = READERS[kind].split(":")
    reader: Callable[..., SourceTable] = getattr(import_module(module), name)
    return reader


def _trusted(
    place: Database | Found, extract: Source, access: Access, *, name: str, as_at: date
) -> SourceTable:
    from monitor.extracts.dated_paths import Found  # noqa: PLC0415  (as above)
    from monitor.extracts.trust import trusted  # noqa: PLC0415

    if isinstance(place, Found):
        return trusted(_read(place, extract, name=name), extract, found=place, as_at=as_at)
    table = reader_for(extract.format)(place, extract, access)
    return trusted(_named(table, name, extract), extract, found=None, as_at=as_at)


def _read(found: Found, extract: Source, *, name: str) -> SourceTable:
    """Read one file, and the count beside it, which must be the same before and after."""
    from monitor.extracts.files import declared_count, open_end  # noqa: PLC0415  (as above)

    count = declared_count(found.path)
    try:
        table = _named(reader_for(extract.format)(found.path, extract), name, extract)
    except MemoryError as full:
        message = "the file does not fit into the memory of this machine: is it the right one?"
        raise ExtractRefused(message, source=name) from full
    if declared_count(found.path) != count:
        message = f"{name}.count changed while the extract was read; wait until both are finished"
        raise ExtractRefused(message, source=name)
    table = table if count is None else _counted(table, count)
    if table.open_end is not None and table.file.control_total is None:
        raise open_end(name, table.open_end)
    return table


def _counted(table: SourceTable, count: int) -> SourceTable:
    """Return the table with the count beside its file as a control total, which must agree."""
    file = table.file
    if count != file.lines.records:
        message = f"{file.name}.count says {count} records and {file.lines.records} were read"
        raise ExtractRefused(message, source=file.name)
    by = " and ".join(filter(None, (file.control_total_by, "its .count file")))
    return replace(table, file=replace(file, control_total=count, control_total_by=by))


def _named(table: SourceTable, name: str, extract: Source) -> SourceTable:
    """Return the table under its name, with its blanks, and with what its layout lacks."""
    from monitor.records.cell_words import with_blanks  # noqa: PLC0415  (loads pandas)

    standard = STANDARDS.get(extract.format)
    gaps = standard.gaps(extract.columns.mapped()) if standard else ()
    file = replace(table.file, name=name, lacks=(*table.file.lacks, *gaps))
    return replace(table, file=file, cells=with_blanks(table.cells, extract.blanks))


def _called(place: Database | Found) -> tuple[str, str]:
    """Return the name of a source, and a longer one in case another has the same."""
    from monitor.extracts.dated_paths import Found  # noqa: PLC0415  (as above)

    if isinstance(place, Found):
        return place.path.name, f"{place.path.parent.name}/{place.path.name}"
    return place.source_name(), place.source_name()


def _names(called: Sequence[tuple[str, str]]) -> list[str]:
    """Return the name of each source: the file's, with its folder's where two files share one."""
    alone = Counter(name for name, _ in called)
    names = [name if alone[name] == 1 else longer for name, longer in called]
    name, times = Counter(names).most_common(1)[0]
    if times > 1:
        message = "two extracts have this name, and no record could say from which it came"
        raise ExtractRefused(message, source=name)
    return names
