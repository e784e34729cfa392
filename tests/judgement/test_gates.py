"""Tonight held against the night before: each gate at its limit and one beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.judgement.alarms import alarms
from monitor.judgement.gates import Arrival, count_by_team, refusals
from monitor.judgement.past import NO_PAST, Before
from monitor.nights.facts import facts_of
from monitor.nights.judging import clock_for, judge_night
from monitor.settings.rules import Gates
from tests.judgement.evidence import codes_of, evidence, source
from tests.reports.reading import read_page
from tests.reports.rows import completed, pages_of_night, row
from tests.support.making import csv_text, order_for, settings_of
from tests.support.nights import THURSDAY, WEDNESDAY, judge_beside, judge_nights, past_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from monitor.judgement.past import Past
    from monitor.nights.judging import Judged
    from monitor.settings.settings import Settings
    from tests.support.nights import Row

REASON = "The teams were merged on Wednesday 15 July"
#: Limits so wide that one gate alone is tried.
WIDE = {"total_drop_percent": 100, "team_drop_percent": 100, "team_drop_records": 1000}


def records(*counts: tuple[str, int]) -> list[Row]:
    """Make this many records of each team, no two alike."""
    teams = [team for team, count in counts for _ in range(count)]
    return [row(number, team=team) for number, team in enumerate(teams)]


def other_day(rows: list[Row]) -> list[Row]:
    """Return the same records in another file."""
    return [{**each, "worker": "W2"} for each in rows]


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


# The same records again.

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


NIGHT_BEFORE = Before(
    WEDNESDAY,
    pd.DataFrame({"team": ["North"], "missing_nights": 0, "status": "on_track"}),
    read=1,
    problems={},
)


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


# A jump in problems.


def with_problems(count: int) -> list[Row]:
    """Make 30 records of which this many started before their referral."""
    early = {"referral_date": "03/06/2015"}  # Wednesday; they start on Tuesday 2 June 2015
    return [row(number, **(early if number < count else {})) for number in range(30)]


@pytest.mark.parametrize(
    ("had", "has", "expected"),
    [
        pytest.param(0, 9, False, id="9 more"),
        pytest.param(0, 10, True, id="10 more"),
        pytest.param(5, 14, False, id="9 more, 280%"),
        pytest.param(5, 15, True, id="10 more, 300%"),
        pytest.param(10, 20, False, id="10 more, 200%"),
        pytest.param(10, 21, True, id="11 more, 210%"),
        pytest.param(9, 19, True, id="10 more, 211%"),
        pytest.param(21, 10, False, id="fewer"),
    ],
)
def test_a_jump_in_one_kind_of_problem_is_suspicious(had: int, has: int, *, expected: bool) -> None:
    sentence = (
        f"The problem “start before referral” was found {has} times tonight, "
        f"and {had} times before."
    )
    found = alarms(evidence(**risen(had, has)))
    assert [alarm.sentence for alarm in found] == ([sentence] if expected else [])


def risen(had: int, has: int) -> dict[str, Any]:
    """Return how often a problem was found, on the night before and tonight."""
    before = replace(NIGHT_BEFORE, problems={"start_before_referral": had})
    return {"before": before, "problems": {"start_before_referral": has}}


def test_problems_are_counted_on_the_night_before_and_tonight(tmp_path: Path) -> None:
    night = judge_nights(tmp_path, with_problems(5), with_problems(15)).night
    assert [(each.code, each.about) for each in night.alarms] == [
        ("jump_in_problems", "start_before_referral")
    ]
    assert "was found 15 times tonight, and 5 times before" in night.alarms[0].sentence


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ({"problem_rise_percent": 49, "problem_rise_records": 2}, True),
        ({"problem_rise_percent": 50, "problem_rise_records": 2}, False),
        ({"problem_rise_percent": 49, "problem_rise_records": 3}, False),
    ],
)
def test_the_share_and_the_number_of_a_jump_are_settings(
    gates: dict[str, int], *, expected: bool
) -> None:
    assert bool(codes_of(limits=Gates(**gates), **risen(4, 6))) is expected


# Fewer that nobody can follow.


@pytest.mark.parametrize(
    ("had", "has", "expected"),
    [
        pytest.param(2, 1, True, id="one fewer"),
        pytest.param(1, 1, False, id="as many"),
        pytest.param(1, 2, False, id="more"),
    ],
)
def test_fewer_open_records_without_ids_are_suspicious(
    had: int, has: int, *, expected: bool
) -> None:
    sentence = (
        f"{has} open records have neither a child id nor an assessment id, and {had} had none "
        "before: nobody can tell if the others were mended, finished or lost."
    )
    found = alarms(evidence(unfollowed=(had, has)))
    assert [alarm.sentence for alarm in found] == ([sentence] if expected else [])


def test_open_records_without_ids_are_counted_on_both_nights(tmp_path: Path) -> None:
    lost = [row(number, assessment_id="", child_id="", worker=f"W{number}") for number in range(2)]
    night = judge_nights(tmp_path, [row(9), *lost], [row(9), lost[0]]).night
    (sentence,) = night.alarm_sentences
    assert sentence.startswith("1 open records have neither a child id nor an assessment id, and 2")


def test_a_completed_record_without_ids_may_go(tmp_path: Path) -> None:
    finished = completed(1, assessment_id="", child_id="")
    assert judge_nights(tmp_path, [row(9), finished], [row(9)]).night.alarm_sentences == ()


def test_many_problems_on_the_first_night_are_no_jump(tmp_path: Path) -> None:
    assert judge_nights(tmp_path, with_problems(30)).night.alarm_sentences == ()
