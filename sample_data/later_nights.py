"""The two nights after the inspection: what was done, what was promised, and what was not.

The extract of each is that of the inspection with what happened since; the answers are those that
managers had given by then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from inspection import AS_AT
from inspection_teams import TEAMS
from working_calendar import working_days_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from population import Record

SECOND, THIRD = date(2015, 7, 23), date(2015, 7, 30)  # Thursdays
ANSWER_HEADINGS = (
    *("Assessment ID", "Child ID", "Answer", "Date", "Reason", "What is being done"),
    *("Name", "Answered on"),
)
#: The team that answers everything, the one that answers some, and the one that is silent.
_NORTH, _DUTY, _SOUTH = "Assessment Team North", "Duty and Assessment", "Assessment Team South"
_BY_LEVEL = "Service manager, assessment"

Row = tuple["str | date", ...]


def extract_on(night: date, records: Sequence[Record]) -> list[Record]:
    """Return the records as the system holds them on one of the three nights."""
    cases = _cases(records)
    gone = set() if night < SECOND else {id(cases["vanished"])}
    kept = [record for record in records if id(record) not in gone]
    for day, changes in ((SECOND, _second(cases)), (THIRD, _third(cases))):
        if day <= night:
            kept = [changes.get(_key(record), record) for record in kept]
    return kept


def answers_on(night: date, records: Sequence[Record]) -> list[Row]:
    """Return every answer that had been given by a night."""
    given = list(_answers(_cases(records)))
    return [row for day, row in given if day <= night]


def _key(record: Record) -> tuple[str, str]:
    return record.assessment_id, record.child_id


def _cases(records: Sequence[Record]) -> Mapping[str, Record]:
    """Return the assessments of which something is told, by what is told of them."""
    north, duty = _overdue(records, _NORTH), _overdue(records, _DUTY)
    open_ones = [each for each in records if each.assessment.team == _SOUTH]
    on_track = [
        each
        for each in open_ones
        if each.assessment.authorised_date is None
        and each.assessment.deadline is not None
        and each.assessment.deadline > working_days_after(AS_AT, 12)
    ]
    return {
        **dict(
            zip(
                ("kept", "broken", "moved", "wrong", "finished", "escalated", "not ours"),
                north,
                strict=False,
            )
        ),
        **dict(zip(("duty kept", "duty broken", "twice"), duty, strict=False)),
        "vanished": on_track[0],
    }


def _overdue(records: Sequence[Record], team: str) -> list[Record]:
    """Return the overdue assessments of a team, the latest first; none that shares its id."""
    names = {team, *(each.alias for each in TEAMS if each.name == team)}
    late = [
        each
        for each in records
        if each.assessment.team in names
        and each.assessment.authorised_date is None
        and each.assessment.deadline is not None
        and each.assessment.deadline < AS_AT
        and not each.assessment.shares_assessment_id
    ]
    return sorted(late, key=lambda each: (each.assessment.deadline, each.child_id))


def _authorised(record: Record, day: date) -> Record:
    done = replace(
        record.assessment,
        state="Authorised",
        authorised_date=day,
        submitted_date=working_days_after(day, -1),
        child_seen="Yes",
    )
    return replace(record, assessment=done)


def _due(record: Record, deadline: date) -> Record:
    return replace(record, assessment=replace(record.assessment, deadline=deadline))


def _second(cases: Mapping[str, Record]) -> Mapping[tuple[str, str], Record]:
    """Return what the system shows a week later: one finished, one moved, one corrected."""
    changed = [
        _authorised(cases["finished"], date(2015, 7, 21)),
        _due(cases["moved"], working_days_after(SECOND, 10)),
        _due(cases["wrong"], working_days_after(SECOND, 12)),
    ]
    return {_key(each): each for each in changed}


def _third(cases: Mapping[str, Record]) -> Mapping[tuple[str, str], Record]:
    """Return what it shows another week later: two promises were kept."""
    changed = [
        _authorised(cases["kept"], date(2015, 7, 28)),
        _authorised(cases["duty kept"], date(2015, 7, 29)),
    ]
    return {_key(each): each for each in changed}


def _answers(cases: Mapping[str, Record]) -> Iterator[tuple[date, Row]]:
    """Yield each answer with the first night that reads it."""
    north, duty = "North team manager", "Duty team manager"
    tuesday, monday = date(2015, 7, 21), date(2015, 7, 27)
    kept, broken = date(2015, 7, 29), date(2015, 7, 28)
    told: tuple[tuple[date, str, str, date | str, str, str, str, date], ...] = (
        (SECOND, "kept", "will_finish_by", kept, "awaiting authorisation",
         "The draft is with the manager and will be authorised.", north, tuesday),
        (SECOND, "broken", "will_finish_by", broken, "family not available",
         "The family is back from abroad on Monday and will be seen.", north, tuesday),
        (SECOND, "moved", "moved_in_system", "", "new information",
         "A second parent was found, so the deadline was moved.", north, tuesday),
        (SECOND, "finished", "finished_in_system", "", "recording",
         "It was authorised on Tuesday, after the extract was made.", north, tuesday),
        (SECOND, "escalated", "escalate", "", "workload",
         "Three workers are absent, and nobody can take it over.", north, tuesday),
        (SECOND, "not ours", "not_ours", "", "worker changed",
         "It was handed to the hospital team in June.", north, tuesday),
        (SECOND, "wrong", "recorded_wrongly", "", "recording",
         "The year of the deadline was typed wrongly; checked with the file.", _BY_LEVEL, tuesday),
        (SECOND, "duty kept", "will_finish_by", kept, "child not yet seen",
         "A visit is agreed, and the draft is nearly ready.", duty, tuesday),
        (SECOND, "duty broken", "will_finish_by", broken, "interpreter",
         "An interpreter is booked for the last visit.", duty, tuesday),
        (SECOND, "twice", "will_finish_by", kept, "court",
         "The hearing on Monday decides what is still needed.", duty, tuesday),
        (THIRD, "twice", "will_finish_by", date(2015, 8, 6), "court",
         "The hearing was put off for a week.", duty, monday),
        (THIRD, "vanished", "explained", "", "moved_away",
         "The family moved away; the other authority has taken it on.", _BY_LEVEL, monday),
    )  # fmt: skip
    for night, case, kind, until, reason, words, by, on in told:
        record = cases[case]
        row = (record.assessment_id, record.child_id, kind, until, reason, words, by, on)
        yield night, row
