"""What a message counts agrees with the figures: problems, teams, bars of lateness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.reports.messages.counts import bars, teams, to_mend
from monitor.reports.messages.draft import LateBar
from monitor.reports.sections.assessments import ProblemRow
from tests.reports.messages.drafting import NORTH, drafts_of, list_of
from tests.reports.rows import overdue, row
from tests.support.making import judge_rows, settings_of

if TYPE_CHECKING:
    from pathlib import Path


def late(*is_open: int) -> list[tuple[int, int]]:
    return [(count, 9) for count in is_open]


def problems(**times: int) -> list[ProblemRow]:
    of = ProblemRow(0, "", 1, "", "", "", "", "", "")
    return [of._replace(code=code) for code, count in times.items() for _ in range(count)]


def test_problems_stand_by_kind_the_most_frequent_first() -> None:
    listed = to_mend(problems(missing_team=1, unparsed_date=3))
    assert listed.title == "Records to correct (4)"
    assert [[cell.said for cell in cells[:2]] for cells in listed.rows] == [
        [("Unparsed date",), ("3 times",)],
        [("Missing team",), ("1 time",)],
    ]
    assert listed.rows[1][2].said == ("Allocate the assessment to a team in the system.",)


def test_only_a_few_kinds_of_problem_are_told_and_the_others_counted() -> None:
    codes = (
        *("unparsed_date", "implausible_date", "missing_team", "unknown_team"),
        *("unknown_code", "duplicate_record", "conflicting_record"),
    )
    listed = to_mend(problems(**dict.fromkeys(codes, 2)))
    assert (len(listed.rows), listed.more) == (5, "and 2 more in the full report")


def test_a_message_tells_the_problems_of_its_own_records(tmp_path: Path) -> None:
    settings = settings_of(teams=[NORTH, {"name": "South"}])
    rows = [row(1, start_date="soon"), row(2, team="South", start_date="soon", deadline="soon")]
    made = drafts_of(tmp_path, rows, settings=settings)
    told = {about: list_of(draft, "to-mend").title for about, draft in made.items()}
    assert told == {
        "": "Records to correct (3)",
        "North": "Records to correct (1)",
        "South": "Records to correct (2)",
    }
    assert made["South"].tiles[-1].figure == "2"


def test_the_teams_that_must_act_stand_side_by_side_the_most_overdue_first(
    tmp_path: Path,
) -> None:
    rows = [
        overdue(1),
        row(2, team="South", deadline=""),
        row(3, team="South", deadline="", child_seen="No"),
        overdue(4, team="East"),
        overdue(5, team="East"),
        row(6, team="Quiet"),
    ]
    listed = teams(judge_rows(tmp_path, rows).night.teams)
    assert listed.title == "Teams that must act, most overdue first (3 of 4)"
    assert [[*cell.said] for cells in listed.rows for cell in cells] == [
        *(["East"], ["2 of 2 open"], ["nothing else"]),
        *(["North"], ["1 of 1 open"], ["nothing else"]),
        *(["South"], ["0 of 2 open"], ["2 without a deadline; 1 not seen"]),
    ]
    assert listed.children == frozenset()


def test_only_so_many_teams_are_told_and_the_others_counted(tmp_path: Path) -> None:
    rows = [overdue(n, team=f"Team {n}") for n in range(1, 16)]
    listed = teams(judge_rows(tmp_path, rows).night.teams)
    assert (len(listed.rows), listed.more) == (12, "and 3 more in the full report")


def test_bars_are_as_long_as_their_figures() -> None:
    made = bars(late(0, 10, 5, 1, 0, 0, 0))
    assert made[:4] == (
        LateBar("Due on a non-working day", "0", 0),
        LateBar("1 to 10", "10", 80),
        LateBar("11 to 20", "5", 40),
        LateBar("21 to 30", "1", 8),
    )


def test_nobody_late_makes_no_bars() -> None:
    assert bars(late(0, 0, 0, 0, 0, 0, 0)) == ()


def test_the_least_figure_has_a_bar_that_can_be_seen() -> None:
    assert bars(late(0, 1, 0, 0, 0, 0, 1000))[1].width == 1
