"""The kinds of database and their drivers: how each shows one state of its rows, and in time."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Kind:
    """A kind of database, and how it shows one transaction the same rows throughout."""

    label: str
    isolation: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Driver:
    """A driver: the extra that installs it, and how its times are limited."""

    extra: str
    #: What it is given to connect.
    arguments: Callable[[Database], dict[str, Any]]
    #: What it is told when the transaction begins.
    begin: Callable[[Connection, Database], None]


def _begin_sqlite(connection: Connection, database: Database) -> None:
    """Begin, which Python's SQLite does by itself only before something is written, and look.

    A file that was cut off within a page is read as if zeros stood there: fewer children, and a
    count of its own that agrees.
    """
    until = monotonic() + database.statement_timeout_seconds
    _raw(connection).set_progress_handler(lambda: monotonic() > until, _STEPS)
    connection.exec_driver_sql("BEGIN")
    page = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    file = connection.exec_driver_sql("SELECT file FROM pragma_database_list").scalar_one()
    is_sound = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() == "ok"
    if not is_sound or Path(file).stat().st_size % page:
        raise ExtractRefused("the database is damaged or cut off", source=database.source_name())


def _begin_psycopg(connection: Connection, database: Database) -> None:
    """Limit each statement, and take dates as their text: Python has none of the year 20155."""
    from psycopg.types.string import TextLoader  # noqa: PLC0415  (a driver that may be missing)

    for kind in ("date", "timestamp", "timestamptz"):
        _raw(connection).adapters.register_loader(kind, TextLoader)
    limit = database.statement_timeout_seconds * _MILLISECONDS
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {limit}")
    connection.exec_driver_sql("SET LOCAL datestyle = 'ISO'")


def _begin_pyodbc(connection: Connection, database: Database) -> None:
    _raw(connection).timeout = database.statement_timeout_seconds


def _raw(connection: Connection) -> Any:  # noqa: ANN401  (each driver's own, of no common type)
    return connection.connection.driver_connection


def _psycopg_arguments(database: Database) -> dict[str, Any]:
    """Return how long to wait for the server, and how to notice that its machine is gone."""
    return {
        "connect_timeout": database.connect_timeout_seconds,
        "application_name": "assessment-monitor",
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }


def _waiting(database: Database) -> dict[str, Any]:
    return {"timeout": database.connect_timeout_seconds}


#: One row per kind of database that is known better than by its name.
KINDS = {
    "sqlite": Kind("SQLite"),
    "postgresql": Kind("PostgreSQL", "REPEATABLE READ", {"postgresql_readonly": True}),
    "mssql": Kind("Microsoft SQL Server", "SNAPSHOT"),
    "oracle": Kind("Oracle", "SERIALIZABLE"),
}

#: One row per driver whose times can be limited; the time of the whole holds for every one.
DRIVERS = {
    "pysqlite": Driver("", _waiting, _begin_sqlite),
    "psycopg": Driver("postgresql", _psycopg_arguments, _begin_psycopg),
    "pyodbc": Driver("sqlserver", _waiting, _begin_pyodbc),
}
