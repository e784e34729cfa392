"""What a configuration may say of a database; a password in it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.errors import ConfigurationFault, UsageFault
from monitor.extracts import READERS
from monitor.nights.backfill import nights_in
from monitor.settings.databases import Database
from monitor.settings.reading import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.settings.settings import Settings

GOOD = """
authority = "Ambleford Borough Council"
[[extracts]]
format = "sql"
[extracts.database]
url = "postgresql://reader@db.example.gov.uk/social_care"
profile = "ssd"
[history]
keep_nights = 400
"""
QUERY = """query = "select * from work"
[extracts.columns]
child_id = "child"
team = "team"
start_date = "start"
deadline = "deadline"
authorised_date = "authorised"
"""


def read(folder: Path, text: str) -> Settings:
    (folder / "monitor.toml").write_text(text, encoding="utf-8")
    return read_settings(folder / "monitor.toml", formats=READERS, channels=("folder",))


def fault(folder: Path, old: str, new: str) -> str:
    assert old in GOOD
    with pytest.raises(ConfigurationFault) as caught:
        read(folder, GOOD.replace(old, new))
    (told,) = caught.value.faults
    return told.replace(f"{folder}/", "")


def test_a_profile_brings_its_columns(tmp_path: Path) -> None:
    (extract,) = read(tmp_path, GOOD).extracts
    assert extract.columns.mapped() == {
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


def test_a_query_needs_its_columns_mapped(tmp_path: Path) -> None:
    settings = read(tmp_path, GOOD.replace('profile = "ssd"\n', QUERY))
    assert settings.extracts[0].columns.child_id == "child"
    assert fault(tmp_path, 'profile = "ssd"', 'query = "select 1"') == (
        "monitor.toml, line 3: extracts[1].columns is missing"
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://reader:hush@db.example.gov.uk/care",
        "postgresql://reader@db.example.gov.uk/care?password=hush",
        "postgresql://reader@db.example.gov.uk/care?sslpassword=hush",
        "mssql+pyodbc://?odbc_connect=DRIVER%3DX%3BSERVER%3Dsql01%3BUID%3Dreader%3BPWD%3Dhush",
    ],
)
def test_a_password_in_a_url_is_refused_and_not_repeated(tmp_path: Path, url: str) -> None:
    said = fault(tmp_path, "postgresql://reader@db.example.gov.uk/social_care", url)
    assert "extracts[1].database.url: a URL holds no password: take it out" in said
    assert said.startswith("monitor.toml, line 6: ")
    assert "hush" not in said


@pytest.mark.parametrize("url", ["db.example.gov.uk/care", "nosuch://db/care", "postgresql://a:b"])
def test_a_url_of_no_known_database_is_refused(tmp_path: Path, url: str) -> None:
    said = fault(tmp_path, "postgresql://reader@db.example.gov.uk/social_care", url)
    assert "write it like postgresql://USER@HOST/DATABASE" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('query = "select 1"', "give exactly one of query and profile"),
        ('count_query = "select 1"', "count_query goes with query"),
        ('password_env = "A"\npassword_file = "b"', "give one of password_env and password_file"),
        ('deadline_from = "deadline"', 'write it as "table.column" or "schema.table.column"'),
        ('deadline_from = "a..deadline"', 'write it as "table.column" or "schema.table.column"'),
        ("statement_timeout_seconds = 0", "greater than or equal to 1"),
        ('isolation = "DIRTY"', "Input should be 'SNAPSHOT'"),
        ('colour = "red"', "unknown key extracts[1].database.colour"),
    ],
)
def test_what_a_profile_has_no_use_for_is_refused(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(ConfigurationFault) as caught:
        read(tmp_path, GOOD.replace('profile = "ssd"', f'profile = "ssd"\n{more}'))
    assert said in "\n".join(caught.value.faults)


def test_a_profile_has_columns_of_its_own(tmp_path: Path) -> None:
    text = GOOD.replace('profile = "ssd"\n', QUERY)
    with pytest.raises(ConfigurationFault, match="a profile has columns of its own"):
        read(tmp_path, text.replace('query = "select * from work"', 'profile = "ssd"'))


@pytest.mark.parametrize("key", ["tables_schema", "deadline_id", "deadline_person_id"])
def test_what_only_a_profile_has_a_use_for_is_refused_of_a_query(tmp_path: Path, key: str) -> None:
    text = GOOD.replace('profile = "ssd"\n', f'{key} = "x"\n{QUERY}')
    with pytest.raises(ConfigurationFault, match=f"{key} goes with profile"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('format = "sql"', 'format = "sql"\npath = "a.csv"', 'format = "sql" has no use for path'),
        ('format = "sql"', 'format = "sql"\nsheet = "a"', 'format = "sql" has no use for sheet'),
        ('format = "sql"', 'format = "csv"', 'path is missing: format = "csv" needs it'),
        (
            'format = "sql"',
            'format = "csv"\npath = "a.csv"',
            'format = "csv" has no use for database',
        ),
        (
            'format = "sql"',
            'format = "sql"\nmaximum_age_days = 1',
            "a database has no age of its own: maximum_age_days needs extract_date_from",
        ),
    ],
)
def test_files_and_databases_are_told_apart(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in fault(tmp_path, old, new)


def test_a_database_that_is_not_described_is_told(tmp_path: Path) -> None:
    columns = QUERY.partition("\n")[2]
    before, _, _ = GOOD.partition("[extracts.database]")
    text = f"{before}{columns}[history]\nkeep_nights = 400\n"
    with pytest.raises(ConfigurationFault, match="database is missing"):
        read(tmp_path, text)


def test_a_password_cannot_be_put_into_a_whole_odbc_string() -> None:
    url = "mssql+pyodbc://?odbc_connect=DRIVER%3DX%3BSERVER%3Dsql01%3BTrusted_Connection%3DYes"
    assert Database(url=url, query="select 1").source_name() == "database"
    words = {"password_file": "words.txt"}
    with pytest.raises(ValueError, match="a password cannot be put into odbc_connect"):
        Database(url=url, query="select 1", **words)


@pytest.mark.parametrize("query", ["DELETE FROM work", "-- select\nDROP TABLE work", ""])
def test_a_query_only_asks(query: str) -> None:
    with pytest.raises(ValueError, match=r"a query begins with SELECT or WITH|at least 1"):
        Database(url="sqlite:///a.sqlite", query=query)


@pytest.mark.parametrize(
    "query", ["select 1;", "-- why\n(SELECT 1)", "/* a\nb */ With n AS (SELECT 1) SELECT 1 ; "]
)
def test_a_query_may_be_commented_and_ended(query: str) -> None:
    asked = Database(url="sqlite:///a.sqlite", query=query).query
    assert asked is not None
    assert not asked.endswith(";")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:////srv/care.sqlite", "care.sqlite"),
        (r"sqlite:///C:\data\care.sqlite", "care.sqlite"),
        ("postgresql://reader@db.example.gov.uk/social_care", "social_care"),
        ("mssql://sql01", "database"),
    ],
)
def test_a_database_is_named_without_its_place(url: str, name: str) -> None:
    assert Database(url=url, query="select 1").source_name() == name


def test_a_database_cannot_be_filled_back(tmp_path: Path) -> None:
    settings = read(tmp_path, GOOD)
    with pytest.raises(UsageFault, match="a database holds only what is there now"):
        nights_in(tmp_path, settings.extracts)
