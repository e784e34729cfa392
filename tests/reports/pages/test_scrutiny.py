"""What elected members read: the service report's figures, without a small number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.night import TrendRow
from monitor.reports.pages.scrutiny import More, Scrutiny, scrutiny
from monitor.reports.pages.suppression import SUPPRESSED
from tests.support.making import settings_of
from tests.support.nights import THURSDAY

if TYPE_CHECKING:
    from monitor.settings.settings import Settings

#: Tuesday 30 June 2015.
JUNE = date(2015, 6, 30)
AUTHORITY = "Ambleford Borough Council"
SETTINGS = settings_of(
    teams=[{"name": "North"}, {"name": "South"}], scrutiny={"actions": ["Weekly talks."]}
)
MORE = More(long_overdue=15, open=166, alarms=0)
SERVICE = TrendRow(
    night=THURSDAY,
    name=AUTHORITY,
    records=200,
    exceptions=114,
    overdue=94,
    no_deadline=20,
    past_deadline=94,
    past_deadline_of=192,
    mean_working_days_late=38.0,
    max_working_days_late=139,
    child_not_seen=7,
    within_limit=80,
    within_limit_of=102,
    is_service=True,
)
NORTH = SERVICE._replace(
    name="North",
    past_deadline=60,
    past_deadline_of=112,
    no_deadline=10,
    mean_working_days_late=40.5,
    is_service=False,
)
SOUTH = NORTH._replace(
    name="South",
    past_deadline=34,
    past_deadline_of=80,
    mean_working_days_late=33.6,
)


def page(
    *teams: TrendRow,
    service: TrendRow = SERVICE,
    before: tuple[TrendRow, ...] = (),
    more: More = MORE,
    settings: Settings = SETTINGS,
) -> Scrutiny:
    rows = (*before, service, *(teams or (NORTH, SOUTH)))
    return scrutiny(THURSDAY, rows, more, settings=settings, version="monitor 0")


def of(**counts: Any) -> TrendRow:
    return SERVICE._replace(**counts)


def test_the_sentence_is_the_inspectors_where_no_number_is_small() -> None:
    assert page().sentence == (
        "94 of 192 assessments (49%) have missed the deadline set by the manager, by 38 working "
        "days on average; 15 are more than 70 working days past it and the worst is 139. 20 have "
        "no deadline."
    )


@pytest.mark.parametrize(
    ("service", "more", "sentence"),
    [
        (
            of(no_deadline=3),
            MORE,
            "the worst is 139. Some have no deadline; how many is not shown.",
        ),
        (
            SERVICE,
            More(long_overdue=3, open=166, alarms=0),
            "by the manager, by 38 working days on average. 20 have no deadline.",
        ),
        (
            of(mean_working_days_late=1.0),
            More(long_overdue=3, open=166, alarms=0),
            "by the manager, by 1 working day on average. 20 have no deadline.",
        ),
        (
            of(past_deadline=5),
            MORE,
            (
                "Fewer of 192 assessments than can be shown have missed the deadline set by the "
                "manager. 20 have no deadline."
            ),
        ),
        (
            of(past_deadline=0, mean_working_days_late=None),
            MORE,
            (
                "0 of 192 assessments (0%) have missed the deadline set by the manager. "
                "20 have no deadline."
            ),
        ),
        (
            of(past_deadline_of=5, past_deadline=3, no_deadline=1),
            MORE,
            "There are too few assessments to show any number of them.",
        ),
        (
            of(past_deadline_of=0, past_deadline=0, no_deadline=0),
            MORE,
            "There is no assessment to judge.",
        ),
    ],
)
def test_a_small_number_is_not_in_the_sentence(
    service: TrendRow, more: More, sentence: str
) -> None:
    assert page(service=service, more=more).sentence.endswith(sentence)


@pytest.mark.parametrize(
    ("service", "open_ones", "said"),
    [
        (SERVICE, 166, "Of the open assessments alone: 94 of 166 overdue (56.6%)."),
        (of(overdue=0, no_deadline=0), 0, "No assessment is open."),
        (of(overdue=5), 166, ""),
        (of(overdue=90), 166, ""),
        (SERVICE, 188, ""),
        (SERVICE, 118, ""),
        (of(no_deadline=4), 166, ""),
    ],
)
def test_the_open_alone_stand_beside_it_unless_they_tell_a_small_number(
    service: TrendRow, open_ones: int, said: str
) -> None:
    more = More(long_overdue=15, open=open_ones, alarms=0)
    assert page(service=service, more=more).open_share == said


def test_every_month_has_its_figures_the_newest_first() -> None:
    before = of(night=JUNE, past_deadline=3, no_deadline=0)
    shown = page(before=(before, NORTH._replace(night=JUNE)))
    assert shown.trend.rows == (
        ("Thu 16 Jul 2015", "192", "94", "49.0%", "38.0", "20", "78.4%"),
        ("Tue 30 Jun 2015", "192", SUPPRESSED, SUPPRESSED, SUPPRESSED, "0", "78.4%"),
    )
    assert shown.course.verdict == "It cannot be said."


def test_the_page_answers_whether_it_is_getting_better() -> None:
    shown = page(before=(of(night=JUNE, past_deadline=48),))
    assert shown.course.verdict == "No."
    assert page(more=More(long_overdue=15, open=166, alarms=1)).course.verdict == "Nobody can say."


@pytest.mark.parametrize(
    ("within", "of_completed", "said"),
    [(80, 102, "78.4%"), (0, 0, "–"), (98, 102, SUPPRESSED), (3, 102, SUPPRESSED), (4, 4, "[c]")],
)
def test_a_share_within_the_limit_tells_no_small_number(
    within: int, of_completed: int, said: str
) -> None:
    (row,) = page(service=of(within_limit=within, within_limit_of=of_completed)).trend.rows
    assert row[-1] == said


def test_the_teams_stand_above_the_service_that_they_sum_to() -> None:
    assert page().teams.rows == (
        ("North", "112", "60", "53.6%", "40.5", "10"),
        ("South", "80", "34", "42.5%", "33.6", "10"),
        ("The service", "192", "94", "49.0%", "38.0", "20"),
    )


def test_with_a_small_number_go_its_share_its_mean_and_another_team_s() -> None:
    few = SOUTH._replace(past_deadline=4, no_deadline=0)
    none = SOUTH._replace(name=NO_TEAM, past_deadline_of=0, past_deadline=30, no_deadline=10)
    none = none._replace(past_deadline_of=80)
    whole = NORTH._replace(past_deadline_of=32)._replace(past_deadline=20)
    service = of(past_deadline=54, past_deadline_of=192)
    rows = page(whole, few, none, service=service).teams.rows
    assert rows[0] == ("North", "32", SUPPRESSED, SUPPRESSED, SUPPRESSED, "10")
    assert rows[1] == ("South", "80", SUPPRESSED, SUPPRESSED, SUPPRESSED, "0")
    assert rows[2][1:3] == ("80", "30")


def test_names_that_are_not_configured_stand_together() -> None:
    others = [
        NORTH._replace(name=name, past_deadline=17, past_deadline_of=40, no_deadline=5)
        for name in ("Jane Doe", "Elsewhere")
    ]
    rows = page(NORTH, *others).teams.rows
    assert rows[1] == ("Not in the configuration", "80", "34", "42.5%", "–", "10")
    assert page(NORTH, SOUTH._replace(name="Jane Doe")).teams.rows[1][0] == (
        "Not in the configuration"
    )
    free = page(NORTH, *others, settings=settings_of()).teams.rows
    assert [row[0] for row in free] == ["North", "Jane Doe", "Elsewhere", "The service"]


def test_where_no_choice_is_safe_no_team_is_shown() -> None:
    teams = [NORTH._replace(name=name, past_deadline_of=32, past_deadline=1) for name in "ABCDEF"]
    shown = page(*teams, service=of(past_deadline=6, no_deadline=60), settings=settings_of())
    assert shown.teams.rows == ()
    assert shown.teams.empty == "The teams' numbers are too small to be shown."
    assert shown.sentence.startswith("6 of 192 assessments (3%)")


def test_a_night_that_is_no_all_clear_says_so_and_where_to_read_why() -> None:
    assert page().alarm == ""
    said = page(more=More(long_overdue=15, open=166, alarms=2)).alarm
    assert said.endswith("The service report of Thu 16 Jul 2015 says why.")


def test_the_page_says_whose_it_is_of_when_and_what_is_being_done() -> None:
    shown = page()
    assert shown.title == "Children's assessments past their deadline, July 2015"
    assert (shown.authority, shown.as_at) == (AUTHORITY, "Thursday 16 July 2015")
    assert shown.actions == ("Weekly talks.",)
    assert any("12 months" in note for note in shown.notes)
    assert any("[c] stands for a number from 1 to 5" in note for note in shown.notes)
