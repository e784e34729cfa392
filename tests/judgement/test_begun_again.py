"""An overdue assessment that is cancelled and begun again keeps its old deadline in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.judgement.snapshot import NO_NIGHT
from monitor.reports.explained.explanation import explanation
from monitor.reports.sections.listing import rows_of
from tests.reports.rows import row
from tests.support.nights import judge_nights
from tests.support.together import Together

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.night import Assessed
    from tests.support.nights import Row
    from tests.support.together import Case

FLAG = "cancelled_and_begun_again"
WAS_DUE = "Cancelled while overdue, and begun again (was due Fri 10 Jul 2015)"
#: It was due on Friday 10 July 2015; the last night is Thursday 16 July.
OLD = row(1, deadline="10/07/2015")
CANCELLED = {**OLD, "state": "Cancelled"}
NEW = row(2, child_id="C001", start_date="14/07/2015")
WITNESS = row(99)
TOGETHER = Together()


def flagged(assessed: Assessed) -> list[str]:
    """Return the assessments that are flagged, by their ids."""
    return [name[:4] for name in assessed.judged.loc[assessed.flags[FLAG], "assessment_id"]]


CASES: dict[str, tuple[list[list[Row]], list[str]]] = {
    "cancelled, and begun again at once": ([[OLD], [CANCELLED, NEW]], ["A002"]),
    "begun again on a later night": ([[OLD], [CANCELLED], [CANCELLED, NEW]], ["A002"]),
    "begun again before it was cancelled": ([[OLD], [OLD, NEW], [CANCELLED, NEW]], ["A002"]),
    "nights later, though the cancelled one is gone": (
        [[OLD], [CANCELLED, NEW], [NEW], [NEW]],
        ["A002"],
    ),
    "cancelled while it was away": ([[OLD], [], [CANCELLED, NEW]], ["A002"]),
    "opened again itself": ([[OLD], [CANCELLED], [row(1)]], ["A001"]),
    "begun again and completed": (
        [
            [OLD],
            [CANCELLED, NEW],
            [CANCELLED, {**NEW, "authorised_date": "15/07/2015", "state": "Authorised"}],
        ],
        ["A002"],
    ),
    "begun again, and cancelled as well": (
        [[OLD], [CANCELLED, NEW], [CANCELLED, {**NEW, "state": "Cancelled"}]],
        [],
    ),
    "and begun a third time": (
        [
            [OLD],
            [CANCELLED, NEW],
            [{**NEW, "state": "Cancelled"}, row(3, child_id="C001")],
        ],
        ["A003"],
    ),
    "not overdue when it was cancelled": ([[row(1)], [{**CANCELLED}, NEW]], []),
    "another child": ([[OLD], [CANCELLED, row(2)]], []),
    "no child id": ([[{**OLD, "child_id": ""}], [{**CANCELLED, "child_id": ""}, row(2)]], []),
    "there as long as the other": ([[OLD, NEW], [CANCELLED, NEW]], []),
    "there before the deadline": (
        [
            [row(1, deadline="14/07/2015")],
            [row(1, deadline="14/07/2015"), NEW],
            [row(1, deadline="14/07/2015"), NEW],
            [row(1, deadline="14/07/2015", state="Cancelled"), NEW],
        ],
        [],
    ),
    "cancelled on the first night": ([[CANCELLED], [CANCELLED, NEW]], []),
}


def was_due(case: Case) -> list[bool]:
    """Return, for each record, whether the list says when it was due."""
    return [WAS_DUE in each.flags for each in rows_of(case.judged.night, case.records.index)]


@pytest.mark.parametrize(
    ("case", "expected"),
    [(TOGETHER.case(*nights), expected) for nights, expected in CASES.values()],
    ids=CASES,
)
def test_one_begun_again_after_an_overdue_one_was_cancelled_is_flagged(
    case: Case, expected: list[str]
) -> None:
    assert flagged(case.night) == expected
    assert was_due(case).count(True) == len(expected)


MOVED = {**OLD, "deadline": "04/08/2015"}
MOVED_FIRST = TOGETHER.case([OLD], [MOVED], [{**MOVED, "state": "Cancelled"}, NEW])


def test_the_deadline_that_was_missed_first_counts_though_it_was_moved() -> None:
    assert flagged(MOVED_FIRST.night) == ["A002"]
    assert was_due(MOVED_FIRST)[1]


OTHER = row(3, child_id="C001", deadline="13/07/2015")
SEVERAL = TOGETHER.case([OLD, OTHER], [{**OTHER, "state": "Cancelled"}, CANCELLED, NEW])


def test_of_several_cancelled_ones_the_earliest_deadline_is_kept() -> None:
    assert flagged(SEVERAL.night) == ["A002"]
    kept = SEVERAL.followed["cancelled_deadline"]
    assert [str(day.date()) for day in kept] == ["2015-07-13", "2015-07-10", "2015-07-10"]


def test_explain_says_when_it_was_due(tmp_path: Path) -> None:
    judged = judge_nights(tmp_path, [OLD, WITNESS], [CANCELLED, NEW, WITNESS])
    told = [explanation(judged.night, judged.clock, place, NO_NIGHT) for place in range(3)]
    was_due = "Cancelled while overdue: it was due Fri 10 Jul 2015"
    assert [was_due in each for each in told] == [True, True, False]
