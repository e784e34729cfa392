"""An authority whose history an older version of the program wrote, and its extract of today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from monitor import starter
from monitor.history.frames import from_bytes
from monitor.history.store import HISTORY
from tests.history.recorded.record import NIGHTS, entries, recorded

if TYPE_CHECKING:
    from pathlib import Path

#: The night after those that are recorded.
TONIGHT = NIGHTS[-1] + timedelta(days=1)
_NAMES = {"Assessment Team North": "North", "Assessment Team South": "Süd"}


def lay_older_authority(folder: Path, version: int) -> None:
    """Lay the recorded history of a version below a folder, with a configuration and an extract."""
    text = starter.configuration().decode()
    for name, recorded_name in _NAMES.items():
        text = text.replace(name, recorded_name)
    for place in ("extracts", "output"):
        (folder / place).mkdir(parents=True)
    (folder / "monitor.toml").write_text(text, encoding="utf-8")
    (folder / "output" / HISTORY).write_bytes(recorded(version).read_bytes())
    _extract().to_csv(folder / "extracts" / "assessments.csv", index=False, encoding="utf-8")


def _extract() -> pd.DataFrame:
    """Return the recorded records of the last night as the case-management system exports them."""
    known = from_bytes(entries()[-1].snapshot)
    start = pd.Timestamp(NIGHTS[0]) - pd.Timedelta(days=30)
    return pd.DataFrame(
        {
            "Assessment ID": known["assessment_id"],
            "Child ID": known["child_id"],
            "Team": known["team"],
            "Worker": "Worker 1",
            "Referral date": f"{start:%d/%m/%Y}",
            "Start date": f"{start:%d/%m/%Y}",
            "Deadline": known["deadline"].dt.strftime("%d/%m/%Y"),
            "Authorised date": "",
            "Status": "Open",
            "Child seen": "Yes",
        }
    )
