"""What changed, in words: each kind of change, how many are shown, and the sentence above them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.past import NO_PAST
from monitor.reports.sections.changed import (
    FIRST_NIGHT,
    changes_in_words,
    list_changes,
)
from tests.reports.rows import row
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, WEDNESDAY, judge_beside, judge_nights, past_after
from tests.support.together import Together, cases_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.judgement.past import Past
    from tests.support.nights import Row
    from tests.support.together import Case

TOGETHER = Together()
#: On every night, so that no extract is empty.
WITNESS = row(999)
OVERDUE = {"deadline": "10/07/2015"}  # Friday
COMPLETED = {"authorised_date": "13/07/2015", "state": "Authorised"}  # Monday
TOO_LATE = "after it had been missed"
FROM_FRIDAY = "Deadline moved (still counted) from Fri 10 Jul 2015 to"
FROM_THURSDAY = "Deadline moved from Thu 30 Jul 2015 to"


def plain(words: str) -> str:
    return re.sub(r"~\d+", "", words.replace("\N{NO-BREAK SPACE}", " "))


def one(nights: list[Row | None]) -> Case:
    """Make a case of one assessment."""
    return TOGETHER.case(*([] if cells is None else [row(1, **cells)] for cells in nights))


def said(case: Case) -> list[tuple[str, str]]:
    """Return each change of the case on the last night: its code, and its words."""
    found = list_changes(case.night)
    return [
        (change, plain(what)) for change, what in zip(found["change"], found["what"], strict=True)
    ]


@pytest.fixture(scope="module")
def missing(tmp_path_factory: pytest.TempPathFactory) -> Past:
    """Of three nights an assessment was last seen on the first: as the oldest it goes next."""
    folder, past = tmp_path_factory.mktemp("missing"), NO_PAST
    for day, rows in ((13, [WITNESS, row(1)]), (14, [WITNESS]), (15, [WITNESS])):
        judged = judge_beside(folder, past, rows, settings_of(), as_at=date(2015, 7, day))
        past = past_after(judged, past)
    return past


@pytest.mark.parametrize(
    ("keep", "last"),
    [
        (None, ""),
        (14, ""),
        (13, "; not listed any more in 10 nights"),
        (5, "; not listed any more in 2 nights"),
        (4, "; not listed any more in 1 night"),
    ],
)
def test_a_missing_one_is_said_to_leave_the_list_ten_nights_before(
    tmp_path: Path, missing: Past, keep: int | None, last: str
) -> None:
    past = replace(missing, keep_nights=keep)
    judged = judge_beside(tmp_path, past, [WITNESS], settings_of(), as_at=THURSDAY)
    (what,) = list_changes(judged.night)["what"]
    assert plain(what) == f"On track; last seen Mon 13 Jul 2015, missing 3 nights{last}"


def test_a_missing_one_leaves_the_list_with_its_night(tmp_path: Path, missing: Past) -> None:
    for keep in (None, 4):
        forgotten = replace(missing, keep_nights=keep, nights=missing.nights[1:])
        judged = judge_beside(tmp_path, forgotten, [WITNESS], settings_of(), as_at=THURSDAY)
        assert list_changes(judged.night).empty


# The words of each change.


@pytest.mark.parametrize(
    ("case", "expected"),
    cases_of(
        one,
        pytest.param([{}, {}], [], id="nothing"),
        pytest.param([None, {}], [], id="a new one that is no exception"),
        pytest.param([{}, COMPLETED], [], id="completed, and was no exception"),
        pytest.param([OVERDUE, OVERDUE], [], id="still there"),
        pytest.param([None, OVERDUE], [("new_exception", "New: overdue")], id="new"),
        pytest.param(
            [{}, {"deadline": "29/07/2015"}],
            [("deadline_moved", f"{FROM_THURSDAY} Wed 29 Jul 2015, 1 working day earlier")],
            id="moved by one day",
        ),
        pytest.param(
            [{}, {"deadline": "03/08/2015"}],
            [("deadline_moved", f"{FROM_THURSDAY} Mon 3 Aug 2015, 2 working days later")],
            id="moved by two days",
        ),
        pytest.param(
            [{"deadline": "31/07/2015"}, {"deadline": "02/08/2015"}],
            [
                (
                    "deadline_moved",
                    "Deadline moved from Fri 31 Jul 2015 to Sun 2 Aug 2015, 0 working days later",
                )
            ],
            id="moved from Friday to Sunday",
        ),
        pytest.param(
            [OVERDUE, {"deadline": "17/07/2015"}],
            [
                (
                    "deadline_moved_after_missed",
                    f"{FROM_FRIDAY} Fri 17 Jul 2015, 5 working days later, {TOO_LATE}",
                )
            ],
            id="put off, and still counted",
        ),
        pytest.param(
            [OVERDUE, {"deadline": "13/07/2015"}],
            [
                (
                    "deadline_moved_after_missed",
                    f"{FROM_FRIDAY} Mon 13 Jul 2015, 1 working day later, {TOO_LATE}",
                )
            ],
            id="put off, and missed again",
        ),
        pytest.param(
            [{}, {"deadline": ""}],
            [
                ("new_exception", "New: no deadline set"),
                ("deadline_removed", "Deadline removed; it was Thu 30 Jul 2015"),
            ],
            id="removed",
        ),
        pytest.param(
            [{"deadline": ""}, {}],
            [("deadline_set", "Deadline set: Thu 30 Jul 2015 (was no deadline set)")],
            id="set",
        ),
        pytest.param(
            [{"deadline": ""}, {"deadline": "15/07/2015"}],
            [("deadline_set", "Deadline set: Wed 15 Jul 2015")],
            id="set, and missed",
        ),
        pytest.param(
            [COMPLETED, {}], [("reopened", "Open again, after it was completed")], id="reopened"
        ),
        pytest.param([{}, None, {}], [("came_back", "Came back into the extract")], id="back"),
        pytest.param([{}, {"team": "South"}], [("team_changed", "Came from North")], id="team"),
        pytest.param(
            [{"team": ""}, {}], [("team_changed", f"Came from {NO_TEAM}")], id="from no team"
        ),
        pytest.param(
            [OVERDUE, {**OVERDUE, **COMPLETED}],
            [("resolved", "Completed (was overdue)")],
            id="completed",
        ),
        pytest.param(
            [OVERDUE, {**OVERDUE, **COMPLETED, "authorised_date": "10/07/2015"}],
            [("resolved", "Completed by its deadline (was overdue)")],
            id="completed by its deadline",
        ),
        pytest.param(
            [{"deadline": ""}, {"deadline": "", "state": "Cancelled"}],
            [("resolved", "Cancelled (was no deadline set)")],
            id="cancelled",
        ),
        pytest.param(
            [OVERDUE, None],
            [("vanished", "Overdue; last seen Wed 15 Jul 2015, missing 1 night")],
            id="vanished tonight",
        ),
        pytest.param(
            [{}, None, None],
            [("vanished", "On track; last seen Tue 14 Jul 2015, missing 2 nights")],
            id="vanished the night before",
        ),
        pytest.param([COMPLETED, None], [], id="completed, and gone"),
    ),
)
def test_a_change_is_said_in_words(case: Case, expected: list[tuple[str, str]]) -> None:
    assert said(case) == expected


COPY_GONE = TOGETHER.case([row(1), row(1, **OVERDUE)], [row(1)])


def test_a_copy_that_went_is_said_as_it_was_last_seen() -> None:
    assert said(COPY_GONE) == [("copy_gone", "One of two records went (was overdue)")]


OVERDUE_AT_FIRST = TOGETHER.case([row(1, **OVERDUE)], [], [])


def test_on_the_first_night_nothing_is_told() -> None:
    first = OVERDUE_AT_FIRST.together.nights[0].judged.night
    found = list_changes(first)
    assert first.service.exceptions
    assert found.empty
    # Its types are those of a night with changes: with gone ones alone, and with others alone.
    for night in (COPY_GONE.night, MOVED.night):
        assert found.dtypes.equals(list_changes(night).dtypes)


MOVED = TOGETHER.case([row(1)], [WITNESS, row(1, deadline="31/07/2015")])
GONE = TOGETHER.case([row(1)], [])


def test_a_change_stands_with_the_record_its_place_and_both_deadlines() -> None:
    (told,) = list_changes(MOVED.night).to_dict("records")
    assert (told["source"], told["source_row"]) == ("extract.csv", MOVED.place.start + 3)
    names = [plain(told[column]) for column in ("child_id", "assessment_id", "worker")]
    assert names == ["C001", "A001", "W1"]
    assert told["deadline_before"].day == 30
    assert told["deadline"].day == 31


def test_what_vanished_stands_in_no_source() -> None:
    (told,) = list_changes(GONE.night).to_dict("records")
    assert (told["source"], told["source_row"], plain(told["team"])) == ("", 0, "North")
    assert told["deadline_before"].day == 30
    assert str(told["deadline"]) == "NaT"


GRAVE = TOGETHER.case(
    [row(1, team="South"), row(2), row(3, **OVERDUE), row(4), row(5, **OVERDUE)],
    [row(1), row(2, **OVERDUE), row(3), row(5, **OVERDUE, **COMPLETED)],
)


def test_the_gravest_kind_stands_first() -> None:
    assert [change for change, _ in said(GRAVE)] == [
        *("vanished", "new_exception", "deadline_moved_after_missed", "deadline_moved"),
        *("team_changed", "resolved"),
    ]


ALL_VANISHED = TOGETHER.case(
    [
        row(501, start_date="03/06/2015"),  # Wednesday, the other started the Tuesday before
        row(502, deadline=""),
        row(503, **OVERDUE),
        row(504, deadline="09/07/2015"),  # Thursday
        row(505),
    ],
    [],
)


def test_what_vanished_is_listed_the_worst_first() -> None:
    children = list_changes(ALL_VANISHED.night)["child_id"]
    assert [plain(each) for each in children] == ["C504", "C503", "C502", "C505", "C501"]


# The sentence.


def sentence(case: Case) -> str:
    """Return the sentence of a night that holds nothing but the case."""
    night = case.judged.night
    figures = replace(night.service, changes=Counter(case.changes))
    return changes_in_words(figures, night.compared.night)


COUNTED = TOGETHER.case(
    [row(1, **OVERDUE), row(2, **OVERDUE), row(3, **OVERDUE), row(4), row(5)],
    [
        *(row(1, **OVERDUE), row(2), row(3, **OVERDUE, **COMPLETED)),
        row(4, deadline="31/07/2015"),
        row(6, deadline=""),
    ],
)


def test_the_sentence_counts_what_changed() -> None:
    assert sentence(COUNTED) == (
        "Since the night of Wed 15 Jul 2015: 1 new; 2 still there; 1 no longer on the list "
        "(1 completed); 2 deadlines moved; 1 moved after being missed; 1 moved, removed or set "
        "anew and still counted; 1 assessment missing from the extract unfinished (1 of them since "
        "that night)."
    )


TO_SOUTH = TOGETHER.case(
    [row(1, **OVERDUE), row(2, **OVERDUE), row(3)],
    [row(1, team="South"), row(2, team="South"), row(3)],
)


def test_the_sentence_names_several_as_it_names_one() -> None:
    assert sentence(TO_SOUTH) == (
        "Since the night of Wed 15 Jul 2015: 0 new; 2 still there; 0 no longer on the list; "
        "2 deadlines moved; 2 moved after being missed; 2 moved, removed or set anew and still "
        "counted; 2 came from another team; 2 went to another team."
    )


def test_the_sentence_of_a_quiet_night_is_short(tmp_path: Path) -> None:
    night = judge_nights(tmp_path, [WITNESS], [WITNESS]).night
    assert changes_in_words(night.service, WEDNESDAY) == (
        "Since the night of Wed 15 Jul 2015: 0 new; 0 still there; 0 no longer on the list."
    )


def test_the_sentence_of_the_first_night_says_that_it_is_the_first(tmp_path: Path) -> None:
    night = judge_nights(tmp_path, [WITNESS]).night
    assert night.as_at == THURSDAY
    assert changes_in_words(night.service, None) == FIRST_NIGHT
