"""The table `[extracts.database]`: which database is read, as which user, and what of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from monitor.settings.table import Text, TomlTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The formats whose source is a database and no file.
DATABASE_FORMATS = ("sql",)

#: The Standard Safeguarding Dataset: the column of its tables that holds each canonical column.
_SSD = {
    "assessment_id": "cina_assessment_id",
    "child_id": "cina_person_id",
    "team": "dept_team_name",
    "worker": "prof_professional_name",
    "referral_date": "cine_referral_date",
    "start_date": "cina_assessment_start_date",
    "authorised_date": "cina_assessment_auth_date",
    "child_seen": "cina_assessment_child_seen",
    "case_closed_date": "cine_close_date",
}
_SECRET_KEYS = re.compile(r"passw(or)?d|pwd|secret|token", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*|/\*(?:(?!/\*|\*/).)*\*/", re.DOTALL)
#: The keys that only a profile uses.
_OF_PROFILES = (
    *("tables_schema", "extract_date_from"),
    *("deadline_from", "deadline_id", "deadline_person_id"),
)


def _without_password(text: str) -> str:
    """Return the URL unchanged; refuse one with a password or of an unknown kind of database."""
    from sqlalchemy import exc, make_url  # noqa: PLC0415  (loaded where a database is read)

    try:
        url = make_url(text)
        url.get_dialect()
    except (exc.ArgumentError, exc.NoSuchModuleError, ValueError):
        message = "write it like postgresql://USER@HOST/DATABASE, of a database that is known"
        raise ValueError(message) from None
    within = [str(part) for item in url.query.items() for part in item]
    if url.password is not None or any(map(_SECRET_KEYS.search, within)):
        raise ValueError(
            "a URL holds no password: take it out, and name the environment variable "
            "(password_env) or the file (password_file) that holds it"
        )
    return text


def _selects(text: str) -> str:
    plain, found = text, 1
    while found:  # one comment may stand in another
        plain, found = _COMMENT.subn(" ", plain)
    plain = plain.lstrip(" (\t\r\n")
    if re.match(r"(?:select|with)\b", plain, re.IGNORECASE) is None:
        raise ValueError("a query begins with SELECT or WITH")
    return text.rstrip("; \t\r\n")


def _place(text: str) -> str:
    if len(text.split(".")) not in {2, 3} or not all(text.split(".")):
        raise ValueError('write it as "table.column" or "schema.table.column"')
    return text


DatabaseUrl = Annotated[Text, AfterValidator(_without_password)]
Query = Annotated[Text, AfterValidator(_selects)]
#: A column with its table, and the table's schema where it has one.
ColumnPlace = Annotated[Text, AfterValidator(_place)]
Seconds = Annotated[int, Field(ge=1, le=86_400, strict=True)]
Isolation = Literal["SNAPSHOT", "SERIALIZABLE", "REPEATABLE READ", "READ COMMITTED"]


class Database(TomlTable):
    """A database of the authority, and the one query that it is asked."""

    url: DatabaseUrl
    #: The word by which reports and problems name it; without one, the database's own.
    name: Text | None = None
    #: The environment variable, or the file, that holds the password.
    password_env: Text | None = None
    password_file: Text | None = None
    #: The authority's own query, and how its records are counted; without one, it is counted.
    query: Query | None = None
    count_query: Query | None = None
    #: Or a layout that is known.
    profile: Literal["ssd"] | None = None
    tables_schema: Text | None = None
    deadline_from: ColumnPlace | None = None
    #: The column of the deadlines' table that holds the assessment's id.
    deadline_id: Text = "cina_assessment_id"
    #: And the one that holds the child's id, where siblings share an assessment's.
    deadline_person_id: Text | None = None
    extract_date_from: ColumnPlace | None = None
    #: Instead of the one that suits this kind of database.
    isolation: Isolation | None = None
    connect_timeout_seconds: Seconds = 15
    statement_timeout_seconds: Seconds = 600

    def faults(self) -> Iterator[str]:
        """Yield keys that do not go together."""
        if (self.query is None) == (self.profile is None):
            yield "give exactly one of query and profile"
        if self.profile and self.count_query:
            yield "count_query goes with query"
        for key in _OF_PROFILES:
            # Not whether it is set: a night's settings are kept with every default written out.
            if self.profile is None and getattr(self, key) != _default(key):
                yield f"{key} goes with profile"
        if self.password_env is not None and self.password_file is not None:
            yield "give one of password_env and password_file"
        if "odbc_connect" in self.url and (self.password_env or self.password_file):
            yield (
                "a password cannot be put into odbc_connect: write the URL with host, database and "
                "driver"
            )

    def source_name(self) -> str:
        """Return the word by which reports and problems name the database."""
        from sqlalchemy import make_url  # noqa: PLC0415  (loaded where a database is read)

        if self.name is not None:
            return self.name
        return re.split(r"[/\\]", make_url(self.url).database or "database")[-1]

    def profile_columns(self) -> Mapping[str, str]:
        """Return the heading of each canonical column that the profile has; empty for a query."""
        return columns_of_profile(self.model_dump())


def _default(key: str) -> object:
    return Database.model_fields[key].default


def columns_of_profile(database: Mapping[str, object]) -> dict[str, str]:
    """Return the heading of each canonical column that a profile has; empty without a profile."""
    places = {"deadline": "deadline_from", "extract_date": "extract_date_from"}
    own = {column: str(database[key]) for column, key in places.items() if database.get(key)}
    return {**_SSD, **own} if database.get("profile") == "ssd" else {}
