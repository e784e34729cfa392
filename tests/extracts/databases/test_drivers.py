"""How the times of each driver are limited, and what its codes mean; SQL Server's by hand."""

from __future__ import annotations

import socket
import tomllib
from contextlib import closing
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import DBAPIError

from monitor.extracts.databases.connection import driver_of, kind_of
from monitor.extracts.databases.drivers import DRIVERS
from monitor.extracts.databases.faults import not_answered, not_entered
from monitor.settings.databases import Database
from tests.support.making import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.errors import ExtractRefused

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
    ("is_mariadb", "said"),
    [
        (True, "SET SESSION max_statement_time = 40"),
        (False, "SET SESSION max_execution_time = 40000"),
    ],
)
def test_the_times_of_mariadb_and_mysql_are_limited(is_mariadb: bool, said: str) -> None:
    asked: list[str] = []
    connection: Any = SimpleNamespace(
        dialect=SimpleNamespace(is_mariadb=is_mariadb), exec_driver_sql=asked.append
    )
    driver = DRIVERS["pymysql"]
    driver.begin(connection, DATABASE)
    assert asked == [said]
    assert driver.arguments(DATABASE) == {"connect_timeout": 3}


@pytest.mark.parametrize(
    ("url", "label", "isolation", "begin"),
    [
        ("mssql://h/d", "Microsoft SQL Server", "SNAPSHOT", ""),
        ("oracle://h/d", "Oracle", None, "SET TRANSACTION READ ONLY"),
        ("postgresql://h/d", "PostgreSQL", "REPEATABLE READ", ""),
        ("mysql://h/d", "MariaDB or MySQL", "REPEATABLE READ", "SET SESSION TRANSACTION READ ONLY"),
        ("mariadb://h/d", "MariaDB", "REPEATABLE READ", "SET SESSION TRANSACTION READ ONLY"),
    ],
)
def test_each_kind_of_database_shows_one_state_of_its_rows(
    url: str, label: str, isolation: str | None, begin: str
) -> None:
    kind = kind_of(Database(url=url, query="SELECT 1"))
    assert (kind.label, kind.isolation, (*kind.begin, "")[0]) == (label, isolation, begin)


def test_of_another_kind_and_driver_only_the_name_is_known() -> None:
    database = Database(url="postgresql+psycopg2://h/d", query="SELECT 1")
    assert driver_of(database) is None
    assert kind_of(database).label == "PostgreSQL"


def test_what_is_said_to_install_a_driver_is_what_the_extras_install() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {driver.package for driver in DRIVERS.values() if driver.package}
    assert wanted == {*extras["postgresql"], *extras["mysql"], *extras["sqlserver"]}
    documents = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    assert all(f'pip install "{package}"' in documents for package in wanted)


def fault(*said: object) -> DBAPIError:
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


def test_sql_server_s_own_number_goes_before_the_code_that_many_share() -> None:
    said = "[42000] [Microsoft][SQL Server]Smithson (3952) (SQLExecDirectW)"
    refused = str(not_answered(fault("42000", said), source="care"))
    assert refused.startswith("care: the database does not allow SNAPSHOT")
    assert refused.endswith("(Exception 42000 SQL Server 3952)")
    assert "Smithson" not in refused


@pytest.mark.parametrize(
    ("number", "meaning"),
    [
        (1054, "a column that is asked for is not there"),
        (1064, "the query is not understood"),
        (1142, "the user may not read a table"),
        (1146, "a table that is asked for is not there"),
        (1792, "the query does more than read, and nothing was changed"),
        (1969, "it took longer than statement_timeout_seconds"),
        (2013, "the connection was lost"),
        (3024, "it took longer than statement_timeout_seconds"),
    ],
)
def test_what_mariadb_and_mysql_complain_of_is_told_by_its_number(
    number: int, meaning: str
) -> None:
    refused = str(not_answered(fault(number, "Smithson"), source="care"))
    assert refused.startswith(f"care: {meaning}")
    assert refused.endswith(f"(Exception MySQL {number})")
    assert "Smithson" not in refused


def test_an_error_of_oracle_is_told_by_its_code() -> None:
    said = SimpleNamespace(full_code="ORA-01456", message="Smithson")
    refused = str(not_answered(fault(said), source="care"))
    assert refused.startswith("care: the query does more than read")
    assert "Smithson" not in refused


# Who is not let in


def entering(
    raised: Exception, url: str, *, another: Callable[[str], bool] = lambda _: False
) -> str:
    database = Database(url=url, query="SELECT 1")
    refused: ExtractRefused = not_entered(
        raised, _url(database), kind_of(database), enters_another=another, source="care"
    )
    assert "Smithson" not in str(refused)
    return str(refused)


def _url(database: Database) -> Any:
    from sqlalchemy import make_url  # noqa: PLC0415  (beside its only use)

    return make_url(database.url)


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        # As unixODBC and FreeTDS gave them, and Microsoft's driver documents them.
        (("01000", "Can't open lib 'Smithson'"), "the ODBC driver that url names"),
        (("IM002", "Data source name not found"), "the ODBC driver that url names"),
        (("28000", "Login failed for 'Smithson'. (18456) (SQLDriverConnect)"), "the user or the"),
        (("42000", "Cannot open Smithson (4060) (SQLDriverConnect)"), "the server has no such"),
        ((1045, "Access denied for user Smithson"), "the user or the password was not accepted"),
        ((1049, "Unknown database Smithson"), "the server has no such database"),
        ((1040, "Too many connections"), "the server takes nobody in just now"),
        ((SimpleNamespace(full_code="ORA-01017"),), "the user or the password was not accepted"),
        ((SimpleNamespace(full_code="DPY-6001"),), "the server has no such database"),
    ],
)
def test_who_is_not_let_in_is_told_why_by_the_code(said: tuple[object, ...], meaning: str) -> None:
    told = entering(fault(*said), "mssql://h/d")
    assert told.startswith(f"care: the database cannot be entered: {meaning}")


def test_a_password_that_cannot_be_sent_safely_is_told() -> None:
    told = entering(RuntimeError("'cryptography' package is required"), "mysql://h/d")
    assert "python -m pip install cryptography" in told


def test_a_closed_port_is_told_whatever_the_driver_says() -> None:
    told = entering(fault("08001", "Smithson"), "mssql://127.0.0.1:1/d")
    assert "nothing listens at port 1 of the host in url" in told


def test_a_port_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", silent)
    told = entering(fault("HYT00", "Smithson"), "mssql://sql01/d")
    assert "port 1433 of the host in url does not answer" in told


@pytest.mark.parametrize("url", ["mssql://sql01\\named/d", "mssql:///d"])
def test_without_a_port_that_is_known_the_rest_is_named(url: str) -> None:
    assert "if the server's certificate is trusted" in entering(fault("08001", ""), url)


@pytest.mark.server
def test_a_server_that_answers_and_gives_no_code_leaves_the_rest() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        url = f"mssql://127.0.0.1:{server.getsockname()[1]}/d"
        assert "if the server's certificate is trusted" in entering(fault("08001", ""), url)
