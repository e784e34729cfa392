"""One small source, written and read, with every line of it accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extracts import read_extracts
from tests.support.making import INSPECTION_DAY

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records.sources import SourceTable
    from monitor.settings.settings import Settings


def read_whole(folder: Path, content: str | bytes, settings: Settings) -> SourceTable:
    """Write the only extract of these settings into a folder, and read it from there."""
    (extract,) = settings.extracts
    path = folder / str(extract.path)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (table,) = read_extracts(settings.extracts, folder=folder, as_at=INSPECTION_DAY)
    assert table.file.lines.accounted == table.file.lines.read
    return table
