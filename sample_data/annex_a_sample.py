"""The population as an Annex A workbook: Lists 3 and 4, as such workbooks really look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from population import AS_AT, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from messy.lines import Cell

#: A column of the authority's own, at the end of List 4.
DEADLINE = "Manager's deadline"
LIST_3 = (
    *("Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"),
    *("Date of referral", "Referral Source"),
)
LIST_4 = (
    *("Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"),
    *("Does the Child have a Disability", "Continuous Assessment Start Date"),
    "Child Seen During Continuous Assessment",
    "Continuous Assessment Date of Authorisation",
    "Was the child assessed as requiring LA children's social care support?",
    *("Allocated Team", "Allocated Worker", DEADLINE),
)
_SEEN = {"Yes": "a) Yes", "No": "b) No", "Not recorded": "c) Unknown"}
_ETHNICITIES = ("White British", "Any other White background", "Pakistani", "African")
#: Rows at the foot that hold a format and nothing else.
_FORMATTED_ROWS = 40


def sheets(records: Sequence[Record]) -> dict[str, list[Sequence[Cell]]]:
    """Return the rows of each sheet, by its name; the headings stand below a title."""
    empty: Sequence[Cell] = ("",) * len(LIST_4)
    return {
        "Contents": [("Annex A of a made-up authority",)],
        "List_3": [("List 3: referrals",), LIST_3, *_referrals(records)],
        "List_4": [
            ("List 4: assessments",),
            LIST_4,
            *(_assessment(record) for record in records),
            *([empty] * _FORMATTED_ROWS),
        ],
    }


def _referrals(records: Iterable[Record]) -> list[Sequence[Cell]]:
    """Return every referral once, the newest first, as a system lists them."""
    listed = {(each.assessment.referral_date, each.child_id): each for each in records}
    return [
        (*_child(record), referred, "1A: individual")
        for (referred, _), record in sorted(listed.items(), reverse=True)
    ]


def _assessment(record: Record) -> Sequence[Cell]:
    one = record.assessment
    return (
        *_child(record),
        "No",
        one.start_date,
        _SEEN.get(one.child_seen, one.child_seen),
        one.authorised_date or "-",
        "-",
        one.team,
        one.worker.replace(" ", "\N{NO-BREAK SPACE}"),
        one.deadline or "",
    )


def _child(record: Record) -> tuple[Cell, ...]:
    number = record.assessment.child
    born: date = AS_AT - timedelta(days=400 + number * 37 % 5_800)
    age = int((AS_AT - born) / timedelta(days=365.25))
    ethnicity = _ETHNICITIES[number % len(_ETHNICITIES)]
    return record.child_id, "MF"[number % 2], ethnicity, born, age
