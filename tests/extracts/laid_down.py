"""An extract of one record that is laid down in a folder, and read or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import ExtractRefused
from monitor.extracts import read_extracts
from tests.support.making import INSPECTION_DAY, settings_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from monitor.records.sources import SourceFile

#: Thursday 16 July 2015; the days beside it are a Wednesday and a Friday.
AS_AT = INSPECTION_DAY
ROW = {"assessment_id": "A1", "child_id": "0012345", "team": "North", "start_date": "02/07/2015"}


def put(path: Path, content: str | bytes = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, *, path: str = "extract.csv", as_at: date = AS_AT, **key: Any) -> SourceFile:
    """Read the extract that lies there; `key` are further keys of it."""
    settings = settings_of(path=path, extract=key)
    (table,) = read_extracts(settings.extracts, folder=folder, as_at=as_at)
    return table.file


def refusal(folder: Path, **key: Any) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, **key)
    assert caught.value.exit_code == 3
    assert "0012345" not in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)
