"""What a database or its driver complains of, in words that hold no cell and no password."""

from __future__ import annotations

import re
import socket
from contextlib import closing
from typing import TYPE_CHECKING, Any

from monitor.errors import ConfigurationFault, ExtractRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import URL

    from monitor.extracts.databases.drivers import DatabaseKind, Driver

#: What a driver raises, beside SQLAlchemy's own, when a value cannot be made a Python value, or
#: (PyMySQL, without the package cryptography) when a password cannot be sent safely.
UNREADABLE = (ValueError, ArithmeticError, RuntimeError)

_NOT_ACCEPTED = (
    "the user or the password was not accepted: look at the user in url, and at password_env or "
    "password_file"
)
_NO_DATABASE = (
    "the server has no such database, or this user may not enter it: look at its name in url"
)
#: Why nobody is let in, each with the beginnings of its codes (SQLSTATE, a number of MySQL's or SQL
#: Server's, a code of Oracle's); the longest beginning counts.
_ENTERING = {
    _NOT_ACCEPTED: ("SQL Server 18456", "28", "MySQL 1045", "MySQL 1698", "ORA-01017"),
    _NO_DATABASE: (
        *("SQL Server 4060", "3D", "42", "MySQL 1044", "MySQL 1049", "ORA-12505", "ORA-12514"),
        *("DPY-6001", "DPY-6003"),
    ),
    "the ODBC driver that url names (driver=) is not installed: install it, or name one that "
    "`odbcinst -q -d` lists": ("01000", "IM"),
    "the server takes nobody in just now: run again later": ("53", "57P", "MySQL 1040"),
    "the file cannot be opened: may this account read it?": ("SQLITE_CANTOPEN",),
    "the driver cannot send the password safely: install what it needs for that "
    "(python -m pip install cryptography)": ("RuntimeError",),
}
#: The same, and why a question was not answered whole.
_ANSWERING = {
    "the database does not allow SNAPSHOT: its administrator allows it once (ALTER DATABASE ... "
    "SET ALLOW_SNAPSHOT_ISOLATION ON), or set isolation": ("SQL Server 3952",),
    "the user may not read a table that is asked for": (
        *("SQL Server 229", "42501", "MySQL 1142", "MySQL 1143"),
    ),
    "a table that is asked for is not there": ("42P01", "MySQL 1146"),
    "a table that is asked for is not there, or may not be read": ("42S02", "ORA-00942"),
    "a column that is asked for is not there": ("42703", "42S22", "MySQL 1054", "ORA-00904"),
    "the query is not understood, or the user may not do what it asks for": (
        *("42", "0A000", "MySQL 1064"),
    ),
    "a value could not be converted by the query": ("22",),
    "the query does more than read, and nothing was changed": (
        *("25006", "SQLITE_AUTH", "SQLITE_READONLY", "MySQL 1792", "ORA-01456"),
    ),
    "it took longer than statement_timeout_seconds": (
        *("57014", "HYT", "SQLITE_INTERRUPT", "MySQL 1317", "MySQL 1969", "MySQL 3024"),
    ),
    "the connection was lost; nothing of what had come is used": ("08", "MySQL 20", "DPY-4011"),
    "the server ended the connection; nothing of what had come is used": ("57P",),
    "another program holds the database": ("SQLITE_BUSY",),
    "the file is no database": ("SQLITE_NOTADB",),
    "the database is damaged": ("SQLITE_CORRUPT",),
    "the query failed": ("SQLITE_ERROR",),
    "this kind of database has no such isolation": ("ArgumentError",),
}
_CODE = re.compile(r"[0-9A-Z]{5}|SQLITE_[A-Z_]+|(?:ORA|DPY)-[0-9]+|MySQL [0-9]+")
#: The number that SQL Server gives, as an ODBC driver ends its text: of the text nothing is kept.
_OF_SQL_SERVER = re.compile(r"\(([1-9][0-9]{0,4})\) \(SQL[A-Za-z]+\)\Z")
#: How SQLite begins to speak of a query.
_OF_THE_QUERY = ("no such table", "no such column", "near ", "ambiguous column name")
_UNKNOWN = "the connection was lost or the query failed; nothing of what had come is used"
_SECONDS_TO_KNOCK = 5


def no_driver(
    missing: ImportError, url: URL, driver: Driver | None, *, instead: str, source: str
) -> ConfigurationFault:
    """Return what to install: the driver, or the system's library that it needs.

    `instead` is a driver that is known, where the one in the URL is not.
    """
    name = url.get_driver_name()
    if not isinstance(missing, ModuleNotFoundError) and driver and driver.library:
        what = f"the driver {name} is installed, and not the system's library that it needs"
        advice = f"install {driver.library}"
    else:
        what = f"the driver {name} of this database is not installed"
        package = f'python -m pip install "{driver.package}"' if driver else "install it"
        if driver is None and instead:
            package = f"write {url.get_backend_name()}+{instead}:// in url, and install {instead}"
        advice = f"{package}, with the Python of this program (docs/install.md)"
    return ConfigurationFault((f"{source}: {what}: {advice}",))


def not_entered(
    fault: Exception,
    url: URL,
    kind: DatabaseKind,
    *,
    enters_another: Callable[[str], bool],
    source: str,
) -> ExtractRefused:
    """Return the refusal of a database that could not be entered.

    PostgreSQL gives no code to somebody who is not let in: that another database of its lets the
    same user in (`enters_another`) shows that the name of the database is wrong.
    """
    codes = _codes(fault)
    why = _meaning(codes, _ENTERING) or _from_outside(url, kind)
    if not why and kind.always_there and enters_another(kind.always_there):
        why = _NO_DATABASE
    message = f"the database cannot be entered: {why or _inside(fault)} ({' '.join(codes)})"
    return ExtractRefused(message, source=source)


def not_answered(fault: Exception, *, source: str) -> ExtractRefused:
    """Return the refusal of a database that was entered, and did not answer whole."""
    codes = _codes(fault)
    said = [_meaning(codes, _ANSWERING) or _UNKNOWN, _of_the_query(fault, codes)]
    return ExtractRefused(f"{': '.join(filter(None, said))} ({' '.join(codes)})", source=source)


def _meaning(codes: tuple[str, ...], meanings: Mapping[str, tuple[str, ...]]) -> str:
    found = [
        (len(start), meaning)
        for meaning, starts in meanings.items()
        for start in starts
        if any(code.startswith(start) for code in codes)
    ]
    return max(found, default=(0, ""))[1]


def _codes(fault: Exception) -> tuple[str, ...]:
    """Return the kind of the error, and its codes as each driver gives them."""
    raised: Any = getattr(fault, "orig", None) or fault
    said: tuple[Any, ...] = raised.args
    first = said[0] if said else None
    given = (
        f"MySQL {first}" if isinstance(first, int) else getattr(first, "full_code", first),
        getattr(raised, "sqlstate", None),
        getattr(raised, "sqlite_errorname", None),
    )
    codes = [str(code) for code in given if code and _CODE.fullmatch(str(code))][:1]
    of_sql_server = _OF_SQL_SERVER.search(str(said[1])) if codes and len(said) > 1 else None
    if of_sql_server:
        codes.append(f"SQL Server {of_sql_server[1]}")
    return (type(raised).__name__, *codes)


def _from_outside(url: URL, kind: DatabaseKind) -> str:
    """Return why the server cannot be reached at all, as its machine's port says."""
    port = url.port or kind.port
    if not url.host or not port or "\\" in url.host:
        return ""
    try:
        with closing(socket.create_connection((url.host, port), timeout=_SECONDS_TO_KNOCK)):
            return ""
    except socket.gaierror:
        return "no machine of the name in url is known: look at the host, and at the network"
    except ConnectionRefusedError:
        return f"nothing listens at port {port} of the host in url: look at both, and if it runs"
    except OSError:
        return f"port {port} of the host in url does not answer: look at the network and firewalls"


def _inside(fault: Exception) -> str:
    """Return what may be wrong with a server that can be reached and gives no code."""
    connection = getattr(getattr(fault, "orig", None), "pgconn", None)
    if getattr(connection, "needs_password", False):
        return "the server asks for a password: set password_env or password_file"
    if getattr(connection, "used_password", False):
        return _NOT_ACCEPTED
    return (
        "its machine can be reached, and no connection was made: look at user, password, and the "
        "name of the database, and if the server's certificate is trusted"
    )


def _of_the_query(fault: Exception, codes: tuple[str, ...]) -> str:
    """Return what the database says of the query itself, which names tables and columns alone.

    Whatever else it says may hold a cell: that it cannot be converted, or decoded.
    """
    raised = getattr(fault, "orig", None)
    diagnosis = getattr(raised, "diag", None)
    if codes[-1].startswith("42") and diagnosis is not None:
        return str(diagnosis.message_primary)
    said = str(raised)
    return said if codes[-1] == "SQLITE_ERROR" and said.startswith(_OF_THE_QUERY) else ""
