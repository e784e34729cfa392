"""What the tests make: settings, extracts of a few rows, a night judged, a command run."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from monitor.commands import Surroundings
from monitor.extracts import READERS
from monitor.history.store import HISTORY
from monitor.nights.judging import Judged, judge_night
from monitor.nights.order import Order
from monitor.settings.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_data"
#: Thursday 16 July 2015, the day on which the inspectors looked.
INSPECTION_DAY = date(2015, 7, 16)

HEADINGS = {
    "assessment_id": "Assessment ID",
    "child_id": "Child ID",
    "family_id": "Family ID",
    "team": "Team",
    "worker": "Worker",
    "referral_date": "Referral date",
    "start_date": "Start date",
    "deadline": "Deadline",
    "authorised_date": "Authorised date",
    "submitted_date": "Submitted date",
    "state": "Status",
    "child_seen": "Child seen",
    "case_closed_date": "Case closed",
}
STATES = {
    "open": ["Open"],
    "awaiting_authorisation": ["Awaiting authorisation"],
    "authorised": ["Authorised"],
    "cancelled": ["Cancelled"],
}
#: An open assessment, on track as at Thursday 16 July 2015.
ROW = {
    "assessment_id": "A1",
    "child_id": "0001",
    "team": "North",
    "referral_date": "01/07/2015",
    "start_date": "02/07/2015",
    "deadline": "01/09/2015",
    "state": "Open",
    "child_seen": "Yes",
}


def settings_of(
    columns: Mapping[str, str] = HEADINGS,
    *,
    path: str = "extract.csv",
    kind: str = "csv",
    extract: Mapping[str, Any] | None = None,
    **tables: Any,
) -> Settings:
    """Make settings for one extract; `extract` and `tables` are further keys of them."""
    first = {
        "path": path,
        "format": kind,
        "date_formats": ["%d/%m/%Y"],
        "may_repeat": True,
        "columns": dict(columns),
        **({"states": STATES} if "state" in columns else {}),
        **(extract or {}),
    }
    whole = {
        "authority": "Ambleford Borough Council",
        "extracts": [first],
        "history": {"keep_nights": 400},
        **tables,
    }
    return Settings.model_validate(whole, context={"formats": tuple(READERS)})


def csv_text(rows: Sequence[Mapping[str, str]], columns: Mapping[str, str] = HEADINGS) -> str:
    """Write rows of canonical column -> raw text as a CSV by the headings; missing cells blank."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns.values())
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def surroundings(today: date) -> Surroundings:
    """Make a world in which it is the morning of a day, and nobody has a secret."""
    morning = datetime.combine(today, time(6, 30), ZoneInfo("Europe/London"))
    return Surroundings(today=lambda: today, now=lambda: morning, secret=lambda _: None)


def order_for(
    folder: Path, settings: Settings, *, as_at: date = INSPECTION_DAY, given: bool = True
) -> Order:
    """Make an order whose extracts and output lie in `folder`; it begins the history if need be."""
    output = folder / "output"
    return Order(
        settings=settings,
        folder=folder,
        as_at=as_at,
        as_at_given=given,
        output=output,
        first_night=not (output / HISTORY).exists(),
    )


def judge_rows(
    folder: Path,
    rows: Sequence[Mapping[str, str]],
    settings: Settings | None = None,
    *,
    columns: Mapping[str, str] = HEADINGS,
    as_at: date = INSPECTION_DAY,
) -> Judged:
    """Write the rows as `extract.csv` into `folder` and judge them."""
    (folder / "extract.csv").write_bytes(csv_text(rows, columns).encode())
    return judge_night(order_for(folder, settings or settings_of(columns), as_at=as_at))


@dataclass(frozen=True)
class Answered:
    """What a command did, as cron sees it."""

    exit_code: int
    out: str
    err: str


#: The command line, run in the process of the tests: arguments in, `Answered` out.
Monitor = Callable[..., Answered]


def command(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Answered:
    """Run `python -m monitor` as a process of its own."""
    done = subprocess.run(  # noqa: S603  (the interpreter itself, with arguments of the tests)
        [sys.executable, "-m", "monitor", *map(str, arguments)],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Answered(done.returncode, done.stdout, done.stderr)
