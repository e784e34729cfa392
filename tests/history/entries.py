"""Made-up nights of a history, and a history to keep them in."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from monitor.history.entry import Entry
from monitor.history.migrations import migrate
from monitor.judgement.night import TrendRow
from monitor.judgement.snapshot import TYPES
from tests.support.storing import to_bytes

if TYPE_CHECKING:
    from monitor.history.nights import Nights

WEDNESDAY, THURSDAY, FRIDAY = date(2015, 7, 15), date(2015, 7, 16), date(2015, 7, 17)
#: No compression makes this any shorter, so it stands in the file as it is.
CHILD = "q7Zx0vK3mW9tRb5Yc1Nd"


SETTINGS = {"extracts": [], "rules": {"missed_stays_missed": True}}


def snapshot_of(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make a snapshot: a row for each of these; what a row leaves out is blank."""
    blanks = {"str": "", "datetime64[s]": None, "int64": 0, "Int32": None, "bool": False}
    whole = [{column: blanks[kind] for column, kind in TYPES.items()} | row for row in rows]
    return pd.DataFrame(whole, columns=list(TYPES)).astype(TYPES)


def figures_of(night: date, name: str, **figures: float | None) -> TrendRow:
    """Make a row of figures; what is left out is nought."""
    noughts = dict.fromkeys(TrendRow._fields, 0) | {
        "mean_working_days_late": None,
        "is_service": name == "Ambleford",
    }
    return TrendRow(**noughts | {"night": night, "name": name, **figures})  # type: ignore[arg-type]  # a table of cases


def entry(night: date, **changed: Any) -> Entry:
    """Make a night of two assessments and two teams, unless `changed` says otherwise."""
    made: dict[str, Any] = {
        "night": night,
        "manifest_sha256": f"manifest of {night}",
        "compared_with": None,
        "accepted": "",
        "records_read": 2,
        "next_life": 2,
        "facts": {"problems": {}, "inputs": [], "settings": SETTINGS},
        "snapshot": snapshot_of(
            {"life": 0, "child_id": CHILD, "team": "North"}, {"life": 1, "team": "Süd"}
        ),
        "figures": [
            figures_of(night, "Ambleford", records=2, mean_working_days_late=3.5),
            figures_of(night, "North", records=1),
            figures_of(night, "Süd", records=1),
        ],
        "messages": [],
        "made_at": f"{night}T02:00:00+00:00",
    }
    whole = made | changed
    return Entry(**whole | {"snapshot": to_bytes(whole["snapshot"])})


def put(nights: Nights, *entries: Entry) -> None:
    """Publish these nights."""
    for each in entries:
        nights.prepare(each)
        nights.settle(in_place=True)


def in_memory() -> sqlite3.Connection:
    """Open a history that is in no file."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection, Path())
    return connection
