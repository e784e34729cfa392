"""The trend as tables: the last nights, the last night of each month, each team its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.night import TrendRow
from monitor.reports.parts.charts import Lines
from monitor.reports.sections.trend import (
    FIRST_NIGHT,
    NO_TREND,
    trend_by_team,
    trend_of_service,
    trend_table,
    trend_tables,
)
from tests.reports.rows import overdue, row
from tests.support.making import settings_of
from tests.support.nights import THURSDAY, WEDNESDAY, judge_beside, judge_nights, past_after

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.reports.parts.tables import Table

FIGURES = TrendRow(
    night=THURSDAY,
    name="North",
    records=200,
    exceptions=96,
    overdue=90,
    no_deadline=6,
    past_deadline=94,
    past_deadline_of=192,
    mean_working_days_late=24.5,
    max_working_days_late=108,
    child_not_seen=7,
    within_limit=80,
    within_limit_of=102,
)
NOTHING = FIGURES._replace(
    past_deadline=0,
    past_deadline_of=0,
    mean_working_days_late=None,
    max_working_days_late=None,
    within_limit=0,
    within_limit_of=0,
)


def rows_until(last: date, count: int) -> list[TrendRow]:
    """Return the figures of this many days in a row, the oldest first."""
    days = (last - timedelta(days=count - 1 - number) for number in range(count))
    return [FIGURES._replace(night=day) for day in days]


def first_column(table: Table) -> list[str]:
    return [cells[0] for cells in table.rows]


def test_a_night_s_figures_stand_under_their_headings() -> None:
    table = trend_table([FIGURES])
    labels = [heading.label for heading in table.headings]
    assert [heading.numeric for heading in table.headings] == [False, *[True] * 8]
    assert dict(zip(labels, table.rows[0], strict=True)) == {
        "Night": "Thu 16 Jul 2015",
        "Need action": "96",
        "Past the deadline": "94 of 192",
        "Share": "49.0%",
        "Mean working days late": "24.5",
        "Worst": "108",
        "No deadline": "6",
        "Child not seen": "7",
        "Completed within the limit": "80 of 102 (78.4%)",
    }


def test_figures_of_nothing_are_dashes() -> None:
    (row,) = trend_table([NOTHING]).rows
    assert (row[2:6], row[-1]) == (("0 of 0", "–", "–", "–"), "0 of 0")


def test_tonight_and_ten_nights_before_it_stand_newest_first() -> None:
    _, nights, _ = trend_tables(rows_until(THURSDAY, 12), is_in_doubt=False)
    assert len(nights.rows) == 11
    assert first_column(nights)[:2] == ["Thu 16 Jul 2015", "Wed 15 Jul 2015"]
    assert first_column(nights)[-1] == "Mon 6 Jul 2015"
    assert (nights.id, nights.caption) == ("trend", "The last nights")


def test_tonight_and_ninety_nights_before_it_are_drawn_from_the_oldest() -> None:
    drawn, _, _ = trend_tables(rows_until(THURSDAY, 92), is_in_doubt=False)
    assert first_column(drawn)[0] == "Thu 16 Jul 2015"
    assert first_column(drawn)[-1] == "Fri 17 Apr 2015"
    assert drawn.rows[0] == ("Thu 16 Jul 2015", "90", "6")
    assert (drawn.id, drawn.caption, drawn.folded) == ("course", "Last 91 nights", True)
    assert isinstance(drawn.chart, Lines)
    assert (drawn.chart.first, drawn.chart.last) == ("Fri 17 Apr 2015", "Thu 16 Jul 2015")


@pytest.mark.parametrize(
    ("restored", "is_in_doubt", "title"),
    [
        ([], False, "Fewer overdue than on Wed 15 Jul 2015: 90, was 99"),
        ([WEDNESDAY], False, "Fewer overdue than on Wed 15 Jul 2015: 90, was 99"),
        ([THURSDAY], False, "Overdue and without a deadline, night by night"),
        ([], True, "Overdue and without a deadline, night by night"),
    ],
)
def test_a_picture_of_nights_says_its_course_but_not_of_nights_counted_otherwise(
    restored: list[date], is_in_doubt: bool, title: str
) -> None:
    nights = [FIGURES._replace(night=WEDNESDAY, overdue=99), FIGURES]
    drawn, _, _ = trend_tables(nights, restored, is_in_doubt=is_in_doubt)
    assert drawn.chart is not None
    assert drawn.chart.title == title


def test_each_month_is_told_by_its_last_night_newest_first() -> None:
    _, _, months = trend_tables(rows_until(THURSDAY, 800), is_in_doubt=False)
    assert first_column(months)[:3] == ["Thu 16 Jul 2015", "Tue 30 Jun 2015", "Sun 31 May 2015"]
    assert first_column(months)[-1] == "Sun 31 Aug 2014"
    assert len(months.rows) == 12
    assert (months.id, months.caption) == ("months", "Month by month, as at the last night of each")


def test_the_first_night_stands_alone_and_is_not_drawn() -> None:
    drawn, *others = trend_tables([FIGURES], is_in_doubt=False)
    assert (drawn.rows, drawn.chart, drawn.empty) == ((), None, FIRST_NIGHT)
    assert drawn.caption == "Night by night"
    for table in others:
        assert table.rows == trend_table([FIGURES]).rows


def test_a_page_of_several_teams_says_that_it_has_no_trend() -> None:
    (table,) = trend_tables([], is_in_doubt=False)
    assert (table.id, table.rows, table.empty) == ("course", (), NO_TREND)


def names_of(rows: Sequence[TrendRow]) -> list[tuple[date, str, int]]:
    return [(each.night, each.name, each.records) for each in rows]


def test_the_service_and_each_team_have_their_own_trend(tmp_path: Path) -> None:
    both = [overdue(1), row(2, team="South"), row(3, team="")]
    night = judge_nights(tmp_path, both[:1], both).night
    authority = "Ambleford Borough Council"
    assert names_of(trend_of_service(night)) == [
        (WEDNESDAY, authority, 1),
        (THURSDAY, authority, 3),
    ]
    north, south, none, unknown = trend_by_team(night, ["North", "South", NO_TEAM, "Elsewhere"])
    assert names_of(north) == [(WEDNESDAY, "North", 1), (THURSDAY, "North", 1)]
    assert names_of(south) == [(THURSDAY, "South", 1)]
    assert names_of(none) == [(THURSDAY, NO_TEAM, 1)]
    assert unknown == ()


@pytest.mark.parametrize(
    ("aliases", "expected"), [(["North"], [WEDNESDAY, THURSDAY]), ([], [THURSDAY])]
)
def test_the_trend_of_a_renamed_team_goes_on_by_its_alias(
    tmp_path: Path, aliases: list[str], expected: list[date]
) -> None:
    before = judge_nights(tmp_path, [row(1)], as_at=WEDNESDAY)
    settings = settings_of(teams=[{"name": "First Response", "aliases": aliases}])
    rows = [row(1, team="First Response")]
    night = judge_beside(tmp_path, past_after(before), rows, settings, as_at=THURSDAY).night
    (found,) = trend_by_team(night, ["First Response"])
    assert [each.night for each in found] == expected


def test_a_team_of_the_authority_s_name_is_not_the_service(tmp_path: Path) -> None:
    night = judge_nights(tmp_path, [row(1, team="Ambleford"), row(2)]).night
    same = replace(night, service=replace(night.service, name="Ambleford"))
    assert [each.records for each in trend_of_service(same)] == [2]
    assert [[each.records for each in rows] for rows in trend_by_team(same, ["Ambleford"])] == [[1]]
