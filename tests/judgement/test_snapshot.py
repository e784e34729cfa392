"""What a night leaves to the next: every record, those that vanished, and what is carried on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from monitor.judgement.past import REMEMBERED
from monitor.judgement.snapshot import NO_NIGHT, TYPES
from tests.reports.rows import row
from tests.support.nights import THURSDAY, judge_nights, snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tests.support.nights import Row

WITNESS = row(99)


def days(column: pd.Series[pd.Timestamp]) -> list[date]:
    return [day.date() for day in column]


def kept(folder: Path, *nights: list[Row]) -> pd.DataFrame:
    return snapshot_of(judge_nights(folder, *nights))


def test_a_snapshot_has_the_columns_and_types_that_are_remembered(tmp_path: Path) -> None:
    records = kept(tmp_path, [WITNESS, row(1)], [WITNESS, row(2, deadline="")])
    assert list(records.columns) == list(REMEMBERED) == list(TYPES)
    assert {name: str(kind) for name, kind in records.dtypes.items()} == TYPES
    assert (NO_NIGHT.dtypes == records.dtypes).all()
    assert NO_NIGHT.empty


def test_every_record_is_kept_in_order_and_the_vanished_stand_at_the_end(tmp_path: Path) -> None:
    lost = row(3, assessment_id="", child_id="")
    records = kept(tmp_path, [row(1), WITNESS], [WITNESS, WITNESS, lost])
    assert records["child_id"].tolist() == ["C099", "C099", "", "C001"]
    assert records["status"].tolist() == ["on_track", "duplicate", "on_track", "on_track"]
    assert records["missing_nights"].tolist() == [0, 0, 0, 1]
    assert records["life"].tolist() == [1, -1, -1, 0]


def test_a_record_without_a_past_is_seen_first_and_last_tonight(tmp_path: Path) -> None:
    records = kept(tmp_path, [row(1)])
    assert days(records["first_seen"]) == days(records["last_seen"]) == [THURSDAY]


def test_a_vanished_record_stays_as_it_was_last_seen(tmp_path: Path) -> None:
    overdue = row(1, deadline="10/07/2015", child_seen="No")
    records = kept(tmp_path, [WITNESS, overdue], [WITNESS], [WITNESS])
    told = records.iloc[1]
    assert (told["status"], told["missing_nights"], told["exception_nights"]) == ("overdue", 2, 1)
    assert told["flags"] == "child_not_seen"
    assert told["working_days_late"] == 2
    assert told["first_seen"].date() == told["last_seen"].date() == date(2015, 7, 14)  # Tuesday


def test_what_is_carried_on_stands_with_the_record(tmp_path: Path) -> None:
    first, second = row(1, deadline="10/07/2015"), row(1, deadline="13/07/2015")
    (told,) = kept(tmp_path, [first], [second], [second]).to_dict(orient="records")
    assert told["first_deadline"].date() == date(2015, 7, 10)  # Friday
    assert told["first_seen"].date() == date(2015, 7, 14)  # Tuesday
    assert told["last_seen"].date() == THURSDAY
    assert told["exception_nights"] == 3
    assert told["ever_moved_after_missed"] is True
    assert told["flags"] == "deadline_moved_after_missed"


def test_a_record_back_from_the_vanished_is_missing_no_more(tmp_path: Path) -> None:
    records = kept(tmp_path, [WITNESS, row(1)], [WITNESS], [WITNESS, row(1)])
    assert records["missing_nights"].tolist() == [0, 0]
    assert days(records["first_seen"]) == [date(2015, 7, 14)] * 2  # Tuesday


def test_the_flags_of_a_night_are_kept_as_codes(tmp_path: Path) -> None:
    moved = row(1, deadline="10/07/2015", child_seen="No")
    records = kept(tmp_path, [row(1, child_seen="No")], [moved])
    assert records["flags"].tolist() == ["child_not_seen;new_tonight;deadline_moved"]
