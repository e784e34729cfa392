"""Each row of a message says which child, how late, what to do and why; the rest is counted."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from monitor.reports.messages.draft import Item
from tests.reports.messages.drafting import (
    HEAD,
    NORTH,
    SERVICE,
    drafts_of,
    drafts_of_night,
    ids_of,
    list_of,
    names_of_lists,
)
from tests.reports.rows import overdue, row
from tests.support.making import settings_of
from tests.support.together import Together

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.reports.messages.draft import Draft
    from tests.support.together import Case

#: On their first night, and on a night in a row.
FIRST, TOGETHER = Together(), Together()


@cache
def drafts(cases: Together, most_rows: int) -> dict[str, Draft]:
    """Return the messages about all of these cases, by their teams."""
    night = replace(cases.nights[-1].judged.night, alarms=())
    settings = settings_of(service=HEAD, delivery={"most_rows": most_rows})
    return drafts_of_night(night, settings)


def north(case: Case, most_rows: int = 10) -> Draft:
    """Return the message about the team North of a case."""
    return drafts(case.together, most_rows)[f"North~{case.number}"]


def plain(item: Item) -> Item:
    """Return an item with the names that the case gives."""
    title, *lines = (re.sub(r"~\d+", "", text) for text in (item.title, *item.lines))
    return Item(title, tuple(lines))


def only_item(draft: Draft, name: str = "worst") -> Item:
    (found,) = list_of(draft, name).items
    return plain(found)


def children(draft: Draft) -> list[str]:
    items = (item for listed in draft.lists for item in listed.items)
    return [plain(item).title.split(":")[0] for item in items]


ONE_LATE = FIRST.case(
    [
        overdue(
            1,
            child_seen="No",
            deadline="24/12/2014",
            start_date="28/11/2014",
            referral_date="27/11/2014",
        )
    ]
)


def test_an_overdue_assessment_says_how_late_what_to_do_and_why() -> None:
    assert only_item(north(ONE_LATE)) == Item(
        "C001: 139 working days late",
        (
            "See the child (the worker)",
            "due Wed 24 Dec 2014; assessment A001; worker W1",
            "Past 45 working days; Long overdue",
        ),
    )


UNREADABLE = {"deadline": "", "start_date": "", "child_id": "", "assessment_id": ""}
HOW_LATE = FIRST.case(
    [overdue(1), overdue(2, deadline="14/07/2015"), row(3, deadline=""), row(4, **UNREADABLE)]
)


def test_how_late_is_said_in_words() -> None:
    listed = list_of(north(HOW_LATE), "worst")
    assert {plain(item).title for item in listed.items} == {
        "C001: 1 working day late",
        "C002: 2 working days late",
        "C003: No deadline set",
        "No child id: Unreadable record",
    }


def moved(old: str, new: str) -> Case:
    return TOGETHER.case([overdue(1, deadline=old)], [overdue(1, deadline=new)])


@pytest.mark.parametrize(
    ("case", "late", "due"),
    [
        (
            moved("15/07/2015", "14/07/2015"),
            "2 working days late (by the first 1)",
            "due Tue 14 Jul 2015 (first Wed 15 Jul 2015)",
        ),
        (
            moved("08/07/2015", "04/08/2015"),
            "6 working days late",
            "missed Wed 8 Jul 2015; moved since to Tue 4 Aug 2015",
        ),
        (moved("08/07/2015", ""), "6 working days late", "missed Wed 8 Jul 2015; none set now"),
    ],
    ids=["before it was missed", "after it was missed", "removed"],
)
def test_a_deadline_that_was_moved_stands_with_the_earlier_one(
    case: Case, late: str, due: str
) -> None:
    (item,) = (plain(each) for listed in north(case).lists for each in listed.items)
    assert item.title.removeprefix("C001: ").removeprefix("new, ") == late
    assert item.lines[1].startswith(f"{due}; assessment A001")


LATE = overdue(1, deadline="10/07/2015")
TWO_NIGHTS = TOGETHER.case([LATE], [LATE, row(2)])


def test_it_says_for_how_many_nights_a_child_has_been_on_the_list() -> None:
    assert only_item(north(TWO_NIGHTS)).lines[-1] == "on this list for 2 nights"


OLD = [overdue(1, deadline="01/07/2015"), overdue(2, deadline="08/07/2015")]
OF_EACH_LIST = TOGETHER.case(
    [*OLD, row(3), row(4)],
    [*OLD, overdue(3), row(5, deadline="16/07/2015"), row(6, deadline="17/07/2015")],
)


def test_new_ones_come_first_then_due_today_then_missing_then_the_worst() -> None:
    draft = north(OF_EACH_LIST)
    assert names_of_lists(draft) == ["new", "due-today", "vanished", "worst"]
    assert children(draft) == ["C003", "C005", "C004", "C001", "C002"]
    assert only_item(draft, "due-today").lines == ("assessment A005; worker W1",)
    missing = only_item(draft, "vanished")
    assert missing.title == "C004: missing from the extract"
    assert missing.lines[1].startswith("On track; last seen Wed 15 Jul 2015")


TWELVE = [overdue(n, deadline="01/07/2015") for n in range(1, 13)]
NINE_MORE = TOGETHER.case(TWELVE, [*TWELVE, *(overdue(n) for n in range(13, 22))])


def test_all_lists_share_one_number_of_rows_and_what_does_not_fit_is_counted() -> None:
    draft = north(NINE_MORE)
    assert [(each.title, each.more) for each in draft.lists] == [
        ("New (9)", ""),
        ("Worst first (12)", "and 11 more in the full report"),
    ]
    assert sum(len(each.items) for each in draft.lists) == len(draft.records) == 10
    few = north(NINE_MORE, most_rows=9)
    assert [each.title for each in few.lists] == ["New (9)"]
    assert few.also[0] == "Worst first: 12"


WITH_SIBLINGS = FIRST.case(
    [
        overdue(1),
        overdue(2, deadline="01/07/2015", family_id="F"),
        row(3, deadline="", family_id="F"),
        overdue(4, child_seen="No", referral_date="12/05/2015"),  # day 46
        row(5, deadline=""),
    ]
)


def test_the_worst_come_first_with_their_siblings() -> None:
    assert children(north(WITH_SIBLINGS)) == ["C004", "C002", "C003", "C001", "C005"]


LONG = "x" * 300
LONG_TEXTS = FIRST.case([overdue(1, child_id=LONG, assessment_id=LONG, worker=LONG)])


def test_a_long_text_of_the_extract_is_cut() -> None:
    item = only_item(north(LONG_TEXTS))
    assert item.title == f"{'x' * 39}…: 1 working day late"
    assert item.lines[1].endswith(f"assessment {'x' * 39}…; worker {'x' * 39}…")


WHOSE = FIRST.case([overdue(1, child_id="", assessment_id=""), overdue(2, child_id=LONG)])


def test_whose_the_rows_are_is_known_by_the_ids_as_they_are() -> None:
    mark = f"~{WHOSE.number}"
    assert ids_of(north(WHOSE)) == {("", ""), (f"{LONG}{mark}", f"A002{mark}")}


def test_the_message_to_the_service_lists_the_worst_and_the_teams(tmp_path: Path) -> None:
    rows = [overdue(n) for n in range(1, 30)]
    settings = settings_of(teams=[NORTH], service=HEAD)
    draft = drafts_of(tmp_path, rows, settings=settings)[SERVICE]
    assert names_of_lists(draft) == ["worst", "teams"]
    listed = list_of(draft, "worst")
    assert (len(listed.items), listed.more) == (10, "and 19 more on the pages of the teams")
    assert "team North" in listed.items[0].lines[1]
