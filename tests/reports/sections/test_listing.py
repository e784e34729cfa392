"""The lists stand worst first, with siblings together, and say in words what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.reports.sections.worst_first import COMPLETED_LISTED
from tests.reports.rows import (
    SERVICE,
    completed,
    overdue,
    pages_of_night,
    read_pages,
    row,
    team_page,
)
from tests.support.making import HEADINGS, settings_of
from tests.support.nights import judge_nights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.reports.reading import ReadPage, ReadTable

    Rows = Sequence[dict[str, str]]

FAMILY = {"family_id": "F1"}
DAY_OF_45 = "Day of 45"


ORDERED: dict[str, tuple[Rows, Sequence[str]]] = {
    "what is to be done first, then the days late": (
        [
            overdue(1),
            overdue(2, child_seen="No", case_closed_date="15/07/2015"),
            overdue(3, state="Awaiting authorisation", child_seen="No"),
            row(4, deadline=""),
        ],
        ["C002", "C003", "C004", "C001"],
    ),
    "not seen, not recorded, then the days late": (
        [
            overdue(1),
            overdue(2, child_seen="unknown"),
            overdue(3, child_seen="No", deadline="15/07/2015"),
            overdue(4, deadline="01/07/2015"),
            row(5, child_seen="No", deadline=""),
        ],
        ["C003", "C005", "C002", "C004", "C001"],
    ),
    "the longest overdue first": (
        [overdue(1, deadline="14/07/2015"), overdue(2, deadline="10/07/2015"), overdue(3)],
        ["C002", "C001", "C003"],
    ),
    "then the oldest start, an unknown one last": (
        [overdue(1, start_date="03/06/2015"), overdue(2), overdue(3, start_date="")],
        ["C002", "C001", "C003"],
    ),
    "then the key": (
        [
            overdue(1, assessment_id="A9"),
            overdue(3, assessment_id="A1"),
            overdue(2, assessment_id="A1"),
        ],
        ["C002", "C003", "C001"],
    ),
    "a sibling by family stands with the worse one": (
        [overdue(1), overdue(2, deadline="01/07/2015", **FAMILY), overdue(3, **FAMILY)],
        ["C002", "C003", "C001"],
    ),
    "a sibling by a shared assessment stands with the worse one": (
        [
            overdue(1),
            overdue(2, deadline="01/07/2015", assessment_id="S"),
            overdue(3, assessment_id="S"),
        ],
        ["C002", "C003", "C001"],
    ),
    "a family that is called like an assessment makes no siblings": (
        [
            overdue(1, assessment_id="B"),
            overdue(2, deadline="01/07/2015", family_id="A9"),
            overdue(3, assessment_id="A9", start_date="03/06/2015"),
        ],
        ["C002", "C001", "C003"],
    ),
    "a blank id makes no siblings": (
        [
            overdue(1, assessment_id=""),
            overdue(2, assessment_id="", start_date="03/06/2015"),
            overdue(3, assessment_id="", deadline="14/07/2015"),
        ],
        ["C003", "C001", "C002"],
    ),
    "a sibling that is no exception does not lift one": (
        [
            overdue(1, deadline="14/07/2015"),
            overdue(2, **FAMILY),
            row(3, child_seen="No", **FAMILY),
        ],
        ["C001", "C002"],
    ),
    "a sibling of another team does not lift one": (
        [
            overdue(1, deadline="14/07/2015"),
            overdue(2, **FAMILY),
            overdue(3, child_seen="No", team="South", **FAMILY),
        ],
        ["C001", "C002"],
    ),
}


WORDS: dict[str, tuple[dict[str, str], str, str]] = {
    "one working day": ({}, "Working days late", "1"),
    "a Sat": ({"deadline": "11/07/2015", "start_date": "01/06/2015"}, "Working days late", "4"),
    "no deadline": ({"deadline": ""}, "Working days late", "–"),
    "no date": ({"deadline": ""}, "Deadline", "–"),
    "a date": ({}, "Deadline", "Wed 15 Jul 2015"),
    "no worker": ({"worker": ""}, "Worker", "–"),
    "no assessment id": ({"assessment_id": ""}, "Assessment", "–"),
    "no child id": ({"child_id": ""}, "Child", "No child id"),
    "a flag": ({"referral_date": "12/05/2015"}, "Why it is listed", "Past 45 working days"),
    "no flag": ({}, "Why it is listed", "Overdue"),
    "not seen, as its group says": ({"child_seen": "No"}, "Why it is listed", "Overdue"),
    "not seen, and no deadline": (
        {"child_seen": "No", "deadline": ""},
        "Why it is listed",
        "No deadline set",
    ),
    "awaiting, since when is unknown": (
        {"state": "Awaiting authorisation", "child_seen": "No"},
        "Why it is listed",
        "Child not seen; Awaiting authorisation",
    ),
    "awaiting since Wednesday": (
        {"state": "Awaiting authorisation", "submitted_date": "15/07/2015"},
        "Why it is listed",
        "Awaiting authorisation for 1 working day",
    ),
    "awaiting since Tuesday": (
        {"state": "Awaiting authorisation", "submitted_date": "14/07/2015"},
        "Why it is listed",
        "Awaiting authorisation for 2 working days",
    ),
}


DUE_SOON: dict[str, tuple[dict[str, str], str, str]] = {
    "not seen": ({"child_seen": "No"}, "Child seen", "Not seen"),
    "seen is blank": ({"child_seen": ""}, "Child seen", "Not recorded"),
    "unborn": ({"child_seen": "Unborn"}, "Child seen", "Unborn"),
    "no referral": ({"referral_date": ""}, DAY_OF_45, "–"),
    "day 46, from a Tuesday": ({"referral_date": "12/05/2015"}, DAY_OF_45, "46"),
}


#: Further pages, each of a team of its own.
OTHERS: dict[str, Rows] = {
    "no deadlines": [
        row(1, deadline="", start_date="03/06/2015"),
        row(2, deadline="", start_date=""),
        row(3, deadline="", start_date="02/06/2015"),
    ],
    "awaiting its manager": [
        overdue(1, state="Awaiting authorisation", submitted_date="14/07/2015"),
        overdue(2, state="Awaiting authorisation", submitted_date="10/07/2015"),
        overdue(3, state="Awaiting authorisation"),
    ],
    "due soon": [
        row(1, deadline="16/07/2015"),
        row(2, deadline="23/07/2015", child_seen="No"),
        row(3, deadline="24/07/2015"),
    ],
    "to look at": [
        row(1),
        row(2, child_seen="No"),
        completed(3, authorised_date="02/06/2015"),
        completed(4),
        row(5),
        row(5),
        row(6, state="Cancelled"),
        row(6),
    ],
    "many completed": [
        *(
            completed(number, start_date="02/06/2015", authorised_date="02/06/2015")
            for number in range(COMPLETED_LISTED + 2)
        ),
        completed(900, start_date="13/07/2015", authorised_date="13/07/2015"),
        row(901, child_seen="No"),
        completed(902, team="South", start_date=""),
    ],
    "missed on a Friday": [
        overdue(1),
        completed(2, deadline="10/07/2015", authorised_date="11/07/2015"),
    ],
}


def children(table: ReadTable) -> list[str]:
    """Return the children of a table, as their case has them."""
    return [child.rpartition(" ")[2] for child in table.column("Child")]


def in_one_extract(cases: Mapping[str, Rows]) -> Iterator[dict[str, str]]:
    """Yield the rows of every case, each case with teams and children of its own."""
    for number, (case, rows) in enumerate(cases.items()):
        for each in rows:
            child = each["child_id"] and f"{number} {each['child_id']}"
            yield {**each, "team": f"{case}: {each['team']}", "child_id": child}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ReadPage]:
    """Return the page of every case, all judged in one night."""
    cases = {
        **{f"{case}, as told": rows for case, (rows, _) in ORDERED.items()},
        **{f"{case}, reversed": rows[::-1] for case, (rows, _) in ORDERED.items()},
        **OTHERS,
        **{case: [overdue(1, **cells)] for case, (cells, _, _) in WORDS.items()},
        **{
            f"{case}, due soon": [row(1, deadline="17/07/2015", **cells)]
            for case, (cells, _, _) in DUE_SOON.items()
        },
    }
    made = read_pages(tmp_path_factory.mktemp("cases"), list(in_one_extract(cases)))
    return {page.h1[0]: page for page in made.values()}


@pytest.mark.parametrize("case", ORDERED)
def test_exceptions_stand_by_what_is_to_be_done(pages: Mapping[str, ReadPage], case: str) -> None:
    for direction in ("as told", "reversed"):
        children = pages[f"{case}, {direction}: North"].exceptions.column("Child")
        assert [child.rpartition(" ")[2] for child in children] == ORDERED[case][1]


def test_the_service_list_keeps_siblings_of_two_teams_together(tmp_path: Path) -> None:
    rows = [
        overdue(1, deadline="14/07/2015"),
        overdue(2, **FAMILY),
        overdue(3, deadline="10/07/2015", team="South", **FAMILY),
    ]
    worst = read_pages(tmp_path, rows)[SERVICE].tables["worst"]
    assert worst.column("Child") == ["C003", "C002", "C001"]
    assert worst.column("Team") == ["South", "North", "North"]


def test_the_oldest_without_a_deadline_stands_first_an_unknown_start_last(
    pages: Mapping[str, ReadPage],
) -> None:
    groups = pages["no deadlines: North"].groups
    assert groups["set_deadline"].caption == "Set a deadline: only you can (3)"
    assert children(groups["set_deadline"]) == ["C003", "C001", "C002"]


def test_for_how_long_the_oldest_awaits_its_manager_is_said(pages: Mapping[str, ReadPage]) -> None:
    (group,) = pages["awaiting its manager: North"].groups.values()
    assert group.caption == "Authorise or return: only you can (3, oldest 4 working days)"


def test_all_that_is_due_soon_is_listed_today_first_and_marked(
    pages: Mapping[str, ReadPage],
) -> None:
    due_soon = pages["due soon: North"].tables["due-soon"]
    assert due_soon.caption == "Due within 5 working days (2)"
    assert children(due_soon) == ["C001", "C002"]
    today, later = due_soon.column("Deadline")
    assert today.endswith(" (today)")
    assert not later.endswith(" (today)")


def test_flagged_records_that_are_no_exceptions_are_to_be_looked_at(
    pages: Mapping[str, ReadPage],
) -> None:
    page = pages["to look at: North"]
    assert children(page.tables["look"]) == ["C002", "C006"]
    assert children(page.tables["completed"]) == ["C003", "C006"]
    assert page.tables["completed"].column("Status") == ["Completed on time", "Cancelled"]


def test_only_the_newest_completed_are_listed_and_the_rest_are_counted(
    pages: Mapping[str, ReadPage],
) -> None:
    page = pages["many completed: North"]
    listed = children(page.tables["completed"])
    assert len(listed) == COMPLETED_LISTED
    assert "C900" in listed
    assert children(page.tables["look"]) == ["C901"]
    assert page.tables["completed"].caption == f"Completed work to check ({COMPLETED_LISTED + 3})"
    assert "and 3 more in assessments.csv; the newest are here." in page.sentences


@pytest.mark.parametrize("case", WORDS)
def test_a_record_is_told_in_words(pages: Mapping[str, ReadPage], case: str) -> None:
    _, heading, said = WORDS[case]
    cells = pages[f"{case}: North"].exceptions.column(heading)
    assert [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells] == [said]


@pytest.mark.parametrize("case", DUE_SOON)
def test_what_is_due_soon_is_told_in_words(pages: Mapping[str, ReadPage], case: str) -> None:
    _, heading, said = DUE_SOON[case]
    assert pages[f"{case}, due soon: North"].tables["due-soon"].column(heading) == [said]


def test_missed_on_a_friday_and_authorised_on_the_saturday_is_late_since_friday(
    pages: Mapping[str, ReadPage],
) -> None:
    bands = pages["missed on a Friday: North"].tables["days"]
    assert bands.row("Due on a non-working day")["Completed"] == "1"


def test_overdue_by_no_working_day_says_since_which_day(tmp_path: Path) -> None:
    settings = settings_of(rules={"closures": ["2015-07-16"]})
    page = team_page(read_pages(tmp_path, [overdue(1)], settings), "North")
    assert page.exceptions.column("Working days late") == ["0 (since Wednesday)"]


def test_a_column_that_is_not_mapped_says_nothing(tmp_path: Path) -> None:
    left_out = {"child_seen", "assessment_id", "worker", "referral_date"}
    columns = {column: name for column, name in HEADINGS.items() if column not in left_out}
    page = team_page(read_pages(tmp_path, [overdue(1)], settings_of(columns)), "North")
    told = page.exceptions.row("C001")
    assert {told[name] for name in ("Assessment", "Worker")} == {"–"}


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        ("14/07/2015", "2 working days late (by the first 1)"),
        ("", "1 working day late by the first deadline"),
    ],
    ids=["another deadline", "none any more"],
)
def test_which_child_comes_first_says_how_late_by_both_deadlines(
    tmp_path: Path, deadline: str, said: str
) -> None:
    nights = [overdue(1, deadline="15/07/2015")], [overdue(1, deadline=deadline)]
    night = judge_nights(tmp_path, *nights).night
    made = pages_of_night(night, settings_of()).items()
    page = next(text for path, text in made if path != SERVICE)
    assert f"First: child C001, {said}</a>" in page
