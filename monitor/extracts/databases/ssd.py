"""The Standard Safeguarding Dataset, by its specification: one row for each assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, case, column, func, or_, select, table

from monitor.assessments.columns import SEVERAL_VALUES
from monitor.extracts.databases.lookups import (
    CERTAIN,
    IN_DOUBT,
    as_text,
    doubt_of,
    newest,
    one_each,
)

if TYPE_CHECKING:
    from sqlalchemy import CTE, ColumnElement, FromClause, Select, TableClause

    from monitor.settings.databases import Database

    Element = ColumnElement[Any]

_ASSESSMENTS = "ssd_cin_assessments"
_TABLES = {
    _ASSESSMENTS: (
        *("cina_assessment_id", "cina_person_id", "cina_referral_id", "cina_assessment_start_date"),
        *("cina_assessment_child_seen", "cina_assessment_auth_date", "cina_assessment_team"),
        "cina_assessment_worker_id",
    ),
    "ssd_cin_episodes": ("cine_referral_id", "cine_referral_date", "cine_close_date"),
    "ssd_department": ("dept_team_id", "dept_team_name"),
    "ssd_professionals": ("prof_professional_id", "prof_professional_name"),
    "ssd_involvements": (
        *("invo_person_id", "invo_professional_id", "invo_professional_team"),
        *("invo_involvement_start_date", "invo_involvement_end_date"),
    ),
}
_NO_DEADLINE = (
    "No deadline is read from it: the Standard Safeguarding Dataset has none. Where your authority "
    "keeps the manager's date in a table or column of its own, name it with deadline_from."
)


class Place(NamedTuple):
    """A column of the authority's own."""

    schema: str | None
    table: str
    column: str


#: The columns of the answer that say which values of a record are in doubt.
MARKS = tuple(f"several_values@{name}" for name in SEVERAL_VALUES)


def records(database: Database) -> Select[Any]:
    """Return the question for one row per assessment, under the headings of the profile.

    The team is that of the worker's own current involvement with the child, else that of the
    child's current involvement that started last, else the one that the assessment names; the
    worker is the assessment's, else that of the last involvement.
    """
    placed = _placed(database)
    episodes = one_each(_table(database, "ssd_cin_episodes"), ["cine_referral_id"], name="episodes")
    teams = one_each(_table(database, "ssd_department"), ["dept_team_id"], name="teams")
    staff = one_each(_table(database, "ssd_professionals"), ["prof_professional_id"], name="staff")
    joined: FromClause = (
        placed.outerjoin(episodes, placed.c.its_referral == episodes.c.cine_referral_id)
        .outerjoin(teams, placed.c.team_tonight == teams.c.dept_team_id)
        .outerjoin(staff, placed.c.worker_tonight == staff.c.prof_professional_id)
    )
    values: dict[str, Element] = {
        "assessment_id": placed.c.cina_assessment_id,
        "child_id": placed.c.cina_person_id,
        "team": func.coalesce(as_text(teams.c.dept_team_name), placed.c.team_tonight),
        "worker": func.coalesce(as_text(staff.c.prof_professional_name), placed.c.worker_tonight),
        "referral_date": episodes.c.cine_referral_date,
        "start_date": placed.c.cina_assessment_start_date,
        "authorised_date": placed.c.cina_assessment_auth_date,
        "child_seen": placed.c.cina_assessment_child_seen,
        "case_closed_date": episodes.c.cine_close_date,
        **_extract_date(database),
    }
    doubts: dict[str, Element] = {
        "team": placed.c.team_in_doubt,
        "worker": placed.c.worker_in_doubt,
        "referral_date": episodes.c[doubt_of("cine_referral_date")],
        "case_closed_date": episodes.c[doubt_of("cine_close_date")],
    }
    if database.deadline_from is not None:
        found = _with_deadline(database, joined, placed)
        joined, values["deadline"], doubts["deadline"] = found
    return _labelled(database, values, doubts).select_from(joined)


def count(database: Database) -> Select[int]:
    """Return the question for the number of assessments, by their own table alone."""
    return select(func.count()).select_from(_table(database, _ASSESSMENTS))


def lacks(database: Database) -> tuple[tuple[str, str], ...]:
    """Return (column, sentence) for each column that is not there."""
    return () if database.deadline_from else (("deadline", _NO_DEADLINE),)


def _labelled(
    database: Database, values: dict[str, Element], doubts: dict[str, Element]
) -> Select[Any]:
    headings = database.profile_columns()
    return select(
        *(values[name].label(heading) for name, heading in headings.items()),
        *(doubts.get(name, CERTAIN).label(f"several_values@{name}") for name in SEVERAL_VALUES),
    )


def _placed(database: Database) -> CTE:
    """Return the assessments with the ids of their referral, team and worker as at tonight."""
    assessments = _table(database, _ASSESSMENTS, *_own_columns(database))
    person = as_text(assessments.c.cina_person_id)
    worker = as_text(assessments.c.cina_assessment_worker_id)
    *involved, end = _table(database, "ssd_involvements").c
    current = select(*involved).where(end.is_(None)).cte("current_involvements")
    start = "invo_involvement_start_date"
    own = newest(current, ["invo_person_id", "invo_professional_id"], start=start, name="of_worker")
    last = newest(current, ["invo_person_id"], start=start, name="of_child")
    is_own = and_(person == own.c.invo_person_id, worker == own.c.invo_professional_id)
    team = func.coalesce(
        as_text(own.c.invo_professional_team),
        as_text(last.c.invo_professional_team),
        as_text(assessments.c.cina_assessment_team),
    )
    by_whom = func.coalesce(worker, as_text(last.c.invo_professional_id))
    doubt = doubt_of("invo_professional_team")
    return (
        select(
            *assessments.c,
            person.label("its_child"),
            as_text(assessments.c.cina_assessment_id).label("its_assessment"),
            as_text(assessments.c.cina_referral_id).label("its_referral"),
            team.label("team_tonight"),
            by_whom.label("worker_tonight"),
            _doubted(team, own.c[doubt], last.c[doubt]).label("team_in_doubt"),
            _doubted(by_whom, last.c[doubt_of("invo_professional_id")]).label("worker_in_doubt"),
        )
        .select_from(
            assessments.outerjoin(own, is_own).outerjoin(last, person == last.c.invo_person_id)
        )
        .cte("placed")
    )


def _doubted(value: Element, *doubts: Element) -> Element:
    """Return whether a value is blank because others contradict each other."""
    contradicted = or_(*(doubt == IN_DOUBT for doubt in doubts))
    return case((and_(value.is_(None), contradicted), IN_DOUBT), else_=CERTAIN)


def _with_deadline(
    database: Database, joined: FromClause, placed: CTE
) -> tuple[FromClause, Element, Element]:
    """Join the authority's own deadlines; return them, and where they contradict each other."""
    place = _parts(database, database.deadline_from or "")
    if place.table == _ASSESSMENTS:
        return joined, placed.c[place.column], CERTAIN
    keys = {database.deadline_id: placed.c.its_assessment}
    if database.deadline_person_id is not None:
        keys[database.deadline_person_id] = placed.c.its_child
    own = table(place.table, *map(column, (*keys, place.column)), schema=place.schema)
    deadlines = one_each(own, list(keys), name="deadlines")
    is_its = and_(*(value == deadlines.c[key] for key, value in keys.items()))
    value, doubt = deadlines.c[place.column], deadlines.c[doubt_of(place.column)]
    return joined.outerjoin(deadlines, is_its), value, doubt


def _extract_date(database: Database) -> dict[str, Element]:
    """Return the latest date of the column that shows when the dataset was made."""
    if database.extract_date_from is None:
        return {}
    place = _parts(database, database.extract_date_from)
    made = table(place.table, column(place.column), schema=place.schema)
    return {"extract_date": select(func.max(made.c[place.column])).scalar_subquery()}


def _own_columns(database: Database) -> tuple[str, ...]:
    """Return the authority's own column of the assessments, where the deadline stands there."""
    if database.deadline_from is None:
        return ()
    place = _parts(database, database.deadline_from)
    return (place.column,) if place.table == _ASSESSMENTS else ()


def _parts(database: Database, text: str) -> Place:
    """Return the place that “schema.table.column” or “table.column” names."""
    *schema, name, of_it = text.split(".")
    return Place(schema[0] if schema else database.tables_schema, name, of_it)


def _table(database: Database, name: str, *more: str) -> TableClause:
    return table(name, *map(column, (*_TABLES[name], *more)), schema=database.tables_schema)
