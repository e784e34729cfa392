"""Tonight against the night before: every change and every way an exception ends, on its day.

A case is one assessment, night by night, the last on Thursday 16 July 2015; `None` is a night on
which it is not in the extract. It is due on Thursday 30 July unless its cells say otherwise. The
cases are judged together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.judgement.change_rules import CHANGES, RESOLUTIONS
from tests.judgement.changing import (
    AFTER_MISSED,
    CANCELLED,
    COMPLETED,
    LATE,
    NO_DEADLINE,
    ON_TIME,
    OPEN,
    OVERDUE,
    WITHOUT_DEADLINE,
    WITHOUT_IDS,
    WITNESS,
    rows_of,
    vanished,
    without_ids,
)
from tests.reports.rows import row
from tests.support.nights import THURSDAY, WEDNESDAY, snapshot_of
from tests.support.together import Case, Together

if TYPE_CHECKING:
    from tests.support.nights import Row


DUE_ON_TUESDAY = {"deadline": "14/07/2015"}
DUE_ON_WEDNESDAY = {"deadline": "15/07/2015"}
DUE_ON_THURSDAY = {"deadline": "16/07/2015"}  # tonight
DUE_ON_FRIDAY = {"deadline": "17/07/2015"}
FIRST_MISSED, PUT_OFF_FLAG = "first_deadline_missed", "deadline_moved_after_missed"


TOGETHER = Together()


@dataclass(frozen=True, eq=False)
class Told:
    """What the last night says of the assessment."""

    case: Case

    @property
    def changes(self) -> set[str]:
        return self.case.kinds[0]

    @property
    def flags(self) -> set[str]:
        return self.case.flags[0]

    @property
    def carried(self) -> pd.Series[Any]:
        return self.case.followed.iloc[0]

    @property
    def resolved(self) -> str:
        return str(self.carried["resolved"])


def told(*nights: Row | None) -> Told:
    """Judge an assessment night after night; return what the last night says of it."""
    return Told(TOGETHER.case(*([] if cells is None else [row(1, **cells)] for cells in nights)))


def told_beside_others(*nights: Row | None) -> Told:
    """Return what is said of one of `BESIDE_EACH_OTHER`."""
    return TOLD[BESIDE_EACH_OTHER.index(nights)]


# The first night.


def test_a_night_says_with_which_it_is_compared() -> None:
    assert MORE_EACH_NIGHT.judged.night.compared.night == WEDNESDAY


# Exceptions.


#: All changes of the last of these nights.
CHANGED: dict[str, tuple[list[Row | None], set[str]]] = {
    "an exception is new": ([OPEN, OVERDUE], {"new_exceptions", "deadlines_moved"}),
    "and then still there": ([OPEN, OVERDUE, OVERDUE], {"still_exceptions"}),
    "no deadline, still": ([OPEN, NO_DEADLINE, NO_DEADLINE], {"still_exceptions"}),
    "an exception that was not there": ([None, OVERDUE], {"first_seen", "new_exceptions"}),
    "missed on the Wed before": ([DUE_ON_TUESDAY, DUE_ON_TUESDAY], {"still_exceptions"}),
    "missed tonight": ([DUE_ON_WEDNESDAY, DUE_ON_WEDNESDAY], {"new_exceptions"}),
    "due tonight": ([DUE_ON_THURSDAY, DUE_ON_THURSDAY], set()),
    "moved, and stays so": ([OPEN, DUE_ON_FRIDAY, DUE_ON_FRIDAY], set()),
    "a deadline is set": ([NO_DEADLINE, OPEN], {"deadlines_set"}),
    "set where it could not be read": ([{"deadline": "soon"}, OPEN], {"deadlines_set"}),
    "removed": ([OPEN, NO_DEADLINE], {"deadlines_removed", "new_exceptions"}),
    "none, and none again": ([NO_DEADLINE, NO_DEADLINE], {"still_exceptions"}),
    "first seen with a deadline": ([None, OPEN], {"first_seen"}),
    "first seen without": ([None, NO_DEADLINE], {"first_seen", "new_exceptions"}),
    "completed": ([OPEN, COMPLETED], {"completed"}),
    "completed late": ([OVERDUE, LATE], {"completed"}),
    "completed before": ([COMPLETED, COMPLETED], set()),
    "open again": ([COMPLETED, OPEN], {"reopened"}),
    "open again, and overdue": ([LATE, OVERDUE], {"reopened", "new_exceptions"}),
    "cancelled, and open": ([CANCELLED, OPEN], set()),
    "completed, and cancelled": ([COMPLETED, CANCELLED], set()),
    "first seen completed": ([None, COMPLETED], {"first_seen"}),
    "came back": ([OPEN, None, OPEN], {"came_back"}),
    "came back, missed long ago": (
        [OVERDUE, OPEN, None, OPEN],
        {"came_back", "new_exceptions"},
    ),
    "came back put off": (
        [OVERDUE, None, OPEN],
        {"came_back", "new_exceptions", "deadlines_moved", AFTER_MISSED, "still_counted"},
    ),
    "came back an exception": ([OVERDUE, None, OVERDUE], {"came_back", "new_exceptions"}),
    "came back completed": ([OVERDUE, None, LATE], {"came_back", "completed"}),
    "came back cancelled": ([OVERDUE, None, {**OVERDUE, **CANCELLED}], {"came_back"}),
}


@pytest.mark.parametrize(("nights", "expected"), CHANGED.values(), ids=CHANGED)
def test_every_change_of_the_last_night_is_found_and_no_other(
    nights: list[Row | None], expected: set[str]
) -> None:
    assert told_beside_others(*nights).changes == expected


#: Whether the last of these nights has the flag.
FLAGGED: dict[str, tuple[list[Row | None], str, bool]] = {
    "an exception is new": ([OPEN, OVERDUE], "new_tonight", True),
    "and then still there": ([OPEN, OVERDUE, OVERDUE], "new_tonight", False),
    "no deadline is new": ([OPEN, NO_DEADLINE], "new_tonight", True),
    "no deadline, still": ([OPEN, NO_DEADLINE, NO_DEADLINE], "new_tonight", False),
    "an exception that was not there": ([None, OVERDUE], "new_tonight", True),
    "back with an exception": ([OVERDUE, None, OVERDUE], "new_tonight", True),
    "back completed": ([OVERDUE, None, LATE], "new_tonight", False),
    "back cancelled": ([OVERDUE, None, {**OVERDUE, **CANCELLED}], "new_tonight", False),
    "moved, and stays so": ([OPEN, DUE_ON_FRIDAY, DUE_ON_FRIDAY], "deadline_moved", False),
    "first due on Wed, moved": ([DUE_ON_WEDNESDAY, OPEN], FIRST_MISSED, True),
    "first due on Wed, removed": ([DUE_ON_WEDNESDAY, NO_DEADLINE], FIRST_MISSED, True),
    "first due tonight, moved": ([DUE_ON_THURSDAY, OPEN], FIRST_MISSED, False),
    "first due tonight, removed": ([DUE_ON_THURSDAY, NO_DEADLINE], FIRST_MISSED, False),
    "first due on Fri, moved": ([DUE_ON_FRIDAY, OPEN], FIRST_MISSED, False),
    "first due on Fri, removed": ([DUE_ON_FRIDAY, NO_DEADLINE], FIRST_MISSED, False),
    "overdue says it already": ([OVERDUE, OVERDUE], FIRST_MISSED, False),
    "overdue by a later deadline": ([OVERDUE, DUE_ON_TUESDAY], FIRST_MISSED, False),
    "missed its first, completed": ([OVERDUE, COMPLETED], FIRST_MISSED, False),
    "missed its first, cancelled": ([OVERDUE, CANCELLED], FIRST_MISSED, False),
    "put off, and open": ([OVERDUE, OPEN, OPEN, OPEN], PUT_OFF_FLAG, True),
    "put off, and completed": ([OVERDUE, OPEN, OPEN, COMPLETED], PUT_OFF_FLAG, True),
    "put off, and cancelled": ([OVERDUE, OPEN, OPEN, CANCELLED], PUT_OFF_FLAG, False),
    "put off, and removed": ([OVERDUE, OPEN, OPEN, NO_DEADLINE], PUT_OFF_FLAG, True),
    "put off, and put back": ([OVERDUE, OPEN, OPEN, OVERDUE], PUT_OFF_FLAG, True),
    "put off, gone and back": ([OVERDUE, OPEN, None, OPEN], PUT_OFF_FLAG, True),
}


@pytest.mark.parametrize(("nights", "flag", "expected"), FLAGGED.values(), ids=FLAGGED)
def test_a_flag_of_the_history_is_raised_on_its_nights_alone(
    nights: list[Row | None], flag: str, *, expected: bool
) -> None:
    assert (flag in told_beside_others(*nights).flags) is expected


def test_a_new_exception_has_no_other_flag_of_the_history() -> None:
    assert told_beside_others(None, OVERDUE).flags == {"new_tonight"}


@pytest.mark.parametrize("back", [OVERDUE, LATE, {**OVERDUE, **CANCELLED}])
def test_an_exception_that_comes_back_is_not_resolved(back: Row) -> None:
    assert told_beside_others(OVERDUE, None, back).resolved == ""


COUNTED = (
    ([OPEN], 0),
    ([OVERDUE], 1),
    ([OVERDUE, OVERDUE], 2),
    ([OVERDUE, NO_DEADLINE, OVERDUE], 3),
    ([OVERDUE, OPEN], 2),
    ([OVERDUE, OPEN, OVERDUE], 3),
    ([OVERDUE, OVERDUE, None, OVERDUE], 1),
    ([OVERDUE, OVERDUE, None, OVERDUE, OVERDUE], 2),
    ([OVERDUE, CANCELLED], 0),
    ([OVERDUE, LATE], 0),
)


@pytest.mark.parametrize(("nights", "expected"), COUNTED)
def test_nights_as_an_exception_are_counted_while_they_run_on(
    nights: list[Row | None], expected: int
) -> None:
    assert told_beside_others(*nights).carried["exception_nights"] == expected


@pytest.mark.parametrize(
    ("case", "still", "new"),
    [
        pytest.param(
            TOGETHER.case([*without_ids(had), WITNESS], [*without_ids(has), WITNESS]),
            has - new,
            new,
            id=f"{had} and then {has}",
        )
        for had, has, new in ((0, 1, 1), (1, 1, 0), (1, 0, 0), (2, 3, 1), (3, 2, 0))
    ],
)
def test_exceptions_that_cannot_be_followed_are_still_there_or_new_by_their_number(
    case: Case, still: int, new: int
) -> None:
    count = Counter(case.changes)
    assert (count["new_exceptions"], count["still_exceptions"]) == (new, still)
    assert case.records["status"].isin(EXCEPTION_STATUSES).sum() == new + still
    is_new = [("new_tonight" in flags) for flags in case.flags]
    assert is_new == [*[False] * still, *[True] * new, False]


MORE_EACH_NIGHT = TOGETHER.case(*([*without_ids(count), WITNESS] for count in (1, 2, 3)))


def test_their_nights_in_a_row_are_counted_too() -> None:
    assert MORE_EACH_NIGHT.followed["exception_nights"].tolist() == [3, 2, 1, 0]


IDS_WENT = TOGETHER.case([row(1, **OVERDUE)], [row(1, **WITHOUT_IDS)])


def test_one_whose_ids_went_has_vanished_and_is_new() -> None:
    assert IDS_WENT.changes == {
        "not_followed": 1,
        "new_exceptions": 1,
        "vanished": 1,
        "vanished_tonight": 1,
    }


# How exceptions end.


ENDINGS = (
    (OVERDUE, {**OVERDUE, **CANCELLED}, "cancelled"),
    (OVERDUE, CANCELLED, "cancelled"),
    (NO_DEADLINE, CANCELLED, "cancelled"),
    (OVERDUE, ON_TIME, "deadline_met"),
    (OVERDUE, COMPLETED, "completed"),  # on Mon 13, by Fri 10, whatever holds now
    (NO_DEADLINE, COMPLETED, "deadline_met"),
    (OVERDUE, LATE, "completed"),
    (OVERDUE, WITHOUT_DEADLINE, "completed"),
    (NO_DEADLINE, LATE, "completed"),
    (NO_DEADLINE, WITHOUT_DEADLINE, "completed"),
    (NO_DEADLINE, OPEN, "deadline_set"),
    (NO_DEADLINE, {"deadline": "16/07/2015"}, "deadline_set"),  # Thursday, tonight
    (NO_DEADLINE, {"deadline": "15/07/2015"}, ""),  # Wednesday: set, and missed
    (OVERDUE, OPEN, ""),  # moved, and missed all the same
    (OVERDUE, {"deadline": "17/07/2015"}, ""),  # Friday
    (OVERDUE, {"deadline": "15/07/2015"}, ""),  # Wednesday: moved, and missed again
    (OVERDUE, NO_DEADLINE, ""),
    (OVERDUE, OVERDUE, ""),
    (OPEN, COMPLETED, ""),
    (OPEN, CANCELLED, ""),
    (LATE, CANCELLED, ""),
)


@pytest.mark.parametrize(("before", "tonight", "expected"), ENDINGS)
def test_an_exception_ends_by_the_first_reason_that_holds(
    before: Row, tonight: Row, expected: str
) -> None:
    assert told_beside_others(before, tonight).resolved == expected


def test_every_exception_that_ended_is_counted_by_how_it_did() -> None:
    ended = Counter(told_.resolved for told_ in TOLD if told_.resolved)
    found = Counter[str]()
    for told_ in TOLD:
        found.update(told_.case.changes)
    assert {code: n for code, n in found.items() if code.startswith("resolved_")} == {
        f"resolved_{how}": n for how, n in ended.items()
    }
    assert set(ended) >= {how for *_, how in ENDINGS if how}


COPY_WENT = TOGETHER.case([row(1), row(1, **NO_DEADLINE)], [row(1)])


def test_an_exception_that_went_as_one_of_several_copies_is_resolved() -> None:
    assert COPY_WENT.changes == {"resolved_copy_gone": 1}
    assert COPY_WENT.gone["kind"].tolist() == ["copy_gone"]
    kept = snapshot_of(COPY_WENT.judged)
    is_own = kept["team"].str.endswith(f"~{COPY_WENT.number}")
    assert kept["status"][is_own].tolist() == ["on_track"]


COPY_OF_SOUTH = TOGETHER.case([row(1), row(1, team="South", **NO_DEADLINE)], [row(1)])


def test_a_copy_that_went_counts_for_the_team_of_the_one_that_is_left() -> None:
    """Its own team has no other record, and is not configured: there is no page for it."""
    assert COPY_OF_SOUTH.of_teams == {"North": {"resolved_copy_gone": 1}}


COPY_ON_TRACK = TOGETHER.case([row(1), row(1, deadline="31/07/2015")], [row(1)])


def test_a_copy_that_was_no_exception_goes_without_being_resolved() -> None:
    assert COPY_ON_TRACK.changes == {}
    assert COPY_ON_TRACK.gone["kind"].tolist() == ["copy_gone"]


NO_CHILD = row(1, child_id="")
COPY_WITHOUT_CHILD = TOGETHER.case([NO_CHILD, {**NO_CHILD, **NO_DEADLINE}], [NO_CHILD])


def test_without_a_child_id_one_that_went_may_be_another_child_and_has_vanished() -> None:
    assert vanished(COPY_WITHOUT_CHILD.gone) == {"A001": 1}


COPY_CAME_BACK = TOGETHER.case([row(1), row(1, **NO_DEADLINE)], [], [row(1)])


def test_copies_that_vanished_and_of_which_one_comes_back_are_told_of_once() -> None:
    assert COPY_CAME_BACK.changes == {"came_back": 1}
    assert COPY_CAME_BACK.gone["kind"].tolist() == [""]


def test_every_way_to_end_is_counted() -> None:
    found = COPY_ON_TRACK.judged.night.service.changes
    assert {f"resolved_{how}" for how in RESOLUTIONS} < set(found)
    assert {change.code for change in CHANGES} < set(found)


# First seen, first deadline.


FIRST_SEEN = (
    ([None, OPEN], THURSDAY),
    ([OPEN, OPEN, OVERDUE], date(2015, 7, 14)),
    ([OPEN, None, OPEN], date(2015, 7, 14)),
)


@pytest.mark.parametrize(("nights", "expected"), FIRST_SEEN)
def test_an_assessment_was_first_seen_on_the_first_night_that_held_it(
    nights: list[Row | None], expected: date
) -> None:
    assert told_beside_others(*nights).carried["first_seen"].date() == expected


FIRST_DEADLINES = (
    ([OPEN], date(2015, 7, 30)),
    ([OVERDUE, OPEN], date(2015, 7, 10)),
    ([OVERDUE, NO_DEADLINE, OPEN], date(2015, 7, 10)),
    ([NO_DEADLINE, OVERDUE, OPEN], date(2015, 7, 10)),
    ([{"deadline": "tbc"}, OPEN, OVERDUE], date(2015, 7, 30)),
    ([OVERDUE, None, OPEN], date(2015, 7, 10)),
)


@pytest.mark.parametrize(("nights", "expected"), FIRST_DEADLINES)
def test_the_first_deadline_is_the_first_usable_one(
    nights: list[Row | None], expected: date
) -> None:
    assert told_beside_others(*nights).carried["first_deadline"].date() == expected


#: By what was done since Wednesday, the deadline on the night before, and by how many days late.
LATE_BY_FIRST: dict[str, tuple[Row, int | None]] = {
    "from Wed 15 to Thu 16": (OPEN, 1),
    "by the deadline that holds": (DUE_ON_WEDNESDAY, None),
    "the deadline was removed": (NO_DEADLINE, 1),
    "completed on Thu 16": ({**COMPLETED, "authorised_date": "16/07/2015"}, 1),
    "completed on it": ({**COMPLETED, "authorised_date": "15/07/2015"}, None),
    "cancelled": (CANCELLED, None),
}


@pytest.mark.parametrize(("tonight", "days"), LATE_BY_FIRST.values(), ids=LATE_BY_FIRST)
def test_lateness_by_the_first_deadline_is_counted_where_another_holds(
    tonight: Row, days: int | None
) -> None:
    late = told_beside_others(DUE_ON_WEDNESDAY, tonight).carried["late_by_first"]
    assert (None if late is pd.NA else late) == days


@pytest.mark.parametrize("tonight", [OPEN, NO_DEADLINE, COMPLETED])
def test_nothing_is_late_by_a_first_deadline_by_which_it_is_judged(tonight: Row) -> None:
    assert told_beside_others(OVERDUE, tonight).carried["late_by_first"] is pd.NA


# Deadlines.


PUT_OFF: dict[str, tuple[str, str, bool]] = {
    "due on Tue, so seen missed on Wed": ("14/07/2015", "31/07/2015", True),
    "due on Wed, the night before": ("15/07/2015", "31/07/2015", False),
    "due on the as-at Thu": ("16/07/2015", "31/07/2015", False),
    "put off to the as-at Thu": ("14/07/2015", "16/07/2015", True),
    "put off to a Tue that is missed too": ("13/07/2015", "14/07/2015", True),
    "made earlier by a day": ("14/07/2015", "13/07/2015", False),
    "not moved": ("14/07/2015", "14/07/2015", False),
}


@pytest.mark.parametrize(("old", "new", "expected"), PUT_OFF.values(), ids=PUT_OFF)
def test_an_open_deadline_is_put_off_after_it_was_missed_by_the_night_before(
    old: str, new: str, *, expected: bool
) -> None:
    what = told_beside_others({"deadline": old}, {"deadline": new})
    assert (AFTER_MISSED in what.changes) is expected
    assert ("deadline_moved_after_missed" in what.flags) is expected


COMPLETED_THEN: dict[str, tuple[str, str, bool]] = {
    "Thu, the day before": ("10/07/2015", "09/07/2015", False),
    "Fri, on the old deadline": ("10/07/2015", "10/07/2015", False),
    "Sat, the day after": ("10/07/2015", "11/07/2015", True),
    "Tue, seen missed on the Wed before": ("14/07/2015", "16/07/2015", True),
    "Wed, not yet missed on that night": ("15/07/2015", "16/07/2015", False),
}


@pytest.mark.parametrize(
    ("old", "authorised", "expected"), COMPLETED_THEN.values(), ids=COMPLETED_THEN
)
def test_a_completed_one_is_put_off_after_it_was_missed_by_its_authorised_date(
    old: str, authorised: str, *, expected: bool
) -> None:
    what = told_beside_others({"deadline": old}, {**COMPLETED, "authorised_date": authorised})
    assert (AFTER_MISSED in what.changes) is expected
    assert ("deadline_moved_after_missed" in what.flags) is expected


CANCELLED_AND_AUTHORISED = told(OVERDUE, {**CANCELLED, "authorised_date": "09/07/2015"})


def test_a_cancelled_one_is_judged_by_the_night_before_and_not_flagged() -> None:
    assert AFTER_MISSED in CANCELLED_AND_AUTHORISED.changes
    assert CANCELLED_AND_AUTHORISED.flags == {"deadline_moved"}


def test_once_put_off_after_it_was_missed_it_stays_so() -> None:
    for later in (OPEN, COMPLETED, CANCELLED, NO_DEADLINE, OVERDUE):
        what = told_beside_others(OVERDUE, OPEN, OPEN, later)
        assert AFTER_MISSED not in what.changes
        assert bool(what.carried["ever_moved_after_missed"])


# Teams.


ANOTHER_TEAM = TOGETHER.case(rows_of(OPEN), rows_of({"team": "South"}))


def test_an_assessment_comes_from_another_team() -> None:
    assert Told(ANOTHER_TEAM).changes == {"team_changed"}
    assert Told(ANOTHER_TEAM).carried["team_before"].startswith("North~")
    assert ANOTHER_TEAM.of_teams == {"North": {"team_left": 1}, "South": {"team_changed": 1}}


RESOLVED_AND_VANISHED = TOGETHER.case(
    [row(1, **OVERDUE), row(2, **OVERDUE, team="South"), WITNESS],
    [row(1, **LATE, team="East"), WITNESS],
)


def test_what_is_resolved_counts_for_tonight_s_team_and_what_vanished_for_its_last() -> None:
    assert RESOLVED_AND_VANISHED.vanished == ["A002"]
    found = RESOLVED_AND_VANISHED.of_teams
    assert found["East"]["resolved_completed"] == 1
    assert found["South"]["vanished_tonight"] == found["South"]["vanished"] == 1
    assert found["North"]["resolved_completed"] == found["North"]["vanished"] == 0


# Vanished, and back.


#: Whether an assessment that stood so on its last night is missed.
MISSED: dict[str, tuple[Row, bool]] = {
    "on track": (OPEN, True),
    "due soon": (DUE_ON_FRIDAY, True),
    "overdue": (OVERDUE, True),
    "no deadline": (NO_DEADLINE, True),
    "completed late": (LATE, False),
    "completed on time": (COMPLETED, False),
    "completed, had no deadline": (WITHOUT_DEADLINE, False),
    "cancelled": (CANCELLED, False),
    "cannot be followed": ({"assessment_id": "", "child_id": ""}, False),
}


THERE_BEFORE = [row(number, **cells) for number, (cells, _) in enumerate(MISSED.values())]
ALL_GONE = TOGETHER.case([*THERE_BEFORE, WITNESS], [WITNESS])


def test_only_what_was_open_vanishes() -> None:
    expected = [
        each["assessment_id"]
        for each, (_, is_missed) in zip(THERE_BEFORE, MISSED.values(), strict=True)
        if is_missed
    ]
    assert ALL_GONE.vanished == expected
    found = ALL_GONE.changes
    found.pop("completed_left")
    assert found == {"vanished": 4, "vanished_tonight": 4}


#: Of six nights the first holds five, and each of the others one fewer.
ONE_FEWER_EACH_NIGHT = TOGETHER.case(*(list(map(row, range(first, 6))) for first in range(1, 7)))


def test_what_vanished_is_listed_until_it_comes_back() -> None:
    found = vanished(ONE_FEWER_EACH_NIGHT.gone)
    assert found == {f"A00{6 - missing}": missing for missing in range(1, 6)}
    assert ONE_FEWER_EACH_NIGHT.changes == {"vanished": 5, "vanished_tonight": 1}


VANISHED_AGAIN = TOGETHER.case([row(1)], [], [row(1)], [])


def test_what_came_back_may_vanish_again() -> None:
    assert vanished(VANISHED_AGAIN.gone) == {"A001": 1}


REOPENED_AND_LEFT = TOGETHER.case([row(1, **COMPLETED)], [row(1)], [])


def test_one_that_was_reopened_and_then_left_has_vanished() -> None:
    assert vanished(REOPENED_AND_LEFT.gone) == {"A001": 1}


# The sums.


ADDING_UP = TOGETHER.case(
    [row(number, **OVERDUE) for number in (1, 2, 3)],
    [row(1, **OVERDUE), row(2, **LATE), row(4, **OVERDUE)],
)


def test_an_exception_new_still_there_resolved_and_vanished_each_add_up() -> None:
    assert ADDING_UP.changes == {
        "first_seen": 1,
        "new_exceptions": 1,
        "still_exceptions": 1,
        "completed": 1,
        "resolved_completed": 1,
        "vanished": 1,
        "vanished_tonight": 1,
    }


#: Assessments of one record a night.
BESIDE_EACH_OTHER: tuple[tuple[Row | None, ...], ...] = (
    *((before, tonight) for before, tonight, _ in ENDINGS),
    *(tuple(nights) for nights, _ in (*COUNTED, *FIRST_SEEN, *FIRST_DEADLINES)),
    *(tuple(nights) for nights, _ in CHANGED.values()),
    *(tuple(nights) for nights, *_ in FLAGGED.values()),
    *((DUE_ON_WEDNESDAY, tonight) for tonight, _ in LATE_BY_FIRST.values()),
    *(({"deadline": old}, {"deadline": new}) for old, new, _ in PUT_OFF.values()),
    *(
        ({"deadline": old}, {**COMPLETED, "authorised_date": authorised})
        for old, authorised, _ in COMPLETED_THEN.values()
    ),
)
TOLD = [told(*nights) for nights in BESIDE_EACH_OTHER]
