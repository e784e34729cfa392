"""Which record of tonight is which of the night before: each way of matching, and its limits.

An assessment is followed by its life: a number, given in the order in which they are first seen.
So the first night's records are 0, 1 and so on, and -1 is not followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.judgement import matching
from tests.reports.rows import row
from tests.support.nights import judge_nights
from tests.support.together import Together

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.nights import Row
    from tests.support.together import Case

#: On every night, so that no extract is empty; its life is 0 where it stands first.
WITNESS = row(99)
#: Tuesday 2 June 2015 is the start of every row; this is the day after.
WEDNESDAY_AFTER = "03/06/2015"
TOGETHER = Together()


# Who is followed.


def on_both_nights(**cells: str) -> Case:
    record = row(1, **cells)
    return TOGETHER.case([WITNESS, record], [WITNESS, record])


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(on_both_nights(), True, id="both ids"),
        pytest.param(on_both_nights(child_id=""), True, id="the assessment id alone"),
        pytest.param(
            on_both_nights(child_id="", start_date=""), True, id="nothing but the assessment id"
        ),
        pytest.param(on_both_nights(assessment_id=""), True, id="child, referral and start"),
        pytest.param(
            on_both_nights(assessment_id="", referral_date=""), True, id="child and start"
        ),
        pytest.param(
            on_both_nights(assessment_id="", start_date=""), True, id="child and referral"
        ),
        pytest.param(
            on_both_nights(assessment_id="", start_date="soon"), True, id="no usable start"
        ),
        pytest.param(
            on_both_nights(assessment_id="", start_date="", referral_date=""),
            True,
            id="the child alone",
        ),
        pytest.param(on_both_nights(assessment_id="", child_id=""), False, id="no id"),
    ],
)
def test_a_record_is_followed_by_its_ids_or_by_child_and_dates(
    case: Case, *, expected: bool
) -> None:
    assert case.lives == [0, 1 if expected else -1]


NO_IDS = on_both_nights(assessment_id="", child_id="", deadline="")


def test_a_record_that_cannot_be_followed_is_counted_apart() -> None:
    assert NO_IDS.changes == {"not_followed": 1, "still_exceptions": 1}
    assert NO_IDS.lives == [0, -1]


def test_records_are_told_apart_however_large_their_numbers_become(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(number, assessment_id=f"A{number % 3}") for number in range(6)]
    monkeypatch.setattr(matching, "_MOST", 1)
    followed = judge_nights(tmp_path, rows, rows[::-1]).night.compared.followed
    assert followed["life"].tolist() == [5, 4, 3, 2, 1, 0]


DUPLICATES = TOGETHER.case([row(1), row(1)], [row(1), row(1), row(1)])
DUPLICATE_GONE = TOGETHER.case([row(1), row(1)], [row(1)])


def test_a_duplicate_takes_no_part_on_either_side() -> None:
    assert DUPLICATES.lives == [0, -1, -1]
    assert DUPLICATES.changes == {}
    assert DUPLICATE_GONE.changes == {}


# 1. The same key.


OTHER_CELLS = TOGETHER.case(
    [row(1), row(2)],
    [row(2), row(1, referral_date="", start_date="", team="South", worker="W2", deadline="")],
)


def test_a_record_of_the_same_ids_is_the_same_whatever_else_changed() -> None:
    assert OTHER_CELLS.lives == [1, 0]


def without_assessment_id(**cells: str) -> Case:
    record = row(1, assessment_id="")
    return TOGETHER.case([record], [{**record, **cells}])


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(without_assessment_id(start_date=WEDNESDAY_AFTER), id="another start"),
        pytest.param(
            without_assessment_id(referral_date="31/05/2015"), id="referred on the Sunday before"
        ),
        pytest.param(without_assessment_id(referral_date=""), id="no referral"),
        pytest.param(without_assessment_id(child_id="C002"), id="another child"),
    ],
)
def test_without_assessment_id_every_part_of_the_key_tells_apart(case: Case) -> None:
    assert case.lives == [1]


SIBLINGS = [row(1), row(1, child_id="C002")]
SIBLINGS_TURNED = TOGETHER.case(SIBLINGS, SIBLINGS[::-1])
ANOTHER_SIBLING = TOGETHER.case(SIBLINGS, [row(1, child_id="C003"), SIBLINGS[1]])


def test_siblings_that_share_an_assessment_id_are_told_apart() -> None:
    assert SIBLINGS_TURNED.lives == [1, 0]
    assert ANOTHER_SIBLING.lives == [2, 1]


BLANK_IDS = [row(1, assessment_id=""), row(2, assessment_id="")]
BLANK_IDS_TURNED = TOGETHER.case(BLANK_IDS, BLANK_IDS[::-1])


def test_no_assessment_id_is_not_one_that_records_share() -> None:
    assert BLANK_IDS_TURNED.lives == [1, 0]


# Copies.


COPIES = [
    row(1, start_date="02/06/2015", referral_date="01/06/2015"),
    row(1, start_date="02/06/2015", referral_date="02/06/2015"),
    row(1, start_date="02/06/2015", referral_date=""),
    row(1, start_date=WEDNESDAY_AFTER, referral_date="01/06/2015"),
]
COPIES_TURNED = TOGETHER.case(COPIES, COPIES[::-1])


def test_copies_are_numbered_by_start_then_referral_and_the_blank_one_is_last() -> None:
    assert COPIES_TURNED.lives == [3, 2, 1, 0]


def copies(**cells: str) -> tuple[Case, Case]:
    """Turn two copies round; and leave the second of them alone."""
    first, second = row(1), row(1, **cells)
    return (
        TOGETHER.case([first, second], [second, first]),
        TOGETHER.case([first, second], [second]),
    )


@pytest.mark.parametrize(
    ("turned", "left"),
    [
        pytest.param(*copies(deadline="31/07/2015"), id="deadline"),
        pytest.param(*copies(deadline=""), id="no deadline"),
        pytest.param(*copies(authorised_date="13/07/2015", state="Authorised"), id="authorised"),
        pytest.param(*copies(state="Awaiting authorisation"), id="state"),
        pytest.param(*copies(team="South"), id="team"),
        pytest.param(*copies(worker="W2"), id="worker"),
    ],
)
def test_copies_are_told_apart_by_what_they_hold_in_whatever_order(
    turned: Case, left: Case
) -> None:
    assert turned.lives == [1, 0]
    assert set(turned.changes) <= {"still_exceptions"}
    assert left.lives == [1]


#: Monday to Thursday.
OF_FOUR_DAYS = [row(1, deadline=f"{day}/07/2015") for day in (27, 28, 29, 30)]
ALL_CHANGED = TOGETHER.case(OF_FOUR_DAYS[:2], OF_FOUR_DAYS[2:])


def test_copies_that_all_changed_are_numbered_in_the_order_of_the_source() -> None:
    assert ALL_CHANGED.lives == [0, 1]
    assert ALL_CHANGED.followed["moved_working_days"].tolist() == [2, 2]


NEW_COPY = TOGETHER.case([row(1)], [row(1), row(1, deadline="31/07/2015")])


def test_a_new_copy_is_first_seen_and_not_ambiguous() -> None:
    assert NEW_COPY.lives == [0, 1]
    assert NEW_COPY.changes == {"first_seen": 1}


COPY = row(1, deadline="31/07/2015")
DUPLICATE_AND_COPY = TOGETHER.case([row(1), row(1), COPY], [row(1), COPY, COPY])


def test_a_duplicate_is_no_copy() -> None:
    assert DUPLICATE_AND_COPY.lives == [0, 1, -1]


# 2. Renumbered.


RENUMBERED = TOGETHER.case([WITNESS, row(1)], [WITNESS, row(1, assessment_id="B001")])


def test_a_renumbered_assessment_is_the_same() -> None:
    assert RENUMBERED.lives == [0, 1]
    assert RENUMBERED.changes == {}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(TOGETHER.case([row(1, assessment_id="")], [row(1)]), id="an id was given"),
        pytest.param(TOGETHER.case([row(1)], [row(1, assessment_id="")]), id="the id was lost"),
        pytest.param(
            TOGETHER.case(
                [row(1, referral_date="")], [row(1, assessment_id="B001", referral_date="")]
            ),
            id="a blank referral equals a blank one",
        ),
    ],
)
def test_child_referral_and_start_suffice(case: Case) -> None:
    assert case.lives == [0]


def renumbered(**cells: str) -> Case:
    return TOGETHER.case([row(1)], [row(1, assessment_id="B001", **cells)])


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(renumbered(referral_date=""), id="a blank referral equals no other"),
        pytest.param(renumbered(referral_date="02/06/2015"), id="another referral"),
        pytest.param(renumbered(start_date="01/06/2015"), id="the Monday before"),
        pytest.param(renumbered(start_date=WEDNESDAY_AFTER), id="the Wednesday after"),
        pytest.param(renumbered(start_date=""), id="no start"),
        pytest.param(renumbered(child_id="C002"), id="another child"),
    ],
)
def test_a_renumbered_one_of_other_dates_or_child_is_another(case: Case) -> None:
    assert case.lives == [1]
    assert case.changes == {"first_seen": 1, "vanished": 1, "vanished_tonight": 1}
    assert case.vanished == ["A001"]


BLANK_STARTS = TOGETHER.case([row(1, start_date="")], [row(1, start_date="", assessment_id="B001")])


def test_two_blank_starts_are_no_dates_in_common() -> None:
    assert BLANK_STARTS.lives == [1]


KEPT_AND_RENUMBERED = TOGETHER.case(
    [row(1), row(1, assessment_id="A002")], [row(1, assessment_id="B002"), row(1)]
)


def test_what_kept_its_id_is_matched_before_what_was_renumbered() -> None:
    assert KEPT_AND_RENUMBERED.lives == [1, 0]


ONE_BEFORE, TWO_TONIGHT = [row(1)], [row(1, assessment_id=f"B00{number}") for number in (1, 2)]
TWO_BEFORE, ONE_TONIGHT = [row(1), row(1, assessment_id="A002")], TWO_TONIGHT[:1]


def ambiguous(before: list[Row], tonight: list[Row]) -> tuple[Case, int, int]:
    """Let each of tonight's be new and each of the night before's gone."""
    return TOGETHER.case(before, tonight), len(tonight), len(before)


@pytest.mark.parametrize(
    ("case", "new", "gone"),
    [
        pytest.param(*ambiguous(ONE_BEFORE, TWO_TONIGHT), id="one that could be two of tonight"),
        pytest.param(*ambiguous(TWO_BEFORE, ONE_TONIGHT), id="two that could be one of tonight"),
        pytest.param(*ambiguous(TWO_BEFORE, TWO_TONIGHT), id="two on each side"),
    ],
)
def test_several_on_either_side_are_ambiguous_and_first_seen(
    case: Case, new: int, gone: int
) -> None:
    assert case.changes == {
        "first_seen": new,
        "ambiguous": new,
        "vanished": gone,
        "vanished_tonight": gone,
    }
    assert case.vanished == ["A001", "A002"][:gone]
    assert case.lives == list(range(gone, gone + new))
    told = case.problems
    assert told.loc[told["code"] == "ambiguous_match", "record"].tolist() == list(range(new))


AMBIGUOUS_ONCE = TOGETHER.case(TWO_BEFORE, TWO_TONIGHT, TWO_TONIGHT)


def test_what_was_ambiguous_once_is_followed_from_then_on() -> None:
    assert AMBIGUOUS_ONCE.lives == [2, 3]
    assert AMBIGUOUS_ONCE.changes == {"vanished": 2}
    assert AMBIGUOUS_ONCE.vanished == ["A001", "A002"]


TWO_NEW = TOGETHER.case([WITNESS], [WITNESS, *TWO_TONIGHT])


def test_two_new_ones_of_the_same_dates_are_not_ambiguous() -> None:
    assert TWO_NEW.changes == {"first_seen": 2}


# 3. The child's id was mended.


NO_CHILD = row(1, child_id="")
SIBLING = row(1, child_id="C002")


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(TOGETHER.case([NO_CHILD], [row(1)]), id="recorded"),
        pytest.param(TOGETHER.case([row(1)], [NO_CHILD]), id="lost"),
        pytest.param(
            TOGETHER.case([NO_CHILD], [row(1, start_date=WEDNESDAY_AFTER, referral_date="")]),
            id="recorded, with other dates",
        ),
    ],
)
def test_a_mended_child_id_makes_no_other_assessment(case: Case) -> None:
    assert case.lives == [0]
    assert case.changes == {}


ANOTHER_CHILD = TOGETHER.case([row(1)], [SIBLING])


def test_another_child_is_no_mended_one() -> None:
    assert ANOTHER_CHILD.lives == [1]


BESIDE_SIBLING = TOGETHER.case([NO_CHILD, SIBLING], [SIBLING, row(1)])


def test_a_mended_one_beside_its_sibling_is_the_same() -> None:
    assert BESIDE_SIBLING.lives == [1, 0]


@pytest.mark.parametrize(
    ("case", "new"),
    [
        pytest.param(TOGETHER.case([NO_CHILD], [row(1), SIBLING]), 2, id="tonight"),
        pytest.param(TOGETHER.case([row(1), SIBLING], [NO_CHILD]), 1, id="before"),
        pytest.param(
            TOGETHER.case([NO_CHILD, row(1, child_id="C003")], [row(1), SIBLING]),
            2,
            id="on both sides",
        ),
    ],
)
def test_a_child_id_that_could_be_of_several_is_ambiguous(case: Case, new: int) -> None:
    assert case.changes["ambiguous"] == case.changes["first_seen"] == new


FOUND_LATER = TOGETHER.case([NO_CHILD, *(row(1, assessment_id=a) for a in ("A2", "A3"))], [row(1)])


def test_a_copy_that_a_later_way_finds_is_not_ambiguous() -> None:
    assert FOUND_LATER.lives == [0]
    assert "ambiguous" not in FOUND_LATER.changes


BLANK_FOR_A_NIGHT = TOGETHER.case([row(1)], [NO_CHILD], [row(1)])


def test_one_whose_child_id_is_blank_tonight_is_the_same_and_did_not_vanish() -> None:
    assert BLANK_FOR_A_NIGHT.lives == [0]
    assert BLANK_FOR_A_NIGHT.changes == {}


# Those that had vanished.


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(TOGETHER.case([WITNESS, row(1)], [WITNESS], [WITNESS, back]), id=how)
        for how, back in {
            "as it was": row(1),
            "renumbered": row(1, assessment_id="B001"),
            "without its child's id": NO_CHILD,
        }.items()
    ],
)
def test_one_that_had_vanished_comes_back(case: Case) -> None:
    assert case.lives == [0, 1]
    assert case.changes == {"came_back": 1}


PRESENT = row(1, assessment_id="A002")
PRESENT_AND_VANISHED = TOGETHER.case([PRESENT, row(1)], [PRESENT], ONE_TONIGHT)


def test_one_present_and_one_vanished_may_be_ambiguous_together() -> None:
    assert PRESENT_AND_VANISHED.changes["ambiguous"] == 1
    assert PRESENT_AND_VANISHED.lives == [2]


# Those that were cancelled or completed: they go without being missed.


CANCELLED = row(1, state="Cancelled")
CANCELLED_GONE = TOGETHER.case([WITNESS, CANCELLED], [WITNESS])


@pytest.mark.parametrize(
    "returned",
    [
        TOGETHER.case([WITNESS, CANCELLED], [WITNESS], [WITNESS, back])
        for back in (CANCELLED, row(1))
    ],
    ids=["cancelled", "open"],
)
def test_a_cancelled_one_that_goes_is_not_missed_and_is_another_when_it_returns(
    returned: Case,
) -> None:
    assert CANCELLED_GONE.changes == {}
    assert returned.changes == {"first_seen": 1}
    assert returned.lives == [0, 2]


def test_the_very_first_record_is_matched_once(tmp_path: Path) -> None:
    """A second one of the same child and start is another assessment."""
    tonight = [row(1), row(7, child_id="C001"), row(2)]
    followed = judge_nights(tmp_path, [row(1), row(2)], tonight).night.compared.followed
    assert followed["is_matched"].tolist() == [True, False, True]


def test_a_copy_is_gone_though_the_one_that_stays_is_the_very_first_record(tmp_path: Path) -> None:
    copies = [row(1), row(1, deadline="10/07/2015")]
    gone = judge_nights(tmp_path, [*copies, row(2)], [row(1), row(2)]).night.compared.gone
    assert gone["kind"].tolist() == ["copy_gone"]


def test_what_content_tells_apart_is_not_ambiguous_at_the_very_first_record(
    tmp_path: Path,
) -> None:
    alike = [row(1), row(1, deadline="10/07/2015")]
    followed = judge_nights(tmp_path, alike, alike).night.compared.followed
    assert followed["is_matched"].tolist() == [True, True]
    assert followed["is_ambiguous"].tolist() == [False, False]
