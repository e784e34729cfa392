"""Databases: which records come of a query, and what is refused; on SQLite, which is everywhere."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import ConfigurationFault, ExtractRefused
from monitor.extracts import Access, no_secret
from monitor.extracts.databases.connection import ask
from monitor.extracts.databases.drivers import DRIVERS, KINDS
from monitor.nights.night import rehearse_night, run_night
from monitor.nights.order import Posting
from monitor.nights.verification import verify_nights
from monitor.settings.databases import Database
from tests.extracts.databases.sql_settings import COLUMNS, database_settings, read_database
from tests.support.making import INSPECTION_DAY, order_for

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from monitor.records.sources import SourceTable

SCRIPT = """
CREATE TABLE work (assessment_id text, child_id real, team text, start_date text, deadline text,
    authorised_date text, extract_date text, note text);
INSERT INTO work VALUES
    ('0000002', 7.0, 'North', '2015-07-01', '2015-07-10', NULL, '2015-07-15', 'Smithson'),
    ('0000001', 8.0, 'North', '2015-07-02 09:30:00', '2015-07-20', NULL, '2015-07-14', 'Smithson'),
    ('0000003', 9.5, 'South', '2015-07-03', '', '2015-07-09', NULL, 'Smithson');
"""
QUERY = "SELECT * FROM work -- all of it"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    change(tmp_path, SCRIPT)
    return tmp_path


def change(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / "care.sqlite")) as connection:
        connection.executescript(f"BEGIN; {script}; COMMIT")


def read(folder: Path, query: str = QUERY, **more: Any) -> SourceTable:
    columns = more.pop("columns", COLUMNS)
    extract = more.pop("extract", {})
    url = more.pop("url", "sqlite:///care.sqlite")
    settings = database_settings(columns, extract=extract, url=url, query=query, **more)
    return read_database(settings, folder)


def refusal(folder: Path, query: str = QUERY, **more: Any) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(folder, query, **more)
    said = str(caught.value)
    assert "Smithson" not in said
    assert "\n" not in said
    return said


def test_every_record_of_the_query_is_text_under_its_own_column(folder: Path) -> None:
    table = read(folder)
    assert table.cells["assessment_id"].tolist() == ["0000001", "0000002", "0000003"]
    assert table.cells["child_id"].tolist() == ["8", "7", "9.5"]
    assert table.cells["authorised_date"].tolist() == ["", "", "2015-07-09"]
    assert "note" not in table.cells


def test_the_database_s_own_count_is_the_control_total(folder: Path) -> None:
    file = read(folder, extract={"control_total_required": True}).file
    assert (file.name, file.form) == ("care.sqlite", "SQLite, query")
    assert (file.lines.read, file.lines.records, file.control_total) == (3, 3, 3)
    assert file.control_total_by == "the database's count in the same transaction"


def test_rows_are_numbered_in_the_order_of_their_ids_however_they_come(folder: Path) -> None:
    forwards = read(folder, "SELECT * FROM work ORDER BY child_id;")
    backwards = read(folder, "SELECT * FROM work ORDER BY child_id DESC")
    assert forwards.rows.tolist() == [1, 2, 3]
    assert forwards.cells.equals(backwards.cells)
    assert forwards.file == backwards.file


def test_the_hash_changes_with_any_cell_that_is_read_and_with_no_other(folder: Path) -> None:
    before = read(folder).file.sha256
    change(folder, "UPDATE work SET note = ''")
    assert read(folder).file.sha256 == before
    change(folder, "UPDATE work SET deadline = '2015-07-11' WHERE assessment_id = '0000002'")
    assert read(folder).file.sha256 != before


def test_colons_and_per_cent_signs_of_a_query_stand_for_themselves(folder: Path) -> None:
    query = "SELECT * FROM work WHERE note LIKE '%' AND '12:30' <> ' :a' AND ':b::c' <> ''"
    assert len(read(folder, query).rows) == 3


def test_a_query_of_several_steps_is_counted_too(folder: Path) -> None:
    assert read(folder, "WITH n AS (SELECT * FROM work) SELECT * FROM n").file.control_total == 3


@pytest.mark.parametrize("count", ["SELECT 4", "SELECT NULL", "SELECT 'Smithson'"])
def test_another_count_than_the_records_read_is_refused(folder: Path, count: str) -> None:
    said = refusal(folder, count_query=count)
    assert said.startswith("care.sqlite: 3 records were read, and that is not what the database")


def test_an_authority_s_own_count_is_told(folder: Path) -> None:
    file = read(folder, count_query="SELECT count(*) FROM work").file
    assert (file.control_total, file.form) == (3, "SQLite, query with its own count")


def test_no_records_are_refused_unless_nothing_is_enough(folder: Path) -> None:
    none = "SELECT * FROM work WHERE 1 = 0"
    assert "0 records, fewer than minimum_rows = 1" in refusal(folder, none)
    assert len(read(folder, none, extract={"minimum_rows": 0}).rows) == 0


def test_an_extract_date_tells_the_age(folder: Path) -> None:
    file = read(folder, extract={"maximum_age_days": 1}).file
    assert (file.dated, file.dated_by) == ("2015-07-15", "the column “extract_date”")
    change(folder, "UPDATE work SET extract_date = '2015-07-14'")
    assert "2 days old" in refusal(folder, extract={"maximum_age_days": 1})


def test_a_column_that_is_missing_is_named_with_what_it_may_be(folder: Path) -> None:
    columns = {**COLUMNS, "deadline": "dead_line"}
    said = refusal(folder, columns=columns)
    assert said == "care.sqlite: the heading “dead_line” is missing; did you mean “deadline”?"


def test_a_column_that_stands_twice_is_refused(folder: Path) -> None:
    assert "stands twice" in refusal(folder, "SELECT *, team FROM work")


def test_a_name_of_its_own_tells_two_databases_apart(folder: Path) -> None:
    assert read(folder, name="Social care").file.name == "Social care"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param("SELECT * FROM nowhere", "no such table: nowhere", id="table"),
        pytest.param("SELECT absent FROM work", "no such column: absent", id="column"),
        pytest.param("SELECT * FRM work", "the query failed: near", id="misspelt"),
        pytest.param("SELECT *, abs(-9223372036854775808) FROM work", "failed", id="overflow"),
        pytest.param(
            "SELECT *, cast(x'536d6974ff' as text) AS worker FROM work", "failed", id="not UTF-8"
        ),
        pytest.param("SELECT *, x'00ff' AS worker FROM work", "holds bytes", id="bytes"),
        pytest.param("SELECT *, char(7) AS worker FROM work", "control character", id="bell"),
    ],
)
def test_a_query_that_cannot_be_read_whole_is_refused(folder: Path, query: str, said: str) -> None:
    assert said in refusal(folder, query, columns={**COLUMNS, "worker": "worker"})


def test_an_id_that_is_not_exact_any_more_is_refused(folder: Path) -> None:
    change(folder, "UPDATE work SET child_id = 12345678901234567890.0")
    assert "too large to be exact" in refusal(folder)


def test_an_id_over_several_lines_is_refused(folder: Path) -> None:
    change(folder, "UPDATE work SET assessment_id = 'a' || char(10) || 'b'")
    assert "holds a line break" in refusal(folder)


@pytest.mark.parametrize("url", ["sqlite:///nowhere.sqlite", "sqlite://", "sqlite:///."])
def test_a_file_that_is_not_there_is_refused_and_not_made(folder: Path, url: str) -> None:
    assert "there is no such file" in refusal(folder, url=url)
    assert [each.name for each in folder.iterdir()] == ["care.sqlite"]


def test_a_file_that_is_no_database_is_refused(folder: Path) -> None:
    (folder / "care.sqlite").write_bytes(b"Child,Smithson\n" * 100)
    assert "the file is no database" in refusal(folder)


def test_a_path_may_have_spaces_and_signs(folder: Path) -> None:
    (folder / "care.sqlite").rename(folder / "a b#c?d.sqlite")
    assert len(read(folder, url="sqlite:///a b#c%3Fd.sqlite").rows) == 3


def test_a_query_that_never_ends_is_stopped(folder: Path) -> None:
    endless = """
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    SELECT work.* FROM work, (SELECT max(i) AS i FROM n)
    """
    said = refusal(folder, endless, statement_timeout_seconds=1)
    assert "it took longer than statement_timeout_seconds" in said


def test_nothing_can_be_written(folder: Path) -> None:
    said = refusal(folder, "WITH n AS (SELECT 1) INSERT INTO work (team) VALUES ('x') RETURNING *")
    assert "the query does more than read, and nothing was changed" in said
    assert len(read(folder).rows) == 3


@pytest.mark.parametrize(
    "statement",
    [
        *("INSERT INTO work (team) VALUES ('x')", "UPDATE work SET team = 'x'"),
        *("DELETE FROM work", "REPLACE INTO work (team) VALUES ('x')", "DROP TABLE work"),
        *("CREATE TABLE more (a)", "CREATE TEMP TABLE more AS SELECT * FROM work"),
        *("ALTER TABLE work RENAME TO gone", "CREATE INDEX i ON work (team)", "ANALYZE"),
        *("VACUUM", "VACUUM INTO 'stolen.sqlite'", "ATTACH 'stolen.sqlite' AS more", "DETACH main"),
        *("PRAGMA query_only = 0", "PRAGMA user_version = 7", "PRAGMA journal_mode = wal"),
        *("PRAGMA writable_schema = 1", "SAVEPOINT a", "SELECT load_extension('x')"),
        *("WITH n AS (SELECT 1) DELETE FROM work", "SELECT 1; DELETE FROM work"),
        *("SELECT 1; COMMIT; DELETE FROM work", "EXPLAIN DELETE FROM work"),
        "CREATE TRIGGER t AFTER UPDATE ON work BEGIN DELETE FROM work; END",
    ],
)
def test_no_statement_writes_whatever_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.chdir(folder)
    before = (folder / "care.sqlite").read_bytes()
    database = Database(url="sqlite:///care.sqlite", query=QUERY)

    def question(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    with pytest.raises(ExtractRefused, match=r"more than read|failed"):
        ask(database, Access(folder, no_secret), question)
    assert [each.name for each in folder.iterdir()] == ["care.sqlite"]
    assert (folder / "care.sqlite").read_bytes() == before


def test_what_a_kind_of_database_needs_first_is_said_in_the_transaction(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, nothing_is_enough = "SELECT * FROM work WHERE team LIKE 'north'", {"minimum_rows": 0}
    assert len(read(folder, query, extract=nothing_is_enough).rows) == 2
    first = ("PRAGMA case_sensitive_like = ON",)
    monkeypatch.setitem(KINDS, "sqlite", replace(KINDS["sqlite"], begin=first))
    assert len(read(folder, query, extract=nothing_is_enough).rows) == 0


def test_an_isolation_that_is_not_known_is_refused(folder: Path) -> None:
    assert "this kind of database has no such isolation" in refusal(folder, isolation="SNAPSHOT")
    assert len(read(folder, isolation="SERIALIZABLE").rows) == 3


def test_a_missing_driver_is_told_with_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationFault, match=r"driver psycopg .* is not installed") as caught:
        read(folder, url="postgresql://reader@db.example.gov.uk/care")
    assert 'python -m pip install "psycopg[binary]>=3.3,<4"' in str(caught.value)
    monkeypatch.setitem(sys.modules, "oracledb", None)
    with pytest.raises(ConfigurationFault, match=r"driver oracledb .* not installed: install it"):
        read(folder, url="oracle://reader@db.example.gov.uk/care")


def test_a_driver_that_is_not_known_is_told_with_the_one_that_is(folder: Path) -> None:
    said = r"write mysql\+pymysql:// in url, and install pymysql, with the Python of this program"
    with pytest.raises(ConfigurationFault, match=said):
        read(folder, url="mysql://reader@db.example.gov.uk/care")


def test_a_missing_library_of_the_system_is_told_apart_from_a_missing_driver(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "pyodbc.py").write_text("raise ImportError('libodbc.so.2: cannot open')")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "pyodbc", raising=False)
    said = r"pyodbc is installed, and not the system's library that it needs: install unixODBC"
    with pytest.raises(ConfigurationFault, match=said):
        read(folder, url="mssql+pyodbc://reader@db.example.gov.uk/care?driver=x")


@pytest.mark.parametrize("kept", ["password_env", "password_file"])
def test_a_missing_password_is_told_before_anything_is_asked(folder: Path, kept: str) -> None:
    with pytest.raises(ConfigurationFault, match=kept):
        read(folder, url="postgresql://reader@db.example.gov.uk/care", **{kept: "NOWHERE"})


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder decides who may read")
def test_a_password_that_every_user_can_read_is_refused(folder: Path) -> None:
    (folder / "password").write_text("secret")
    (folder / "password").chmod(0o644)
    url = "postgresql://reader@db.example.gov.uk/care"
    with pytest.raises(ConfigurationFault, match=r"password, can be read by every user.*chmod o-r"):
        read(folder, url=url, password_file="password")  # noqa: S106  (a file's name)


def test_a_driver_whose_times_cannot_be_limited_is_used_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(DRIVERS, "pysqlite")
    assert len(read(folder).rows) == 3


def test_the_same_records_over_three_working_days_are_refused(folder: Path) -> None:
    url, file = "sqlite:///care.sqlite", "words.txt"
    settings = database_settings(COLUMNS, url=url, query=QUERY, password_file=file)
    before = order_for(folder, settings, as_at=date(2015, 7, 13))
    published = run_night(before).folder
    assert published is not None
    told = json.loads((published / "manifest.json").read_text())["settings"]["extracts"][0]
    assert told["path"] == "care.sqlite"
    assert "query" in told["database"]
    assert not {"url", "password_env", "password_file"} & set(told["database"])
    (finding,) = verify_nights(before, None)
    assert finding.faults == ()
    assert "care.sqlite is a database, which may well hold something else by now" in finding.notes
    with pytest.raises(ExtractRefused, match="are the same as on 2015-07-13"):
        run_night(order_for(folder, settings, as_at=INSPECTION_DAY))


def test_a_rehearsal_asks_the_query_of_the_night_before_where_the_database_is_now(
    folder: Path,
) -> None:
    whole = database_settings(COLUMNS, url="sqlite:///care.sqlite", query=QUERY)
    run_night(order_for(folder, whole, as_at=date(2015, 7, 15)))
    (folder / "care.sqlite").rename(folder / "moved.sqlite")
    query = "SELECT * FROM work WHERE assessment_id <> '0000002'"
    moved = database_settings(COLUMNS, url="sqlite:///moved.sqlite", query=query)
    posting = Posting(now=lambda: datetime(2015, 7, 16, 6, tzinfo=UTC), send=False)
    order = replace(order_for(folder, moved), posting=posting, accepted="a narrower query")
    changed = rehearse_night(order).by_configuration
    assert changed is not None
    assert changed.fault == ""
    assert changed.changed["assessment_id"].tolist() == ["0000002"]
