"""What befalls an extract is told as soon as it can be known; ordinary nights raise nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from monitor.judgement.past import NO_PAST
from tests.authority.council import (
    Council,
    cancel_all,
    drain,
    freeze,
    lose_a_sheet,
    move_deadlines,
    swap,
)
from tests.support.making import HEADINGS, settings_of
from tests.support.nights import judge_beside, past_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from monitor.judgement.past import Past
    from monitor.nights.judging import Judged

Row = dict[str, str]
COLUMNS = {**HEADINGS, "extract_date": "Extract date"}
#: Easter, the holidays of May, August, and Christmas are among their nights.
COUNCILS = {
    "spring, by the morning": Council(1, date(2015, 3, 30), 80, proclaimed=date(2015, 6, 10)),
    "easter, in the evening": Council(2, date(2015, 3, 20), 50, in_the_evening=True),
    "august, by the start": Council(3, date(2015, 7, 20), 50, rolls_by="start"),
    "christmas": Council(4, date(2015, 11, 16), 65, proclaimed=date(2016, 1, 13)),
    "may, in the evening": Council(
        5, date(2015, 4, 27), 9, in_the_evening=True, proclaimed=date(2015, 4, 28)
    ),
}


def judge_night_of(
    folder: Path, council: Council, past: Past, as_at: date, rows: Sequence[Row]
) -> Judged:
    rules = {"extra_bank_holidays": [day.isoformat() for day in council.holidays(as_at)]}
    settings = settings_of(COLUMNS, extract={"may_repeat": False}, rules=rules)
    return judge_beside(folder, past, rows, settings, as_at=as_at, columns=COLUMNS)


def raised(judged: Judged) -> tuple[str, ...]:
    """Return what makes a night suspicious, and what refuses it."""
    return (*(alarm.code for alarm in judged.night.alarms), *judged.refusals)


def nights_of(folder: Path, council: Council) -> Iterator[tuple[Judged, Past, list[Row]]]:
    """Judge night after night of a council; give what the next is judged beside, and the rows."""
    past, cases = NO_PAST, council.cases()
    for as_at in council.dates():
        rows = council.extract(as_at, cases)
        judged = judge_night_of(folder, council, past, as_at, rows)
        past = past_after(judged, past)
        yield judged, past, rows


@pytest.mark.exhaustive
@pytest.mark.parametrize("council", COUNCILS.values(), ids=COUNCILS)
def test_an_ordinary_council_raises_no_alarm(tmp_path: Path, council: Council) -> None:
    false = {
        str(judged.night.as_at): raised(judged)
        for judged, _, _ in nights_of(tmp_path, council)
        if raised(judged)
    }
    assert false == {}


@dataclass(frozen=True)
class Ordinary:
    """A council after some ordinary nights, and what they raised."""

    council: Council
    past: Past
    rows: list[Row]
    raised: tuple[str, ...]


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Ordinary:
    """Return a council after Monday and Tuesday, 6 and 7 July 2015."""
    council = Council(6, date(2015, 7, 6), 2, in_the_evening=True)
    nights = list(nights_of(tmp_path_factory.mktemp("ordinary"), council))
    _, past, rows = nights[-1]
    found = (code for judged, _, _ in nights for code in raised(judged))
    return Ordinary(council, past, rows, tuple(found))


def test_two_ordinary_nights_raise_nothing(ordinary: Ordinary) -> None:
    assert ordinary.raised == ()


Befalls = Callable[[list[Row], list[Row], int], list[Row]]


def extracts_of(ordinary: Ordinary, befalls: Befalls, nights: int) -> Iterator[list[Row]]:
    """Give the rows of each night after the ordinary ones, from Wednesday 8 July 2015 on."""
    council = ordinary.council
    for number in range(nights):
        as_at = date(2015, 7, 8 + number)
        rows = befalls(council.extract(as_at, council.cases()), ordinary.rows, number)
        yield [{**row, "extract_date": as_at.strftime("%d/%m/%Y")} for row in rows]


def raised_when(
    folder: Path, ordinary: Ordinary, extracts: Sequence[list[Row]]
) -> list[tuple[str, ...]]:
    past, found = ordinary.past, []
    for number, rows in enumerate(extracts):
        as_at = date(2015, 7, 8 + number)
        judged = judge_night_of(folder, ordinary.council, past, as_at, rows)
        past = past_after(judged, past)
        found.append(raised(judged))
    return found


@pytest.mark.parametrize(
    ("befalls", "code"),
    [
        (freeze, "unchanged"),
        (swap, "day_and_month_swapped"),
        (move_deadlines, "moved_at_once"),
        (cancel_all, "moved_at_once"),
        (lose_a_sheet, "the team Team 2 has 0 records"),
    ],
)
def test_what_befalls_an_extract_is_told_on_the_first_night(
    tmp_path: Path, ordinary: Ordinary, befalls: Befalls, code: str
) -> None:
    (told,) = raised_when(tmp_path, ordinary, [*extracts_of(ordinary, befalls, 1)])
    assert any(each.startswith(code) for each in told), told


def completed_in(rows: Sequence[Row]) -> set[str]:
    return {row["assessment_id"] for row in rows if row["authorised_date"]}


def test_a_drained_extract_is_told_on_the_first_night_on_which_a_twentieth_has_left(
    tmp_path: Path, ordinary: Ordinary
) -> None:
    extracts = [*extracts_of(ordinary, drain, 8)]
    left, expected = 0, []
    for before, rows in pairwise([ordinary.rows, *extracts]):
        left += len(completed_in(before) - completed_in(rows))
        is_told = 100 * left >= 5 * len(completed_in(rows))
        expected.append(("completed_left",) if is_told else ())
    first = expected.index(("completed_left",))
    told = raised_when(tmp_path, ordinary, extracts[: first + 1])
    assert told == expected[: first + 1]
    assert first > 1
