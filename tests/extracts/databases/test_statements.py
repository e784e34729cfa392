"""A query for a database whose session could be made to write: one that reads, or not sent."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.errors import ConfigurationFault
from monitor.extracts.databases.database import question_of
from monitor.extracts.databases.drivers import KINDS
from monitor.extracts.databases.statements import reading_statement
from monitor.settings.databases import Database


def sent(query: str, kind: str = "mssql") -> str:
    return reading_statement(query, source="care", **KINDS[kind].quoting)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT [Update], [Set]]], \"Into\", 'Delete; it''s' FROM dbo.Created",
        "WITH n AS (SELECT 1 AS a) SELECT a FROM n WHERE a LIKE '50\\%' ESCAPE '\\'",
        "SELECT '/* no comment' AS a, '-- none' AS b",
    ],
)
def test_a_query_that_only_reads_is_sent_as_it_is(query: str) -> None:
    assert sent(query) == query


def test_comments_are_left_out_so_that_nothing_hides_in_them() -> None:
    query = "SELECT a -- the child's; DELETE\n FROM t /*! INTO OUTFILE 'x' */ WHERE b"
    assert sent(query, "mysql") == "SELECT a  \n FROM t   WHERE b"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT 1; COMMIT; DELETE FROM t", "COMMIT"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT * FROM t DELETE FROM t", "“DELETE” is no word of a query that only reads"),
        ("SELECT * FROM t) AS x DELETE FROM t SELECT * FROM (SELECT 1 AS a", "DELETE"),
        ("SELECT * INTO u FROM t", "“INTO”"),
        ("SELECT 1 /* /* */ DELETE FROM t -- */", "DELETE"),
        ("SELECT 1 EXEC sp_rename 'a', 'b'", "EXEC"),
        ("SELECT NEXT  VALUE FOR s", "NEXT  VALUE"),
        ("SELECT * FROM OPENQUERY(x, 'DELETE FROM t')", "OPENQUERY"),
        ("SELECT a FROM t WHERE b = 'x", "has no end"),
        ("SELECT a FROM t /* x", "has no end"),
        ("SELECT [a]]'] DROP TABLE t --'", "DROP"),
        ("SELECT '\0' FROM t DROP TABLE t --'", "DROP"),
    ],
)
def test_anything_else_is_refused(query: str, said: str) -> None:
    with pytest.raises(ConfigurationFault, match="care: the query was not sent") as caught:
        sent(query)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "query", "said"),
    [
        ("mysql", "SELECT 1 INTO OUTFILE 'x'", "INTO"),
        ("mysql", "SELECT 'a\\'' INTO OUTFILE 'x' -- '", "may hide"),
        ("mysql", "SELECT 'a\\'' , ' FROM t", "may hide"),
        ("mysql", "SELECT 1 # '\n INTO OUTFILE 'x' -- '", "may hide|has no end"),
        ("oracle", "SELECT q'[']' FROM t WHERE a = 'b'", "quoted in an unusual way"),
        ("mysql", "SELECT $$'$$ , a FROM t WHERE b = ' '", "unusual way"),
    ],
)
def test_what_only_some_databases_quote_hides_nothing(kind: str, query: str, said: str) -> None:
    with pytest.raises(ConfigurationFault, match=said):
        sent(query, kind)


@pytest.mark.parametrize(
    ("url", "is_looked_at"),
    [
        ("postgresql+psycopg://h/d", False),
        ("sqlite:///a", False),
        ("postgresql+psycopg2://h/d", True),
        ("mariadb+pymysql://h/d", True),
        ("mssql+pyodbc://h/d?driver=x", True),
        ("oracle://h/d", True),
    ],
)
@pytest.mark.parametrize("kept", ["query", "count_query"])
def test_every_driver_that_does_not_see_to_it_itself_has_its_queries_looked_at(
    url: str, kept: str, *, is_looked_at: bool
) -> None:
    given: dict[str, Any] = {"query": "SELECT 1 AS a", "url": url}
    database = Database(**{**given, kept: "SELECT 1; DELETE FROM t"})
    if is_looked_at:
        with pytest.raises(ConfigurationFault, match="the query was not sent"):
            question_of(database)
    else:
        assert question_of(database).called.startswith("query")
