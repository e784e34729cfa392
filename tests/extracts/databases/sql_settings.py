"""Settings of one extract from a database, and the reading of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.extracts import READERS, no_secret, read_extracts
from monitor.settings.settings import Settings
from tests.support.making import INSPECTION_DAY, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from monitor.records.sources import SourceTable

#: The columns of a query that names them as the record does.
COLUMNS = {
    each: each
    for each in (
        *("assessment_id", "child_id", "team", "start_date", "deadline", "authorised_date"),
        "extract_date",
    )
}
SSD: dict[str, Any] = {
    "profile": "ssd",
    "deadline_from": "local_deadlines.deadline",
    "deadline_id": "assessment",
    "deadline_person_id": "child",
    "extract_date_from": "local_refreshes.finished",
}
SSD_SCRIPT = (SAMPLES / "ssd.sql").read_text(encoding="utf-8")


def database_settings(
    columns: Mapping[str, str] | None = None,
    *,
    extract: Mapping[str, Any] | None = None,
    **database: Any,
) -> Settings:
    """Make settings for one database; a query names its columns as the record does."""
    mapped = COLUMNS if columns is None else columns
    of_query = {"columns": mapped} if "query" in database else {}
    first = {"format": "sql", "database": database, **of_query, **(extract or {})}
    whole = {
        "authority": "Ambleford Borough Council",
        "extracts": [first],
        "history": {"keep_nights": 400},
    }
    return Settings.model_validate(whole, context={"formats": tuple(READERS)})


def read_database(
    settings: Settings, folder: Path, secret: Callable[[str], str | None] = no_secret
) -> SourceTable:
    """Read the one extract of the settings."""
    (table,) = read_extracts(settings.extracts, folder=folder, as_at=INSPECTION_DAY, secret=secret)
    return table
