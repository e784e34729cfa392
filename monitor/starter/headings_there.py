"""The headings of the files that a configuration names which is not valid yet."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from monitor.errors import ExtractRefused
from monitor.extracts.dated_paths import find_file
from monitor.extracts.files import private_copy
from monitor.starter.drafting import has_headings
from monitor.starter.recognising import recognise
from monitor.starter.writing import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date
    from pathlib import Path


def headings_there(config: Path, *, as_at: date, formats: Collection[str]) -> Iterator[str]:
    """Yield a line for each sheet of each file that has headings; nothing of what is not read."""
    for table in _sources(config):
        path = table.get("path") if isinstance(table, dict) else None
        if isinstance(path, str):
            with suppress(ExtractRefused, OSError, ValueError):
                yield from _of_file(find_file(config.parent, path, as_at=as_at).path, formats)


def _sources(config: Path) -> list[Any]:
    try:
        tables = tomllib.loads(config.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return []
    found = [tables.get("extracts"), tables.get("lookups")]
    return [table for several in found if isinstance(several, list) for table in several]


def _of_file(path: Path, formats: Collection[str]) -> Iterator[str]:
    copy = private_copy(path)
    kind = recognise(copy, formats)
    for glimpse in kind.look(copy) if kind.look else ():
        if has_headings(glimpse):
            sheet = f", sheet “{glimpse.sheet}”" if glimpse.sheet else ""
            yield f"The headings of {copy.name}{sheet}: {listed(glimpse.headings)}"
