"""A night that asks for answers, and the rows of it that reports say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from monitor.nights.judging import judge_night
from monitor.nights.order import Posting
from monitor.reports.sections.asked_row import AskedRow
from tests.support.making import INSPECTION_DAY, csv_text, order_for, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from monitor.judgement.night import Night
    from monitor.settings.settings import Settings

LEVEL = {
    "name": "Service manager",
    "responders": ["Bo Manager"],
    "recipients": ["manager@example.gov.uk"],
}
ASKING = settings_of(
    answers={"reply_to": "answers@example.gov.uk"},
    teams=[{"name": "North", "responders": ["Ann Leader"]}, {"name": "South"}],
    escalation={"chains": [{"name": "assessment", "levels": [LEVEL]}]},
    service={"recipients": ["head@example.gov.uk"]},
)
_ROW = AskedRow(
    child_id="C1",
    assessment_id="A1",
    team="North",
    worker="W1",
    place=0,
    life=1,
    status="overdue",
    working_days_late=1,
    reference="R-7K3Q9FM-X",
    level=0,
    with_whom="North",
    answer_kind="",
    answer_state="",
    promise="",
    group="waiting",
    answered="never",
    since=INSPECTION_DAY,
    first_asked=INSPECTION_DAY,
    to_answer_by=None,
    answer_until=None,
    answer_read=None,
    answer_by="",
    days_silent=0,
    is_independent=True,
    is_quiet=False,
    is_highest=False,
    is_readers=False,
    climbed="",
    is_news=False,
)


def asked_row(**facts: Any) -> AskedRow:
    """Return an exception that the team was asked about, unless the facts say otherwise."""
    return replace(_ROW, **facts)


def asking_night(
    folder: Path, rows: Sequence[Mapping[str, str]], settings: Settings = ASKING
) -> Night:
    """Judge the rows on the first night of a run that asks."""
    (folder / "extract.csv").write_bytes(csv_text(rows).encode())
    posting = Posting(now=lambda: datetime(2015, 7, 16, 6, tzinfo=UTC), send=False)
    return judge_night(replace(order_for(folder, settings), posting=posting)).night
