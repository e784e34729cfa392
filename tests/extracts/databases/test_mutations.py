"""A SQLite file damaged anywhere is refused in one line, or read as it counts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ExtractRefused
from tests.extracts.databases.sql_settings import SSD, database_settings, read_database

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole_file(ssd_file: Path) -> bytes:
    return ssd_file.read_bytes()


@given(
    place=st.floats(0, 1, exclude_max=True),
    piece=st.binary(min_size=1, max_size=64),
    keep=st.sampled_from([1.0, 1.0, 1.0, 0.7, 0.1]),
)
def test_damage_is_refused_in_one_line_or_every_record_is_counted(
    whole_file: bytes,
    tmp_path_factory: pytest.TempPathFactory,
    place: float,
    piece: bytes,
    keep: float,
) -> None:
    # Most of what matters to SQLite stands at the beginning of a page.
    start = int(place * len(whole_file)) // 64 * 64
    damaged = bytearray(whole_file)
    damaged[start : start + len(piece)] = piece
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "ssd.sqlite").write_bytes(damaged[: int(keep * len(damaged))])
    settings = database_settings(
        url="sqlite:///ssd.sqlite", statement_timeout_seconds=5, connect_timeout_seconds=2, **SSD
    )
    said = told = None
    try:
        told = read_database(settings, folder).file
    except ExtractRefused as refused:
        said = str(refused)
    assert said is None or "\n" not in said
    assert told is None or told.control_total == told.lines.records
