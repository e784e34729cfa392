"""The doubts as tables: how many there are of each, the newest of them, and a sample to read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.assessments.columns import NO_TEAM
from monitor.judgement.doubts import DOUBTS
from monitor.reports.sections.doubtful import (
    SAMPLED,
    SHOWN,
    default_seed,
    doubt_tables,
    sample_table,
)
from monitor.settings.rules import Rules
from tests.reports.rows import completed, overdue, row
from tests.support.making import judge_rows
from tests.support.nights import FRIDAY, judge_nights

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.judgement.compared import Compared
    from monitor.judgement.night import Night
    from monitor.reports.parts.tables import Table
    from tests.support.nights import Row

SEED = "a seed"


#: Many that were completed, and one that is open.
MANY = [
    *(completed(number) for number in range(20)),
    *(completed(number, team="South") for number in range(20, 23)),
    completed(30, team=""),
    row(31, team="East"),
]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return night_of(tmp_path_factory.mktemp("many"), MANY)


def of_last(night: Night) -> Compared:
    """Return what is known of the last record from earlier nights."""
    return replace(night.compared, followed=night.compared.followed[-1:])


def night_of(folder: Path, rows: Sequence[Row]) -> Night:
    return judge_rows(folder, rows).night


def tables_of(night: Night) -> dict[str, Table]:
    return {table.id: table for table in doubt_tables(night, Rules())}


def test_every_doubt_is_counted_and_asks_its_question(tmp_path: Path) -> None:
    rows = [completed(1, child_seen="No"), completed(2, child_seen="No"), row(3)]
    counts = tables_of(night_of(tmp_path, rows))["doubts"]
    assert counts.caption == "Completed work to check (the last 30 days)"
    assert [label for label, _, _ in counts.rows] == [doubt.label for doubt in DOUBTS]
    found = {label: count for label, count, _ in counts.rows if count != "0"}
    assert found == {"Completed, and the child was not seen": "2"}


def test_only_doubts_that_hold_have_their_records_below(many: Night, tmp_path: Path) -> None:
    no_doubt = replace(many, judged=many.judged[-1:], flags=many.flags[-1:], compared=of_last(many))
    assert list(tables_of(no_doubt)) == ["doubts", "sample"]
    found = tables_of(night_of(tmp_path, [completed(1, child_seen="No")]))
    assert list(found) == ["doubts", "doubt-completed-child-not-seen", "sample"]


def test_a_doubtful_assessment_stands_in_words(tmp_path: Path) -> None:
    blank = completed(1, child_seen="No", child_id="", team="", worker="", deadline="")
    table = tables_of(night_of(tmp_path, [blank]))["doubt-completed-child-not-seen"]
    assert table.caption == "Completed, and the child was not seen (1)"
    labels = [heading.label for heading in table.headings]
    assert {
        label: cell.replace("\N{NO-BREAK SPACE}", " ")
        for label, cell in zip(labels, table.rows[0], strict=True)
    } == {
        "Child": "No child id",
        "Team": NO_TEAM,
        "Assessment": "A001",
        "Worker": "–",
        "Started": "Tue 2 Jun 2015",
        "Deadline": "–",
        "Authorised": "Mon 13 Jul 2015",
    }


def test_the_newest_stand_first_and_the_rest_are_counted(tmp_path: Path) -> None:
    first = date(2015, 6, 17)  # Wednesday
    days = [(first + timedelta(days=number % 30)).strftime("%d/%m/%Y") for number in range(52)]
    rows = [
        completed(number, child_seen="No", authorised_date=day, worker=f"W{number}")
        for number, day in enumerate(days)
    ]
    table = tables_of(night_of(tmp_path, rows))["doubt-completed-child-not-seen"]
    assert table.caption == "Completed, and the child was not seen (52)"
    assert (len(table.rows), table.more) == (SHOWN, "and 2 more")
    assert table.rows[0][-1].replace("\N{NO-BREAK SPACE}", " ") == "Thu 16 Jul 2015"
    fewer = tables_of(night_of(tmp_path, rows[:SHOWN]))["doubt-completed-child-not-seen"]
    assert (len(fewer.rows), fewer.more) == (SHOWN, "")


def test_one_that_is_open_and_was_put_off_has_no_authorised_date(tmp_path: Path) -> None:
    night = judge_nights(tmp_path, [overdue(1)], [row(1)], as_at=FRIDAY).night
    table = tables_of(night)["doubt-deadline-moved-after-missed"]
    assert [cells[0] for cells in table.rows] == ["C001"]
    assert table.rows[0][-1] == "–"


# The sample.


def test_a_report_shows_ten_at_random(many: Night) -> None:
    sample = tables_of(many)["sample"]
    assert sample == sample_table(many, SAMPLED, seed=default_seed(many))
    assert sample.caption == "Read these: 10 completed in the last 30 days, at random"
    assert len({cells[0] for cells in sample.rows}) == 10


def test_a_sample_may_be_of_one_team(many: Night) -> None:
    south = sample_table(many, 10, seed=SEED, team="South")
    assert {cells[1] for cells in south.rows} == {"South"}
    assert south.caption == "Read these: 3 completed in the last 30 days, at random"
    none = sample_table(many, 10, seed=SEED, team=NO_TEAM)
    assert [cells[:2] for cells in none.rows] == [("C030", NO_TEAM)]


def test_where_none_was_completed_the_sample_says_so(many: Night) -> None:
    east = sample_table(many, 10, seed=SEED, team="East")
    assert east.rows == ()
    assert east.empty == "None was completed in the last 30 days."


def test_every_night_has_its_own_seed(many: Night) -> None:
    later = replace(many, as_at=FRIDAY)
    assert default_seed(many) == "Ambleford Borough Council 2015-07-16"
    assert tables_of(many)["sample"].rows != tables_of(later)["sample"].rows
