"""Record the history of this version: `python -m tests.history.recorded.record`.

It is run once for each version of the tables, before that version is released; what was recorded
is never made again, since a later program can no longer write it. Versions 1 and 2 are version 3
without the tables that they did not have.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from monitor.history.digests import digest
from monitor.history.migrations import MIGRATIONS
from monitor.history.store import HISTORY, open_history
from monitor.judgement.steps import new_steps
from monitor.judgement.thread import GIVEN_TYPES
from monitor.reports.messages.letters import Message, Outcome
from tests.history.entries import entry, figures_of, put, snapshot_of

if TYPE_CHECKING:
    from monitor.history.entry import Entry

HERE = Path(__file__).parent
NIGHTS = tuple(date(2015, 7, 14) + timedelta(days=number) for number in range(3))
_EXPLAINED = {
    "kind": "explained",
    "reason": "moved_away",
    "by": "Team manager",
    "words": "Moved to another authority.",
}
#: The answer that the histories from version 3 on hold, as they have it now, and its step.
ANSWERS = pd.DataFrame(
    [
        {
            **dict.fromkeys(GIVEN_TYPES, ""),
            **_EXPLAINED,
            "until": pd.NaT,
            "given_on": pd.NaT,
            "source": "answers.csv",
            "source_row": 2,
            "said": digest(["life", 1, *_EXPLAINED.values()]),
        }
    ]
).astype(GIVEN_TYPES)
STEPS = new_steps(
    "answered", ANSWERS.assign(life=1, number=-1, answer=ANSWERS["said"]), as_at=NIGHTS[1]
).assign(why="explained")
ENTERED_AT = "2015-07-16T09:00:00+00:00"


def recorded(version: int) -> Path:
    """Return where the history of a version lies."""
    return HERE / f"history-{version}.sqlite"


def entries() -> list[Entry]:
    """Return the nights that every recorded history holds."""
    chosen = random.Random(2015)
    return [_night(night, chosen) for night in NIGHTS]


def _night(night: date, chosen: random.Random) -> Entry:
    rows = [
        {
            "life": life,
            "source_row": life + 2,
            "assessment_id": f"A{life:04}",
            "child_id": f"{chosen.randrange(10**7):07}",
            "team": chosen.choice(("North", "Süd")),
            "deadline": pd.Timestamp(night) + pd.Timedelta(days=chosen.randrange(-9, 9)),
            "working_days_late": chosen.choice((None, 4)),
            "status": chosen.choice(("overdue", "on_track")),
            "ever_moved_after_missed": chosen.random() < 0.5,
        }
        for life in range(5)
    ]
    return entry(
        night,
        snapshot=snapshot_of(*rows),
        figures=[
            figures_of(night, "Ambleford", records=5, mean_working_days_late=2.5),
            figures_of(night, "North", overdue=chosen.randrange(5)),
        ],
        messages=[_message(night, name) for name in ("north", "south")],
        facts={"problems": {}, "inputs": [], "authority": "Ämbleford"},
    )


def _message(night: date, name: str) -> Message:
    return Message(
        night=night,
        kind="team",
        about=name,
        recipient=f"{name}@example.gov.uk",
        digest=f"{name} of {night}",
        subject="Assessments",
        text="There are overdue assessments.",
        html="<p>There are overdue assessments.</p>",
    )


def main() -> None:
    """Write the history of this version beside this script."""
    with tempfile.TemporaryDirectory() as folder:
        with open_history(Path(folder), create=True) as nights:
            for each in entries():
                put(nights, each)
                sent, *_ = nights.outbox.posted("pending")
                nights.outbox.record(Outcome(sent.row, "sent"), at=each.made_at)
            nights.answers.add(ANSWERS, night=NIGHTS[1], entered_at=ENTERED_AT)
            nights.steps.add(STEPS, run=0)
        with closing(sqlite3.connect(Path(folder) / HISTORY)) as connection:
            connection.execute("VACUUM")
        recorded(len(MIGRATIONS)).write_bytes((Path(folder) / HISTORY).read_bytes())


if __name__ == "__main__":
    main()
