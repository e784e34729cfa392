"""Each row of a message says which child, how late, what to do and why; the rest is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from monitor.reports.messages.draft import Item
from tests.reports.messages.drafting import (
    HEAD,
    NORTH,
    SERVICE,
    drafts_of,
    ids_of,
    list_of,
    names_of_lists,
)
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


def only_item(draft: Draft, name: str = "worst") -> Item:
    (found,) = list_of(draft, name).items
    return found


def children(draft: Draft) -> list[str]:
    return [item.title.split(":")[0] for listed in draft.lists for item in listed.items]


def test_an_overdue_assessment_says_how_late_what_to_do_and_why(tmp_path: Path) -> None:
    cells = {"child_seen": "No", "deadline": "24/12/2014", "start_date": "28/11/2014"}
    rows = [overdue(1, referral_date="27/11/2014", **cells)]
    assert only_item(north(tmp_path, rows)) == Item(
        "C001: 139 working days late",
        (
            "See the child (the worker)",
            "due Wed 24 Dec 2014; assessment A001; worker W1",
            "Past 45 working days; Long overdue",
        ),
    )


def test_how_late_is_said_in_words(tmp_path: Path) -> None:
    unreadable = {"deadline": "", "start_date": "", "child_id": "", "assessment_id": ""}
    rows = [
        overdue(1),
        overdue(2, deadline="14/07/2015"),
        row(3, deadline=""),
        row(4, **unreadable),
    ]
    listed = list_of(north(tmp_path, rows), "worst")
    assert {item.title for item in listed.items} == {
        "C001: 1 working day late",
        "C002: 2 working days late",
        "C003: No deadline set",
        "No child id: Unreadable record",
    }


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
    (item,) = (each for listed in north(tmp_path, *rows).lists for each in listed.items)
    assert item.title.removeprefix("C001: ").removeprefix("new, ") == late
    assert item.lines[1].startswith(f"{due}; assessment A001")


def test_it_says_for_how_many_nights_a_child_has_been_on_the_list(tmp_path: Path) -> None:
    late = [overdue(1, deadline="10/07/2015")]
    assert (
        only_item(north(tmp_path, late, [*late, row(2)])).lines[-1] == "on this list for 2 nights"
    )


def test_new_ones_come_first_then_due_today_then_missing_then_the_worst(tmp_path: Path) -> None:
    before = [overdue(1, deadline="01/07/2015"), overdue(2, deadline="08/07/2015"), row(3), row(4)]
    tonight = [
        *before[:2],
        overdue(3),
        row(5, deadline="16/07/2015"),
        row(6, deadline="17/07/2015"),
    ]
    draft = north(tmp_path, before, tonight)
    assert names_of_lists(draft) == ["new", "due-today", "vanished", "worst"]
    assert children(draft) == ["C003", "C005", "C004", "C001", "C002"]
    assert only_item(draft, "due-today").lines == ("assessment A005; worker W1",)
    missing = only_item(draft, "vanished")
    assert missing.title == "C004: missing from the extract"
    assert missing.lines[1].startswith("On track; last seen Wed 15 Jul 2015")


def test_all_lists_share_one_number_of_rows_and_what_does_not_fit_is_counted(
    tmp_path: Path,
) -> None:
    before = [overdue(n, deadline="01/07/2015") for n in range(1, 13)]
    tonight = [*before, *(overdue(n) for n in range(13, 22))]
    draft = north(tmp_path, before, tonight)
    assert [(each.title, each.more) for each in draft.lists] == [
        ("New (9)", ""),
        ("Worst first (12)", "and 11 more in the full report"),
    ]
    assert sum(len(each.items) for each in draft.lists) == len(draft.records) == 10
    few = north(tmp_path, before, tonight, delivery={"most_rows": 9})
    assert [each.title for each in few.lists] == ["New (9)"]
    assert few.also[0] == "Worst first: 12"


def test_the_worst_come_first_with_their_siblings(tmp_path: Path) -> None:
    rows = [
        overdue(1),
        overdue(2, deadline="01/07/2015", family_id="F"),
        row(3, deadline="", family_id="F"),
        overdue(4, child_seen="No", referral_date="12/05/2015"),  # day 46
        row(5, deadline=""),
    ]
    assert children(north(tmp_path, rows)) == ["C004", "C002", "C003", "C001", "C005"]


def test_a_long_text_of_the_extract_is_cut(tmp_path: Path) -> None:
    long = "x" * 300
    rows = [overdue(1, child_id=long, assessment_id=long, worker=long)]
    item = only_item(north(tmp_path, rows))
    assert item.title == f"{'x' * 39}…: 1 working day late"
    assert item.lines[1].endswith(f"assessment {'x' * 39}…; worker {'x' * 39}…")


def test_whose_the_rows_are_is_known_by_the_ids_as_they_are(tmp_path: Path) -> None:
    rows = [overdue(1, child_id="", assessment_id=""), overdue(2, child_id="x" * 300)]
    assert ids_of(north(tmp_path, rows)) == {("", ""), ("x" * 300, "A002")}


def test_the_message_to_the_service_lists_the_worst_and_the_teams(tmp_path: Path) -> None:
    rows = [overdue(n) for n in range(1, 30)]
    draft = drafts_of(tmp_path, rows, settings=settings())[SERVICE]
    assert names_of_lists(draft) == ["worst", "teams"]
    listed = list_of(draft, "worst")
    assert (len(listed.items), listed.more) == (10, "and 19 more on the pages of the teams")
    assert "team North" in listed.items[0].lines[1]
