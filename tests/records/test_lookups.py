"""A look-up fills blanks by child or by assessment, in its own words."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from monitor.nights.judging import judge_night
from tests.records.looking_up import bare, columns_of_row, judged, lookup, told, written
from tests.reports.rows import row
from tests.support.making import SAMPLES, order_for, settings_of

if TYPE_CHECKING:
    from pathlib import Path


def test_team_worker_and_deadline_come_from_a_second_file_by_child(tmp_path: Path) -> None:
    found = judged(
        tmp_path,
        [bare()],
        [{"child_id": " C1 ", "team": "North ", "worker": "W", "deadline": "10/07/2015"}],
        lookup("team", "worker", "deadline"),
    )
    (record,) = found.night.judged[["team", "worker", "status"]].to_dict(orient="records")
    assert record == {"team": "North", "worker": "W", "status": "overdue"}
    assert told(found) == []
    assert found.night.alarm_sentences == ()


def test_a_column_comes_by_the_assessment_for_all_of_its_children(tmp_path: Path) -> None:
    siblings = [bare("C1"), bare("C2")]
    rows = [{"assessment_id": "A1", "team": "North", "deadline": "31/07/2015"}]
    found = judged(tmp_path, siblings, rows, lookup("team", "deadline", by="assessment_id"))
    assert found.night.judged["status"].tolist() == ["on_track", "on_track"]
    assert told(found) == []


def test_codes_and_dates_are_read_by_the_look_up_s_own_words(tmp_path: Path) -> None:
    rows = [
        {
            "assessment_id": "A1",
            "team": "north",
            "deadline": "2015.07.31",
            "state": "Annulled",
            "child_seen": "Spoken to",
        }
    ]
    setting = lookup(
        *("team", "deadline", "state", "child_seen"),
        by="assessment_id",
        date_formats=["%Y.%m.%d"],
        states={"cancelled": "annulled"},
        child_seen_values={"yes": "spoken to"},
    )
    teams = [{"name": "Assessment Team North", "aliases": ["North"]}]
    found = judged(tmp_path, [bare()], rows, setting, teams=teams)
    (record,) = found.night.judged.to_dict(orient="records")
    assert (record["team"], record["status"]) == ("Assessment Team North", "cancelled")
    assert record["deadline"].date() == date(2015, 7, 31)
    assert record["child_seen"] == "yes"
    assert told(found) == []


def test_a_timescale_that_is_looked_up_makes_the_deadline(tmp_path: Path) -> None:
    rows = [{"assessment_id": "A1", "team": "North", "timescale": "10"}]
    columns = {column: f"The {column}" for column in bare()}
    written(tmp_path, "extract.csv", [bare()], columns)
    setting = lookup("team", "timescale", by="assessment_id")
    written(tmp_path, "lookup.csv", rows, setting["columns"])
    settings = settings_of(columns, extract={"timescale_from": "start"}, lookups=[setting])
    (record,) = judge_night(order_for(tmp_path, settings)).night.judged.to_dict(orient="records")
    assert record["deadline"].date() == date(2015, 7, 15)


def test_a_second_look_up_may_be_joined_by_the_id_that_the_first_one_gave(tmp_path: Path) -> None:
    first, second = lookup("assessment_id"), lookup("team", by="assessment_id", path="teams.csv")
    written(tmp_path, "teams.csv", [{"assessment_id": "A7", "team": "North"}], second["columns"])
    records = [{"child_id": "C1", "start_date": "01/07/2015", "deadline": "31/07/2015"}]
    found = judged(tmp_path, records, [{"child_id": "C1", "assessment_id": "A7"}], first, second)
    assert found.night.judged[["assessment_id", "team"]].to_numpy().tolist() == [["A7", "North"]]


def test_a_look_up_is_for_the_extracts_that_it_names(tmp_path: Path) -> None:
    setting = lookup("worker", extracts=[2])
    written(tmp_path, "extract.csv", [row(1, worker="")], {**columns_of_row()})
    written(tmp_path, "second.csv", [row(2, worker="")], {**columns_of_row()})
    rows = [{"child_id": row(n)["child_id"], "worker": "W"} for n in (1, 2)]
    written(tmp_path, "lookup.csv", rows, setting["columns"])
    base = settings_of(columns_of_row(), lookups=[]).model_dump()
    second = {**base["extracts"][0], "path": "second.csv"}
    settings = type(settings_of()).model_validate(
        {**base, "extracts": [*base["extracts"], second], "lookups": [setting]}
    )
    found = judge_night(order_for(tmp_path, settings))
    assert found.night.judged["worker"].tolist() == ["", "W"]
    assert told(found) == [("lookup.csv", 2, "child_id", "lookup_row_unmatched")]


def test_a_census_gets_its_teams_and_deadlines_from_a_second_file(tmp_path: Path) -> None:
    census = {"path": str(SAMPLES / "inspection_2015_cin.xml"), "format": "cin-census"}
    text = (SAMPLES / "inspection_2015-07-16.csv").read_text(encoding="utf-8-sig")
    known = list(csv.DictReader(text.splitlines()))
    rows = [
        {"child_id": each["Child ID"], "team": each["Team"], "deadline": each["Deadline"]}
        for each in known
    ]
    setting = lookup("team", "deadline")
    written(tmp_path, "lookup.csv", rows, setting["columns"])
    settings = settings_of().model_validate(
        {**settings_of().model_dump(), "extracts": [census], "lookups": [setting]}
    )
    night = judge_night(order_for(tmp_path, settings)).night
    assert set(night.judged["team"]) == {each["Team"] for each in known}
    assert night.service.statuses["overdue"] > 0
    assert [column for column, _ in night.sources[0].lacks] == ["child_seen"]
    assert night.alarm_sentences == ()
