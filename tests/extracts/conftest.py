"""What the tests of several sources share."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.extracts.databases.sql_settings import SSD_SCRIPT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def ssd_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the population of the inspection as a SQLite file of the safeguarding dataset."""
    path = tmp_path_factory.mktemp("ssd") / "ssd.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SSD_SCRIPT)
    return path
