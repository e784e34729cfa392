"""An overdue assessment that is cancelled and begun again keeps its old deadline in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.judgement.snapshot import NO_NIGHT
from monitor.reports.explained.explanation import explanation
from monitor.reports.sections.listing import rows_of
from tests.reports.rows import row
from tests.support.nights import judge_nights

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.judging import Judged
    from tests.support.nights import Row

FLAG = "cancelled_and_begun_again"
WAS_DUE = "Cancelled while overdue, and begun again (was due Fri 10 Jul 2015)"
#: It was due on Friday 10 July 2015; the last night is Thursday 16 July.
OLD = row(1, deadline="10/07/2015")
CANCELLED = {**OLD, "state": "Cancelled"}
NEW = row(2, child_id="C001", start_date="14/07/2015")
WITNESS = row(99)


def flagged(judged: Judged) -> list[str]:
    """Return the assessments that are flagged, by their ids."""
    night = judged.night
    return list(night.judged.loc[night.flags[FLAG], "assessment_id"])


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


@pytest.mark.parametrize(("nights", "expected"), CASES.values(), ids=CASES)
def test_one_begun_again_after_an_overdue_one_was_cancelled_is_flagged(
    tmp_path: Path, nights: list[list[Row]], expected: list[str]
) -> None:
    judged = judge_nights(tmp_path, *([*rows, WITNESS] for rows in nights))
    assert flagged(judged) == expected
    flags = [each.flags for each in rows_of(judged.night, judged.night.judged)]
    assert [WAS_DUE in each for each in flags].count(True) == len(expected)


def test_the_deadline_that_was_missed_first_counts_though_it_was_moved(tmp_path: Path) -> None:
    moved = {**OLD, "deadline": "04/08/2015"}
    nights = [OLD], [moved], [{**moved, "state": "Cancelled"}, NEW]
    judged = judge_nights(tmp_path, *([*rows, WITNESS] for rows in nights))
    assert flagged(judged) == ["A002"]
    (new,) = rows_of(judged.night, judged.night.judged[1:2])
    assert WAS_DUE in new.flags


def test_of_several_cancelled_ones_the_earliest_deadline_is_kept(tmp_path: Path) -> None:
    other = row(3, child_id="C001", deadline="13/07/2015")
    second = {**other, "state": "Cancelled"}
    nights = ([OLD, other, WITNESS], [second, CANCELLED, NEW, WITNESS])
    judged = judge_nights(tmp_path, *nights)
    assert flagged(judged) == ["A002"]
    kept = judged.night.compared.followed["cancelled_deadline"]
    assert [str(day.date()) for day in kept[:3]] == ["2015-07-13", "2015-07-10", "2015-07-10"]


def test_explain_says_when_it_was_due(tmp_path: Path) -> None:
    judged = judge_nights(tmp_path, [OLD, WITNESS], [CANCELLED, NEW, WITNESS])
    told = [explanation(judged.night, judged.clock, place, NO_NIGHT) for place in range(3)]
    was_due = "Cancelled while overdue: it was due Fri 10 Jul 2015"
    assert [was_due in each for each in told] == [True, True, False]
