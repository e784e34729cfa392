"""The worst of the service: every closed case and every long overdue one, of the rest twenty."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from monitor.reports.sections.worst_of_service import completed_latest, worst_of, worst_parts
from monitor.settings.words import PLAIN_WORDS
from tests.reports.rows import SERVICE, completed, overdue, pages_of_night, read_pages, row
from tests.support.making import judge_rows, settings_of

if TYPE_CHECKING:
    from pathlib import Path

#: More than 70 working days late on Thursday 16 July 2015, and past day 45.
LONG = {"deadline": "01/04/2015", "start_date": "02/03/2015", "referral_date": "02/03/2015"}
PAST_45 = {"referral_date": "02/03/2015"}


def test_each_exception_is_in_one_list_and_the_worst_of_each_comes_first(tmp_path: Path) -> None:
    rows = [
        overdue(1, deadline="10/07/2015"),
        overdue(2, child_seen="No", **PAST_45),
        overdue(3, **LONG),
        overdue(4, **{**LONG, "deadline": "31/03/2015"}),
        overdue(5, case_closed_date="14/07/2015"),
        overdue(6, case_closed_date="14/07/2015", **LONG),
        row(7, deadline=""),
        row(8),
    ]
    page = read_pages(tmp_path, rows)[SERVICE]
    tables = page.tables
    assert page.tile("more open, over 70 working days late") == 2
    assert "Also more than 70 working days late (2)" in page.text
    others = read_pages(tmp_path, rows[:5])[SERVICE]
    assert others.tile("open, over 70 working days late") == 2
    assert "More than 70 working days late (2)" in others.text
    listed = {
        name: tables[name].column("Child") for name in ("case-closed", "long-overdue", "worst")
    }
    assert listed == {
        "case-closed": ["C006", "C005"],
        "long-overdue": ["C004", "C003"],
        "worst": ["C002", "C001", "C007"],
    }


def test_a_row_leads_to_its_place_on_the_page_of_its_team(tmp_path: Path) -> None:
    settings = settings_of(teams=[{"name": "North"}, {"name": "South"}])
    night = judge_rows(tmp_path, [row(1), overdue(2, team="South")], settings).night
    html = pages_of_night(night, settings)
    (path,) = (path for path, text in html.items() if "<h1>South</h1>" in text)
    assert f'<a href="{path}#r1">C002</a>' in html[SERVICE]
    assert 'id="r1"' in html[path]


@pytest.mark.parametrize("count", [20, 21, 25])
def test_the_one_late_for_longest_is_always_listed(tmp_path: Path, count: int) -> None:
    unseen = [overdue(number, child_seen="No", **PAST_45) for number in range(count)]
    rows = [*unseen, overdue(50, deadline="01/07/2015")]
    table = read_pages(tmp_path, rows)[SERVICE].tables["worst"]
    assert len(table.rows) == 20
    assert table.column("Child")[-1] == "C050"


def test_the_worst_of_the_sentence_is_listed_where_it_is_completed(tmp_path: Path) -> None:
    late = completed(1, deadline="06/07/2015")
    rows = [late, completed(2, deadline="10/07/2015"), overdue(3), completed(4)]
    night = judge_rows(tmp_path, rows).night
    (table,) = completed_latest(night, 70, PLAIN_WORDS)
    assert table.caption == "Completed more than 4 working days late (1)"
    assert [cells[0] for cells in table.rows] == ["C001"]
    (table,) = completed_latest(night, 0, PLAIN_WORDS)
    assert [cells[0] for cells in table.rows] == ["C001", "C002"]


def test_where_nothing_is_late_no_list_is_shown(tmp_path: Path) -> None:
    night = judge_rows(tmp_path, [row(1), completed(2)]).night
    assert list(completed_latest(night, 70, PLAIN_WORDS)) == []
    parts = worst_parts(worst_of([]), None, {}, 70, PLAIN_WORDS)
    assert [part.tables for part in parts] == [(), ()]
    assert parts[0].said[0].endswith("in a closed case, or more than 70 working days late.")
    assert replace(parts[1], tables=()).heading == "What else is worst"
