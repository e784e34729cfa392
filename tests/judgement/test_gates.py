"""Tonight held against the night before: each gate at its limit and one beside it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.judgement.gates import Arrival, count_by_team, refusals
from monitor.judgement.past import NO_PAST, Before
from monitor.nights.facts import facts_of
from monitor.nights.judging import clock_for
from monitor.settings.rules import Gates
from tests.judgement.records_of_teams import other_day, records
from tests.reports.reading import read_page
from tests.reports.rows import pages_of_night
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, WEDNESDAY, judge_beside, judge_nights, past_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from monitor.judgement.past import Past
    from tests.support.nights import Row

REASON = "The teams were merged on Wednesday 15 July"
#: Limits so wide that one gate alone is tried.
WIDE = {"total_drop_percent": 100, "team_drop_percent": 100, "team_drop_records": 1000}


def refused(
    before: Sequence[Mapping[str, object]], tonight: list[Row], **gates: Any
) -> tuple[str, ...]:
    """Hold the teams of these records to the gates; nothing is read or judged."""
    had = pd.DataFrame({"missing_nights": 0, "status": "on_track", **pd.DataFrame(before)})
    arrival = Arrival(
        sources=(),
        extracts=(),
        teams=pd.DataFrame(tonight)["team"].value_counts(),
        before=Before(WEDNESDAY, had, read=len(had), problems={}),
        limits=Gates(**gates),
        clock=clock_for(settings_of(), THURSDAY),
    )
    return refusals(arrival)


def refused_at_night(
    folder: Path, before: list[Row], tonight: list[Row], **gates: Any
) -> tuple[str, ...]:
    """Judge both nights from end to end."""
    settings = settings_of(gates=gates)
    return judge_nights(folder, before, other_day(tonight), settings=settings).refusals


# The total.


@pytest.mark.parametrize(
    ("had", "has", "expected"),
    [
        pytest.param(20, 20, False, id="none fewer"),
        pytest.param(20, 19, True, id="5.0% fewer"),
        pytest.param(21, 20, False, id="4.8% fewer"),
        pytest.param(202, 192, False, id="4.95% fewer"),
        pytest.param(19, 18, True, id="5.3% fewer"),
        pytest.param(20, 40, False, id="grown to twice"),
    ],
)
def test_a_drop_of_the_total_by_the_share_is_refused(had: int, has: int, *, expected: bool) -> None:
    sentence = (
        f"{has} records were read and {had} on the night of 2015-07-15 (duplicates apart): "
        "fewer by 5% or more"
    )
    found = refused(records(("North", had)), records(("North", has)))
    assert found == ((sentence,) if expected else ())


@pytest.mark.parametrize(("percent", "expected"), [(10, True), (11, False)])
def test_the_share_of_the_total_is_a_setting(percent: int, *, expected: bool) -> None:
    before, tonight = records(("North", 10)), records(("North", 9))
    assert bool(refused(before, tonight, total_drop_percent=percent)) is expected


def test_duplicates_make_up_for_no_record_and_are_none_lost(tmp_path: Path) -> None:
    ten = records(("North", 10))
    assert len(refused_at_night(tmp_path, ten, [*ten[:5], *ten[:5]])) == 2
    assert refused_at_night(tmp_path, [*ten, *ten], ten) == ()


@given(st.lists(st.tuples(st.sampled_from(["North", "South", "No team", ""]), st.booleans())))
def test_of_each_team_the_counted_records_are_counted_and_no_other_team_stands_there(
    records: list[tuple[str, bool]],
) -> None:
    teams = pd.Series([team for team, _ in records], dtype="str")
    is_counted = pd.Series([counted for _, counted in records], dtype=bool)
    plainly = Counter(team for team, counted in records if counted)
    assert count_by_team(teams, is_counted).to_dict() == plainly


def test_a_team_of_which_only_what_vanished_is_remembered_is_not_missed_again() -> None:
    gone = [{**each, "missing_nights": 1} for each in records(("Closed", 1))]
    assert refused([*records(("North", 9)), *gone], records(("North", 9))) == ()


def test_what_vanished_does_not_count_as_read_the_night_before() -> None:
    before = [{**each, "missing_nights": number // 20} for number, each in enumerate(FEWER_BY_ONE)]
    assert refused(before, FEWER_BY_ONE[:20]) == ()
    assert len(refused(FEWER_BY_ONE, FEWER_BY_ONE[:19])) == 1


FEWER_BY_ONE = records(("North", 21))

# A team.


#: How many records a team had and has, and whether that is refused.
FALLS: dict[str, tuple[int, int, bool]] = {
    "3 records, 30.0%": (10, 7, False),
    "4 records, 25.0%": (16, 12, False),
    "4 records, 30.8%": (13, 9, False),
    "5 records, 31.3%": (16, 11, True),
    "5 records, 29.4%": (17, 12, False),
    "5 records, 25.0%": (20, 15, False),
    "6 records, 30.0%": (20, 14, True),
    "the only one": (1, 0, True),
    "all of a few": (4, 0, True),
    "a new team": (0, 9, False),
    "grown to ten times": (5, 50, False),
}


def test_a_team_that_fell_by_the_share_and_the_number_or_is_gone_is_refused() -> None:
    before = records(*((team, had) for team, (had, _, _) in FALLS.items()))
    tonight = records(*((team, has) for team, (_, has, _) in FALLS.items()))
    found = refused(before, tonight, total_drop_percent=100)
    assert sorted(found) == sorted(
        f"the team {team} has {has} records and had {had} on 2015-07-15"
        for team, (had, has, expected) in FALLS.items()
        if expected
    )


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ({"team_drop_percent": 20, "team_drop_records": 2}, True),
        ({"team_drop_percent": 21, "team_drop_records": 2}, False),
        ({"team_drop_percent": 20, "team_drop_records": 3}, False),
    ],
)
def test_the_share_and_the_number_of_a_team_are_settings(
    gates: Mapping[str, int], *, expected: bool
) -> None:
    before, tonight = records(("North", 10)), records(("North", 8))
    found = refused(before, tonight, **{**WIDE, **gates})
    assert bool(found) is expected


def test_records_without_a_team_stand_apart(tmp_path: Path) -> None:
    before, tonight = records(("North", 9), ("", 9)), records(("North", 9))
    assert refused_at_night(tmp_path, before, tonight, total_drop_percent=100) == ()


def test_every_team_that_fell_is_told_by_name() -> None:
    before, tonight = records(("West", 2), ("East", 1), ("North", 1)), records(("North", 1))
    found = refused(before, tonight, total_drop_percent=100)
    assert [sentence.split(" has ")[0] for sentence in found] == ["the team East", "the team West"]


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Past:
    """Return what is known after a night of nine records of the team North."""
    folder, rows = tmp_path_factory.mktemp("nine"), records(("North", 9))
    return past_after(judge_beside(folder, NO_PAST, rows, settings_of(), as_at=WEDNESDAY))


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        pytest.param(["NORTH "], (), id="renamed"),
        pytest.param([], ("the team North has 0 records and had 9 on 2015-07-15",), id="lost"),
    ],
)
def test_a_team_renamed_by_an_alias_is_no_lost_team(
    tmp_path: Path, nine: Past, aliases: list[str], expected: tuple[str, ...]
) -> None:
    teams = [{"name": "First Response", "aliases": aliases}]
    rows = other_day(records(("First Response", 9)))
    tonight = judge_beside(tmp_path, nine, rows, settings_of(teams=teams), as_at=THURSDAY)
    assert tonight.refusals == expected


# The first night.


def test_the_first_night_passes_every_gate(tmp_path: Path) -> None:
    assert judge_nights(tmp_path, records(("North", 1))).refusals == ()


# A gate that is passed by hand.


def test_a_gate_that_is_passed_by_hand_stands_with_its_reason_on_every_page(
    tmp_path: Path,
) -> None:
    settings = settings_of()
    before, tonight = records(("North", 9), ("South", 9)), records(("North", 9))
    judged = judge_nights(tmp_path, before, tonight, settings=settings, accepted=REASON)
    assert len(judged.refusals) == 2
    gates = "; ".join(judged.refusals)
    alarm = f"Accepted by hand ({gates}), with the reason: {REASON}"
    assert judged.night.alarm_sentences == (alarm,)
    assert judged.night.accepted == REASON
    assert facts_of(judged.night, settings)["accepted"] == REASON
    pages = pages_of_night(judged.night, settings)
    assert len(pages) == 3
    for html in pages.values():
        page = read_page(html)
        assert alarm in page.sentences
        assert f"Accepted by hand this once, with the reason: {REASON}" in page.sentences


def test_a_reason_that_no_gate_asked_for_is_not_told(tmp_path: Path) -> None:
    rows = records(("North", 9))
    judged = judge_nights(tmp_path, rows, other_day(rows), accepted=REASON)
    assert (judged.refusals, judged.night.alarm_sentences, judged.night.accepted) == ((), (), "")
    assert facts_of(judged.night, settings_of())["accepted"] == ""
