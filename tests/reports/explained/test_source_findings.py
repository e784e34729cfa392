"""`check` shows what was found in each source, and never what stands in a cell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from monitor.commands.check import check
from monitor.reports.explained.alike import alike
from monitor.reports.explained.findings_in_words import in_words
from monitor.reports.explained.source_findings import as_values, source_findings
from tests.reports.rows import row
from tests.support.making import HEADINGS, csv_text, judge_rows, settings_of, surroundings
from tests.support.worlds import THURSDAY, new_world

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.commands import Answer
    from monitor.reports.explained.source_findings import ColumnFound, SourceFound
    from monitor.settings.settings import Settings

ROWS = [
    row(1, deadline="31/07/2015", child_seen=""),
    row(2, deadline="10/07/2015", worker=" "),
    row(3, deadline="soon", child_seen="perhaps"),
    row(4, deadline="", state="Paused"),
]


def found_in(
    folder: Path, rows: Sequence[dict[str, str]], settings: Settings | None = None
) -> tuple[SourceFound, ...]:
    judged = judge_rows(folder, rows, settings)
    return source_findings(judged.night, judged.validated, judged.sources, judged.headings)


def columns_of(found: SourceFound) -> dict[str, ColumnFound]:
    return {each.column: each for each in found.columns}


def test_each_column_tells_its_blanks_what_cannot_be_used_and_its_dates(tmp_path: Path) -> None:
    (found,) = found_in(tmp_path, ROWS)
    columns = columns_of(found)
    deadline = columns["deadline"]
    assert deadline.heading == "Deadline"
    assert (deadline.blank, deadline.blank_percent, deadline.unusable) == (1, 25.0, 1)
    assert (deadline.earliest, deadline.latest) == ("2015-07-10", "2015-07-31")
    assert (columns["worker"].blank, columns["worker"].earliest) == (1, None)
    assert (columns["child_seen"].blank, columns["child_seen"].unusable) == (1, 1)
    assert (columns["state"].blank, columns["state"].unusable) == (0, 1)
    assert (columns["case_closed_date"].blank_percent, columns["case_closed_date"].latest) == (
        100.0,
        None,
    )


def test_headings_that_are_not_used_and_columns_that_are_not_mapped_are_named(
    tmp_path: Path,
) -> None:
    fewer = {key: heading for key, heading in HEADINGS.items() if key != "family_id"}
    (tmp_path / "extract.csv").write_bytes(csv_text(ROWS).encode())
    judged = judge_rows(tmp_path, ROWS, settings_of(fewer), columns=HEADINGS)
    (found,) = source_findings(judged.night, judged.validated, judged.sources, judged.headings)
    assert found.unused_headings == ("Family ID",)
    assert found.not_mapped == ("family_id", "timescale")


def test_the_strict_reader_names_unused_headings_too(tmp_path: Path) -> None:
    fewer = {key: heading for key, heading in HEADINGS.items() if key != "family_id"}
    rows = [{**ROWS[0], "worker": "two\nlines"}]
    judged = judge_rows(tmp_path, rows, settings_of(fewer), columns=HEADINGS)
    assert judged.sources.tables[0].unused_headings == ("Family ID",)


def test_each_problem_tells_its_first_rows(tmp_path: Path) -> None:
    rows = [row(n, deadline="soon") for n in range(5)]
    (found,) = found_in(tmp_path, rows)
    (problem,) = found.problems
    assert (problem.code, problem.column, problem.times) == ("unparsed_date", "deadline", 5)
    assert problem.first_rows == (2, 3, 4)


def test_the_age_is_told_where_the_source_tells_its_date(tmp_path: Path) -> None:
    (tmp_path / "extract_20150714.csv").write_bytes(csv_text(ROWS).encode())
    (found,) = found_in(tmp_path, ROWS, settings_of(path="extract_{date}.csv"))
    assert found.age_days == 2
    assert "Dated: 2015-07-14, by its name: 2 days old" in in_words(found)


def test_a_look_up_is_told_beside_the_extract_that_it_fills(tmp_path: Path) -> None:
    (tmp_path / "second.csv").write_bytes(b"Child,Deadline,Note\nC001,31/07/2015,x\nC9,,\n")
    lookup: dict[str, Any] = {
        "path": "second.csv",
        "format": "csv",
        "by": "child_id",
        "date_formats": ["%d/%m/%Y"],
        "columns": {"child_id": "Child", "deadline": "Deadline"},
    }
    extract, second = found_in(tmp_path, [row(1, deadline="")], settings_of(lookups=[lookup]))
    assert columns_of(extract)["deadline"].heading == "Deadline” or “Deadline, in second.csv"
    assert second.file.lines.records == 2
    assert columns_of(second)["deadline"].blank_percent == 50.0
    assert second.unused_headings == ("Note",)
    assert [problem.code for problem in second.problems] == ["lookup_row_unmatched"]


def test_a_source_without_records_and_problems_says_so(tmp_path: Path) -> None:
    (found,) = found_in(tmp_path, [], settings_of(extract={"minimum_rows": 0}))
    told = in_words(found)
    assert columns_of(found)["deadline"].blank_percent is None
    assert "Control total: none declared" in told
    assert told.endswith("Problems\n  None was found.")


def test_the_values_are_plain_and_hold_no_cell_but_of_teams_and_states(tmp_path: Path) -> None:
    (found,) = found_in(tmp_path, ROWS)
    told = json.dumps(as_values(found)) + in_words(found)
    assert json.loads(json.dumps(as_values(found)))["name"] == "extract.csv"
    for cell in ("soon", "perhaps", "C001", "A001", "Worker"):
        assert cell not in told.replace("“Worker”", "").replace('"Worker"', "")


def test_check_prints_it_and_has_it_in_json(tmp_path: Path) -> None:
    world = new_world(tmp_path)

    def asked(*more: str) -> str:
        answer: Answer = check.main(
            ["-c", str(world.config), *more],
            standalone_mode=False,
            obj=surroundings(THURSDAY),
        )
        return answer.text

    assert "extract.csv (UTF-8): 4 records\n  Control total: none declared" in asked()
    (source,) = json.loads(asked("--json"))["sources"]
    assert source["lines"]["records"] == 4
    assert {column["column"] for column in source["columns"]} == set(HEADINGS)


def test_teams_and_states_are_counted_as_they_are_written(tmp_path: Path) -> None:
    teams = ["North Team", "North  Team", "South Team", "Suoth Team", ""]
    rows = [row(n, team=team, state="Open" if n else "") for n, team in enumerate(teams)]
    (found,) = found_in(tmp_path, rows)
    assert found.teams == (("North Team", 2), ("South Team", 1), ("Suoth Team", 1))
    assert found.states == (("Open", 4),)
    assert found.alike == (("South Team", "Suoth Team"),)
    told = in_words(found)
    assert "  Teams: “North Team” 2, “South Team” 1, “Suoth Team” 1" in told
    assert "  States: “Open” 4" in told
    assert "LOOK AT team: are “South Team” and “Suoth Team” the same?" in told


def test_a_team_that_nearly_is_a_configured_one_is_named(tmp_path: Path) -> None:
    judged = judge_rows(tmp_path, [row(1, team="Nort Team")])
    (found,) = source_findings(
        judged.night,
        judged.validated,
        judged.sources,
        judged.headings,
        known_teams={"north team": "North Team"},
    )
    assert found.alike == (("North Team", "Nort Team"),)


@pytest.mark.parametrize(
    ("team", "other", "are_alike"),
    [
        ("Assesment North", "Assessment North", True),
        ("Nroth", "North", True),
        ("NorthTeam", "North Team", True),
        ("North", "South", False),
        ("Eastern", "Western", False),
        ("Team 1", "Team 11", False),
        ("MASH", "MASHED", False),
        ("North", "North Team", False),
        ("CAT", "CATS", False),
    ],
)
def test_teams_are_alike_where_a_letter_was_mistyped(
    team: str, other: str, *, are_alike: bool
) -> None:
    assert list(alike([team, other], {})) == ([(team, other)] if are_alike else [])


def test_teams_that_are_configured_apart_are_not_doubted() -> None:
    assert list(alike(["North", "Nroth"], {"north": "North", "nroth": "North"})) == []


def test_states_that_are_no_short_words_are_not_repeated(tmp_path: Path) -> None:
    (found,) = found_in(tmp_path, [row(1, state="Waits for Jane Smith of the North Team")])
    assert found.states == ()
    assert "  States: none, or many or long texts" in in_words(found)
    fewer = {key: heading for key, heading in HEADINGS.items() if key != "state"}
    (found,) = found_in(tmp_path, [row(1)], settings_of(fewer))
    assert "  States: not mapped" in in_words(found)


def test_words_that_may_stand_for_a_blank_are_named(tmp_path: Path) -> None:
    rows = [row(1, deadline="NULL"), row(2, deadline="NULL", worker="-")]
    (found,) = found_in(tmp_path, rows)
    assert found.blank_words == (("-", "worker", 1), ("NULL", "deadline", 2))
    assert "LOOK AT deadline: “NULL” is there 2 times; if it stands for a blank" in in_words(found)
