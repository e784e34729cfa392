"""Which record of tonight is which of the night before: each way of matching, and its limits.

An assessment is followed by its life: a number, given in the order in which they are first seen.
So the first night's records are 0, 1 and so on, and -1 is not followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.judgement import matching
from tests.reports.rows import row
from tests.support.nights import changes_of, judge_nights

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.nights.judging import Judged
    from tests.support.nights import Row

#: On every night, so that no extract is empty; its life is 0 where it stands first.
WITNESS = row(99)
#: Tuesday 2 June 2015 is the start of every row; this is the day after.
WEDNESDAY_AFTER = "03/06/2015"


def lives(judged: Judged) -> list[int]:
    life: list[int] = judged.night.compared.followed["life"].tolist()
    return life


def lives_of(folder: Path, *nights: list[Row]) -> list[int]:
    return lives(judge_nights(folder, *nights))


def is_followed(folder: Path, record: Row) -> bool:
    return lives_of(folder, [WITNESS, record], [WITNESS, record]) == [0, 1]


# Who is followed.


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({}, True, id="both ids"),
        pytest.param({"child_id": ""}, True, id="the assessment id alone"),
        pytest.param({"child_id": "", "start_date": ""}, True, id="nothing but the assessment id"),
        pytest.param({"assessment_id": ""}, True, id="child, referral and start"),
        pytest.param({"assessment_id": "", "referral_date": ""}, True, id="child and start"),
        pytest.param({"assessment_id": "", "start_date": ""}, True, id="child and referral"),
        pytest.param({"assessment_id": "", "start_date": "soon"}, True, id="no usable start"),
        pytest.param(
            {"assessment_id": "", "start_date": "", "referral_date": ""}, True, id="the child alone"
        ),
        pytest.param({"assessment_id": "", "child_id": ""}, False, id="no id"),
    ],
)
def test_a_record_is_followed_by_its_ids_or_by_child_and_dates(
    tmp_path: Path, cells: Row, *, expected: bool
) -> None:
    assert is_followed(tmp_path, row(1, **cells)) is expected


def test_a_record_that_cannot_be_followed_is_counted_apart(tmp_path: Path) -> None:
    lost = row(1, assessment_id="", child_id="", deadline="")
    judged = judge_nights(tmp_path, [WITNESS, lost], [WITNESS, lost])
    assert changes_of(judged) == {"not_followed": 1, "still_exceptions": 1}
    assert lives(judged) == [0, -1]


def test_records_are_told_apart_however_large_their_numbers_become(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(number, assessment_id=f"A{number % 3}") for number in range(6)]
    monkeypatch.setattr(matching, "_MOST", 1)
    assert lives_of(tmp_path, rows, rows[::-1]) == [5, 4, 3, 2, 1, 0]


def test_a_duplicate_takes_no_part_on_either_side(tmp_path: Path) -> None:
    judged = judge_nights(tmp_path, [row(1), row(1)], [row(1), row(1), row(1)])
    assert lives(judged) == [0, -1, -1]
    assert changes_of(judged) == {}
    assert changes_of(judge_nights(tmp_path, [row(1), row(1)], [row(1)])) == {}


# 1. The same key.


def test_a_record_of_the_same_ids_is_the_same_whatever_else_changed(tmp_path: Path) -> None:
    other = row(1, referral_date="", start_date="", team="South", worker="W2", deadline="")
    assert lives_of(tmp_path, [row(1), row(2)], [row(2), other]) == [1, 0]


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"start_date": WEDNESDAY_AFTER}, id="another start"),
        pytest.param({"referral_date": "31/05/2015"}, id="referred on the Sunday before"),
        pytest.param({"referral_date": ""}, id="no referral"),
        pytest.param({"child_id": "C002"}, id="another child"),
    ],
)
def test_without_assessment_id_every_part_of_the_key_tells_apart(
    tmp_path: Path, cells: Row
) -> None:
    record = row(1, assessment_id="")
    assert lives_of(tmp_path, [record], [{**record, **cells}]) == [1]


def test_siblings_that_share_an_assessment_id_are_told_apart(tmp_path: Path) -> None:
    first, second = row(1), row(1, child_id="C002")
    assert lives_of(tmp_path, [first, second], [second, first]) == [1, 0]
    third = row(1, child_id="C003")
    assert lives_of(tmp_path, [first, second], [third, second]) == [2, 1]


def test_no_assessment_id_is_not_one_that_records_share(tmp_path: Path) -> None:
    first, second = row(1, assessment_id=""), row(2, assessment_id="")
    assert lives_of(tmp_path, [first, second], [second, first]) == [1, 0]


# Copies.


def test_copies_are_numbered_by_start_then_referral_and_the_blank_one_is_last(
    tmp_path: Path,
) -> None:
    copies = [
        row(1, start_date="02/06/2015", referral_date="01/06/2015"),
        row(1, start_date="02/06/2015", referral_date="02/06/2015"),
        row(1, start_date="02/06/2015", referral_date=""),
        row(1, start_date=WEDNESDAY_AFTER, referral_date="01/06/2015"),
    ]
    assert lives_of(tmp_path, copies, copies[::-1]) == [3, 2, 1, 0]


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"deadline": "31/07/2015"}, id="deadline"),
        pytest.param({"deadline": ""}, id="no deadline"),
        pytest.param({"authorised_date": "13/07/2015", "state": "Authorised"}, id="authorised"),
        pytest.param({"state": "Awaiting authorisation"}, id="state"),
        pytest.param({"team": "South"}, id="team"),
        pytest.param({"worker": "W2"}, id="worker"),
    ],
)
def test_copies_are_told_apart_by_what_they_hold_in_whatever_order(
    tmp_path: Path, cells: Row
) -> None:
    first, second = row(1), row(1, **cells)
    judged = judge_nights(tmp_path, [first, second], [second, first])
    assert lives(judged) == [1, 0]
    assert set(changes_of(judged)) <= {"still_exceptions"}
    assert lives_of(tmp_path, [first, second], [second]) == [1]


def test_copies_that_all_changed_are_numbered_in_the_order_of_the_source(tmp_path: Path) -> None:
    days = ("27/07/2015", "28/07/2015", "29/07/2015", "30/07/2015")  # Monday to Thursday
    first, second, third, fourth = (row(1, deadline=day) for day in days)
    judged = judge_nights(tmp_path, [first, second], [third, fourth])
    assert lives(judged) == [0, 1]
    assert judged.night.compared.followed["moved_working_days"].tolist() == [2, 2]


def test_a_new_copy_is_first_seen_and_not_ambiguous(tmp_path: Path) -> None:
    judged = judge_nights(tmp_path, [row(1)], [row(1), row(1, deadline="31/07/2015")])
    assert lives(judged) == [0, 1]
    assert changes_of(judged) == {"first_seen": 1}


def test_a_duplicate_is_no_copy(tmp_path: Path) -> None:
    copy = row(1, deadline="31/07/2015")
    assert lives_of(tmp_path, [row(1), row(1), copy], [row(1), copy, copy]) == [0, 1, -1]


# 2. Renumbered.


def test_a_renumbered_assessment_is_the_same(tmp_path: Path) -> None:
    judged = judge_nights(tmp_path, [WITNESS, row(1)], [WITNESS, row(1, assessment_id="B001")])
    assert lives(judged) == [0, 1]
    assert changes_of(judged) == {}


@pytest.mark.parametrize(
    ("before", "tonight"),
    [
        pytest.param(row(1, assessment_id=""), row(1), id="an id was given"),
        pytest.param(row(1), row(1, assessment_id=""), id="the id was lost"),
        pytest.param(
            row(1, referral_date=""),
            row(1, assessment_id="B001", referral_date=""),
            id="a blank referral equals a blank one",
        ),
    ],
)
def test_child_referral_and_start_suffice(tmp_path: Path, before: Row, tonight: Row) -> None:
    assert lives_of(tmp_path, [before], [tonight]) == [0]


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"referral_date": ""}, id="a blank referral equals no other"),
        pytest.param({"referral_date": "02/06/2015"}, id="another referral"),
        pytest.param({"start_date": "01/06/2015"}, id="the Monday before"),
        pytest.param({"start_date": WEDNESDAY_AFTER}, id="the Wednesday after"),
        pytest.param({"start_date": ""}, id="no start"),
        pytest.param({"child_id": "C002"}, id="another child"),
    ],
)
def test_a_renumbered_one_of_other_dates_or_child_is_another(tmp_path: Path, cells: Row) -> None:
    judged = judge_nights(tmp_path, [row(1)], [row(1, assessment_id="B001", **cells)])
    assert lives(judged) == [1]
    assert changes_of(judged) == {"first_seen": 1, "vanished": 1, "vanished_tonight": 1}
    assert judged.night.compared.vanished["assessment_id"].tolist() == ["A001"]


def test_two_blank_starts_are_no_dates_in_common(tmp_path: Path) -> None:
    before, tonight = row(1, start_date=""), row(1, start_date="", assessment_id="B001")
    assert lives_of(tmp_path, [before], [tonight]) == [1]


def test_what_kept_its_id_is_matched_before_what_was_renumbered(tmp_path: Path) -> None:
    before = [row(1), row(1, assessment_id="A002")]
    tonight = [row(1, assessment_id="B002"), row(1)]
    assert lives_of(tmp_path, before, tonight) == [1, 0]


AMBIGUOUS_TONIGHT = ([row(1)], [row(1, assessment_id="B001"), row(1, assessment_id="B002")])
AMBIGUOUS_BEFORE = ([row(1), row(1, assessment_id="A002")], [row(1, assessment_id="B001")])


@pytest.mark.parametrize(
    ("before", "tonight", "new", "gone"),
    [
        pytest.param(*AMBIGUOUS_TONIGHT, 2, 1, id="one that could be two of tonight"),
        pytest.param(*AMBIGUOUS_BEFORE, 1, 2, id="two that could be one of tonight"),
        pytest.param(AMBIGUOUS_BEFORE[0], AMBIGUOUS_TONIGHT[1], 2, 2, id="two on each side"),
    ],
)
def test_several_on_either_side_are_ambiguous_and_first_seen(
    tmp_path: Path, before: list[Row], tonight: list[Row], new: int, gone: int
) -> None:
    judged = judge_nights(tmp_path, before, tonight)
    assert changes_of(judged) == {
        "first_seen": new,
        "ambiguous": new,
        "vanished": gone,
        "vanished_tonight": gone,
    }
    gone_ids = judged.night.compared.vanished["assessment_id"].tolist()
    assert gone_ids == [each["assessment_id"] for each in before]
    assert lives(judged) == list(range(len(before), len(before) + new))
    told = judged.night.problems
    assert told.loc[told["code"] == "ambiguous_match", "record"].tolist() == list(range(new))


def test_what_was_ambiguous_once_is_followed_from_then_on(tmp_path: Path) -> None:
    before, tonight = AMBIGUOUS_BEFORE[0], AMBIGUOUS_TONIGHT[1]
    judged = judge_nights(tmp_path, before, tonight, tonight)
    assert lives(judged) == [2, 3]
    assert changes_of(judged) == {"vanished": 2}
    assert judged.night.compared.vanished["assessment_id"].tolist() == ["A001", "A002"]


def test_two_new_ones_of_the_same_dates_are_not_ambiguous(tmp_path: Path) -> None:
    judged = judge_nights(tmp_path, [WITNESS], [WITNESS, *AMBIGUOUS_TONIGHT[1]])
    assert changes_of(judged) == {"first_seen": 2}


# 3. The child's id was mended.


@pytest.mark.parametrize(
    ("before", "tonight"),
    [
        pytest.param(row(1, child_id=""), row(1), id="recorded"),
        pytest.param(row(1), row(1, child_id=""), id="lost"),
        pytest.param(
            row(1, child_id=""),
            row(1, start_date=WEDNESDAY_AFTER, referral_date=""),
            id="recorded, with other dates",
        ),
    ],
)
def test_a_mended_child_id_makes_no_other_assessment(
    tmp_path: Path, before: Row, tonight: Row
) -> None:
    judged = judge_nights(tmp_path, [before], [tonight])
    assert lives(judged) == [0]
    assert changes_of(judged) == {}


def test_another_child_is_no_mended_one(tmp_path: Path) -> None:
    assert lives_of(tmp_path, [row(1)], [row(1, child_id="C002")]) == [1]


def test_a_mended_one_beside_its_sibling_is_the_same(tmp_path: Path) -> None:
    sibling = row(1, child_id="C002")
    before, tonight = [row(1, child_id=""), sibling], [sibling, row(1)]
    assert lives_of(tmp_path, before, tonight) == [1, 0]


@pytest.mark.parametrize(
    ("before", "tonight", "new"),
    [
        pytest.param([row(1, child_id="")], [row(1), row(1, child_id="C002")], 2, id="tonight"),
        pytest.param([row(1), row(1, child_id="C002")], [row(1, child_id="")], 1, id="before"),
        pytest.param(
            [row(1, child_id=""), row(1, child_id="C003")],
            [row(1), row(1, child_id="C002")],
            2,
            id="on both sides",
        ),
    ],
)
def test_a_child_id_that_could_be_of_several_is_ambiguous(
    tmp_path: Path, before: list[Row], tonight: list[Row], new: int
) -> None:
    judged = judge_nights(tmp_path, before, tonight)
    assert changes_of(judged)["ambiguous"] == changes_of(judged)["first_seen"] == new


def test_a_copy_that_a_later_way_finds_is_not_ambiguous(tmp_path: Path) -> None:
    before = [row(1, child_id=""), row(1, assessment_id="A002"), row(1, assessment_id="A003")]
    judged = judge_nights(tmp_path, before, [row(1)])
    assert lives(judged) == [0]
    assert "ambiguous" not in changes_of(judged)


def test_one_whose_child_id_is_blank_tonight_is_the_same_and_did_not_vanish(tmp_path: Path) -> None:
    judged = judge_nights(tmp_path, [row(1)], [row(1, child_id="")], [row(1)])
    assert lives(judged) == [0]
    assert changes_of(judged) == {}


# Those that had vanished.


@pytest.mark.parametrize(
    "back",
    [
        pytest.param(row(1), id="as it was"),
        pytest.param(row(1, assessment_id="B001"), id="renumbered"),
        pytest.param(row(1, child_id=""), id="without its child's id"),
    ],
)
def test_one_that_had_vanished_comes_back(tmp_path: Path, back: Row) -> None:
    judged = judge_nights(tmp_path, [WITNESS, row(1)], [WITNESS], [WITNESS, back])
    assert lives(judged) == [0, 1]
    assert changes_of(judged) == {"came_back": 1}


def test_one_present_and_one_vanished_may_be_ambiguous_together(tmp_path: Path) -> None:
    vanished, present = row(1), row(1, assessment_id="A002")
    tonight = row(1, assessment_id="B001")
    judged = judge_nights(tmp_path, [present, vanished], [present], [tonight])
    assert changes_of(judged)["ambiguous"] == 1
    assert lives(judged) == [2]


# Those that were cancelled or completed: they go without being missed.


@pytest.mark.parametrize("back", [{"state": "Cancelled"}, {}])
def test_a_cancelled_one_that_goes_is_not_missed_and_is_another_when_it_returns(
    tmp_path: Path, back: Row
) -> None:
    nights = [WITNESS, row(1, state="Cancelled")], [WITNESS]
    gone = judge_nights(tmp_path, *nights)
    assert changes_of(gone) == {}
    returned = judge_nights(tmp_path, *nights, [WITNESS, row(1, **back)])
    assert changes_of(returned) == {"first_seen": 1}
    assert lives(returned) == [0, 2]
