"""Entering a database as the settings say, for one transaction that only reads, within a time."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from monitor.durable import others_can_read
from monitor.errors import ConfigurationFault, ExtractRefused
from monitor.extracts.databases.drivers import DRIVERS, KINDS, DatabaseKind, Driver
from monitor.extracts.databases.faults import UNREADABLE, no_driver, not_answered, not_entered

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import URL, Connection, Engine

    from monitor.extracts import Access
    from monitor.settings.databases import Database

_Told = TypeVar("_Told")
#: The records and their count: each may take as long as one statement may.
_STATEMENTS = 2


def ask(database: Database, access: Access, question: Callable[[Connection], _Told]) -> _Told:
    """Return what the question finds out, in one transaction that only reads.

    Raises `ExtractRefused` where the database cannot be entered, breaks off or takes too long,
    and `ConfigurationFault` where its password or its driver is missing.
    """
    engine = _engine(database, _whole_url(database, access))
    limit = database.connect_timeout_seconds + _STATEMENTS * database.statement_timeout_seconds
    return _within(limit, lambda: _in_transaction(engine, database, question), database)


def kind_of(database: Database) -> DatabaseKind:
    """Return the kind of a database; of one that has no row, its name is all that is known."""
    name = make_url(database.url).get_backend_name()
    return KINDS.get(name, DatabaseKind(name))


def driver_of(database: Database) -> Driver | None:
    """Return what is known of a database's driver, if anything."""
    return DRIVERS.get(make_url(database.url).get_driver_name())


def _in_transaction(
    engine: Engine, database: Database, question: Callable[[Connection], _Told]
) -> _Told:
    """Ask, and roll back whatever a query may have done."""
    source, kind, driver = database.source_name(), kind_of(database), driver_of(database)
    try:
        entered = engine.connect()
    except (SQLAlchemyError, *UNREADABLE) as fault:
        raise not_entered(
            fault,
            engine.url,
            kind,
            enters_another=partial(_enters, engine, database),
            source=source,
        ) from fault
    isolation = database.isolation or kind.isolation
    options = {**kind.options, **({"isolation_level": isolation} if isolation else {})}
    try:
        with entered, entered.execution_options(**options).begin() as transaction:
            for statement in kind.begin:
                entered.exec_driver_sql(statement)
            if driver:
                driver.begin(entered, database)
            answer = question(entered)
            transaction.rollback()
            return answer
    except (SQLAlchemyError, *UNREADABLE) as fault:
        raise not_answered(fault, source=source) from fault


def _within(seconds: int, job: Callable[[], _Told], database: Database) -> _Told:
    """Return what the job returns; one that takes longer is given up, whatever it is waiting for.

    A server that stops talking without hanging up would otherwise hold the night for ever. The
    thread that still waits for it ends with the program.
    """
    done: Future[_Told] = Future()

    def work() -> None:
        try:
            done.set_result(job())
        except BaseException as fault:  # noqa: BLE001  (it is raised below)
            done.set_exception(fault)

    Thread(target=work, daemon=True).start()
    try:
        return done.result(timeout=seconds)
    except TimeoutError as silence:
        message = f"the database did not answer within {seconds} seconds and was given up"
        raise ExtractRefused(message, source=database.source_name()) from silence


def _enters(engine: Engine, database: Database, name: str) -> bool:
    """True if the same user is let into the server's database of this name."""
    try:
        _engine(database, engine.url.set(database=name)).connect().close()
    except SQLAlchemyError:
        return False
    return True


def _engine(database: Database, url: URL) -> Engine:
    driver = driver_of(database)
    try:
        return create_engine(
            url,
            poolclass=NullPool,
            hide_parameters=True,
            connect_args=driver.arguments(database) if driver else {},
            execution_options={"sqlite_raw_colnames": True},
        )
    except ImportError as missing:
        instead = kind_of(database).driver
        source = database.source_name()
        raise no_driver(missing, url, driver, instead=instead, source=source) from missing


def _whole_url(database: Database, access: Access) -> URL:
    url = make_url(database.url)
    if url.get_backend_name() == "sqlite":
        return _of_file(url, access.folder, source=database.source_name())
    return url.set(password=_password(database, access))


def _of_file(url: URL, folder: Path, *, source: str) -> URL:
    """Return the URL of a file that is there and is only read: SQLite would make a missing one."""
    path = (folder / (url.database or "")).absolute()
    if not path.is_file():
        raise ExtractRefused("there is no such file", source=source)
    plain = quote(path.as_posix(), safe="/:")
    # A path of a Windows share has two slashes, which SQLite would otherwise take for a host.
    place = f"file://{plain}" if plain.startswith("/") else f"file:///{plain}"
    return url.set(database=place, query={"mode": "ro", "uri": "true"})


def _password(database: Database, access: Access) -> str | None:
    """Return the password; raises `ConfigurationFault` where it is not where the settings say."""
    if database.password_env is not None:
        password = access.secret(database.password_env)
        missing = f"the environment variable {database.password_env} (password_env) is not set"
    elif database.password_file is not None:
        password, file = "", access.folder / database.password_file
        with suppress(OSError, UnicodeDecodeError):
            text = file.read_text(encoding="utf-8-sig")
            password = text.partition("\n")[0].rstrip("\r")
            if others_can_read(file):
                message = (
                    f"the file of the password (password_file), {database.password_file}, can be "
                    "read by every user of this machine: chmod o-r it"
                )
                raise ConfigurationFault((f"{database.source_name()}: {message}",))
        missing = "the file of the password (password_file) is not there or is empty"
    else:
        return None
    if not password:
        raise ConfigurationFault((f"{database.source_name()}: {missing}",))
    return password
