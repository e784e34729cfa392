"""The Standard Safeguarding Dataset: one row an assessment, its team and deadline or a doubt."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from shutil import copy2
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from sqlalchemy import make_url

from monitor.errors import ExtractRefused
from monitor.extracts import READERS
from monitor.extracts.databases.database import question_of
from monitor.nights.judging import judge_night
from monitor.reports.sections.provenance import footnotes
from monitor.settings.databases import Database
from monitor.settings.reading import read_settings
from tests.extracts.databases.sql_settings import SSD, database_settings, read_database
from tests.support.making import SAMPLES, order_for

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Dialect

    from monitor.judgement.night import Night

MSSQL: Dialect = make_url("mssql://").get_dialect()()
#: One open assessment of one child, by one worker of one team.
ONE = """
DELETE FROM ssd_cin_assessments WHERE cina_person_id <> '0046899';
DELETE FROM ssd_involvements WHERE invo_person_id <> '0046899' OR invo_involvements_id LIKE '%C';
UPDATE ssd_involvements SET invo_involvement_start_date = '2015-06-01 00:00:00';
UPDATE ssd_department SET dept_team_name = 'Team ' || dept_team_id;
"""
SECOND = """
INSERT INTO ssd_involvements
VALUES ('X', '0046899', '{professional}', '{team}', {start}, NULL);
"""


@pytest.fixture
def folder(tmp_path: Path, ssd_file: Path) -> Path:
    copy2(ssd_file, tmp_path)
    return tmp_path


def change(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / "ssd.sqlite")) as connection:
        connection.executescript(f"BEGIN; {script}; COMMIT")


def night_of(folder: Path, **database: Any) -> Night:
    given = {"url": "sqlite:///ssd.sqlite", **SSD, **database}
    return judge_night(order_for(folder, database_settings(**given))).night


def only(folder: Path, script: str, **database: Any) -> tuple[dict[str, str], set[str]]:
    """Return the cells of the one record of a dataset that was changed, and its doubts."""
    change(folder, ONE + script)
    settings = database_settings(url="sqlite:///ssd.sqlite", **{**SSD, **database})
    table = read_database(settings, folder)
    headings = settings.extracts[0].columns.mapped()
    (doubts,) = pd.DataFrame(table.marks).to_numpy()
    cells = {column: str(table.cells[heading].item()) for column, heading in headings.items()}
    return cells, {mark for mark, holds in zip(table.marks, doubts, strict=True) if holds}


def test_the_night_over_it_is_the_night_over_the_csv_but_for_what_it_cannot_carry(
    folder: Path,
) -> None:
    settings = read_settings(SAMPLES / "monitor.toml", formats=READERS, channels=("folder",))
    there = judge_night(order_for(SAMPLES, settings)).night.judged
    night = night_of(folder)
    assert (night.alarm_sentences, len(night.problems)) == ((), 0)
    here = night.judged
    ids = ["assessment_id", "child_id"]
    both = here.merge(there, on=ids, suffixes=("", "_there"), validate="one_to_one")
    assert len(both) == len(here) == len(there) == 192
    for column in (
        *("status", "worker", "working_days_late", "referral_date", "start_date", "deadline"),
        *("authorised_date", "case_closed_date"),
    ):
        pd.testing.assert_series_equal(both[column], both[f"{column}_there"], check_names=False)
    assert set(here["state"]) == {""}
    assert here["submitted_date"].isna().all()
    assert (here["family_id"] == "").all()
    other = both["child_seen"] != both["child_seen_there"]
    assert set(both.loc[other, "child_seen_there"]) == {"not_applicable"}
    assert set(both.loc[other, "child_seen"]) == {"not_recorded"}


def test_the_team_is_that_of_the_worker_s_own_involvement(folder: Path) -> None:
    later = SECOND.format(professional="P001", team="T01", start="'2015-07-10 00:00:00'")
    record, problems = only(folder, later)
    assert record["team"] == only(folder, "")[0]["team"] != "Team T01"
    assert problems == set()


def test_else_it_is_that_of_the_involvement_that_started_last(folder: Path) -> None:
    script = "UPDATE ssd_cin_assessments SET cina_assessment_worker_id = NULL;"
    script += SECOND.format(professional="P001", team="T01", start="'2015-07-10 00:00:00'")
    script += SECOND.format(professional="P002", team="T02", start="NULL")
    record, problems = only(folder, script)
    assert record["team"] == "Team T01"
    assert record["worker"] == "A. Okafor"
    assert problems == set()


def test_involvements_of_one_day_in_two_teams_are_a_doubt_and_no_guess(folder: Path) -> None:
    script = "UPDATE ssd_cin_assessments SET cina_assessment_worker_id = ' ';"
    script += SECOND.format(professional="P001", team="T01", start="'2015-06-01 00:00:00'")
    record, problems = only(folder, script)
    assert (record["team"], record["worker"]) == ("", "")
    assert problems == {"several_values@team", "several_values@worker"}


def test_an_ended_involvement_gives_no_team_and_the_assessment_s_own_stands(folder: Path) -> None:
    script = """
    UPDATE ssd_involvements SET invo_involvement_end_date = '2015-07-01 00:00:00';
    UPDATE ssd_cin_assessments SET cina_assessment_team = 'T03';
    """
    record, problems = only(folder, script)
    assert (record["team"], problems) == ("Team T03", set())


def test_a_team_or_worker_of_no_table_is_shown_by_its_id(folder: Path) -> None:
    script = "DELETE FROM ssd_department; DELETE FROM ssd_professionals;"
    record, _ = only(folder, script)
    assert re.fullmatch(r"T\d\d", record["team"])
    assert re.fullmatch(r"P\d\d\d", record["worker"])


def test_rows_that_stand_twice_multiply_no_assessment(folder: Path) -> None:
    tables = (
        *("ssd_cin_episodes", "ssd_department", "ssd_professionals", "ssd_involvements"),
        "local_deadlines",
    )
    settings = database_settings(url="sqlite:///ssd.sqlite", **SSD)
    once = read_database(settings, folder)
    for name in tables:
        twice_over = f"INSERT INTO {name} SELECT * FROM"
        change(folder, f"{twice_over} {name}")
    twice = read_database(settings, folder)
    assert twice.file == once.file
    assert not any(doubts.any() for doubts in twice.marks.values())


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        pytest.param(
            "INSERT INTO local_deadlines VALUES ('0042404', '0046899', '2015-12-24');",
            "several_values@deadline",
            id="deadline",
        ),
        pytest.param(
            "INSERT INTO ssd_cin_episodes SELECT cine_referral_id, NULL, '2015-01-02', NULL "
            "FROM ssd_cin_episodes;",
            "several_values@referral_date",
            id="referral",
        ),
    ],
)
def test_values_that_contradict_each_other_count_as_blank_and_are_told(
    folder: Path, script: str, problem: str
) -> None:
    record, problems = only(folder, script)
    assert record[problem.rpartition("@")[2]] == ""
    assert problems == {problem}


def test_a_doubt_is_a_problem_beside_its_record(folder: Path) -> None:
    change(folder, "INSERT INTO local_deadlines VALUES ('0042404', '0046899', '2015-12-24')")
    night = night_of(folder)
    (problem,) = night.problems.to_dict("records")
    judged = night.judged.iloc[problem["record"]]
    assert (judged["assessment_id"], judged["status"]) == ("0042404", "no_deadline")
    assert (problem["code"], problem["column"]) == ("several_values", "deadline")
    assert "several values of “local_deadlines.deadline”" in problem["message"]


def test_without_a_place_of_deadlines_there_are_none_and_the_report_says_why(
    folder: Path,
) -> None:
    night = night_of(folder, deadline_from=None)
    why = "No deadline is read from it: the Standard Safeguarding Dataset has none."
    assert night.service.statuses["no_deadline"] == 166
    assert night.alarm_sentences[0].startswith(
        f"No assessment has a usable deadline. ssd.sqlite: {why}"
    )
    assert any(why in note for note in footnotes(night, night.service))


def test_the_deadline_may_be_a_column_of_the_assessments_themselves(folder: Path) -> None:
    change(folder, "ALTER TABLE ssd_cin_assessments ADD COLUMN due date;")
    record, _ = only(
        folder,
        "UPDATE ssd_cin_assessments SET due = '2015-07-15';",
        deadline_from="ssd_cin_assessments.due",
    )
    assert record["deadline"] == "2015-07-15"


def test_the_deadline_may_be_joined_by_the_assessment_alone_and_from_a_schema(
    folder: Path,
) -> None:
    change(
        folder,
        """
        CREATE TABLE plain AS SELECT assessment AS cina_assessment_id, deadline
        FROM local_deadlines WHERE child = '0046899'
        """,
    )
    defaults = {"deadline_id": "cina_assessment_id", "deadline_person_id": None}
    record, problems = only(
        folder, "", deadline_from="main.plain.deadline", tables_schema="main", **defaults
    )
    assert record["deadline"] == only(folder, "")[0]["deadline"]
    assert problems == set()


def test_numbers_as_ids_are_joined_with_their_digits(folder: Path) -> None:
    script = """
    ALTER TABLE local_deadlines ADD COLUMN number integer;
    UPDATE local_deadlines SET number = CAST(assessment AS integer);
    UPDATE ssd_cin_assessments SET cina_assessment_id = '42404';
    """
    record, _ = only(folder, script, deadline_id="number")
    assert record["deadline"] != ""


def test_a_table_that_is_missing_is_named(folder: Path) -> None:
    change(folder, "DROP TABLE ssd_department;")
    with pytest.raises(ExtractRefused, match="no such table: ssd_department"):
        read_database(database_settings(url="sqlite:///ssd.sqlite", **SSD), folder)


def in_words(question: Any, dialect: Dialect) -> str:
    return str(question.compile(dialect=dialect))


def compiled(dialect: Dialect) -> str:
    database = Database(
        url="sqlite:///x.sqlite",
        profile="ssd",
        tables_schema="ssd",
        deadline_from="dbo.Local Dates.When due",
        deadline_id="AssessmentId",
    )
    return in_words(question_of(database).records, dialect)


def test_the_question_is_put_to_sql_server_in_its_own_words() -> None:
    asked = compiled(MSSQL)
    assert "FROM ssd.ssd_cin_assessments LEFT OUTER JOIN of_worker" in asked
    assert "CAST(ssd.ssd_cin_episodes.cine_referral_id AS NVARCHAR(255))" in asked
    assert "FROM dbo.[Local Dates] GROUP BY" in asked
    assert "deadlines.[When due] AS [dbo.Local Dates.When due]" in asked
    assert "rank() OVER (PARTITION BY" in asked


@pytest.mark.parametrize("name", ["mssql", "oracle", "postgresql", "sqlite"])
def test_the_question_has_no_parameter_in_any_dialect(name: str) -> None:
    asked = compiled(make_url(f"{name}://").get_dialect()())
    assert re.findall(r"\?|%\(|:\w", asked) == []
    assert asked.count("LEFT OUTER JOIN") == 6


def test_an_own_query_is_counted_in_sql_server_s_words() -> None:
    database = Database(url="sqlite:///x.sqlite", query="SELECT a FROM t WHERE b = '12:30'")
    counted = in_words(question_of(database).count, MSSQL)
    assert " ".join(counted.split()) == (
        "SELECT count(*) AS count_1 FROM (SELECT a FROM t WHERE b = '12:30' ) AS counted"
    )
