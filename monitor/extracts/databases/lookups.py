"""Tables brought to one row per id, so that joining them can never multiply a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Unicode, case, cast, func, literal_column, select

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import CTE, ColumnElement, FromClause

#: What a doubt is in the answer of a database. None of these is a parameter: SQL Server takes an
#: expression with parameters for another one each time, and would not group by it.
CERTAIN: ColumnElement[Any] = literal_column("0")
IN_DOUBT: ColumnElement[Any] = literal_column("1")
_BLANK: ColumnElement[Any] = literal_column("''")
_ZERO, _ONE = CERTAIN, IN_DOUBT
#: An id is far shorter; a length is needed, since SQL Server joins texts without one slowly.
_ID = Unicode(255)


def as_text(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return an id as text, so that a number and its digits are the same; a blank one is none."""
    return func.nullif(func.ltrim(func.rtrim(cast(value, _ID))), _BLANK)


def one_each(source: FromClause, by: Sequence[str], *, name: str) -> CTE:
    """Return one row per id (as text), with what all the rows of that id agree on.

    Values that contradict each other are none, and the column's `doubt_of` says so.
    """
    ids = [as_text(source.c[key]) for key in by]
    named = [each.label(key) for each, key in zip(ids, by, strict=True)]
    values = [value for each in source.c if each.name not in by for value in _agreed(each)]
    return select(*named, *values).group_by(*ids).cte(name)


def newest(source: FromClause, by: Sequence[str], *, start: str, name: str) -> CTE:
    """Return one row per id, as `one_each`, of those rows alone that started last."""
    latest = source.c[start].desc()
    undated_last = case((source.c[start].is_(None), _ONE), else_=_ZERO)
    ids = [as_text(source.c[key]) for key in by]
    place = func.rank().over(partition_by=ids, order_by=(undated_last, latest)).label("place")
    ranked = select(*(each for each in source.c if each.name != start), place).subquery("ranked")
    last = select(*(each for each in ranked.c if each.name != "place")).where(
        ranked.c.place == _ONE
    )
    return one_each(last.subquery("last_of_all"), by, name=name)


def doubt_of(name: str) -> str:
    """Return the name of the column that says if a column's values contradict each other."""
    return f"{name}_in_doubt"


def _agreed(value: ColumnElement[Any]) -> Iterator[ColumnElement[Any]]:
    least, most = func.min(value), func.max(value)
    yield case((least == most, least)).label(str(value.key))
    yield case((least != most, IN_DOUBT), else_=CERTAIN).label(doubt_of(str(value.key)))
