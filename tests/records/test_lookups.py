"""Look-ups fill blanks, overwrite nothing, and tell every record and row that is in doubt."""

from __future__ import annotations

import csv
import json
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assessments.columns import DATE_COLUMNS
from monitor.assessments.working_days import calendars_for
from monitor.errors import ExtractRefused
from monitor.extracts import read_extracts
from monitor.nights.facts import facts_of
from monitor.nights.judging import judge_night
from monitor.records.normalise import normalise
from monitor.records.sources import Sources
from schemas.door import rule_name
from tests.conftest import WHOLE
from tests.oracle.lookups import join_slowly
from tests.reports.rows import SERVICE, read_pages, row
from tests.support.making import INSPECTION_DAY, SAMPLES, STATES, csv_text, order_for, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.nights.judging import Judged
    from monitor.records.records import Normalised

Row = dict[str, str]

BARE = {column: f"The {column}" for column in ("assessment_id", "child_id", "start_date")}
CALENDAR = calendars_for(INSPECTION_DAY, extra_bank_holidays=(), closures=()).manager
ID = {"child_id": "Child", "assessment_id": "Assessment"}


def lookup(*gives: str, by: str = "child_id", **keys: Any) -> dict[str, Any]:
    """Return the setting of a look-up at `lookup.csv` that gives these columns."""
    columns = {by: ID[by], **{column: f"Their {column}" for column in gives}}
    return {
        "path": "lookup.csv",
        "format": "csv",
        "by": by,
        "date_formats": ["%d/%m/%Y"],
        "columns": columns,
        **({"states": STATES} if "state" in gives else {}),
        **keys,
    }


def written(folder: Path, name: str, rows: Sequence[Row], columns: Mapping[str, str]) -> None:
    (folder / name).write_bytes(csv_text(rows, columns).encode())


def judged(
    folder: Path,
    records: Sequence[Row],
    rows: Sequence[Row],
    *lookups: dict[str, Any],
    columns: Mapping[str, str] | None = None,
    **tables: Any,
) -> Judged:
    """Judge these records beside a look-up of these rows."""
    mapped = columns or {column: f"The {column}" for column in records[0]}
    written(folder, "extract.csv", records, mapped)
    written(folder, "lookup.csv", rows, lookups[0]["columns"])
    settings = settings_of(mapped, lookups=list(lookups), **tables)
    return judge_night(order_for(folder, settings))


def told(found: Judged) -> list[tuple[str, int, str, str]]:
    columns = ["source", "source_row", "column", "code"]
    return list(found.night.problems[columns].itertuples(index=False, name=None))


def bare(child: str = "C1", **cells: str) -> Row:
    return {"assessment_id": "A1", "child_id": child, "start_date": "01/07/2015", **cells}


def joined(
    folder: Path, records: Sequence[Row], rows: Sequence[Row], by: str = "child_id"
) -> Normalised:
    """Normalise these records beside a look-up of these rows."""
    gives = [column for column in rows[0] if column != by]
    mapped = {column: f"The {column}" for column in records[0]}
    setting = lookup(*gives, by=by, minimum_rows=0)
    written(folder, "extract.csv", records, mapped)
    written(folder, "lookup.csv", rows, setting["columns"])
    both = settings_of(mapped, extract={"minimum_rows": 0}, lookups=[setting])
    read = read_extracts((*both.extracts, *both.lookups), folder=folder, as_at=INSPECTION_DAY)
    return normalise(Sources(read[:1], read[1:]), both, as_at=INSPECTION_DAY, calendar=CALENDAR)


def test_a_second_table_below_one_without_dates_is_refused(tmp_path: Path) -> None:
    setting = lookup("team", "worker")
    rows = [{"child_id": "C1", "team": "North"}, {}, {"child_id": "Summary"}]
    with pytest.raises(ExtractRefused, match="line 4: this row follows a blank one"):
        judged(tmp_path, [bare()], rows, setting)


# What is taken


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
    written(tmp_path, "extract.csv", [row(1, worker="")], {**_columns_of_row()})
    written(tmp_path, "second.csv", [row(2, worker="")], {**_columns_of_row()})
    rows = [{"child_id": row(n)["child_id"], "worker": "W"} for n in (1, 2)]
    written(tmp_path, "lookup.csv", rows, setting["columns"])
    base = settings_of(_columns_of_row(), lookups=[]).model_dump()
    second = {**base["extracts"][0], "path": "second.csv"}
    settings = type(settings_of()).model_validate(
        {**base, "extracts": [*base["extracts"], second], "lookups": [setting]}
    )
    found = judge_night(order_for(tmp_path, settings))
    assert found.night.judged["worker"].tolist() == ["", "W"]
    assert told(found) == [("lookup.csv", 2, "child_id", "lookup_row_unmatched")]


def _columns_of_row() -> dict[str, str]:
    return {column: f"The {column}" for column in row(1)}


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


# What is in doubt


def test_a_record_without_a_row_and_a_row_without_a_record_are_told(tmp_path: Path) -> None:
    found = judged(
        tmp_path,
        [row(n, child_id=child, worker="") for n, child in enumerate(("C1", "C2", ""))],
        [
            {"child_id": "C1", "worker": "W"},
            {"child_id": "C9", "worker": "W"},
            {"child_id": " ", "worker": "W"},
        ],
        lookup("worker"),
    )
    assert told(found) == [
        ("extract.csv", 3, "child_id", "lookup_unmatched"),
        ("extract.csv", 4, "child_id", "lookup_unmatched"),
        ("extract.csv", 4, "child_id", "missing_child_id"),
        ("lookup.csv", 3, "child_id", "lookup_row_unmatched"),
        ("lookup.csv", 4, "child_id", "lookup_row_without_id"),
    ]
    (use,) = found.night.lookups
    assert (use.records, use.matched) == (3, 1)
    assert (use.unmatched_rows, use.ambiguous_rows, use.rows_without_id) == (1, 0, 1)


def test_rows_of_one_id_that_differ_give_nothing_in_that_column(tmp_path: Path) -> None:
    rows = [
        {"child_id": "C1", "team": "North", "worker": "W1"},
        {"child_id": "C1", "team": "North", "worker": ""},
    ]
    found = judged(tmp_path, [bare(deadline="31/07/2015")], rows, lookup("team", "worker"))
    assert found.night.judged[["team", "worker"]].to_numpy().tolist() == [["North", ""]]
    assert told(found) == [
        ("extract.csv", 2, "worker", "lookup_ambiguous"),
        ("lookup.csv", 2, "worker", "lookup_row_ambiguous"),
        ("lookup.csv", 3, "worker", "lookup_row_ambiguous"),
    ]
    assert found.night.lookups[0].ambiguous_rows == 2


def test_the_same_row_twice_is_not_ambiguous(tmp_path: Path) -> None:
    rows = [{"child_id": "C1", "team": "North"}] * 2
    found = judged(tmp_path, [bare(deadline="31/07/2015")], rows, lookup("team"))
    assert found.night.judged["team"].tolist() == ["North"]
    assert told(found) == []


def test_what_stands_in_the_extract_is_kept_and_a_contradiction_told(tmp_path: Path) -> None:
    records = [
        row(1, child_id="C1", worker="W1"),
        row(2, child_id="C2", worker="W2"),
        row(3, child_id="C3", worker="W3"),
    ]
    rows = [
        {"child_id": "C1", "worker": "W1"},
        {"child_id": "C2", "worker": "Zebra"},
        {"child_id": "C3", "worker": ""},
    ]
    found = judged(tmp_path, records, rows, lookup("worker"))
    assert found.night.judged["worker"].tolist() == ["W1", "W2", "W3"]
    assert told(found) == [("extract.csv", 3, "worker", "lookup_contradiction")]
    assert "Zebra" not in found.night.problems.to_csv()


def test_a_deadline_that_cannot_be_read_is_not_replaced(tmp_path: Path) -> None:
    rows = [{"assessment_id": "A001", "deadline": "31/07/2015"}]
    records = [row(1, assessment_id="A001", deadline="soon")]
    found = judged(tmp_path, records, rows, lookup("deadline", by="assessment_id"))
    assert found.night.judged["status"].tolist() == ["no_deadline"]
    assert [code for *_, code in told(found)] == ["lookup_contradiction", "unparsed_date"]


def test_a_deadline_of_a_look_up_that_cannot_be_read_is_told_where_it_was_wanted(
    tmp_path: Path,
) -> None:
    found = judged(
        tmp_path,
        [bare(team="North")],
        [{"child_id": "C1", "deadline": "soon"}],
        lookup("deadline"),
    )
    assert found.night.judged["status"].tolist() == ["no_deadline"]
    assert told(found) == [("extract.csv", 2, "deadline", "unparsed_date")]
    assert found.night.problems["message"].tolist() == [
        "“Their deadline, in lookup.csv” cannot be read as a date, so it counts as blank."
    ]


def test_a_column_of_both_files_is_named_by_both_headings(tmp_path: Path) -> None:
    records, rows = [bare(team="North", deadline="")], [{"child_id": "C1", "deadline": "soon"}]
    found = judged(tmp_path, records, rows, lookup("deadline"))
    assert found.night.problems["message"].tolist() == [
        (
            "“The deadline” or “Their deadline, in lookup.csv” cannot be read as a date, "
            "so it counts as blank."
        )
    ]


def test_one_deadline_is_never_given_to_several_assessments_of_a_child(tmp_path: Path) -> None:
    records = [bare(), bare(assessment_id="A2", authorised_date="10/07/2015")]
    records[0]["authorised_date"] = ""
    rows = [{"child_id": "C1", "team": "North", "deadline": "31/07/2015"}]
    found = judged(tmp_path, records, rows, lookup("team", "deadline"))
    assert found.night.judged["status"].tolist() == ["no_deadline", "completed_no_deadline"]
    assert found.night.judged["team"].tolist() == ["North", "North"]
    assert [(row, code) for _, row, _, code in told(found)] == [
        (2, "lookup_several"),
        (3, "lookup_several"),
    ]


def test_a_copy_of_an_assessment_is_not_another_one(tmp_path: Path) -> None:
    rows = [{"child_id": "C1", "team": "North", "deadline": "31/07/2015"}]
    found = judged(tmp_path, [bare(), bare()], rows, lookup("team", "deadline"))
    assert found.night.judged["status"].tolist() == ["on_track", "duplicate"]


def test_siblings_of_one_assessment_are_never_seen_by_one_row(tmp_path: Path) -> None:
    rows = [{"assessment_id": "A1", "team": "North", "deadline": "31/07/2015", "child_seen": "Yes"}]
    setting = lookup("team", "deadline", "child_seen", by="assessment_id")
    found = judged(tmp_path, [bare("C1"), bare("C2")], rows, setting)
    assert found.night.judged["child_seen"].tolist() == ["not_recorded", "not_recorded"]
    assert {code for *_, code in told(found)} == {"lookup_several"}


def test_a_child_whose_seeing_is_looked_up_and_not_found_is_not_recorded(tmp_path: Path) -> None:
    records = [bare("C1", team="North", deadline="31/07/2015"), bare("C2", team="", deadline="")]
    records[1]["assessment_id"] = "A2"
    rows = [{"child_id": "C1", "child_seen": "Unborn"}]
    found = judged(tmp_path, records, rows, lookup("child_seen"))
    assert found.night.judged["child_seen"].tolist() == ["not_applicable", "not_recorded"]
    assert found.night.flags["child_seen_not_recorded"].tolist() == [False, True]


def test_an_unknown_code_of_a_look_up_is_a_problem_of_the_record(tmp_path: Path) -> None:
    records = [bare(team="North", deadline="31/07/2015")]
    rows = [{"assessment_id": "A1", "state": "Paused"}]
    found = judged(tmp_path, records, rows, lookup("state", by="assessment_id"))
    assert found.night.judged["state"].tolist() == ["open"]
    assert told(found) == [("extract.csv", 2, "state", "unknown_code")]


def test_a_look_up_that_finds_nobody_is_no_all_clear(tmp_path: Path) -> None:
    found = judged(tmp_path, [row(1)], [{"child_id": "other", "worker": "W"}], lookup("worker"))
    assert found.night.alarm_sentences == (
        (
            "No record was found in the look-up lookup.csv, so it gave nothing: "
            "are its ids those of the extract?"
        ),
    )


def test_an_empty_look_up_that_is_allowed_leaves_every_record_as_it_is(tmp_path: Path) -> None:
    found = judged(tmp_path, [row(1)], [], lookup("worker", "deadline", minimum_rows=0))
    assert found.night.judged["status"].tolist() == ["on_track"]
    assert [code for *_, code in told(found)] == ["lookup_unmatched"]


# The gates and the provenance


def test_a_look_up_goes_through_the_gates_of_every_file(tmp_path: Path) -> None:
    for keys, said in (
        ({"minimum_rows": 2}, "lookup.csv: 1 records, fewer than minimum_rows = 2"),
        ({"control_total_required": True}, "lookup.csv: no control total"),
        ({"path": "missing.csv"}, "missing.csv: there is no such file"),
        ({"path": "lookup_{date}.csv"}, "no file of this pattern is dated"),
    ):
        rows = [{"child_id": "C1", "worker": "W"}]
        with pytest.raises(ExtractRefused, match=said):
            judged(tmp_path, [row(1)], rows, lookup("worker", **keys))


def test_an_old_look_up_is_refused(tmp_path: Path) -> None:
    setting = lookup("worker", maximum_age_days=3, path="lookup_{date}.csv")
    written(tmp_path, "lookup_20150710.csv", [{"child_id": "C1"}], setting["columns"])
    with pytest.raises(ExtractRefused, match=r"lookup_20150710\.csv: the extract is 6 days old"):
        judged(tmp_path, [row(1)], [], setting)


def test_the_manifest_names_a_look_up_with_its_hash_and_what_came_of_it(tmp_path: Path) -> None:
    setting = lookup("worker", path=str(tmp_path / "lookup.csv"))
    found = judged(tmp_path, [row(1)], [{"child_id": row(1)["child_id"], "worker": "W"}], setting)
    settings = settings_of(_columns_of_row(), lookups=[setting])
    facts = facts_of(found.night, settings)
    assert [each["name"] for each in facts["inputs"]] == ["extract.csv", "lookup.csv"]
    assert len(facts["inputs"][1]["sha256"]) == 64
    assert facts["lookups"][0]["matched"] == 1
    assert str(tmp_path) not in json.dumps(facts)


def test_the_pages_say_what_came_of_a_look_up(tmp_path: Path) -> None:
    rows = [{"child_id": row(1)["child_id"], "worker": "W"}, {"child_id": "C9", "worker": "W"}]
    setting = lookup("worker")
    written(tmp_path, "lookup.csv", rows, setting["columns"])
    records = [row(1), row(2)]
    pages = read_pages(tmp_path, records, settings_of(lookups=[setting]))
    for page in pages.values():
        shown = page.tables["lookups"].row("lookup.csv")
        assert len(shown.pop("SHA-256 begins")) == 12
        assert shown == {
            "Look-up": "lookup.csv",
            "Read as": "UTF-8",
            "Joined by": "child id",
            "Gives": "worker",
            "Rows": "2",
            "Records found": "1",
            "Records not found": "1",
            "Rows for no record": "1",
            "Rows that differ": "0",
            "Rows without id": "0",
            "Control total": "none declared",
            "Dated": "–",
        }
    assert "lookups" not in read_pages(tmp_path, records)[SERVICE].tables


# The oracle


def rows_of(*columns: str, least: int) -> st.SearchStrategy[list[Row]]:
    """Return rows of few ids and values, so that they meet, repeat and contradict each other."""
    dates = st.sampled_from(["", "10/07/2015", "31/07/2015", "soon"])
    texts = st.sampled_from(["", "X", "Y", " X "])
    ids = st.sampled_from(["", "1", "2", "3", " 2"])
    cells = {
        column: ids if column.endswith("_id") else dates if column in DATE_COLUMNS else texts
        for column in columns
    }
    written_rows = st.fixed_dictionaries(cells).filter(
        lambda each: any(map(str.strip, each.values()))
    )
    return st.lists(written_rows, min_size=least, max_size=10)


RECORDS = rows_of(*("assessment_id", "child_id", "start_date", "deadline", "worker"), least=1)


LOOKUPS = {
    "child_id": rows_of("child_id", "deadline", "worker", "team", "authorised_date", least=1),
    "assessment_id": rows_of(
        *("assessment_id", "child_id", "deadline", "worker", "referral_date"), least=1
    ),
}


@pytest.mark.parametrize("by", LOOKUPS)
@settings(max_examples=150 if WHOLE else 10)
@given(drawn=st.data())
def test_any_look_up_is_joined_as_by_the_oracle(by: str, drawn: st.DataObject) -> None:
    records, rows = drawn.draw(RECORDS), drawn.draw(LOOKUPS[by])
    with tempfile.TemporaryDirectory() as folder:
        found = joined(Path(folder), records, rows, by)
    expected = join_slowly(records, rows, by)
    for number, values in enumerate(expected.values):
        record = found.records.iloc[number]
        for column, value in values.items():
            cell = (
                record[column].date()
                if column in DATE_COLUMNS and pd.notna(record[column])
                else (None if column in DATE_COLUMNS else record[column] or None)
            )
            assert cell == value, (number, column)
        marked = {str(name) for name in found.marks.columns if found.marks[name].iloc[number]}
        own = {
            rule_name("unparsed_date", column)
            for column, cell in records[number].items()
            if column in DATE_COLUMNS and cell == "soon"
        }
        assert (
            marked - own
            == {rule_name(code, column) for column, code in expected.problems[number]} - own
        )
    noted = found.noted[["source_row", "column", "code"]]
    assert set(noted.itertuples(index=False, name=None)) == expected.of_rows


def test_a_hundred_thousand_records_are_joined_in_little_time(tmp_path: Path) -> None:
    count = 100_000
    records = [bare(f"C{n}", assessment_id=f"A{n}") for n in range(count)]
    rows = [{"child_id": f"C{n}", "team": "North", "deadline": "31/07/2015"} for n in range(count)]
    started = time.perf_counter()
    found = joined(tmp_path, records, rows)
    assert time.perf_counter() - started < 20
    assert (found.records["team"] == "North").all()
