"""The population of the inspection as tables of the Standard Safeguarding Dataset, in plain SQL.

The statements are understood by SQLite and PostgreSQL alike. What is no part of the dataset, the
authority's own table of deadlines and a log of when the tables were filled, is named `local_`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from population import AS_AT, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Value = str | date | None

TABLES = {
    "ssd_cin_assessments": """
        cina_assessment_id varchar(48), cina_person_id varchar(48), cina_referral_id varchar(48),
        cina_assessment_start_date timestamp, cina_assessment_child_seen char(1),
        cina_assessment_auth_date timestamp, cina_assessment_team varchar(48),
        cina_assessment_worker_id varchar(100)""",
    "ssd_cin_episodes": """
        cine_referral_id varchar(48), cine_person_id varchar(48), cine_referral_date timestamp,
        cine_close_date timestamp""",
    "ssd_department": "dept_team_id varchar(48), dept_team_name varchar(255)",
    "ssd_professionals": """
        prof_professional_id varchar(48), prof_professional_name varchar(300)""",
    "ssd_involvements": """
        invo_involvements_id varchar(48), invo_person_id varchar(48),
        invo_professional_id varchar(48), invo_professional_team varchar(48),
        invo_involvement_start_date timestamp, invo_involvement_end_date timestamp""",
    "local_deadlines": "assessment varchar(48), child varchar(48), deadline date",
    "local_refreshes": "finished timestamp",
}
_SEEN = {"Yes": "Y", "No": "N"}


def ssd_script(records: Sequence[Record]) -> str:
    """Return the statements that make the tables and fill them, all at once or not at all."""
    statements = ("BEGIN", *_statements(records), "COMMIT")
    return "".join(f"{statement};\n" for statement in statements)


def _statements(records: Sequence[Record]) -> Iterator[str]:
    for table, columns in TABLES.items():
        yield f"CREATE TABLE {table} ({' '.join(columns.split())})"
    for table, rows in _rows(records).items():
        into = f"INSERT INTO {table} VALUES"
        yield from (f"{into} ({_listed(row)})" for row in rows)


def _rows(records: Sequence[Record]) -> dict[str, Iterable[Sequence[Value]]]:
    teams = sorted({each.assessment.team for each in records})
    workers = sorted({each.assessment.worker for each in records})
    team_ids = {name: f"T{number:02}" for number, name in enumerate(teams, start=1)}
    worker_ids = {name: f"P{number:03}" for number, name in enumerate(workers, start=1)}
    refreshed = datetime.combine(AS_AT, time(2, 30))
    return {
        "ssd_cin_assessments": [_assessment(each, team_ids, worker_ids) for each in records],
        "ssd_cin_episodes": _episodes(records),
        "ssd_department": [(number, name) for name, number in team_ids.items()],
        "ssd_professionals": [(number, name) for name, number in worker_ids.items()],
        "ssd_involvements": list(_involvements(records, team_ids, worker_ids)),
        "local_deadlines": [
            (each.assessment_id, each.child_id, each.assessment.deadline) for each in records
        ],
        "local_refreshes": [(refreshed - timedelta(days=1),), (refreshed,)],
    }


def _assessment(
    each: Record, team_ids: dict[str, str], worker_ids: dict[str, str]
) -> Sequence[Value]:
    """Return its row: the dataset names the team that completed it, and none before."""
    one = each.assessment
    return (
        *(each.assessment_id, each.child_id, _referral_id(each)),
        *(_moment(one.start_date), _SEEN.get(one.child_seen), _moment(one.authorised_date)),
        team_ids[one.team] if one.authorised_date else None,
        worker_ids[one.worker],
    )


def _episodes(records: Sequence[Record]) -> list[Sequence[Value]]:
    """Return one row for each referral of each child."""
    closed = {_referral_id(each): each.assessment.case_closed_date for each in records}
    first = {_referral_id(each): each for each in reversed(records)}
    return [
        (number, each.child_id, _moment(each.assessment.referral_date), _moment(closed[number]))
        for number, each in sorted(first.items())
    ]


def _involvements(
    records: Sequence[Record], team_ids: dict[str, str], worker_ids: dict[str, str]
) -> Iterator[Sequence[Value]]:
    """Yield who works with each child: now where it is open, until the end where it is not.

    Every seventh child has had another worker before, and every eleventh has a second one now.
    """
    names, teams = list(worker_ids.values()), list(team_ids.values())
    for number, each in enumerate(records, start=1):
        one, other = each.assessment, (names[number % len(names)], teams[number % len(teams)])
        own, start = (worker_ids[one.worker], team_ids[one.team]), _moment(one.start_date)
        yield f"I{number:04}A", each.child_id, *own, start, _moment(one.authorised_date)
        if number % 7 == 0:
            before = _moment(one.start_date - timedelta(days=90))
            yield f"I{number:04}B", each.child_id, *other, before, start
        if number % 11 == 0 and not one.authorised_date:
            later = _moment(one.start_date + timedelta(days=1))
            yield f"I{number:04}C", each.child_id, *other, later, None


def _referral_id(record: Record) -> str:
    return f"R{record.child_id}{record.assessment.referral_date:%y%m%d}"


def _moment(day: date | None) -> datetime | None:
    """Return the day as the dataset keeps it, with a time of midnight."""
    return datetime.combine(day, time()) if day else None


def _listed(row: Sequence[Value]) -> str:
    return ", ".join(map(_literal, row))


def _literal(value: Value) -> str:
    if value is None:
        return "NULL"
    escaped = str(value).replace("'", "''")
    return f"'{escaped}'"
