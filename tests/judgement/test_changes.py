"""Tonight against the night before: every change and every way an exception ends, on its day.

A case is one assessment, night by night, the last on Thursday 16 July 2015; `None` is a night on
which it is not in the extract. It is due on Thursday 30 July unless its cells say otherwise. The
cases are judged together.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from monitor.assessments.columns import NO_TEAM
from monitor.assessments.statuses import EXCEPTION_STATUSES
from monitor.errors import BrokenPromise
from monitor.judgement import changes
from monitor.judgement.change_rules import CHANGES, RESOLUTIONS
from monitor.judgement.past import NO_PAST
from tests.conftest import WHOLE
from tests.oracle import changes as oracle_changes
from tests.reports.rows import row
from tests.support.agreement import settings_for
from tests.support.making import settings_of
from tests.support.nights import (
    THURSDAY,
    WEDNESDAY,
    changes_of,
    judge_beside,
    judge_nights,
    past_after,
    snapshot_of,
)
from tests.support.strategies import contradicted, extracts, new_id, next_row, rule_sets
from tests.support.together import Case, Together, names_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from monitor.judgement.night import Night
    from monitor.judgement.past import Past
    from monitor.nights.judging import Judged
    from tests.oracle.records import OracleRules
    from tests.support.nights import Row

#: On every night, so that no extract is empty.
WITNESS = row(99)
ONE_DAY = timedelta(days=1)

OPEN: Row = {}
OVERDUE = {"deadline": "10/07/2015"}  # Friday
NO_DEADLINE = {"deadline": ""}
ON_TIME = {**OVERDUE, "authorised_date": "10/07/2015", "state": "Authorised"}
LATE = {**OVERDUE, "authorised_date": "13/07/2015", "state": "Authorised"}  # Monday
COMPLETED = {"authorised_date": "13/07/2015", "state": "Authorised"}
WITHOUT_DEADLINE = {**COMPLETED, "deadline": ""}
CANCELLED = {"state": "Cancelled"}
DUE_ON_TUESDAY = {"deadline": "14/07/2015"}
DUE_ON_WEDNESDAY = {"deadline": "15/07/2015"}
DUE_ON_THURSDAY = {"deadline": "16/07/2015"}  # tonight
DUE_ON_FRIDAY = {"deadline": "17/07/2015"}
AFTER_MISSED = "deadlines_moved_after_missed"
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


def rows_of(cells: Row | None) -> list[Row]:
    return [WITNESS] if cells is None else [row(1, **cells), WITNESS]


def told(*nights: Row | None) -> Told:
    """Judge an assessment night after night; return what the last night says of it."""
    return Told(TOGETHER.case(*([] if cells is None else [row(1, **cells)] for cells in nights)))


def told_beside_others(*nights: Row | None) -> Told:
    """Return what is said of one of `BESIDE_EACH_OTHER`."""
    return TOLD[BESIDE_EACH_OTHER.index(nights)]


def vanished(gone: pd.DataFrame) -> dict[str, int]:
    """Return for how many nights each assessment that vanished has been missing."""
    gone = gone[gone["kind"] == "vanished"]
    names = [name.partition("~")[0] for name in gone["assessment_id"]]
    return dict(zip(names, gone["missing_nights"].tolist(), strict=True))


# The first night.


def test_on_the_first_night_all_is_first_seen_and_nothing_is_flagged_as_new(
    tmp_path: Path,
) -> None:
    judged = judge_nights(tmp_path, [row(1, **OVERDUE), row(2), row(3, assessment_id="")])
    assert changes_of(judged) == {"first_seen": 3}
    assert judged.night.service.exceptions == 1
    assert judged.night.compared.night is None
    assert judged.night.service.flags["new_tonight"] == 0
    assert judged.night.compared.gone.empty
    assert judged.refusals == ()


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


#: Nobody can tell which child, or which assessment, this is.
UNREADABLE = dict.fromkeys(("assessment_id", "child_id", "start_date", "deadline"), "")
#: It has a deadline, and neither a child id nor an assessment id.
WITHOUT_IDS = {**OVERDUE, "assessment_id": "", "child_id": ""}


def without_ids(count: int, team: str = "North") -> list[Row]:
    """Make this many exceptions that cannot be followed, the first of them unreadable."""
    kinds = (UNREADABLE, *[WITHOUT_IDS] * count)[:count]
    return [row(10 + number, **{**cells, "team": team}) for number, cells in enumerate(kinds)]


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


def test_they_are_counted_team_by_team(tmp_path: Path) -> None:
    before = [*without_ids(2), *without_ids(1, "South"), WITNESS]
    tonight = [*without_ids(1), *without_ids(2, "South"), *without_ids(1, ""), WITNESS]
    judged = judge_nights(tmp_path, before, tonight)
    assert {
        team.name: (team.changes["new_exceptions"], team.changes["still_exceptions"])
        for team in judged.night.teams
    } == {"North": (0, 1), "South": (1, 1), NO_TEAM: (1, 0)}


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


def resolved_of(judged: Judged) -> list[str]:
    return [str(how) for how in judged.night.compared.followed["resolved"]]


def test_a_moved_deadline_ends_an_exception_where_the_present_one_alone_counts(
    tmp_path: Path,
) -> None:
    settings = settings_of(rules={"missed_stays_missed": False})
    judged = judge_nights(tmp_path, rows_of(OVERDUE), rows_of(OPEN), settings=settings)
    assert resolved_of(judged) == ["deadline_moved", ""]
    assert changes_of(judged)["resolved_deadline_moved"] == 1


def test_an_exception_that_ends_in_no_other_way_was_mended(tmp_path: Path) -> None:
    """Only a clock that goes back brings this about: a missed deadline stays missed."""
    rows, settings = rows_of({"deadline": "15/07/2015"}), settings_of()
    missed = judge_beside(tmp_path, NO_PAST, rows, settings, as_at=THURSDAY)
    earlier = judge_beside(tmp_path, past_after(missed), rows, settings, as_at=WEDNESDAY)
    assert resolved_of(earlier) == ["mended", ""]
    assert changes_of(earlier) == {"resolved_mended": 1}


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


#: Not missed yet on the night before, and missed by one working day on Thursday.
DUE_ON_WEDNESDAY = {"deadline": "15/07/2015"}
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


#: Old, new, and the working days between them, with the Tuesday of the 21st closed.
MOVED: dict[str, tuple[str, str, int | None]] = {
    "Thu to the Wed before": ("23/07/2015", "22/07/2015", -1),
    "the same Wed": ("22/07/2015", "22/07/2015", None),
    "Wed to the Thu after": ("22/07/2015", "23/07/2015", 1),
    "Fri to Sun": ("24/07/2015", "26/07/2015", 0),
    "Sun to Fri": ("26/07/2015", "24/07/2015", 0),
    "Fri to Tue over the bank holiday": ("28/08/2015", "01/09/2015", 1),
    "Tue to Fri over the bank holiday": ("01/09/2015", "28/08/2015", -1),
    "Mon to Fri over a closure": ("20/07/2015", "24/07/2015", 3),
    "none that was usable": ("soon", "24/07/2015", None),
    "none that is usable": ("24/07/2015", "soon", None),
}


def test_a_deadline_is_moved_by_working_days(tmp_path: Path) -> None:
    before = [row(number, deadline=old) for number, (old, *_) in enumerate(MOVED.values())]
    tonight = [row(number, deadline=new) for number, (_, new, _) in enumerate(MOVED.values())]
    settings = settings_of(rules={"closures": [date(2015, 7, 21)]})
    night = judge_nights(tmp_path, before, tonight, settings=settings).night
    days = night.compared.followed["moved_working_days"].astype("object")
    found = dict(zip(MOVED, days.where(days.notna(), None), strict=True))
    assert found == {case: days for case, (_, _, days) in MOVED.items()}
    is_moved = [days is not None for days in found.values()]
    assert night.compared.kinds["deadlines_moved"].tolist() == is_moved
    assert night.flags["deadline_moved"].tolist() == is_moved


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


def test_to_have_no_team_any_more_is_a_change_of_team(tmp_path: Path) -> None:
    judged = judge_nights(tmp_path, rows_of(OPEN), rows_of({"team": ""}))
    by_team = {team.name: team.changes["team_changed"] for team in judged.night.teams}
    assert by_team == {"North": 0, NO_TEAM: 1}


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        pytest.param(["north"], set(), id="renamed"),
        pytest.param([], {"team_changed"}, id="another team"),
    ],
)
def test_a_renamed_team_is_the_same_by_tonight_s_aliases(
    tmp_path: Path, aliases: list[str], expected: set[str]
) -> None:
    before = judge_nights(tmp_path, rows_of(OPEN), as_at=WEDNESDAY)
    renamed = settings_of(teams=[{"name": "First Response", "aliases": aliases}, {"name": "Other"}])
    rows = [row(1, team="First Response"), WITNESS]
    judged = judge_beside(tmp_path, past_after(before), rows, renamed, as_at=THURSDAY)
    assert names_of(judged.night.compared.kinds)[0] == expected


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


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Judge a night beside one on which two assessments had been missing for a year."""
    folder, settings = tmp_path_factory.mktemp("year"), settings_of()
    both = [row(1, **OVERDUE), row(2, **OVERDUE), WITNESS]
    seen = past_after(judge_nights(folder, both, as_at=WEDNESDAY - ONE_DAY))
    gone = judge_beside(folder, seen, [WITNESS], settings, as_at=WEDNESDAY)
    past = past_after(gone, seen)
    assert past.before is not None
    records = past.before.records
    long = records["missing_nights"].where(records["missing_nights"] == 0, 365)
    before = replace(past.before, records=records.assign(missing_nights=long))
    past = replace(past, before=before)
    return judge_beside(folder, past, [row(1), WITNESS], settings, as_at=THURSDAY)


def test_what_vanished_a_year_ago_is_listed_still(year: Judged) -> None:
    assert vanished(year.night.compared.gone) == {"A002": 366}
    assert changes_of(year) == {
        "vanished": 1,
        "came_back": 1,
        "new_exceptions": 1,
        "deadlines_moved": 1,
        AFTER_MISSED: 1,
        "still_counted": 1,
    }


def test_what_comes_back_is_the_same(year: Judged) -> None:
    assert year.night.compared.kinds["came_back"].tolist() == [True, False]
    assert year.night.compared.followed["life"].tolist() == [0, 2]


VANISHED_AGAIN = TOGETHER.case([row(1)], [], [row(1)], [])


def test_what_came_back_may_vanish_again() -> None:
    assert vanished(VANISHED_AGAIN.gone) == {"A001": 1}


REOPENED_AND_LEFT = TOGETHER.case([row(1, **COMPLETED)], [row(1)], [])


def test_one_that_was_reopened_and_then_left_has_vanished() -> None:
    assert vanished(REOPENED_AND_LEFT.gone) == {"A001": 1}


# The sums.


def lose_a_change(patch: pytest.MonkeyPatch, code: str, *, holds: bool = False) -> None:
    """Let the rule of a change find nothing, or everything."""
    wrong = replace(
        next(change for change in CHANGES if change.code == code),
        holds=lambda tonight: np.full(len(tonight.judged), holds),
    )
    rules = [wrong if change.code == code else change for change in CHANGES]
    patch.setattr(changes, "CHANGES", tuple(rules))


def lose_what_was_resolved(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(changes, "_resolved", lambda *_: "")


def lose_what_is_gone(patch: pytest.MonkeyPatch) -> None:
    found = changes._gone
    patch.setattr(changes, "_gone", lambda *given: found(*given)[:0])


@pytest.fixture(scope="module")
def three_overdue(tmp_path_factory: pytest.TempPathFactory) -> Past:
    """Return what is known after a night with three exceptions."""
    folder, rows = tmp_path_factory.mktemp("three"), [row(each, **OVERDUE) for each in (1, 2, 3)]
    return past_after(judge_beside(folder, NO_PAST, rows, settings_of(), as_at=WEDNESDAY))


@pytest.mark.parametrize(
    "lose",
    [
        pytest.param(lambda p: lose_a_change(p, "new_exceptions"), id="a new one"),
        pytest.param(lambda p: lose_a_change(p, "still_exceptions"), id="one that is still there"),
        pytest.param(lambda p: lose_a_change(p, "new_exceptions", holds=True), id="one too many"),
        pytest.param(lose_what_was_resolved, id="one that was resolved"),
        pytest.param(lose_what_is_gone, id="one that vanished"),
    ],
)
def test_exceptions_that_do_not_add_up_stop_the_night(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    three_overdue: Past,
    lose: Callable[[pytest.MonkeyPatch], None],
) -> None:
    """Of a night with an exception new, still there, resolved and vanished each."""
    tonight = [row(1, **OVERDUE), row(2, **LATE), row(4, **OVERDUE)]
    lose(monkeypatch)
    with pytest.raises(BrokenPromise, match="the night before do not add up"):
        judge_beside(tmp_path, three_overdue, tonight, settings_of(), as_at=THURSDAY)


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


# Any two nights.


def gone(_: Random, __: Row, ___: OracleRules) -> None:
    """Leave the record out."""


#: A night costs as much with few records as with many: a few examples, of many records each.
A_FEW = 20 if WHOLE else 4
#: Counted for a team that may have no record and no page any more.
OF_THE_LAST_TEAM = ("explained", "completed_left", "team_left")
#: What may become of a record from one night to the next, with its weight.
FATES: tuple[tuple[int, Callable[[Random, Row, OracleRules], Row | None]], ...] = (
    (5, lambda _, row, __: row),
    (4, contradicted),
    (2, gone),
    (2, lambda rng, row, _: {**row, "assessment_id": new_id(rng)}),
    (2, lambda _, row, __: {**row, "assessment_id": ""}),
    (2, lambda _, row, __: {**row, "child_id": ""}),
    (1, lambda rng, row, _: {**row, "child_id": new_id(rng)}),
)


def next_night(rng: Random, rows: list[Row], rules: OracleRules) -> list[Row]:
    """Make the next extract: what became of each record, and some new ones, in another order."""
    weights, fates = zip(*FATES, strict=True)
    fated = [rng.choices(fates, weights)[0](rng, row, rules) for row in rows]
    there = [row for row in fated if row is not None and any(map(str.strip, row.values()))]
    for _ in range(rng.randrange(4)):
        there.append(next_row(rng, there, rules))
    rng.shuffle(there)
    return there or rows[:1]


@st.composite
def nights_in_a_row(draw: st.DrawFn, count: int) -> tuple[list[list[Row]], OracleRules]:
    """Draw extracts of nights in a row, and the rules of all of them."""
    rules = draw(rule_sets())
    nights = [draw(extracts(rules, most_rows=30))]
    while len(nights) < count:
        rng = draw(st.randoms(use_true_random=False))
        nights.append(next_night(rng, nights[-1], rules))
    return nights, rules


def told_by_program(judged: Judged) -> list[dict[str, Any]]:
    """Return what the program says of each record, in the oracle's words."""
    compared = judged.night.compared
    columns = {
        "life": "life",
        "first_seen": "first_seen",
        "first_deadline": "first_deadline",
        "exception_nights": "exception_nights",
        "moved_after_missed": "ever_moved_after_missed",
        "moved_working_days": "moved_working_days",
        "resolved": "resolved",
    }
    followed = compared.followed[list(columns.values())].set_axis(list(columns), axis="columns")
    plain = followed.astype("object").where(followed.notna(), None).to_dict(orient="records")
    changed, flags = (
        [{str(code) for code, holds in each.items() if holds} for each in marks.to_dict("records")]
        for marks in (compared.kinds, judged.night.flags)
    )
    of_history = {"new_tonight", "deadline_moved", "deadline_moved_after_missed"}
    of_history.add("first_deadline_missed")
    return [
        {
            **{
                str(name): value.date() if hasattr(value, "date") else value
                for name, value in each.items()
                if name != "life"
            },
            "is_followed": each["life"] >= 0,
            "changes": changed[number],
            "flags": flags[number] & of_history,
        }
        for number, each in enumerate(plain)
    ]


def told_by_oracle(told: oracle_changes.Told) -> dict[str, Any]:
    """Return what the oracle says of a record."""
    carried = told.carried
    return {
        "is_followed": carried is not None,
        "changes": set(told.changes),
        "flags": set(told.flags),
        "resolved": told.resolved or "",
        "moved_working_days": told.moved_working_days,
        **(
            {}
            if carried is None
            else {
                "first_seen": carried.first_seen,
                "first_deadline": carried.first_deadline,
                "exception_nights": carried.exception_nights,
                "moved_after_missed": carried.moved_after_missed,
            }
        ),
    }


@pytest.mark.slow
@hypothesis_settings(max_examples=A_FEW)
@given(case=nights_in_a_row(3))
def test_nights_in_a_row_are_compared_as_by_the_oracle_and_their_sums_hold(
    case: tuple[list[list[Row]], OracleRules],
) -> None:
    nights, rules = case
    columns = {column: f"The {column}" for column in nights[0][0]}
    settings = settings_for(rules, list(columns))
    past, before, earlier = NO_PAST, None, None
    for number, rows in enumerate(nights):
        as_at = rules.as_at - timedelta(days=len(nights) - 1 - number)
        of_night = replace(rules, as_at=as_at)
        with tempfile.TemporaryDirectory() as folder:
            judged = judge_beside(Path(folder), past, rows, settings, as_at=as_at, columns=columns)
        expected = oracle_changes.compare(
            oracle_changes.records_of(rows, of_night, before), before, of_night
        )
        for told_, wanted in zip(told_by_program(judged), expected.told, strict=True):
            assert told_ == told_ | told_by_oracle(wanted)
        vanished = judged.night.compared.vanished[["child_id", "assessment_id", "missing_nights"]]
        assert Counter(vanished.itertuples(index=False, name=None)) == Counter(
            (each.record.child_id, each.record.assessment_id, each.missing_nights)
            for each in expected.vanished
        )
        if earlier is not None:
            hold_sums(earlier, judged.night)
        past, before, earlier = past_after(judged, past), expected.as_before(), judged


def hold_sums(before: Judged, night: Night) -> None:
    """Hold that the sums add up from night to night, each exception in one of them."""
    kinds, followed = night.compared.kinds, night.compared.followed
    is_exception = night.judged["status"].isin(EXCEPTION_STATUSES)
    told_once = [kinds["new_exceptions"], kinds["still_exceptions"], followed["resolved"] != ""]
    assert pd.concat(told_once, axis="columns").sum(axis="columns").le(1).all()
    assert ((told_once[0] | told_once[1]) == is_exception).all()
    assert followed.loc[followed["is_matched"], "life"].is_unique
    assert followed.loc[followed["is_followed"], "life"].is_unique
    kept = snapshot_of(before)
    was_exception = kept["status"].isin(EXCEPTION_STATUSES)
    unfollowed = was_exception & (kept["life"] < 0)
    left = int(unfollowed.sum() - (kinds["still_exceptions"] & ~followed["is_followed"]).sum())
    assert left >= 0
    is_there = kept["missing_nights"] == 0
    had = int((was_exception & is_there).sum()) - left
    count = night.service.changes
    resolved = sum(count[f"resolved_{how}"] for how in RESOLUTIONS)
    gone = night.compared.vanished[night.compared.vanished["missing_nights"] == 1]
    of_vanished = gone["status"].isin(EXCEPTION_STATUSES).sum()
    assert had == count["still_exceptions"] + resolved + of_vanished
    for code, total in count.items():
        of_teams = sum(team.changes[code] for team in night.teams)
        assert of_teams <= total if code in OF_THE_LAST_TEAM else of_teams == total
