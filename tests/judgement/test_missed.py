"""A deadline that a published night saw missed stays missed, whatever the record says later.

A case is one assessment, night by night, the last on Thursday 16 July 2015, all beside each other;
it is due on Thursday 30 July unless its cells say otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import pytest

from monitor.judgement.missed_before import late_records
from monitor.judgement.night import Alarm
from monitor.judgement.past import NO_PAST
from tests.reports.rows import row
from tests.support import together
from tests.support.making import HEADINGS, settings_of
from tests.support.nights import (
    THURSDAY,
    WEDNESDAY,
    changes_of,
    judge_beside,
    judge_nights,
    past_after,
    snapshot_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.nights.judging import Judged
    from monitor.settings.settings import Settings
    from tests.support.nights import Row

ONE_DAY = timedelta(days=1)
OPEN: Row = {}
OVERDUE = {"deadline": "10/07/2015"}  # Friday: 4 working days before Thursday the 16th
REMOVED = {"deadline": ""}
DONE = {"authorised_date": "14/07/2015", "state": "Authorised"}  # Tuesday
DONE_IN_TIME = {"authorised_date": "10/07/2015", "state": "Authorised"}


class Case(NamedTuple):
    """The cells of each night; then status, days late, missed and effective deadline, action."""

    nights: tuple[Row, ...]
    status: str
    days: int | None
    missed: str | None
    effective: str | None
    action: str


CASES = {
    "never missed": Case((OPEN, OPEN), "on_track", None, None, "2015-07-30", ""),
    "missed on a first night": Case((OVERDUE,), "overdue", 4, None, "2015-07-10", "finish"),
    "missed, and as it was": Case(
        (OVERDUE, OVERDUE), "overdue", 4, "2015-07-10", "2015-07-10", "finish"
    ),
    "moved later": Case((OVERDUE, OPEN), "overdue", 4, "2015-07-10", "2015-07-10", "finish"),
    "moved later, long ago": Case(
        (OVERDUE, OPEN, OPEN), "overdue", 4, "2015-07-10", "2015-07-10", "finish"
    ),
    "removed": Case((OVERDUE, REMOVED), "overdue", 4, "2015-07-10", "2015-07-10", "set_deadline"),
    "unreadable now": Case(
        (OVERDUE, {"deadline": "soon"}), "overdue", 4, "2015-07-10", "2015-07-10", "set_deadline"
    ),
    "blank for a night, then set anew": Case(
        (OVERDUE, REMOVED, OPEN), "overdue", 4, "2015-07-10", "2015-07-10", "finish"
    ),
    "moved to an earlier one that is missed": Case(
        (OVERDUE, {"deadline": "08/07/2015"}), "overdue", 6, "2015-07-10", "2015-07-08", "finish"
    ),
    "an earlier one once, a later one again": Case(
        (OVERDUE, {"deadline": "08/07/2015"}, OPEN),
        *("overdue", 6, "2015-07-08", "2015-07-08", "finish"),
    ),
    "a slip to before the start": Case(
        (OVERDUE, {"deadline": "01/02/2015"}), "overdue", 4, "2015-07-10", "2015-07-10", "finish"
    ),
    "before the start from the first": Case(
        ({"deadline": "01/02/2015"}, OPEN), "on_track", None, None, "2015-07-30", ""
    ),
    "moved before any night saw it missed": Case(
        ({"deadline": "15/07/2015"}, OPEN), "on_track", None, None, "2015-07-30", ""
    ),
    "completed after it, moved": Case(
        (OVERDUE, DONE), "completed_late", 2, "2015-07-10", "2015-07-10", ""
    ),
    "completed after it, removed": Case(
        (OVERDUE, {**REMOVED, **DONE}), "completed_late", 2, "2015-07-10", "2015-07-10", ""
    ),
    "it was completed in time": Case(
        (OVERDUE, DONE_IN_TIME), "completed_on_time", None, "2015-07-10", "2015-07-10", ""
    ),
    "completed late, moved later": Case(
        ({**OVERDUE, **DONE}, DONE), "completed_late", 2, "2015-07-10", "2015-07-10", ""
    ),
    "completed late, reopened": Case(
        ({**OVERDUE, **DONE}, OPEN), "overdue", 4, "2015-07-10", "2015-07-10", "finish"
    ),
    "cancelled and back": Case(
        (OVERDUE, {**OVERDUE, "state": "Cancelled"}, OPEN),
        *("overdue", 4, "2015-07-10", "2015-07-10", "finish"),
    ),
}


TOGETHER = together.Together()
PRESENT_ALONE = together.Together(rules={"missed_stays_missed": False})


def judged_together(cases: together.Together) -> dict[str, together.Case]:
    """Make each case one of its own."""
    return {
        name: cases.case(*([row(1, **cells)] for cells in case.nights))
        for name, case in CASES.items()
    }


TOLD = judged_together(TOGETHER)
BY_THE_PRESENT_ALONE = judged_together(PRESENT_ALONE)


@pytest.mark.parametrize("name", CASES)
def test_what_was_missed_stays_missed(name: str) -> None:
    found, case = TOLD[name].records.iloc[0], CASES[name]
    days = found["working_days_late"]
    assert found["status"] == case.status
    assert (None if pd.isna(days) else days) == case.days
    for column, expected in (("missed", case.missed), ("effective", case.effective)):
        day = found[f"{column}_deadline"]
        assert (None if pd.isna(day) else day.date().isoformat()) == expected
    assert found["next_action"] == case.action


def test_the_present_deadline_alone_counts_where_the_authority_says_so() -> None:
    for name, status in (("moved later", "on_track"), ("removed", "no_deadline")):
        case = BY_THE_PRESENT_ALONE[name]
        assert case.records["status"].tolist() == [status]
        assert case.judged.night.judged["missed_deadline"].isna().all()
    moved = BY_THE_PRESENT_ALONE["moved later"]
    kept = snapshot_of(moved.judged)["missed_deadline"].iloc[moved.place]
    assert kept.tolist() == [pd.Timestamp("2015-07-10")]


MISSED_LATER = PRESENT_ALONE.case([row(1, **OVERDUE)], [row(1, deadline="14/07/2015")])


def test_a_later_deadline_takes_no_missed_one_s_place_while_the_rule_is_off() -> None:
    kept = snapshot_of(MISSED_LATER.judged)["missed_deadline"].iloc[MISSED_LATER.place]
    assert kept.tolist() == [pd.Timestamp("2015-07-10")]


def test_no_deadline_anywhere_is_suspicious_whatever_was_missed_before(tmp_path: Path) -> None:
    nights = [row(1, **OVERDUE), row(2)], [row(1, **REMOVED), row(2, **REMOVED)]
    night = judge_nights(tmp_path, *nights).night
    assert night.judged["status"].tolist() == ["overdue", "no_deadline"]
    assert "no_deadline_anywhere" in {alarm.code for alarm in night.alarms}


def beside(
    folder: Path, earlier: Judged, rows: Sequence[Row], settings: Settings, **past: Any
) -> Judged:
    """Judge these rows on Thursday beside the night before, of which more may be known."""
    known = replace(past_after(earlier), **past)
    return judge_beside(folder, known, rows, settings, as_at=THURSDAY)


def on_wednesday(folder: Path, rows: Sequence[Row], settings: Settings | None = None) -> Judged:
    return judge_beside(folder, NO_PAST, rows, settings or settings_of(), as_at=WEDNESDAY)


def missed_of(judged: Judged) -> list[bool]:
    """Return for which records a missed deadline is kept for the next night."""
    known: list[bool] = snapshot_of(judged)["missed_deadline"].notna().tolist()
    return known


def test_on_a_night_in_doubt_of_its_dates_nothing_is_seen_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped = Alarm("day_and_month_swapped", "extract.csv", "They may be swapped.")
    late = row(1, **OVERDUE)
    seen = on_wednesday(tmp_path, [late])
    monkeypatch.setattr("monitor.nights.judging.alarms", lambda _: (swapped,))
    doubted = on_wednesday(tmp_path, [late])
    assert (missed_of(seen), missed_of(doubted)) == ([True], [False])
    again = beside(tmp_path, seen, [row(1), row(2, **OVERDUE)], settings_of())
    assert missed_of(again) == [True, False]  # what was seen before is kept all the same


def test_under_an_undecided_column_nothing_is_seen_missed(tmp_path: Path) -> None:
    undecided = settings_of(extract={"deadline_unknown": True})
    assert missed_of(on_wednesday(tmp_path, [row(1, **OVERDUE)], undecided)) == [False]


def test_a_night_put_in_before_the_newest_sees_nothing_missed(tmp_path: Path) -> None:
    earlier = on_wednesday(tmp_path, [row(1, **OVERDUE), row(2)])
    rows = [row(1), row(2, **OVERDUE)]
    put_in = beside(tmp_path, earlier, rows, settings_of(), is_newest=False)
    assert put_in.night.judged["status"].tolist() == ["overdue", "overdue"]
    assert missed_of(put_in) == [True, False]


OTHER_FORMATS = {"date_formats": ["%d/%m/%Y", "%d-%m-%Y"]}
READINGS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "another heading": ({**HEADINGS, "deadline": "Due by"}, {}),
    "another format of dates": (HEADINGS, OTHER_FORMATS),
}


@pytest.mark.parametrize(("columns", "extract"), READINGS.values(), ids=READINGS)
def test_a_source_that_reads_deadlines_in_another_way_voids_what_it_saw(
    tmp_path: Path, columns: dict[str, str], extract: dict[str, Any]
) -> None:
    earlier = on_wednesday(tmp_path, [row(1, **OVERDUE), row(2, **OVERDUE)])
    settings = settings_of(columns, extract=extract)
    night = judge_beside(
        tmp_path, past_after(earlier), [row(1)], settings, as_at=THURSDAY, columns=columns
    )
    assert night.night.missed.void == 1
    assert night.night.judged["missed_deadline"].isna().all()
    # What is missing tonight was read in the old way as well.
    assert snapshot_of(night)["missed_deadline"].isna().all()
    same = beside(tmp_path, earlier, [row(1)], settings_of())
    assert (same.night.missed.void, missed_of(same)) == (0, [True, True])


@pytest.mark.parametrize(
    ("is_known", "void"), [(True, 0), (False, 1)], ids=["one that was there", "a new one"]
)
def test_where_a_source_was_left_out_its_like_among_the_earlier_ones_counts(
    tmp_path: Path, void: int, *, is_known: bool
) -> None:
    past = past_after(on_wednesday(tmp_path, [row(1, **OVERDUE)]))
    assert past.before is not None
    own = past.before.readings if is_known else ("as another source was read",)
    before = replace(past.before, readings=("as the one that was left out was", *own))
    night = judge_beside(
        tmp_path, replace(past, before=before), [row(1)], settings_of(), as_at=THURSDAY
    )
    assert night.night.missed.void == void


SAME = {"child_id": "C1", "start_date": "02/07/2015", "referral_date": "01/07/2015"}
THREE_ALIKE = [
    row(1, **SAME, deadline="10/07/2015"),
    row(2, **SAME, deadline="08/07/2015"),
    row(3, **SAME),
]
TWO_ALIKE = [row(number, **SAME) for number in (7, 8)]
AMBIGUOUS = TOGETHER.case(THREE_ALIKE, TWO_ALIKE)


def test_an_ambiguous_record_has_the_earliest_of_its_candidates() -> None:
    assert AMBIGUOUS.changes["ambiguous"] == 2
    assert AMBIGUOUS.records["missed_deadline"].dt.date.tolist() == [date(2015, 7, 8)] * 2


def test_an_ambiguous_record_has_the_earliest_as_the_very_first_of_its_night(
    tmp_path: Path,
) -> None:
    night = beside(tmp_path, on_wednesday(tmp_path, THREE_ALIKE), TWO_ALIKE, settings_of())
    assert night.night.judged["missed_deadline"].dt.date.tolist() == [date(2015, 7, 8)] * 2


def test_what_was_recorded_wrongly_counts_no_more_until_it_is_missed_anew(tmp_path: Path) -> None:
    earlier = on_wednesday(tmp_path, [row(1, **OVERDUE), row(2, **OVERDUE)])
    said = {0: WEDNESDAY}
    corrected = beside(tmp_path, earlier, [row(1), row(2)], settings_of(), corrected=said)
    assert corrected.night.judged["status"].tolist() == ["on_track", "overdue"]
    before = past_after(corrected)
    again = judge_beside(
        tmp_path,
        replace(before, corrected=said),
        [row(1, **OVERDUE)],
        settings_of(),
        as_at=THURSDAY + ONE_DAY,
    )
    assert snapshot_of(again)["missed_deadline"].notna().tolist() == [True, True]


def test_of_a_night_that_kept_none_what_it_judged_late_was_missed() -> None:
    """Not what was in time, what nobody can follow, nor a deadline before its start."""
    records = pd.DataFrame(
        {
            "life": [1, 2, 3, -1, 5, 6],
            "status": ["overdue", "completed_late", "on_track", "overdue", "overdue", "overdue"],
            "start_date": pd.to_datetime([*["2015-07-01"] * 4, "2015-07-20", ""]),
            "deadline": pd.to_datetime(["2015-07-10"] * 6),
        }
    )
    late = late_records(records, THURSDAY)
    assert late["life"].tolist() == [1, 2, 6]
    assert set(late["missed_deadline"]) == {pd.Timestamp("2015-07-10")}
    assert set(late["missed_seen"]) == {pd.Timestamp(THURSDAY)}


def test_children_who_come_back_onto_a_list_are_counted(tmp_path: Path) -> None:
    present_alone = settings_of(rules={"missed_stays_missed": False})
    earlier = on_wednesday(tmp_path, [row(1, **OVERDUE)], present_alone)
    off = beside(tmp_path, earlier, [row(1)], present_alone)
    back = judge_beside(
        tmp_path, past_after(off), [row(1)], settings_of(), as_at=THURSDAY + ONE_DAY
    )
    assert changes_of(off)["resolved_deadline_moved"] == 1
    assert changes_of(back) == {"new_exceptions": 1, "restored": 1}
    assert back.night.restored == (THURSDAY + ONE_DAY,)
