"""The kinds of database and their drivers: how each reads one state of its rows, and in time."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from monitor.errors import ExtractRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from monitor.settings.databases import Database

#: How many steps SQLite takes between two looks at the time.
_STEPS = 10_000
_MILLISECONDS = 1000
#: All that SQLite may do for a query; ending the transaction is how it is left.
_READING = {
    *(sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION),
    *(sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION),
}


@dataclass(frozen=True)
class DatabaseKind:
    """A kind of database, and how it shows one transaction the same rows throughout."""

    label: str
    isolation: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    #: The statements that begin a transaction which only reads.
    begin: tuple[str, ...] = ()
    #: How its queries are quoted (`reading_statement`).
    quoting: Mapping[str, Any] = field(default_factory=dict)
    port: int | None = None
    #: The driver of `DRIVERS` to write into a URL whose own driver is not known.
    driver: str = ""
    #: A database that every server has, where the server gives no code for a wrong name.
    always_there: str = ""


@dataclass(frozen=True)
class Driver:
    """A driver: what installs it, and how its times are limited."""

    #: As `pip install` takes it, and the library of the system that it needs.
    package: str
    library: str
    #: What it is given to connect.
    arguments: Callable[[Database], dict[str, Any]]
    #: What it does when the transaction begins.
    begin: Callable[[Connection, Database], None]
    #: Its session refuses to write, and to take more than one statement, whatever the query says.
    only_reads: bool = False


def _begin_sqlite(connection: Connection, database: Database) -> None:
    """Begin, which Python's SQLite does by itself only before something is written, and look.

    A file that was cut off within a page is read as if zeros stood there: fewer children, and a
    count of its own that agrees. Then nothing but reading is allowed.
    """
    until = monotonic() + database.statement_timeout_seconds
    _raw(connection).set_progress_handler(lambda: monotonic() > until, _STEPS)
    connection.exec_driver_sql("BEGIN")
    page = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    file = connection.exec_driver_sql("SELECT file FROM pragma_database_list").scalar_one()
    is_sound = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() == "ok"
    if not is_sound or Path(file).stat().st_size % page:
        raise ExtractRefused("the database is damaged or cut off", source=database.source_name())
    _raw(connection).set_authorizer(_only_reading)


def _only_reading(action: int, name: str | None, *_: str | None) -> int:
    """Allow what reads, and the one setting by which SQLAlchemy leaves a connection as it was."""
    is_left = action == sqlite3.SQLITE_PRAGMA and name == "read_uncommitted"
    return sqlite3.SQLITE_OK if action in _READING or is_left else sqlite3.SQLITE_DENY


def _begin_psycopg(connection: Connection, database: Database) -> None:
    """Limit each statement, and take dates as their text: Python has none of the year 20155.

    After a first query PostgreSQL lets nobody make the transaction one that writes.
    """
    from psycopg.types.string import TextLoader  # noqa: PLC0415  (a driver that may be missing)

    for kind in ("date", "timestamp", "timestamptz"):
        _raw(connection).adapters.register_loader(kind, TextLoader)
    limit = database.statement_timeout_seconds * _MILLISECONDS
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {limit}")
    connection.exec_driver_sql("SET LOCAL datestyle = 'ISO'")
    connection.exec_driver_sql("SELECT 1")


def _begin_pymysql(connection: Connection, database: Database) -> None:
    """Limit each statement: MariaDB counts the seconds, and MySQL the milliseconds."""
    limit = f"max_execution_time = {database.statement_timeout_seconds * _MILLISECONDS}"
    if getattr(connection.dialect, "is_mariadb", False):
        limit = f"max_statement_time = {database.statement_timeout_seconds}"
    connection.exec_driver_sql(f"SET SESSION {limit}")


def _begin_pyodbc(connection: Connection, database: Database) -> None:
    _raw(connection).timeout = database.statement_timeout_seconds


def _raw(connection: Connection) -> Any:  # noqa: ANN401  (each driver's own, of no common type)
    return connection.connection.driver_connection


def _psycopg_arguments(database: Database) -> dict[str, Any]:
    """Return how long to wait for the server, and how to notice that its machine is gone."""
    return {
        "prepare_threshold": 0,  # it takes two statements at once only unprepared
        "connect_timeout": database.connect_timeout_seconds,
        "application_name": "assessment-monitor",
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }


def _connecting(database: Database) -> dict[str, Any]:
    return {"connect_timeout": database.connect_timeout_seconds}


def _waiting(database: Database) -> dict[str, Any]:
    return {"timeout": database.connect_timeout_seconds}


_OF_MYSQL = (
    "SET SESSION TRANSACTION READ ONLY",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)
#: One row per kind of database that is known better than by its name.
KINDS = {
    "sqlite": DatabaseKind("SQLite"),
    "postgresql": DatabaseKind(
        "PostgreSQL",
        "REPEATABLE READ",
        {"postgresql_readonly": True},
        port=5432,
        always_there="postgres",
    ),
    "mssql": DatabaseKind(
        "Microsoft SQL Server", "SNAPSHOT", quoting={"brackets": True, "never": ""}, port=1433
    ),
    "mysql": DatabaseKind(
        "MariaDB or MySQL", "REPEATABLE READ", begin=_OF_MYSQL, port=3306, driver="pymysql"
    ),
    "mariadb": DatabaseKind(
        "MariaDB", "REPEATABLE READ", begin=_OF_MYSQL, port=3306, driver="pymysql"
    ),
    "oracle": DatabaseKind(
        "Oracle", begin=("SET TRANSACTION READ ONLY",), quoting={"never": ""}, port=1521
    ),
}

#: One row per driver whose times can be limited; the time of the whole holds for every one.
DRIVERS = {
    "pysqlite": Driver("", "", _waiting, _begin_sqlite, only_reads=True),
    "psycopg": Driver(
        "psycopg[binary]>=3.3,<4",
        "libpq (on Debian: libpq5)",
        _psycopg_arguments,
        _begin_psycopg,
        only_reads=True,
    ),
    "pymysql": Driver("pymysql[rsa]>=1.1,<2", "", _connecting, _begin_pymysql),
    "pyodbc": Driver("pyodbc>=5.3,<6", "unixODBC (on Debian: unixodbc)", _waiting, _begin_pyodbc),
}
