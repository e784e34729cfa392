"""A real PostgreSQL: read whole in one transaction, or refused in words that hold no secret."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text as sql

from monitor.errors import ExtractRefused
from monitor.extracts import Access
from monitor.extracts.databases.connection import ask
from monitor.nights.judging import judge_night
from monitor.nights.night import run_night
from monitor.settings.databases import Database
from tests.extracts.databases.postgresql import Proxy, Server, serving
from tests.extracts.databases.sql_settings import (
    COLUMNS,
    SSD,
    SSD_SCRIPT,
    database_settings,
    read_database,
)
from tests.support.making import command, order_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from monitor.records.sources import SourceTable
    from monitor.settings.settings import Settings

pytestmark = pytest.mark.postgresql

#: The environment variable, and the file, in which the password stands.
VARIABLE, FILE = "SOCIAL_CARE", "words.txt"
#: A child's name, which no message may hold.
NAME = "Smithson"
ODD = """
CREATE TABLE odd (assessment_id bigint, child_id numeric(12, 0), team text,
    start_date timestamptz, deadline date, authorised_date timestamp, extract_date date, name text);
INSERT INTO odd VALUES
    (12345678901234567, 7, 'North', '2015-07-01 23:30:00+00', '20155-01-01', NULL, NULL,
        'Smithson'),
    (12345678901234568, 8, 'North', '2015-07-01 22:30:00+00', 'infinity', 'infinity', NULL, ''),
    (12345678901234569, 9, 'North', '2015-07-01 22:30:00+00', '0044-03-15 BC', NULL, NULL, '');
CREATE TABLE hidden (assessment_id text);
"""
QUERY = "SELECT * FROM odd"
WRITING = """
CREATE TABLE pieces (a int);
CREATE SEQUENCE numbers;
INSERT INTO pieces VALUES (1), (2);
CREATE FUNCTION write() RETURNS int LANGUAGE sql AS 'DELETE FROM pieces; SELECT 1';
CREATE FUNCTION write_after() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
    PERFORM set_config('transaction_read_only', 'off', true);
    EXECUTE 'DELETE FROM pieces';
    RETURN 1;
END $$;
CREATE PROCEDURE commit_and_write() LANGUAGE plpgsql AS $$ BEGIN
    COMMIT;
    DELETE FROM pieces;
END $$;
"""
#: Many rows, so that the line can be cut among them.
LONG = """
SELECT n AS assessment_id, n AS child_id, 'North' AS team, date '2015-07-01' AS start_date,
    date '2015-07-15' AS deadline, NULL::date AS authorised_date, NULL::date AS extract_date
FROM generate_series(1, 50000) AS n
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        running.make_database("ssd", SSD_SCRIPT)
        running.make_database("social_care", ODD)
        running.make_database("writing", WRITING)
        with closing(running.owner("social_care")) as connection:
            connection.execute("REVOKE ALL ON hidden FROM reader")
        yield running


def settings_for(server: Server, **database: Any) -> Settings:
    given: dict[str, Any] = {"url": server.url("social_care"), "password_env": VARIABLE, **database}
    return database_settings(**given)


def read(server: Server, folder: Path, **database: Any) -> SourceTable:
    secrets = {VARIABLE: server.password}
    return read_database(settings_for(server, **database), folder, secrets.get)


def refusal(server: Server, folder: Path, **database: Any) -> str:
    with pytest.raises(ExtractRefused) as caught:
        read(server, folder, **database)
    said = str(caught.value)
    assert said.startswith(f"{database.get('name', 'social_care')}: ")
    assert server.password not in said
    assert NAME not in said
    return said


def test_the_safeguarding_dataset_is_the_same_records_as_in_sqlite(
    server: Server, tmp_path: Path, ssd_file: Path
) -> None:
    here = read(server, tmp_path, url=server.url("ssd"), **SSD)
    there = read_database(database_settings(url=f"sqlite:///{ssd_file}", **SSD), tmp_path)
    assert here.file.form == "PostgreSQL, Standard Safeguarding Dataset"
    assert here.file.control_total == here.file.lines.records == 192
    assert here.file.dated == "2015-07-16"
    assert here.file.sha256 == there.file.sha256
    assert here.cells.equals(there.cells)


def test_a_password_is_read_from_a_file(server: Server, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(f"{server.password}\r\n")
    (tmp_path / FILE).chmod(0o640)
    table = read(server, tmp_path, query=QUERY, password_env=None, password_file=FILE)
    assert table.file.lines.records == 3


def test_ids_keep_every_digit_and_moments_become_days_in_london(
    server: Server, tmp_path: Path
) -> None:
    order = order_for(tmp_path, settings_for(server, query=QUERY))
    judged = judge_night(replace(order, secret={VARIABLE: server.password}.get)).night.judged
    assert judged["assessment_id"].tolist()[0] == "12345678901234567"
    assert judged["child_id"].tolist() == ["7", "8", "9"]
    started = judged["start_date"].dt.strftime("%Y-%m-%d").tolist()
    assert started == ["2015-07-02", "2015-07-01", "2015-07-01"]


def test_a_date_that_python_cannot_hold_is_a_problem_and_stops_no_night(
    server: Server, tmp_path: Path
) -> None:
    order = order_for(tmp_path, settings_for(server, query=QUERY))
    night = judge_night(replace(order, secret={VARIABLE: server.password}.get)).night
    found = night.problems[night.problems["code"] == "unparsed_date"]
    assert found["column"].tolist() == ["deadline", "authorised_date", "deadline", "deadline"]
    assert night.judged["status"].tolist() == ["no_deadline"] * 3


def test_a_wrong_password_is_refused_and_told_nowhere(server: Server, tmp_path: Path) -> None:
    (tmp_path / "monitor.toml").write_text(
        f"""
        authority = "Ambleford Borough Council"
        [[extracts]]
        format = "sql"
        [extracts.database]
        url = "{server.url("ssd")}"
        password_env = "{VARIABLE}"
        profile = "ssd"
        [history]
        keep_nights = 400
        """
    )
    done = command(
        *("run", "--first-night", "--as-at", "2015-07-16"),
        cwd=tmp_path,
        **{VARIABLE: "wrong-but-secret"},
    )
    assert done.exit_code == 3
    assert "ssd: the database cannot be entered" in done.err
    told = (tmp_path / "output" / "index.html").read_text()
    for text in (done.out, done.err, told):
        assert "wrong-but-secret" not in text


def test_an_unknown_host_is_refused(server: Server, tmp_path: Path) -> None:
    nobody = server.url("social_care", port=1)
    assert "cannot be entered" in refusal(server, tmp_path, url=nobody, query=QUERY)


def test_a_statement_that_takes_too_long_is_refused(server: Server, tmp_path: Path) -> None:
    slow = "SELECT odd.*, pg_sleep(9) FROM odd"
    said = refusal(server, tmp_path, query=slow, statement_timeout_seconds=1)
    assert "it took longer than statement_timeout_seconds" in said


@pytest.mark.parametrize("after", [3_000, 200_000, 1_500_000])
def test_a_line_cut_half_way_loses_the_night_and_never_half_the_children(
    server: Server, tmp_path: Path, after: int
) -> None:
    with Proxy(server, after=after) as proxy:
        cut = server.url("social_care", port=proxy.port)
        settings = settings_for(server, url=cut, query=LONG)
        order = replace(order_for(tmp_path, settings), secret={VARIABLE: server.password}.get)
        with pytest.raises(ExtractRefused, match=r"lost.*nothing of what had come is used"):
            run_night(order)
    assert not (tmp_path / "output" / "2015-07-16").exists()
    assert "failed" in (tmp_path / "output" / "index.html").read_text()


def test_a_server_that_falls_silent_does_not_hold_the_night(server: Server, tmp_path: Path) -> None:
    with Proxy(server, after=200_000, silent=True) as proxy:
        silent = server.url("social_care", port=proxy.port)
        limits = {"connect_timeout_seconds": 1, "statement_timeout_seconds": 1}
        said = refusal(server, tmp_path, url=silent, query=LONG, **limits)
    assert "did not answer within 3 seconds" in said


def test_all_of_it_is_read_through_a_line_that_holds(server: Server, tmp_path: Path) -> None:
    with Proxy(server, after=100_000_000) as proxy:
        through = server.url("social_care", port=proxy.port)
        assert len(read(server, tmp_path, url=through, query=LONG).rows) == 50_000


def test_the_transaction_sees_one_state(server: Server, tmp_path: Path) -> None:
    def question(connection: Connection) -> tuple[int, int]:
        first = connection.exec_driver_sql("SELECT count(*) FROM odd").scalar_one()
        with closing(server.owner("social_care")) as other:
            other.execute("INSERT INTO odd (team) VALUES ('South')")
        return first, connection.exec_driver_sql("SELECT count(*) FROM odd").scalar_one()

    url = server.url("social_care", role="owner")
    database = Database(url=url, password_env=VARIABLE, query=QUERY)
    access = Access(tmp_path, {VARIABLE: server.password}.get)
    try:
        assert ask(database, access, question) == (3, 3)
    finally:
        with closing(server.owner("social_care")) as connection:
            connection.execute("DELETE FROM odd WHERE team = 'South'")


@pytest.mark.parametrize(
    "statement",
    [
        *("INSERT INTO pieces VALUES (3)", "UPDATE pieces SET a = 0", "DELETE FROM pieces"),
        *("TRUNCATE pieces", "DROP TABLE pieces", "ALTER TABLE pieces ADD b int"),
        *(
            "CREATE TABLE more (a int)",
            "CREATE TEMP TABLE more (a int)",
            "VACUUM",
            "ANALYZE pieces",
        ),
        *("CREATE TABLE more AS SELECT * FROM pieces", "SELECT * INTO more FROM pieces"),
        *("COPY pieces TO PROGRAM 'touch {place}'", "COPY pieces TO '{place}'"),
        *(
            "COPY pieces FROM PROGRAM 'echo 3'",
            "LOCK TABLE pieces",
            "GRANT ALL ON pieces TO reader",
        ),
        *("SET TRANSACTION READ WRITE", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"),
        *("COMMIT", "ROLLBACK", "BEGIN READ WRITE", "DO 'BEGIN DELETE FROM pieces; END'"),
        *("CALL commit_and_write()", "EXPLAIN ANALYZE DELETE FROM pieces", "NOTIFY a"),
        *("PREPARE p AS DELETE FROM pieces", "EXECUTE p", "DECLARE c CURSOR FOR SELECT 1"),
        *("SELECT 1; COMMIT; DELETE FROM pieces", "SELECT 1; DELETE FROM pieces"),
        *("SELECT 1) AS x; COMMIT; DELETE FROM pieces; SELECT (1", "ROLLBACK; DELETE FROM pieces"),
        "SELECT 1; SET TRANSACTION READ WRITE; DELETE FROM pieces",
        "WITH gone AS (DELETE FROM pieces RETURNING a) SELECT * FROM gone",
        "WITH more AS (INSERT INTO pieces VALUES (3) RETURNING a) SELECT * FROM more",
        "MERGE INTO pieces USING pieces AS p ON pieces.a = p.a WHEN MATCHED THEN DELETE",
        *("SELECT write()", "SELECT write_after()", "SELECT nextval('numbers')"),
        *("SELECT setval('numbers', 9)", "SELECT a FROM pieces FOR UPDATE"),
        *(
            "SELECT set_config('transaction_read_only', 'off', false)",
            "SELECT query_to_xml('DELETE FROM pieces', true, true, '')",
        ),
    ],
)
def test_no_statement_writes_though_the_user_may(
    server: Server, tmp_path: Path, statement: str
) -> None:
    url, place = server.url("writing", role="owner"), tmp_path / "written"
    database = Database(url=url, password_env=VARIABLE, query="SELECT 1")

    def question(connection: Connection) -> None:
        connection.execute(sql(statement.format(place=place)))
        connection.execute(sql("DELETE FROM pieces"))

    with suppress(ExtractRefused):
        ask(database, Access(tmp_path, {VARIABLE: server.password}.get), question)
    assert not place.exists()
    with closing(server.owner("writing")) as connection:
        found = connection.execute("SELECT a FROM pieces").fetchall()
        tables = connection.execute("SELECT relname FROM pg_class WHERE relname = 'more'")
        assert (found, tables.fetchall()) == ([(1,), (2,)], [])
        number = connection.execute("SELECT last_value, is_called FROM numbers").fetchall()
        assert number == [(1, False)]


@pytest.mark.parametrize("kept", ["query", "count_query"])
def test_a_query_that_goes_on_after_its_end_changes_nothing(
    server: Server, tmp_path: Path, kept: str
) -> None:
    query = "SELECT 1 AS assessment_id; COMMIT; DELETE FROM pieces"
    asked = {"query": "SELECT 1 AS assessment_id", "url": server.url("writing", role="owner")}
    said = refusal(server, tmp_path, name="w", **{**asked, kept: query})
    assert "cannot insert multiple commands" in said
    with closing(server.owner("writing")) as connection:
        assert connection.execute("SELECT count(*) FROM pieces").fetchall() == [(2,)]


def test_what_a_query_does_beside_its_answer_is_rolled_back(server: Server, tmp_path: Path) -> None:
    database = Database(
        url=server.url("writing", role="owner"), password_env=VARIABLE, query="SELECT 1"
    )
    access, query = (
        Access(tmp_path, {VARIABLE: server.password}.get),
        sql("SELECT lo_create(7), pg_notify('a', 'b')"),
    )
    with closing(server.owner("writing")) as listener:
        listener.execute("LISTEN a")
        ask(database, access, lambda connection: connection.execute(query).all())
        assert list(listener.notifies(timeout=0.5)) == []
        assert listener.execute("SELECT * FROM pg_largeobject_metadata").fetchall() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"port": 1}, "nothing listens at port 1", id="closed port"),
        pytest.param({"host": "nowhere.invalid"}, "no machine of the name in url", id="no host"),
        pytest.param({"role": "nobody"}, "the user or the password was not accepted", id="user"),
        pytest.param({"database": "nowhere"}, "the server has no such database", id="database"),
        pytest.param({"password": "x"}, "the user or the password was not accepted", id="password"),
        pytest.param({"password": None}, "the server asks for a password: set", id="no password"),
    ],
)
def test_who_is_not_let_in_is_told_why_and_what_to_do(
    server: Server, tmp_path: Path, given: dict[str, Any], said: str
) -> None:
    whole = {"database": "ssd", "port": server.port, "role": "reader", "host": "127.0.0.1", **given}
    url = "postgresql+psycopg://{role}@{host}:{port}/{database}".format_map(whole)
    password = given.get("password", server.password)
    kept = {"password_env": VARIABLE} if password else {"password_env": None}
    settings = settings_for(server, url=url, query=QUERY, **kept)
    with pytest.raises(ExtractRefused) as caught:
        read_database(settings, tmp_path, {VARIABLE: password}.get)
    told = str(caught.value)
    assert f"the database cannot be entered: {said}" in told
    assert server.password not in told


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param("SELECT * FROM nowhere", 'relation "nowhere" does not exist', id="table"),
        pytest.param("SELECT nothing FROM odd", 'column "nothing" does not exist', id="column"),
        pytest.param("SELECT * FROM hidden", "the user may not read a table", id="forbidden"),
        pytest.param("SELECT * FRM odd", "the query is not understood", id="misspelt"),
        pytest.param(
            "SELECT name::int FROM odd", "a value could not be converted by the query", id="value"
        ),
        pytest.param("SELECT odd.*, name::bytea AS worker FROM odd", "cast it", id="bytes"),
    ],
)
def test_a_query_that_fails_is_told_without_a_cell(
    server: Server, tmp_path: Path, query: str, said: str
) -> None:
    columns = {**COLUMNS, "worker": "worker"} if "worker" in query else COLUMNS
    settings = database_settings(
        columns, url=server.url("social_care"), password_env=VARIABLE, query=query
    )
    with pytest.raises(ExtractRefused) as caught:
        read_database(settings, tmp_path, {VARIABLE: server.password}.get)
    assert said in str(caught.value)
    assert NAME not in str(caught.value)
