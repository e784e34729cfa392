"""What `init` writes: a configuration with comments, from nothing or from an extract.

In comes a private copy of an extract, if any; out go the lines of a draft. A meaning that is not
certain is asked or left as a comment, never guessed, and no cell but a code is repeated. A usual
heading is a row of `USUAL` in `usual_headings`, a kind of file a row of `KINDS` in `recognising`.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from importlib.resources import files

_AWAITING = "Awaiting authorisation"
#: Days before today: referral, start, deadline, authorised (None: blank); state; child seen.
_ROWS = (
    ("A0001", "0000101", "North Assessment", "Worker 1", 80, 78, 30, None, "Open", "Yes"),
    ("A0002", "0000102", "North Assessment", "Worker 1", 30, 29, 3, None, "Open", "No"),
    ("A0003", "0000103", "North Assessment", "Worker 2", 25, 25, None, None, "Open", "Yes"),
    ("A0004", "0000104", "North Assessment", "Worker 2", 20, 19, -2, None, "Open", "Yes"),
    ("A0005", "0000105", "North Assessment", "Worker 3", 12, 10, -30, None, "Open", "Unborn"),
    ("A0006", "0000106", "Team South", "Worker 4", 60, 58, 20, 25, "Authorised", "Yes"),
    ("A0007", "0000107", "Team South", "Worker 4", 70, 69, 40, 12, "Authorised", "Yes"),
    ("A0008", "0000108", "Team South", "Worker 5", 40, 40, 5, None, _AWAITING, "Yes"),
    ("A0008", "0000109", "Team South", "Worker 5", 40, 40, 5, None, _AWAITING, ""),
    ("A0010", "0000110", "Team South", "Worker 6", 8, 8, -20, None, "Cancelled", "Yes"),
)
_HEADINGS = (
    *("Assessment ID", "Child ID", "Team", "Worker", "Referral date", "Start date"),
    *("Deadline", "Authorised date", "Status", "Child seen"),
)


def configuration() -> bytes:
    """Return the commented configuration."""
    return (files("monitor.starter") / "monitor.toml").read_bytes()


def extract(today: date) -> bytes:
    """Return a made-up extract of ten rows whose dates lie around today."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    for *ids, referral, start, deadline, authorised, state, seen in _ROWS:
        dates = (_written(today, days) for days in (referral, start, deadline, authorised))
        writer.writerow([*ids, *dates, state, seen])
    return text.getvalue().encode()


def _written(today: date, days_ago: int | None) -> str:
    return "" if days_ago is None else f"{today - timedelta(days=days_ago):%d/%m/%Y}"
