"""How the times of each driver are limited, and what its complaints mean; SQL Server's by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from monitor.extracts.databases.connection import kind_of
from monitor.extracts.databases.drivers import DRIVERS
from monitor.extracts.databases.faults import not_answered, not_entered
from monitor.settings.databases import Database

DATABASE = Database(
    url="mssql+pyodbc://reader@sql01/SocialCare?driver=ODBC+Driver+18+for+SQL+Server",
    query="SELECT 1",
    connect_timeout_seconds=3,
    statement_timeout_seconds=40,
)


def test_the_times_of_sql_server_are_limited() -> None:
    raw = SimpleNamespace(timeout=0)
    connection: Any = SimpleNamespace(connection=SimpleNamespace(driver_connection=raw))
    driver = DRIVERS["pyodbc"]
    driver.begin(connection, DATABASE)
    assert raw.timeout == 40
    assert driver.arguments(DATABASE) == {"timeout": 3}


@pytest.mark.parametrize(
    ("url", "label", "isolation"),
    [
        ("mssql://h/d", "Microsoft SQL Server", "SNAPSHOT"),
        ("oracle://h/d", "Oracle", "SERIALIZABLE"),
        ("postgresql://h/d", "PostgreSQL", "REPEATABLE READ"),
        ("mysql://h/d", "mysql", None),
    ],
)
def test_each_kind_of_database_shows_one_state_of_its_rows(
    url: str, label: str, isolation: str | None
) -> None:
    kind = kind_of(Database(url=url, query="SELECT 1"))
    assert (kind.label, kind.isolation) == (label, isolation)


def fault(*said: str) -> DBAPIError:
    return DBAPIError("SELECT", {"child": "Smithson"}, Exception(*said), hide_parameters=True)


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("42S02", "a table that is asked for is not there, or may not be read"),
        ("42S22", "a column that is asked for is not there"),
        ("22018", "a value could not be converted by the query"),
        ("HYT00", "it took longer than statement_timeout_seconds"),
        ("08S01", "the connection was lost; nothing of what had come is used"),
        ("IM002", "the connection was lost or the query failed; nothing"),
    ],
)
def test_what_sql_server_complains_of_is_told_by_its_code(code: str, meaning: str) -> None:
    refused = not_answered(fault(code, f"[{code}] cannot convert 'Smithson'"), source="care")
    assert str(refused).startswith(f"care: {meaning}")
    assert str(refused).endswith(f"(Exception {code})")
    assert "Smithson" not in str(refused)


def test_a_user_who_is_not_let_in_is_told_so() -> None:
    refused = not_entered(fault("28000", "Login failed for 'Smithson'"), source="care")
    said = "care: the database cannot be entered: the user or the password was not accepted"
    assert str(refused) == said
