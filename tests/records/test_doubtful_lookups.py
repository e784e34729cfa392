"""A look-up overwrites nothing, and every record and row that is in doubt is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.records.looking_up import bare, judged, lookup, told
from tests.reports.rows import row

if TYPE_CHECKING:
    from pathlib import Path


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
