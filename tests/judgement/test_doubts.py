"""What looks better than it should be: each doubt at its limit and one beside it; the sample."""

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
from tests.support.nights import judge_beside, judge_nights, past_after

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from monitor.judgement.night import Night
    from tests.support.nights import Row

SEED = "Ambleford 2015-07-16"


def doubted(night: Night, **rules: Any) -> list[set[str]]:
    """Return, for each record, the doubts that hold for it."""
    found = doubts(night, as_at=night.as_at, rules=Rules(**rules))
    return [{str(code) for code in found.columns if found[code].iloc[n]} for n in range(len(found))]


def doubts_of(folder: Path, *rows: Row, **rules: Any) -> list[set[str]]:
    return doubted(judge_rows(folder, rows).night, **rules)


# The last thirty days.


@pytest.mark.parametrize(
    ("authorised", "expected"),
    [
        pytest.param("15/06/2015", False, id="Mon, 31 days before"),
        pytest.param("16/06/2015", False, id="Tue, 30 days before"),
        pytest.param("17/06/2015", True, id="Wed, the first of 30 days"),
        pytest.param("15/07/2015", True, id="Wed, the day before"),
        pytest.param("16/07/2015", True, id="Thu, the as-at date"),
        pytest.param("17/07/2015", False, id="Fri, still to come"),
    ],
)
def test_completed_of_late_is_within_thirty_days(
    tmp_path: Path, authorised: str, *, expected: bool
) -> None:
    record = completed(1, authorised_date=authorised, child_seen="No")
    night = judge_rows(tmp_path, [record]).night
    assert recently_completed(night.judged, INSPECTION_DAY).tolist() == [expected]
    assert doubted(night) == [{"completed_child_not_seen"} if expected else set()]


def test_open_and_cancelled_ones_are_not_completed_of_late(tmp_path: Path) -> None:
    unseen = {"child_seen": "No"}
    cancelled = completed(2, **unseen, state="Cancelled")
    copy = completed(3, child_seen="Yes")
    assert doubts_of(tmp_path, row(1, **unseen), cancelled, copy, copy) == [set()] * 4


# Each rule.


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param("12/07/2015", set(), id="Sun, the day before it was authorised"),
        pytest.param("13/07/2015", {"authorised_on_start_date"}, id="Mon, the same day"),
        pytest.param("14/07/2015", set(), id="Tue, so it is not completed"),
    ],
)
def test_authorised_on_the_day_it_started(tmp_path: Path, start: str, expected: set[str]) -> None:
    assert doubts_of(tmp_path, completed(1, start_date=start)) == [expected]


@pytest.mark.parametrize(
    ("authorised", "expected"),
    [
        pytest.param("10/07/2015", set(), id="Fri, on its deadline"),
        pytest.param("11/07/2015", set(), id="Sat, no working day after it"),
        pytest.param("13/07/2015", {"completed_next_day"}, id="Mon, one working day after it"),
        pytest.param("14/07/2015", set(), id="Tue, two working days after it"),
    ],
)
def test_completed_one_working_day_after_its_deadline(
    tmp_path: Path, authorised: str, expected: set[str]
) -> None:
    record = completed(1, deadline="10/07/2015", authorised_date=authorised)
    assert doubts_of(tmp_path, record) == [expected]


def test_an_open_one_that_is_late_by_one_day_is_no_doubt(tmp_path: Path) -> None:
    assert doubts_of(tmp_path, row(1, deadline="15/07/2015")) == [set()]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("No", {"completed_child_not_seen"}),
        ("Yes", set()),
        ("", set()),
        ("Unborn", set()),
    ],
)
def test_completed_and_the_child_was_not_seen(
    tmp_path: Path, seen: str, expected: set[str]
) -> None:
    assert doubts_of(tmp_path, completed(1, child_seen=seen)) == [expected]


@pytest.mark.parametrize(
    ("tonight", "expected"),
    [
        pytest.param({}, True, id="open"),
        pytest.param({"state": "Authorised", "authorised_date": "17/06/2015"}, True, id="of late"),
        pytest.param({"state": "Authorised", "authorised_date": "16/06/2015"}, False, id="before"),
        pytest.param({"state": "Cancelled"}, False, id="cancelled"),
    ],
)
def test_put_off_after_it_was_missed(tmp_path: Path, tonight: Row, *, expected: bool) -> None:
    """It was due on Friday 12 June 2015, and was put off to Thursday 30 July."""
    night = judge_nights(tmp_path, [row(1, deadline="12/06/2015")], [row(1, **tonight)]).night
    assert ("deadline_moved_after_missed" in doubted(night)[0]) is expected


@pytest.mark.parametrize(
    ("authorised", "expected"),
    [
        pytest.param("07/07/2015", {"dated_back"}, id="Tue, six working days before Wed 15 July"),
        pytest.param("08/07/2015", set(), id="Wed, five working days before it"),
        pytest.param("04/06/2015", {"dated_back"}, id="longer ago than the thirty days"),
        pytest.param("16/07/2015", set(), id="tonight"),
    ],
)
def test_authorised_long_before_a_night_that_saw_it_open(
    tmp_path: Path, authorised: str, expected: set[str]
) -> None:
    nights = [row(1)], [completed(1, authorised_date=authorised)]
    assert doubted(judge_nights(tmp_path, *nights).night) == [expected]


@pytest.mark.parametrize(
    ("nights", "expected"),
    [
        pytest.param([{}, None, "done"], True, id="away in between"),
        pytest.param([{}, "done", "done"], True, id="and the next night"),
        pytest.param(["done", {}, "done"], True, id="opened again in between"),
        pytest.param(["done", "done"], False, id="never seen open"),
        pytest.param([{}, {"state": "Cancelled"}], False, id="cancelled"),
        pytest.param(["done", {}], False, id="open tonight"),
    ],
)
def test_one_that_was_once_seen_open_is_dated_back(
    tmp_path: Path, nights: list[Row | str | None], *, expected: bool
) -> None:
    done = completed(1, authorised_date="06/07/2015")  # Monday
    there: list[list[Row]] = [
        [] if cells is None else [done if isinstance(cells, str) else row(1, **cells)]
        for cells in nights
    ]
    judged = judge_nights(tmp_path, *([*rows, row(2)] for rows in there))
    assert ("dated_back" in doubted(judged.night)[0]) is expected


def test_one_dated_back_is_listed_for_thirty_days_after_it_was_last_open(tmp_path: Path) -> None:
    settings, done = settings_of(), completed(1, authorised_date="03/06/2015")  # Wednesday
    opened = judge_rows(tmp_path, [row(1)], settings, as_at=date(2015, 6, 16))  # Tuesday
    past = past_after(opened)
    for night, expected in ((date(2015, 7, 15), True), (date(2015, 7, 16), False)):
        judged = judge_beside(tmp_path, past, [done], settings, as_at=night)
        assert doubted(judged.night) == [{"dated_back"} if expected else set()]


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


def bulk(folder: Path, rows: list[Row], **rules: Any) -> dict[str, int]:
    found = doubts_of(folder, *rows, **rules)
    codes = ("bulk_by_worker", "bulk_by_team")
    return {code: sum(code in each for each in found) for code in codes}


@pytest.mark.parametrize(
    ("count", "by_worker", "by_team"),
    [(4, 0, 0), (5, 5, 0), (6, 6, 0), (9, 9, 0), (10, 10, 10), (11, 11, 11)],
)
def test_many_on_one_day_are_in_bulk_from_the_limit_on(
    tmp_path: Path, count: int, by_worker: int, by_team: int
) -> None:
    found = bulk(tmp_path, [*closed(count), *others(2)])
    assert found == {"bulk_by_worker": by_worker, "bulk_by_team": by_team}


@pytest.mark.parametrize(
    ("limits", "by_worker", "by_team"),
    [((3, 3), 3, 3), ((4, 3), 0, 3), ((3, 4), 3, 0)],
)
def test_the_limits_of_bulk_are_settings(
    tmp_path: Path, limits: tuple[int, int], by_worker: int, by_team: int
) -> None:
    rules = dict(
        zip(("bulk_completions_by_worker", "bulk_completions_by_team"), limits, strict=True)
    )
    found = bulk(tmp_path, [*closed(3), *others(2)], **rules)
    assert found == {"bulk_by_worker": by_worker, "bulk_by_team": by_team}


@pytest.mark.parametrize(
    ("on_each", "expected"),
    [
        pytest.param((3,), 10, id="3 on the other day"),
        pytest.param((4,), 0, id="4 on the other day"),
        pytest.param((5, 2, 2), 10, id="3 on average"),
        pytest.param((5, 5, 1), 0, id="nearly 4 on average"),
    ],
)
def test_bulk_is_three_times_the_average_of_their_other_days(
    tmp_path: Path, on_each: tuple[int, ...], expected: int
) -> None:
    usual = [
        completed(200 + 10 * day + number, authorised_date=DAYS[day], worker="B", team="Bulk")
        for day, count in enumerate(on_each)
        for number in range(count)
    ]
    found = bulk(tmp_path, [*closed(10), *usual, *others(4)])
    assert found == {"bulk_by_worker": expected, "bulk_by_team": expected}


def test_a_team_that_authorises_on_fridays_is_not_suspected_on_any(tmp_path: Path) -> None:
    """Others authorise every day, so that the team's share of a day is many times its average."""
    fridays = [
        completed(200 + 12 * week + number, authorised_date=friday, team="Fridays", worker="")
        for week, friday in enumerate(("19/06/2015", "26/06/2015", "03/07/2015", "10/07/2015"))
        for number in range(12)
    ]
    assert bulk(tmp_path, [*fridays, *others(4)]) == {"bulk_by_worker": 0, "bulk_by_team": 0}


def test_who_completes_as_many_on_other_days_does_so_as_usual(tmp_path: Path) -> None:
    usual = [
        completed(200 + 10 * day + number, authorised_date=DAYS[day], worker="B", team="Bulk")
        for day in range(4)
        for number in range(5)
    ]
    assert bulk(tmp_path, [*closed(5), *usual]) == {"bulk_by_worker": 0, "bulk_by_team": 0}


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"worker": "", "team": ""}, id="of nobody"),
        pytest.param({"authorised_date": "16/06/2015"}, id="on Tue, 30 days before"),
    ],
)
def test_what_is_nobody_s_or_longer_ago_is_not_in_bulk(tmp_path: Path, cells: Row) -> None:
    found = bulk(tmp_path, [*closed(10, **cells), *others(3)])
    assert found == {"bulk_by_worker": 0, "bulk_by_team": 0}


def test_a_team_completes_in_bulk_by_many_workers(tmp_path: Path) -> None:
    rows = [{**each, "worker": f"B{number}"} for number, each in enumerate(closed(10))]
    assert bulk(tmp_path, [*rows, *others(3)]) == {"bulk_by_worker": 0, "bulk_by_team": 10}


def test_every_doubt_says_what_to_ask(tmp_path: Path) -> None:
    found = doubts(judge_rows(tmp_path, [row(1)]).night, as_at=INSPECTION_DAY, rules=Rules())
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
    sample = sample_of(judged, as_at=INSPECTION_DAY, count=count, seed=seed)
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
    assert len({drawn(judged, 1, str(seed))[0] for seed in range(200)}) == 13
