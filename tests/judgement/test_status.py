"""Exactly one status each: every rule on the day, the day before and the day after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from monitor.assessments.statuses import STATUS_CODES
from monitor.errors import BrokenPromise
from monitor.judgement.status import judge
from tests.support.making import ROW, judge_rows, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitor.judgement.status import Clock
    from monitor.records.records import Validated


def judged_as(folder: Path, *rows: Mapping[str, str], **rules: Any) -> pd.DataFrame:
    settings = settings_of(rules=rules)
    return judge_rows(folder, [{**ROW, **row} for row in rows], settings).night.judged


def status_of(folder: Path, **cells: str) -> str:
    return str(judged_as(folder, cells)["status"].iloc[0])


@pytest.mark.parametrize(
    ("deadline", "status"),
    [
        pytest.param("15/07/2015", "overdue", id="Wed, the day before the as-at Thu"),
        pytest.param("16/07/2015", "due_soon", id="Thu, the as-at date itself"),
        pytest.param("17/07/2015", "due_soon", id="Fri, the day after"),
        pytest.param("23/07/2015", "due_soon", id="Thu, 5 working days on"),
        pytest.param("24/07/2015", "on_track", id="Fri, 6 working days on"),
        pytest.param("", "no_deadline", id="blank"),
        pytest.param("31/02/2015", "no_deadline", id="no such day"),
    ],
)
def test_an_open_assessment_is_judged_by_the_as_at_date(
    tmp_path: Path, deadline: str, status: str
) -> None:
    assert status_of(tmp_path, deadline=deadline) == status


@pytest.mark.parametrize(
    ("authorised", "status"),
    [
        pytest.param("09/07/2015", "completed_on_time", id="Thu, the day before the deadline"),
        pytest.param("10/07/2015", "completed_on_time", id="Fri, the deadline itself"),
        pytest.param("11/07/2015", "completed_late", id="Sat, the day after"),
        pytest.param("16/07/2015", "completed_late", id="Thu, the as-at date"),
        pytest.param("17/07/2015", "overdue", id="Fri, still to come"),
        pytest.param("01/07/2015", "overdue", id="Wed, before the start"),
        pytest.param("nonsense", "overdue", id="unreadable"),
    ],
)
def test_an_authorised_assessment_is_judged_by_the_authorised_date(
    tmp_path: Path, authorised: str, status: str
) -> None:
    found = status_of(
        tmp_path, deadline="10/07/2015", authorised_date=authorised, state="Authorised"
    )
    assert found == status


def test_missed_on_friday_and_looked_at_on_saturday_is_late_by_no_working_day(
    tmp_path: Path,
) -> None:
    judged = judged_as(
        tmp_path, {"deadline": "10/07/2015", "authorised_date": "11/07/2015", "state": ""}
    )
    assert judged["status"].tolist() == ["completed_late"]
    assert judged["working_days_late"].tolist() == [0]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("", "completed_on_time"),
        ("Authorised", "completed_on_time"),
        ("Open", "on_track"),
        ("Awaiting authorisation", "on_track"),
        ("Whatever", "on_track"),
        ("Cancelled", "cancelled"),
    ],
)
def test_the_state_decides_whether_an_authorised_date_completes(
    tmp_path: Path, state: str, status: str
) -> None:
    assert status_of(tmp_path, authorised_date="10/07/2015", state=state) == status


def test_completed_without_a_deadline_is_told_apart(tmp_path: Path) -> None:
    found = status_of(tmp_path, deadline="", authorised_date="10/07/2015", state="")
    assert found == "completed_no_deadline"


def test_a_record_of_which_nothing_is_usable_is_unreadable_even_when_authorised(
    tmp_path: Path,
) -> None:
    nothing = dict.fromkeys(("assessment_id", "child_id", "start_date", "deadline"), "")
    judged = judged_as(tmp_path, {**nothing, "authorised_date": "10/07/2015", "state": ""})
    assert judged["status"].tolist() == ["unreadable"]
    assert judged["is_open"].tolist() == [True]


def test_the_first_copy_is_judged_and_the_later_is_the_duplicate(tmp_path: Path) -> None:
    judged = judged_as(tmp_path, {}, {}, {"worker": "Another"})
    assert judged["status"].tolist() == ["on_track", "duplicate", "on_track"]


def test_a_duplicate_comes_before_cancelled(tmp_path: Path) -> None:
    judged = judged_as(tmp_path, {"state": "Cancelled"}, {"state": "Cancelled"})
    assert judged["status"].tolist() == ["cancelled", "duplicate"]


def test_records_without_ids_are_the_same_by_child_referral_and_start(tmp_path: Path) -> None:
    judged = judged_as(
        tmp_path,
        {"assessment_id": ""},
        {"assessment_id": ""},
        {"assessment_id": "", "referral_date": ""},
        {"assessment_id": "", "referral_date": ""},
    )
    assert judged["status"].tolist() == ["on_track", "duplicate", "on_track", "on_track"]


def test_the_days_of_45_run_from_the_referral_to_the_authorised_date(tmp_path: Path) -> None:
    # Wed 1 July 2015 to Fri 10 July is 7 working days, to Thu 16 July 11.
    judged = judged_as(
        tmp_path, {"authorised_date": "10/07/2015", "state": ""}, {"assessment_id": "A2"}
    )
    assert judged["working_days_since_referral"].tolist()[0] == 7


def test_an_assessment_that_follows_another_of_its_referral_has_no_day_of_45(
    tmp_path: Path,
) -> None:
    first = {"authorised_date": "06/07/2015", "state": ""}
    day_before, on_the_day, day_after = (
        {"assessment_id": f"A{day}", "start_date": f"{day:02}/07/2015"} for day in (5, 6, 7)
    )
    judged = judged_as(tmp_path, first, day_before, on_the_day, day_after)
    known = judged["working_days_since_referral"].notna().tolist()
    assert known == [True, True, True, False]


def test_a_cancelled_assessment_ends_no_case(tmp_path: Path) -> None:
    first = {"authorised_date": "06/07/2015", "state": "Cancelled"}
    judged = judged_as(tmp_path, first, {"assessment_id": "A2", "start_date": "07/07/2015"})
    assert judged["working_days_since_referral"].notna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("authorised", "inside"),
    [
        pytest.param("16/07/2014", False, id="Wed, twelve months ago to the day"),
        pytest.param("17/07/2014", True, id="Thu, the day after"),
    ],
)
def test_the_headline_reaches_back_twelve_months(
    tmp_path: Path, authorised: str, inside: bool
) -> None:
    row = {"referral_date": "", "start_date": "01/07/2014", "deadline": "15/07/2014"}
    judged = judged_as(tmp_path, {**row, "authorised_date": authorised, "state": ""})
    assert judged["in_headline"].tolist() == [inside]


def test_the_windows_are_the_configuration_s(tmp_path: Path) -> None:
    judged = judged_as(tmp_path, {"deadline": "17/07/2015"}, due_soon_working_days=0)
    assert judged["status"].tolist() == ["on_track"]


def test_a_closure_shortens_the_lateness_and_not_the_45_days(tmp_path: Path) -> None:
    row = {"deadline": "14/07/2015"}
    judged = judged_as(tmp_path, row, closures=["2015-07-15"])
    assert judged["working_days_late"].tolist() == [1]
    assert judged["working_days_since_referral"].tolist() == [11]


def test_awaiting_authorisation_is_counted_from_the_submitted_date(tmp_path: Path) -> None:
    judged = judged_as(
        tmp_path,
        {"state": "Awaiting authorisation", "submitted_date": "14/07/2015"},
        {"state": "Awaiting authorisation", "assessment_id": "A2"},
        {"submitted_date": "14/07/2015", "assessment_id": "A3"},
    )
    assert judged["working_days_awaiting"].fillna(-1).tolist() == [2, -1, -1]


def test_a_record_that_fits_no_status_stops_the_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = tuple(code for code in STATUS_CODES if code != "on_track")
    monkeypatch.setattr("monitor.judgement.status.STATUS_CODES", fewer)
    with pytest.raises(BrokenPromise, match="1 records fit no status"):
        judged_as(tmp_path, {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": pd.Categorical(["on_track"], categories=STATUS_CODES, ordered=True)},
        {"working_days_late": pd.array([None], dtype="Int32")},
        {"is_open": [False]},
    ],
    ids=["status", "working days late", "open"],
)
def test_a_judged_record_that_contradicts_itself_stops_the_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]
) -> None:

    def contradict(
        validated: Validated, clock: Clock, missed: pd.Series[pd.Timestamp]
    ) -> pd.DataFrame:
        return judge(validated, clock, missed).assign(**wrong)

    monkeypatch.setattr("monitor.nights.judging.judge", contradict)
    with pytest.raises(BrokenPromise, match="judged records contradict themselves"):
        judged_as(tmp_path, {"deadline": "15/07/2015"})
