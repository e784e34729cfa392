"""The tables and tiles of a page hold what they say, count what they show and lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reports.rows import (
    NO_TEAM_RECORDED,
    NOT_CONFIGURED,
    SERVICE,
    completed,
    overdue,
    read_pages,
    row,
    team_page,
)
from tests.support.making import settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.reports.reading import ReadPage

#: Days late on Thursday 16 July 2015: the last or first day of each band, by its deadline.
DEADLINES = {
    1: "15/07/2015",
    10: "02/07/2015",
    11: "01/07/2015",
    20: "18/06/2015",
    21: "17/06/2015",
    30: "04/06/2015",
    31: "03/06/2015",
    50: "06/05/2015",
    51: "05/05/2015",
    70: "07/04/2015",
    71: "02/04/2015",
}
TEAMS = [{"name": "North"}, {"name": "Empty"}]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, ReadPage]:
    rows = [
        *(
            overdue(days, deadline=deadline, start_date="01/04/2015", referral_date="")
            for days, deadline in DEADLINES.items()
        ),
        overdue(100, worker="W2", child_seen="No", start_date="soon"),
        overdue(101, worker="W2", referral_date="never", child_seen="No"),
        row(102, worker="W0", deadline=""),
        row(103, worker=""),
        row(104, worker="W9"),
        row(105, worker="W3"),
        row(106, worker="W9"),
        row(107, deadline="17/07/2015"),
        completed(108, deadline="03/07/2015", authorised_date="04/07/2015"),
        row(200, team="Nowhere", deadline=""),
        overdue(201, team="Elsewhere"),
        overdue(202, team=""),
    ]
    return read_pages(
        tmp_path_factory.mktemp("sections"),
        rows,
        settings_of(teams=TEAMS, extract={"minimum_rows": 0}),
    )


def north(pages: Mapping[str, ReadPage]) -> ReadPage:
    return team_page(pages, "North")


def test_each_group_says_what_is_to_be_done_and_how_often(pages: Mapping[str, ReadPage]) -> None:
    page = north(pages)
    assert page.need == [("14 assessments need action.", "#needs-you")]
    assert [group.caption for group in page.groups.values()] == [
        *("See the child (2)", "Set a deadline: only you can (1)", "Finish (11)")
    ]


def test_every_link_leads_to_a_part_of_its_page(pages: Mapping[str, ReadPage]) -> None:
    for path, page in pages.items():
        inside = {link.removeprefix("#") for link in page.links if link.startswith("#")}
        assert inside, path
        assert inside <= set(page.ids), path


def test_every_number_of_days_falls_into_its_band(pages: Mapping[str, ReadPage]) -> None:
    table = north(pages).tables["days"]
    assert table.column("Working days late") == [
        *("Due on a non-working day", "1 to 10", "11 to 20", "21 to 30"),
        *("31 to 50", "51 to 70", "Over 70"),
    ]
    assert table.column("Open") == ["0", "4", "2", "2", "2", "2", "1"]
    assert table.column("Completed") == ["1", "0", "0", "0", "0", "0", "0"]


def test_workers_stand_by_what_is_overdue_then_undated_then_open(
    pages: Mapping[str, ReadPage],
) -> None:
    table = north(pages).tables["workers"]
    assert table.rows == [
        ["W1", "12", "11", "0"],
        ["W2", "2", "2", "0"],
        ["W0", "1", "0", "1"],
        ["W9", "2", "0", "0"],
        ["No worker recorded", "1", "0", "0"],
        ["W3", "1", "0", "0"],
    ]


def test_what_is_to_be_mended_is_told_with_its_place(pages: Mapping[str, ReadPage]) -> None:
    table = north(pages).tables["to-mend"]
    assert table.caption == "Records to correct (2)"
    assert table.headings == [
        *("Row", "Child", "Assessment", "Worker", "What is wrong", "How to correct it")
    ]
    assert table.rows[0] == [
        *("13", "C100", "A100", "W2"),
        "“Start date” cannot be read as a date, so it counts as blank.",
        "Correct the date in the system.",
    ]


def test_a_record_without_ids_is_to_be_mended_by_its_row(tmp_path: Path) -> None:
    page = team_page(read_pages(tmp_path, [row(1, child_id="", assessment_id="")]), "North")
    assert [cells[:3] for cells in page.tables["to-mend"].rows] == [["2", "–", "–"]] * 2


def test_the_shared_page_names_the_team_of_each_record(pages: Mapping[str, ReadPage]) -> None:
    page = pages[NOT_CONFIGURED]
    assert page.exceptions.column("Team") == ["Nowhere", "Elsewhere"]
    assert "Team" not in north(pages).exceptions.headings
    assert "Team" not in pages[NO_TEAM_RECORDED].exceptions.headings


def test_an_empty_team_is_told_that_there_is_nothing(pages: Mapping[str, ReadPage]) -> None:
    page = team_page(pages, "Empty")
    assert list(page.tables) == ["days", "trend", "months", "statuses", "sources"]
    for sentence in (
        "There is no assessment to judge.",
        "No assessment is open.",
        "No assessment is overdue, without a deadline or unreadable.",
        "No deadline falls in these days.",
        "Nothing else stands out.",
        "No completed assessment stands out.",
        "Nothing is wrong in these records.",
    ):
        assert sentence in page.sentences


def test_the_service_page_of_a_clean_night_says_so(tmp_path: Path) -> None:
    page = read_pages(tmp_path, [row(1)])[SERVICE]
    assert "No problem was found in any record." in page.sentences
    assert (
        "No assessment is listed that is unfinished in a closed case, or more than 70 working days "
        "late."
    ) in page.sentences
    assert "Nothing else is listed." in page.sentences


def test_teams_stand_by_what_needs_action_and_no_team_last(pages: Mapping[str, ReadPage]) -> None:
    table = pages[SERVICE].tables["teams"]
    assert table.column("Team") == ["North", "Elsewhere", "Nowhere", "Empty", "No team recorded"]
    north = next(path for path, page in pages.items() if page.h1 == ["North"])
    assert table.links == [
        north,
        *(f"{north}#needs-you", NOT_CONFIGURED, NOT_CONFIGURED),
        next(path for path, page in pages.items() if page.h1 == ["Empty"]),
        *(NO_TEAM_RECORDED, f"{NO_TEAM_RECORDED}#needs-you"),
    ]


def test_a_team_is_compared_by_its_figures(pages: Mapping[str, ReadPage]) -> None:
    table = pages[SERVICE].tables["teams"]
    assert table.row("North") == {
        "Team": "North",
        "Need action": "14",
        "In a week": "–",
        "Overdue": "13",
        "No deadline": "1",
        "Child not seen": "2",
        "Share past the deadline": "70.0% (14 of 20)".replace(" ", "\N{NO-BREAK SPACE}"),
        "Mean working days late": "26.3",
        "Worst": "71",
        "Open per worker": "3.6",
    }
    assert list(table.row("Empty").values()) == [
        *("Empty", "0", "–", "0", "0", "0"),
        *("– (0 of 0)".replace(" ", "\N{NO-BREAK SPACE}"), "–", "–", "–"),
    ]


def test_the_service_lists_the_worst_twenty(tmp_path: Path) -> None:
    table = read_pages(tmp_path, [overdue(number) for number in range(25)])[SERVICE].tables["worst"]
    assert table.caption == "What else is worst (20 of 25)"
    assert len(table.rows) == 20


def test_problems_are_counted_in_the_order_of_the_catalogue(pages: Mapping[str, ReadPage]) -> None:
    table = pages[SERVICE].tables["to-mend"]
    assert [(cells[0], cells[1]) for cells in table.rows] == [
        ("Unparsed date", "2"),
        ("Missing team", "1"),
        ("Unknown team", "2"),
    ]
