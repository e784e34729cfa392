"""What looks better than it should be: each doubt at its limit and one beside it; the sample.

The cases are judged together, and each is doubted as though there were no other.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.judgement.doubts import DOUBTS, doubts, recently_completed, sample_of
from monitor.settings.rules import Rules
from tests.reports.rows import completed, row
from tests.support.making import INSPECTION_DAY, judge_rows, settings_of
from tests.support.nights import judge_beside, past_after
from tests.support.together import Together, names_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from monitor.judgement.night import Assessed
    from tests.support.nights import Row
    from tests.support.together import Case

SEED = "Ambleford 2015-07-16"
TOGETHER = Together()


def doubted(assessed: Assessed, *, as_at: date = INSPECTION_DAY, **rules: Any) -> list[set[str]]:
    """Return, for each record, the doubts that hold for it."""
    return names_of(doubts(assessed, as_at=as_at, rules=Rules(**rules)))


def tonight(*rows: Row) -> Case:
    return TOGETHER.case(rows)


# The last thirty days.


def unseen(authorised: str) -> Case:
    return tonight(completed(1, authorised_date=authorised, child_seen="No"))


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(unseen("15/06/2015"), False, id="Mon, 31 days before"),
        pytest.param(unseen("16/06/2015"), False, id="Tue, 30 days before"),
        pytest.param(unseen("17/06/2015"), True, id="Wed, the first of 30 days"),
        pytest.param(unseen("15/07/2015"), True, id="Wed, the day before"),
        pytest.param(unseen("16/07/2015"), True, id="Thu, the as-at date"),
        pytest.param(unseen("17/07/2015"), False, id="Fri, still to come"),
    ],
)
def test_completed_of_late_is_within_thirty_days(case: Case, *, expected: bool) -> None:
    assert recently_completed(case.records, INSPECTION_DAY).tolist() == [expected]
    assert doubted(case.night) == [{"completed_child_not_seen"} if expected else set()]


NOT_COMPLETED = tonight(
    row(1, child_seen="No"),
    completed(2, child_seen="No", state="Cancelled"),
    *[completed(3, child_seen="Yes")] * 2,
)


def test_open_and_cancelled_ones_are_not_completed_of_late() -> None:
    assert doubted(NOT_COMPLETED.night) == [set()] * 4


# Each rule.


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(
            tonight(completed(1, start_date="12/07/2015")),
            set(),
            id="Sun, the day before it was authorised",
        ),
        pytest.param(
            tonight(completed(1, start_date="13/07/2015")),
            {"authorised_on_start_date"},
            id="Mon, the same day",
        ),
        pytest.param(
            tonight(completed(1, start_date="14/07/2015")),
            set(),
            id="Tue, so it is not completed",
        ),
    ],
)
def test_authorised_on_the_day_it_started(case: Case, expected: set[str]) -> None:
    assert doubted(case.night) == [expected]


def due_on_friday(authorised: str) -> Case:
    return tonight(completed(1, deadline="10/07/2015", authorised_date=authorised))


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(due_on_friday("10/07/2015"), set(), id="Fri, on its deadline"),
        pytest.param(due_on_friday("11/07/2015"), set(), id="Sat, no working day after it"),
        pytest.param(
            due_on_friday("13/07/2015"), {"completed_next_day"}, id="Mon, one working day after it"
        ),
        pytest.param(due_on_friday("14/07/2015"), set(), id="Tue, two working days after it"),
    ],
)
def test_completed_one_working_day_after_its_deadline(case: Case, expected: set[str]) -> None:
    assert doubted(case.night) == [expected]


OPEN_AND_LATE = tonight(row(1, deadline="15/07/2015"))


def test_an_open_one_that_is_late_by_one_day_is_no_doubt() -> None:
    assert doubted(OPEN_AND_LATE.night) == [set()]


SEEN: dict[str, set[str]] = {
    "No": {"completed_child_not_seen"},
    "Yes": set(),
    "": set(),
    "Unborn": set(),
}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(tonight(completed(1, child_seen=seen)), expected, id=seen)
        for seen, expected in SEEN.items()
    ],
)
def test_completed_and_the_child_was_not_seen(case: Case, expected: set[str]) -> None:
    assert doubted(case.night) == [expected]


def put_off(**cells: str) -> Case:
    """Let it be due on Friday 12 June 2015, and put it off to Thursday 30 July."""
    return TOGETHER.case([row(1, deadline="12/06/2015")], [row(1, **cells)])


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(put_off(), True, id="open"),
        pytest.param(put_off(state="Authorised", authorised_date="17/06/2015"), True, id="of late"),
        pytest.param(put_off(state="Authorised", authorised_date="16/06/2015"), False, id="before"),
        pytest.param(put_off(state="Cancelled"), False, id="cancelled"),
    ],
)
def test_put_off_after_it_was_missed(case: Case, *, expected: bool) -> None:
    assert ("deadline_moved_after_missed" in doubted(case.night)[0]) is expected


def open_before(authorised: str) -> Case:
    return TOGETHER.case([row(1)], [completed(1, authorised_date=authorised)])


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(
            open_before("07/07/2015"), {"dated_back"}, id="Tue, six working days before Wed 15 July"
        ),
        pytest.param(open_before("08/07/2015"), set(), id="Wed, five working days before it"),
        pytest.param(
            open_before("04/06/2015"), {"dated_back"}, id="longer ago than the thirty days"
        ),
        pytest.param(open_before("16/07/2015"), set(), id="tonight"),
    ],
)
def test_authorised_long_before_a_night_that_saw_it_open(case: Case, expected: set[str]) -> None:
    assert doubted(case.night) == [expected]


OPEN, DONE = [row(1)], [completed(1, authorised_date="06/07/2015")]  # Monday


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(TOGETHER.case(OPEN, [], DONE), True, id="away in between"),
        pytest.param(TOGETHER.case(OPEN, DONE, DONE), True, id="and the next night"),
        pytest.param(TOGETHER.case(DONE, OPEN, DONE), True, id="opened again in between"),
        pytest.param(TOGETHER.case(DONE, DONE), False, id="never seen open"),
        pytest.param(TOGETHER.case(OPEN, [row(1, state="Cancelled")]), False, id="cancelled"),
        pytest.param(TOGETHER.case(DONE, OPEN), False, id="open tonight"),
    ],
)
def test_one_that_was_once_seen_open_is_dated_back(case: Case, *, expected: bool) -> None:
    assert ("dated_back" in doubted(case.night)[0]) is expected


def test_one_dated_back_is_listed_for_thirty_days_after_it_was_last_open(tmp_path: Path) -> None:
    settings, done = settings_of(), completed(1, authorised_date="03/06/2015")  # Wednesday
    opened = judge_rows(tmp_path, [row(1)], settings, as_at=date(2015, 6, 16))  # Tuesday
    past = past_after(opened)
    for night, expected in ((date(2015, 7, 15), True), (date(2015, 7, 16), False)):
        judged = judge_beside(tmp_path, past, [done], settings, as_at=night)
        found = doubted(judged.night, as_at=night)
        assert found == [{"dated_back"} if expected else set()]


# In bulk on one day.

DAYS = ("06/07/2015", "07/07/2015", "08/07/2015", "09/07/2015")  # Monday to Thursday


def closed(count: int, **cells: str) -> list[Row]:
    """Make this many that were completed on Monday 13 July 2015 by worker B of team Bulk."""
    bulk = {"worker": "B", "team": "Bulk", **cells}
    return [completed(100 + number, **bulk) for number in range(count)]


def others(days: int) -> list[Row]:
    """Make one of another worker and team on each of this many other days."""
    return [
        completed(number, authorised_date=DAYS[number], worker=f"W{number}", team=f"T{number}")
        for number in range(days)
    ]


def bulk(case: Case, **rules: Any) -> tuple[int, int]:
    """Return how many are in bulk, by their worker and by their team."""
    found = doubted(case.night, **rules)
    by_worker, by_team = (
        sum(code in each for each in found) for code in ("bulk_by_worker", "bulk_by_team")
    )
    return by_worker, by_team


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(tonight(*closed(count), *others(2)), expected, id=str(count))
        for count, expected in {
            4: (0, 0),
            5: (5, 0),
            6: (6, 0),
            9: (9, 0),
            10: (10, 10),
            11: (11, 11),
        }.items()
    ],
)
def test_many_on_one_day_are_in_bulk_from_the_limit_on(
    case: Case, expected: tuple[int, int]
) -> None:
    assert bulk(case) == expected


THREE = tonight(*closed(3), *others(2))


@pytest.mark.parametrize(
    ("by_worker", "by_team", "expected"), [(3, 3, (3, 3)), (4, 3, (0, 3)), (3, 4, (3, 0))]
)
def test_the_limits_of_bulk_are_settings(
    by_worker: int, by_team: int, expected: tuple[int, int]
) -> None:
    rules = {"bulk_completions_by_worker": by_worker, "bulk_completions_by_team": by_team}
    assert bulk(THREE, **rules) == expected


def usually(*on_each: int) -> list[Row]:
    """Make this many of worker B and team Bulk on each of the other days."""
    return [
        completed(200 + 10 * day + number, authorised_date=DAYS[day], worker="B", team="Bulk")
        for day, count in enumerate(on_each)
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(tonight(*closed(10), *usually(*on_each), *others(4)), expected, id=which)
        for which, on_each, expected in (
            ("3 on the other day", (3,), 10),
            ("4 on the other day", (4,), 0),
            ("3 on average", (5, 2, 2), 10),
            ("nearly 4 on average", (5, 5, 1), 0),
        )
    ],
)
def test_bulk_is_three_times_the_average_of_their_other_days(case: Case, expected: int) -> None:
    assert bulk(case) == (expected, expected)


FRIDAYS = tonight(
    *(
        completed(200 + 12 * week + number, authorised_date=friday, team="Fridays", worker="")
        for week, friday in enumerate(("19/06/2015", "26/06/2015", "03/07/2015", "10/07/2015"))
        for number in range(12)
    ),
    *others(4),
)


def test_a_team_that_authorises_on_fridays_is_not_suspected_on_any() -> None:
    """Others authorise every day, so that the team's share of a day is many times its average."""
    assert bulk(FRIDAYS) == (0, 0)


AS_USUAL = tonight(*closed(5), *usually(5, 5, 5, 5))


def test_who_completes_as_many_on_other_days_does_so_as_usual() -> None:
    assert bulk(AS_USUAL) == (0, 0)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(tonight(*closed(10, worker="", team=""), *others(3)), id="of nobody"),
        pytest.param(
            tonight(*closed(10, authorised_date="16/06/2015"), *others(3)),
            id="on Tue, 30 days before",
        ),
    ],
)
def test_what_is_nobody_s_or_longer_ago_is_not_in_bulk(case: Case) -> None:
    assert bulk(case) == (0, 0)


MANY_WORKERS = tonight(
    *({**each, "worker": f"B{number}"} for number, each in enumerate(closed(10))), *others(3)
)


def test_a_team_completes_in_bulk_by_many_workers() -> None:
    assert bulk(MANY_WORKERS) == (0, 10)


def test_every_doubt_says_what_to_ask() -> None:
    found = doubts(OPEN_AND_LATE.night, as_at=INSPECTION_DAY, rules=Rules())
    assert list(found.columns) == [doubt.code for doubt in DOUBTS]
    assert all(doubt.ask.endswith((".", "?")) for doubt in DOUBTS)


# The sample.

#: Two of them have the same ids and dates, and differ in their workers alone.
SAMPLED = [
    *(completed(number) for number in range(12)),
    completed(3, worker="Another"),
    completed(50, authorised_date="16/06/2015"),  # Tuesday, 30 days before
    row(51),
]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return judge_rows(tmp_path_factory.mktemp("sampled"), SAMPLED).night.judged


def drawn(judged: pd.DataFrame, count: int, seed: str = SEED) -> list[tuple[str, str]]:
    sample = judged.loc[sample_of(judged, as_at=INSPECTION_DAY, count=count, seed=seed)]
    return list(zip(sample["child_id"], sample["worker"], strict=True))


@given(order=st.permutations(range(len(SAMPLED))), count=st.integers(0, len(SAMPLED)))
def test_a_sample_is_the_same_whatever_the_order_of_the_rows(
    judged: pd.DataFrame, order: list[int], count: int
) -> None:
    shuffled = judged.iloc[order].reset_index(drop=True)
    assert drawn(shuffled, count) == drawn(judged, count)


def test_a_sample_is_of_those_completed_of_late_and_each_once(judged: pd.DataFrame) -> None:
    found = drawn(judged, 100)
    assert len(found) == len(set(found)) == 13
    assert {child for child, _ in found} == {f"C{number:03}" for number in range(12)}
    assert len(drawn(judged, 5)) == 5
    assert drawn(judged, 5) == found[:5]


def test_another_seed_draws_another_sample(judged: pd.DataFrame) -> None:
    assert drawn(judged, 5, "another") != drawn(judged, 5)
    assert drawn(judged, 5, "another") == drawn(judged, 5, "another")
    assert len({tuple(drawn(judged, 5, str(seed))) for seed in range(20)}) == 20


def test_every_one_may_be_drawn(judged: pd.DataFrame) -> None:
    assert len({drawn(judged, 1, str(seed))[0] for seed in range(60)}) == 13
