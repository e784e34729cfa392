"""What a database or its driver complains of, in words that hold no cell and no password."""

from __future__ import annotations

import re

from monitor.errors import ExtractRefused

#: What a driver raises, beside SQLAlchemy's own, when a value cannot be made a Python value.
UNREADABLE = (ValueError, ArithmeticError)

#: The beginning of a code (SQLSTATE, or SQLite's name of the error), and what it means.
_MEANINGS = (
    ("28", "the user or the password was not accepted"),
    ("3D", "there is no such database on this server"),
    ("42501", "the user may not read a table that is asked for"),
    ("42P01", "a table that is asked for is not there"),
    ("42S02", "a table that is asked for is not there, or may not be read"),
    ("42703", "a column that is asked for is not there"),
    ("42S22", "a column that is asked for is not there"),
    ("42", "the query is not understood, or the user may not do what it asks for"),
    ("22", "a value could not be converted by the query"),
    ("57014", "it took longer than statement_timeout_seconds"),
    ("HYT", "it took longer than statement_timeout_seconds"),
    ("SQLITE_INTERRUPT", "it took longer than statement_timeout_seconds"),
    ("08", "the connection was lost; nothing of what had come is used"),
    ("57P", "the server ended the connection; nothing of what had come is used"),
    ("SQLITE_BUSY", "another program holds the database"),
    ("SQLITE_NOTADB", "the file is no database"),
    ("SQLITE_CORRUPT", "the database is damaged"),
    ("SQLITE_ERROR", "the query failed"),
    ("ArgumentError", "this kind of database has no such isolation"),
)
_CODE = re.compile(r"[0-9A-Z]{5}|SQLITE_[A-Z_]+")
#: How SQLite begins to speak of a query.
_OF_THE_QUERY = ("no such table", "no such column", "near ", "ambiguous column name")
_UNKNOWN = "the connection was lost or the query failed; nothing of what had come is used"


def not_entered(fault: Exception, *, source: str) -> ExtractRefused:
    """Return the refusal of a database that could not be entered."""
    why = _meaning(_code(fault)) or "is it there, and are address, user and password right?"
    return ExtractRefused(f"the database cannot be entered: {why}", source=source)


def not_answered(fault: Exception, *, source: str) -> ExtractRefused:
    """Return the refusal of a database that was entered, and did not answer whole."""
    code = _code(fault)
    told = [_meaning(code) or _UNKNOWN, _of_the_query(fault, code)]
    kind = f"({' '.join(dict.fromkeys((_kind(fault), code))).strip()})"
    return ExtractRefused(f"{': '.join(filter(None, told))} {kind}", source=source)


def _meaning(code: str) -> str:
    return next((meaning for start, meaning in _MEANINGS if code.startswith(start)), "")


def _code(fault: Exception) -> str:
    """Return the code of the error, as each driver gives it; the error's kind where it has none."""
    raised = getattr(fault, "orig", None)
    codes = (
        getattr(raised, "sqlstate", None),
        getattr(raised, "sqlite_errorname", None),
        *getattr(raised, "args", ())[:1],
    )
    return next((code for code in codes if code and _CODE.fullmatch(str(code))), _kind(fault))


def _kind(fault: Exception) -> str:
    return type(getattr(fault, "orig", None) or fault).__name__


def _of_the_query(fault: Exception, code: str) -> str:
    """Return what the database says of the query itself, which names tables and columns alone.

    Whatever else it says may hold a cell: that it cannot be converted, or decoded.
    """
    raised = getattr(fault, "orig", None)
    diagnosis = getattr(raised, "diag", None)
    if code.startswith("42") and diagnosis is not None:
        return str(diagnosis.message_primary)
    said = str(raised)
    return said if code == "SQLITE_ERROR" and said.startswith(_OF_THE_QUERY) else ""
