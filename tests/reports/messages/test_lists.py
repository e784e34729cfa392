"""Each row of a message says which child, how late, and what to look at; the rest is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from monitor.reports.messages.draft import ListedCell
from tests.reports.messages.drafting import HEAD, NORTH, SERVICE, drafts_of, list_of, names_of_lists
from tests.reports.rows import overdue, row
from tests.support.making import settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.reports.messages.draft import Draft
    from monitor.settings.settings import Settings

Rows = list[dict[str, str]]


def settings(**tables: Any) -> Settings:
    return settings_of(teams=[NORTH], service=HEAD, **tables)


def north(folder: Path, *nights: Rows, **tables: Any) -> Draft:
    return drafts_of(folder, *nights, settings=settings(**tables))["North"]


def only_row(draft: Draft, name: str = "needs-you") -> tuple[ListedCell, ...]:
    (found,) = list_of(draft, name).rows
    return found


def test_an_overdue_assessment_says_how_late_and_what_to_look_at(tmp_path: Path) -> None:
    cells = {"child_seen": "No", "deadline": "24/12/2014", "start_date": "28/11/2014"}
    rows = [overdue(1, referral_date="27/11/2014", **cells)]
    assert only_row(north(tmp_path, rows)) == (
        ListedCell("C001", ("assessment A001",)),
        ListedCell("139 working days late", ("due Wed 24 Dec 2014",)),
        ListedCell(
            "Child not seen; Past 45 working days; Long overdue",
            ("worker W1", "started Fri 28 Nov 2014; day 158 of 45"),
        ),
    )


def rows_by_child(draft: Draft, name: str = "needs-you") -> dict[str, tuple[ListedCell, ...]]:
    return {cells[0].strong: cells for cells in list_of(draft, name).rows}


def test_how_late_is_said_in_words(tmp_path: Path) -> None:
    unreadable = {"deadline": "", "start_date": "", "child_id": "", "assessment_id": ""}
    rows = [
        overdue(1),
        overdue(2, deadline="14/07/2015"),
        row(3, deadline=""),
        row(4, **unreadable),
        row(5),
    ]
    told = rows_by_child(north(tmp_path, rows))
    assert {child: cells[1].strong for child, cells in told.items()} == {
        "C001": "1 working day late",
        "C002": "2 working days late",
        "C003": "No deadline set",
        "No child id": "Unreadable record",
    }


def test_what_is_missed_since_a_day_off_says_since_when(tmp_path: Path) -> None:
    rows, closed = [overdue(1)], {"closures": ["2015-07-16"]}
    late = only_row(north(tmp_path, rows, rules=closed))[1].strong
    assert late == "0 working days late (since Wednesday)"


@pytest.mark.parametrize(
    ("nights", "late", "due"),
    [
        (
            ("15/07/2015", "14/07/2015"),
            "2 working days late (by the first 1)",
            "due Tue 14 Jul 2015 (first Wed 15 Jul 2015)",
        ),
        (
            ("08/07/2015", "04/08/2015"),
            "6 working days late",
            "missed Wed 8 Jul 2015; moved since to Tue 4 Aug 2015",
        ),
        (("08/07/2015", ""), "6 working days late", "missed Wed 8 Jul 2015; none set now"),
    ],
    ids=["before it was missed", "after it was missed", "removed"],
)
def test_a_deadline_that_was_moved_stands_with_the_earlier_one(
    tmp_path: Path, nights: tuple[str, ...], late: str, due: str
) -> None:
    rows = [[overdue(1, deadline=deadline)] for deadline in nights]
    assert only_row(north(tmp_path, *rows))[1] == ListedCell(late, (due,))


def test_the_child_and_the_statutory_clock_are_told(tmp_path: Path) -> None:
    rows = [
        overdue(1, child_seen="Yes"),
        overdue(2, child_seen="Unborn"),
        overdue(3, child_seen="No"),
        overdue(4, referral_date=""),
    ]
    told = rows_by_child(north(tmp_path, rows))
    assert {child: cells[2].lines[-1].partition("; ")[2] for child, cells in told.items()} == {
        "C001": "day 33 of 45; child seen",
        "C002": "day 33 of 45; unborn",
        "C003": "day 33 of 45",
        "C004": "day of 45 unknown; child seen",
    }


def test_it_says_for_how_many_nights_a_child_has_been_on_the_list(tmp_path: Path) -> None:
    late = [overdue(1, deadline="10/07/2015")]
    twice = only_row(north(tmp_path, late, [*late, row(2)]))
    assert twice[2].lines[-1].endswith("; on this list for 2 nights")


def test_the_worst_stand_first_with_their_siblings(tmp_path: Path) -> None:
    rows = [
        overdue(1),
        overdue(2, deadline="01/07/2015", family_id="F"),
        row(3, deadline="", family_id="F"),
        overdue(4, child_seen="No", referral_date="12/05/2015"),  # day 46
        row(5, deadline=""),
    ]
    listed = list_of(north(tmp_path, rows), "needs-you")
    assert [cells[0].strong for cells in listed.rows] == ["C004", "C002", "C003", "C001", "C005"]


def test_those_without_a_deadline_that_the_list_hides_are_told_oldest_first(
    tmp_path: Path,
) -> None:
    rows = [
        *(overdue(n) for n in range(1, 4)),
        row(4, deadline="", start_date="09/06/2015"),
        row(5, deadline="", start_date="08/06/2015"),
    ]
    draft = north(tmp_path, rows, delivery={"most_rows": 3})
    assert names_of_lists(draft) == ["needs-you", "no-deadline"]
    hidden = list_of(draft, "no-deadline")
    assert [cells[0].strong for cells in hidden.rows] == ["C005", "C004"]
    assert hidden.title == "Also without a deadline, oldest first (2)"
    assert "no-deadline" not in names_of_lists(north(tmp_path, rows))


def test_what_is_due_soon_is_told(tmp_path: Path) -> None:
    rows = [row(n, deadline="17/07/2015") for n in range(1, 8)]
    listed = list_of(north(tmp_path, rows), "due-soon")
    assert listed.title == "Due within 5 working days (7)"
    assert (len(listed.rows), listed.more) == (5, "and 2 more in the full report")
    assert listed.rows[0][1] == ListedCell("due Fri 17 Jul 2015")


def test_open_children_to_look_at_are_told_though_they_are_not_late(tmp_path: Path) -> None:
    rows = [row(1, child_seen="No"), row(2)]
    listed = list_of(north(tmp_path, rows), "look")
    assert [cells[0].strong for cells in listed.rows] == ["C001"]
    assert listed.rows[0][2].strong == "Child not seen"


def test_what_vanished_is_told_with_what_it_was(tmp_path: Path) -> None:
    nights = ([row(1), overdue(2, deadline=""), row(3)], [row(1)])
    listed = list_of(north(tmp_path, *nights), "vanished")
    assert listed.title == "Missing from the extract, unfinished (2)"
    assert [cells[:2] for cells in listed.rows] == [
        (ListedCell("C002", ("assessment A002",)), ListedCell("no deadline")),
        (ListedCell("C003", ("assessment A003",)), ListedCell("due Thu 30 Jul 2015")),
    ]
    assert listed.rows[0][2].lines[0].startswith("No deadline set; last seen Wed 15 Jul 2015")


def test_what_else_changed_is_told_and_new_ones_stand_in_the_list(tmp_path: Path) -> None:
    nights = ([row(1), row(2)], [row(1, deadline="31/07/2015"), overdue(2, deadline="")])
    draft = north(tmp_path, *nights)
    listed = list_of(draft, "changed")
    assert listed.title == "What else changed since Wed 15 Jul 2015 (2)"
    assert [(cells[0].strong, *cells[1].said) for cells in listed.rows] == [
        ("C001", "worker W1"),
        ("C002", "worker W1"),
    ]
    assert listed.rows[0][2].lines[0].startswith("Deadline moved from Thu 30 Jul 2015 to")
    assert only_row(draft)[2].strong == "New since the night before"


def test_a_long_text_of_the_extract_is_cut(tmp_path: Path) -> None:
    long = "x" * 300
    rows = [overdue(1, child_id=long, assessment_id=long, worker=long)]
    whose, _, look = only_row(north(tmp_path, rows))
    assert whose.said == (f"{'x' * 39}…", f"assessment {'x' * 39}…")
    assert look.lines[0] == f"worker {'x' * 39}…"


def test_a_long_name_of_a_team_that_a_child_came_from_is_cut(tmp_path: Path) -> None:
    nights = ([row(1, team="x" * 500)], [row(1)])
    listed = list_of(north(tmp_path, *nights), "changed")
    assert len(listed.rows[0][2].lines[0]) == 160


def test_whose_the_rows_are_is_known_by_the_ids_as_they_are(tmp_path: Path) -> None:
    rows = [overdue(1, child_id="", assessment_id=""), overdue(2, child_id="x" * 300)]
    assert north(tmp_path, rows).children == {("", ""), ("x" * 300, "A002")}


def test_the_message_to_the_service_has_no_lists_that_the_teams_look_after(tmp_path: Path) -> None:
    rows = [overdue(1), row(2, deadline="17/07/2015"), row(3, child_seen="No")]
    told = drafts_of(tmp_path, rows, settings=settings())[SERVICE]
    assert names_of_lists(told) == ["teams", "needs-you"]
