"""Each recipient above the teams gets one message, of their own cases and no others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.reports.messages.levels import LevelDraft, level_drafts
from monitor.reports.sections.changed import list_changes
from monitor.reports.sections.shares import share_out
from tests.reports.asking import asking_night
from tests.reports.rows import VERSION, overdue
from tests.support.making import settings_of

if TYPE_CHECKING:
    from pathlib import Path

BO, CHRIS = "bo@example.gov.uk", "chris@example.gov.uk"
CHAIN = {
    "name": "assessment",
    "levels": [
        {"name": "Service manager", "responders": ["Bo"], "recipients": [BO]},
        {"name": "Head of service", "responders": ["Bo"], "recipients": [BO, CHRIS]},
    ],
}
SETTINGS = settings_of(
    answers={}, escalation={"chains": [CHAIN]}, teams=[{"name": "North"}, {"name": "South"}]
)


def drafts_at(folder: Path, *levels: int, **cells: str) -> dict[str, LevelDraft]:
    """Return the messages of a night whose cases are at these levels, by their recipient."""
    rows = [overdue(number, **cells) for number, _ in enumerate(levels, start=1)]
    night = asking_night(folder, rows, SETTINGS)
    assert night.asking is not None
    asks = night.asking.asks.assign(level=list(levels), is_independent=[n < 2 for n in levels])
    night = replace(night, asking=replace(night.asking, asks=asks))
    asked = share_out(night, SETTINGS, changed=list_changes(night)).service.asked
    made = level_drafts(night, asked, SETTINGS, version=VERSION)
    return {draft.recipients[0]: draft for draft in made}


def test_who_is_at_two_levels_gets_one_message_that_names_them_as_not_independent(
    tmp_path: Path,
) -> None:
    made = drafts_at(tmp_path, 0, 1, 2)
    assert {who: draft.cases for who, draft in made.items()} == {BO: 2, CHRIS: 1}
    assert made[BO].about == "Service manager, Head of service"
    assert {each.child_id for each in made[BO].records} == {"C002", "C003"}
    assert {each.child_id for each in made[CHRIS].records} == {"C003"}
    (item,) = made[CHRIS].lists[0].items
    assert item.title.startswith("C003: 1 working day late, with ")
    assert item.lines[1].endswith("; not independent: the same people as below")
    assert item.lines[2].endswith(": Not answered yet")
    assert made[CHRIS].subject.startswith("1 waits for your answer, 0 new tonight: Head of service")


def test_without_a_case_nobody_above_is_written_to(tmp_path: Path) -> None:
    made = drafts_at(tmp_path, 0)
    assert not any(draft.wanted or draft.lists for draft in made.values())
    assert made[BO].sentence == "No assessment is with you any more."


def test_a_case_that_is_later_than_was_said_is_another_message(tmp_path: Path) -> None:
    first, same, later = (
        drafts_at(tmp_path, 1, deadline=deadline)[BO].digest
        for deadline in ("15/07/2015", "15/07/2015", "09/07/2015")
    )
    assert first == same != later
