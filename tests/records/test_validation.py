"""pandera holds both doors: every problem is found, and a check that did not run has failed."""

from __future__ import annotations

import sys
from contextlib import nullcontext, suppress
from dataclasses import replace
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from pandera.config import config_context
from pandera.errors import SchemaErrors

from monitor.assessments.problems import CATALOGUE
from monitor.errors import BrokenPromise
from monitor.records.cells import MARKS
from monitor.records.dates import latest_plausible
from monitor.records.lookups import CODES as LOOKUP_CODES
from schemas import door
from schemas.assessments import RULES, contract
from schemas.canary import canary_faults
from schemas.door import boolean_frame, pass_through, rule_name, rule_parts
from tests.support.making import INSPECTION_DAY, ROW, judge_rows, settings_of
from tests.support.plainly import pass_plainly
from tests.support.together import Together

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.together import Case

TOGETHER = Together()
EMPTY = pa.DataFrameSchema({})
LATEST = latest_plausible(INSPECTION_DAY)


def problems_of(case: Case) -> list[tuple[int, str, str]]:
    """Return its problems: the place of the record in the case, the column and the code."""
    found = case.problems[["record", "column", "code"]]
    return list(found.itertuples(index=False, name=None))


def problems_at_night(folder: Path, *rows: dict[str, str]) -> list[tuple[int, str, str]]:
    found = judge_rows(folder, [{**ROW, **row} for row in rows]).night.problems
    return list(found[["source_row", "column", "code"]].itertuples(index=False, name=None))


def a_case(*rows: dict[str, str]) -> Case:
    return TOGETHER.case([{**ROW, **row} for row in rows])


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (a_case(cells), expected)
        for cells, expected in (
            ({"deadline": "soon"}, [("deadline", "unparsed_date")]),
            # 10 July 2015 as a workbook counts days: in a CSV file a number is no date.
            ({"deadline": "42195"}, [("deadline", "unparsed_date")]),
            ({"referral_date": "01/01/1900"}, [("referral_date", "implausible_date")]),
            ({"deadline": "17/07/2017"}, [("deadline", "implausible_date")]),
            ({"deadline": "16/07/2017"}, []),
            (
                {"authorised_date": "01/07/2015", "state": ""},
                [("authorised_date", "authorised_before_start")],
            ),
            ({"authorised_date": "02/07/2015", "state": ""}, []),
            (
                {"authorised_date": "17/07/2015", "state": ""},
                [("authorised_date", "authorised_in_future")],
            ),
            ({"authorised_date": "10/07/2015"}, [("state", "authorised_but_open")]),
            ({"state": "Authorised"}, [("state", "authorised_without_date")]),
            ({"deadline": "01/07/2015"}, [("deadline", "deadline_before_start")]),
            ({"referral_date": "03/07/2015"}, [("start_date", "start_before_referral")]),
            ({"start_date": "17/07/2015"}, [("start_date", "start_in_future")]),
            ({"child_id": ""}, [("child_id", "missing_child_id")]),
            ({"assessment_id": ""}, [("assessment_id", "missing_assessment_id")]),
            ({"team": "\N{NO-BREAK SPACE}"}, [("team", "missing_team")]),
            ({"state": "Adjourned"}, [("state", "unknown_code")]),
            ({"child_seen": "Perhaps"}, [("child_seen", "unknown_code")]),
            ({}, []),
        )
    ],
)
def test_each_problem_is_listed_at_its_cell(case: Case, expected: list[tuple[str, str]]) -> None:
    assert problems_of(case) == [(0, *problem) for problem in expected]


COPY_AND_CONTRADICTION = a_case({}, {}, {"worker": "B"})


def test_a_copy_and_a_contradiction_are_listed_for_the_whole_record() -> None:
    assert problems_of(COPY_AND_CONTRADICTION) == [
        (0, "", "conflicting_record"),
        (1, "", "duplicate_record"),
        (2, "", "conflicting_record"),
    ]
    problems = COPY_AND_CONTRADICTION.problems
    assert (
        problems["source_row"] == problems["record"] + 2 + COPY_AND_CONTRADICTION.place.start
    ).all()


def test_a_team_that_is_not_configured_is_listed(tmp_path: Path) -> None:
    settings = settings_of(teams=[{"name": "South"}])
    found = judge_rows(tmp_path, [ROW], settings).night.problems
    assert found["code"].tolist() == ["unknown_team"]


def test_every_problem_says_where_in_the_words_of_the_source(tmp_path: Path) -> None:
    found = judge_rows(tmp_path, [{**ROW, "deadline": "secret text"}]).night.problems
    assert found["message"].tolist() == [
        "“Deadline” cannot be read as a date, so it counts as blank."
    ]
    assert "secret" not in found.to_csv()


def test_every_rule_has_its_words_in_the_catalogue() -> None:
    codes = {rule_parts(mark)[0] for mark in MARKS} | {rule.code for rule in RULES}
    of_lines = {"title_line", "footer_line", "program_line", "end_mark", "repeated_heading"}
    of_files = {"stray_content", "misspelt_element", "decimal_id", "formula_id"}
    assert codes | of_lines | of_files | {"ambiguous_match"} | set(LOOKUP_CODES) == set(CATALOGUE)


def test_every_check_of_a_night_is_counted(tmp_path: Path) -> None:
    records, judged = judge_rows(tmp_path, [{**ROW, "deadline": "soon"}]).night.checks
    assert records.expected == records.run == len(MARKS) + len(RULES)
    assert records.passed == records.run - 1
    assert judged.expected == judged.run == judged.passed


def test_the_canary_breaks_every_rule() -> None:
    faults = canary_faults(INSPECTION_DAY)
    assert faults.any().all()
    assert len(faults.columns) == len(RULES)


def test_a_rule_that_does_not_find_the_canary_stops_the_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = replace(RULES[0], broken=lambda population: np.zeros(len(population.records), bool))
    monkeypatch.setattr("schemas.assessments.RULES", (dead, *RULES[1:]))
    with pytest.raises(BrokenPromise, match=f"did not find what it must: {dead.code}@"):
        problems_at_night(tmp_path, {})


@pytest.mark.parametrize(
    ("reported", "missed"),
    [
        ([(1, "a")], "canary"),
        ([(0, "a"), (1, "canary")], ""),
        ([(1, "canary")], "a"),
        ([(0, "a"), (0, "b"), (1, "canary")], "b"),
        ([], "a, canary"),
    ],
)
def test_what_pandera_reports_is_held_to_what_there_was_to_find(
    monkeypatch: pytest.MonkeyPatch, reported: list[tuple[int, str]], missed: str
) -> None:
    def failures(rules: pa.SeriesSchema, canary: pd.Series[bool]) -> pd.DataFrame:
        with suppress(SchemaErrors):
            rules.validate(canary, lazy=True)
        return pd.DataFrame(reported, columns=["record", "rule"])

    monkeypatch.setattr(door, "_failures", failures)
    faults = boolean_frame({"a": [True], "b": [False]}, 1)
    stopped = pytest.raises(BrokenPromise, match=f"find what it must: {missed}$")
    with stopped if missed else nullcontext():
        pass_through("test", EMPTY, table=pd.DataFrame(index=[0]), faults=faults)


@pytest.mark.parametrize(
    "broken",
    [[], [(False, False, False)], [(True, False, True), (False,) * 3, (True, True, False)]],
)
def test_what_takes_pandera_s_place_in_other_tests_finds_the_same(
    broken: list[tuple[bool, ...]],
) -> None:
    columns = np.array(broken, bool).reshape(-1, 3).T
    faults = boolean_frame(dict(zip(("b@team", "a", "c"), columns, strict=True)), len(broken))
    table = pd.DataFrame(index=faults.index)
    real, plain = (
        way("test", EMPTY, table=table, faults=faults) for way in (pass_through, pass_plainly)
    )
    assert plain.checks == real.checks
    pd.testing.assert_frame_equal(plain.failures, real.failures)


def test_the_canary_is_none_of_the_night_s_problems(tmp_path: Path) -> None:
    assert problems_at_night(tmp_path, {}) == []


def test_a_rule_holds_where_its_fault_is_not_and_is_noted_as_run() -> None:
    ran: set[str] = set()
    held = door._rule(pd.Series([True, False], name="a"), ran)(pd.Series([False, True]))
    assert held.check_output.tolist() == [False, True]
    assert ran == {"a"}


def test_a_check_that_did_not_run_stops_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pa.SeriesSchema
    monkeypatch.setattr(pa, "SeriesSchema", lambda **_: real())
    faults = boolean_frame({"a": [False], "b": [True]}, 1)
    with pytest.raises(BrokenPromise, match="2 checks did not run"):
        pass_through("test", EMPTY, table=pd.DataFrame(index=[0]), faults=faults)


@pytest.mark.parametrize("depth", ["SCHEMA_ONLY", "DATA_ONLY"])
def test_validation_cannot_be_switched_off_from_outside(tmp_path: Path, depth: str) -> None:
    with config_context(validation_enabled=False, validation_depth=depth):
        assert problems_at_night(tmp_path, {"deadline": "soon"}) == [
            (2, "deadline", "unparsed_date")
        ]


def test_a_night_looks_for_no_library_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems_at_night(tmp_path, {})  # what is there is loaded now
    sought: list[str] = []

    class Noting(MetaPathFinder):
        def find_spec(self, fullname: str, *_: object) -> None:
            sought.append(fullname)

    monkeypatch.setattr(sys, "meta_path", [Noting(), *sys.meta_path])
    problems_at_night(tmp_path, {})
    assert sought == []


def test_a_rule_that_finds_something_other_than_true_or_false_stops_the_night() -> None:
    strange = pd.DataFrame({"a": ["text"]})
    with pytest.raises(BrokenPromise, match="other than true or false"):
        pass_through("test", EMPTY, table=pd.DataFrame(index=[0]), faults=strange)


def test_a_fault_of_the_whole_table_stops_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(fault: pd.Series[bool]) -> pd.Series[bool]:
        raise ValueError(len(fault))

    monkeypatch.setattr(door, "_rule", lambda fault, _: pa.Check(crash, name=fault.name))
    faults = boolean_frame({"of a rule that crashes": [False]}, 1)
    with pytest.raises(BrokenPromise, match="could not be carried out"):
        pass_through("test", EMPTY, table=pd.DataFrame(index=[0]), faults=faults)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("team", None),
        ("state", "adjourned"),
        ("deadline", pd.Timestamp("1999-12-31")),
        ("source_row", 0),
    ],
)
def test_records_that_do_not_keep_the_contract_stop_the_night(
    tmp_path: Path, column: str, value: object
) -> None:
    records = judge_rows(tmp_path, [ROW]).validated.records
    wrong = records.assign(**{column: pd.Series([value]).astype(records[column].dtype)})
    with pytest.raises(BrokenPromise, match="does not keep its contract") as caught:
        pass_through("test", contract(LATEST), table=wrong, faults=boolean_frame({}, 1))
    assert "adjourned" not in str(caught.value)


def test_the_names_of_rules_are_taken_apart_as_they_were_put_together() -> None:
    assert rule_parts(rule_name("code", "column")) == ("code", "column")
    assert rule_parts(rule_name("code", "")) == ("code", "")
