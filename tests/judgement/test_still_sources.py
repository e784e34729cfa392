"""Sources that stand still: the same records again are suspicious, and refused where all do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from monitor.judgement.alarms import alarms
from monitor.judgement.gates import Arrival, refusals
from monitor.judgement.past import NO_PAST
from monitor.nights.judging import clock_for, judge_night
from monitor.settings.rules import Gates
from tests.judgement.evidence import evidence, source
from tests.judgement.records_of_teams import NIGHT_BEFORE, other_day, records
from tests.support.making import csv_text, order_for, settings_of
from tests.support.nights import judge_beside, past_after

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.nights.judging import Judged
    from monitor.settings.settings import Settings
    from tests.support.nights import Row

MONDAY = date(2015, 7, 13)


def on_days(
    folder: Path, days: Sequence[int], *extracts: list[Row], settings: Settings | None = None
) -> Judged:
    """Judge an extract on each of these days after Monday 13 July, the last repeated at need."""
    past, chosen = NO_PAST, settings or settings_of(extract={"may_repeat": False})
    nights = []
    for number, day in enumerate(days):
        rows = extracts[min(number, len(extracts) - 1)]
        as_at = MONDAY + timedelta(days=day)
        nights.append(judge_beside(folder, past, rows, chosen, as_at=as_at))
        past = past_after(nights[-1], past)
    return nights[-1]


def unchanged(
    *firsts: int, last: int, may_repeat: bool = False
) -> tuple[list[tuple[str, str]], int]:
    """Return what is suspicious of sources with the same records, and how many gates refuse.

    Each source has had them since a day, counted from Monday 13 July, up to the last.
    """
    days = [MONDAY + timedelta(days=day) for day in firsts]
    sources = [source(f"{day:%a}.csv", records_since=day.isoformat()) for day in days]
    settings = settings_of()
    clock = clock_for(settings, MONDAY + timedelta(days=last))
    arrival = Arrival(
        sources=sources,
        extracts=[settings.extracts[0].model_copy(update={"may_repeat": may_repeat})] * len(days),
        teams=pd.Series({"North": 1}),
        before=NIGHT_BEFORE,
        limits=Gates(),
        clock=clock,
    )
    repeats = [may_repeat] * len(days)
    found = alarms(evidence(sources=sources, may_repeat=repeats, clock=clock))
    return [(alarm.code, alarm.about) for alarm in found], len(refusals(arrival))


@pytest.mark.parametrize(
    ("first", "last", "alarm", "is_refused"),
    [
        pytest.param(4, 5, False, False, id="Friday's on Saturday"),
        pytest.param(4, 6, False, False, id="Friday's on Sunday"),
        pytest.param(4, 7, True, False, id="Friday's on Monday"),
        pytest.param(0, 1, True, False, id="over one working day"),
        pytest.param(0, 2, True, False, id="over two"),
        pytest.param(0, 3, True, True, id="over three"),
        pytest.param(5, 7, False, False, id="made on Saturday, and read on Monday"),
    ],
)
def test_the_same_records_are_suspicious_over_a_working_day_and_refused_over_three(
    first: int, last: int, *, alarm: bool, is_refused: bool
) -> None:
    found = [("unchanged", f"{MONDAY + timedelta(days=first):%a}.csv")]
    assert unchanged(first, last=last) == (found * alarm, int(is_refused))


def test_a_source_that_may_repeat_brings_the_same_records_for_ever() -> None:
    assert unchanged(0, last=3, may_repeat=True) == ([], 0)


def test_the_same_records_are_followed_to_the_first_night_that_had_them(tmp_path: Path) -> None:
    judged = on_days(tmp_path, [0, 1, 3], records(("North", 2)))
    assert [each.code for each in judged.night.alarms] == ["unchanged"]
    assert judged.refusals == ("the records of extract.csv are the same as on 2015-07-13",)


def test_the_same_records_in_another_order_or_file_are_the_same(tmp_path: Path) -> None:
    rows = records(("North", 3))
    spaced = [{**each, "worker": f" {each['worker']} "} for each in reversed(rows)]
    judged = on_days(tmp_path, [0, 1], rows, spaced)
    assert [each.code for each in judged.night.alarms] == ["unchanged"]


def test_one_changed_cell_makes_other_records(tmp_path: Path) -> None:
    rows = records(("North", 3))
    judged = on_days(tmp_path, [0, 1], rows, other_day(rows))
    assert judged.night.sources[0].records_since == "2015-07-14"
    assert judged.night.alarms == ()


def test_each_of_several_sources_is_known_by_its_own_records_wherever_it_stands(
    tmp_path: Path,
) -> None:
    settings = settings_of(path="north.csv")
    more = settings.extracts[0].model_copy(update={"path": "south.csv"})
    both = settings.model_copy(update={"extracts": (*settings.extracts, more)})
    rows = [csv_text(records(("North", 3))), csv_text(records(("South", 2)))]
    hashes = []
    for texts in (rows, rows[::-1]):
        for name, text in zip(("north.csv", "south.csv"), texts, strict=True):
            (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        night = judge_night(order_for(tmp_path, both)).night
        hashes.append([each.records_sha256 for each in night.sources])
    assert hashes[0] == hashes[1][::-1]
    assert hashes[0] != hashes[1]


def test_a_source_that_stands_still_beside_one_that_moves_is_suspicious_and_not_refused() -> None:
    assert unchanged(0, 3, last=3) == ([("unchanged", "Mon.csv")], 0)
    assert unchanged(0, 0, last=3) == ([("unchanged", "Mon.csv")] * 2, 2)
