"""A CSV of two records, read from a folder or refused with no cell in the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.errors import ExtractRefused
from tests.extracts.accounting import read_whole
from tests.support.making import settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records.sources import SourceTable

COLUMNS = {
    "assessment_id": "ID",
    "child_id": "Child",
    "team": "Team",
    "start_date": "Start",
    "deadline": "Deadline",
    "authorised_date": "Authorised",
}
HEADING = "ID,Child,Team,Start,Deadline,Authorised"
FIRST = "A1,0012345,North,01/07/2015,10/07/2015,"
SECOND = "A2,0012346,NA,02/07/2015,11/07/2015,12/07/2015"


def read(folder: Path, content: str | bytes, **extract: object) -> SourceTable:
    return read_whole(folder, content, settings_of(COLUMNS, extract=extract))


def refusal(folder: Path, content: str | bytes, **extract: object) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, content, **extract)
    said = str(caught.value)
    for cell in ("0012345", "0012346", "North", "2015"):
        assert cell not in said
    return said


def lines(*rows: str) -> str:
    return "\n".join((HEADING, *rows, ""))


GOOD = lines(FIRST, SECOND)
