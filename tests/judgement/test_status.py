"""Exactly one status each: every rule on the day, the day before and the day after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from monitor.assessments.statuses import STATUS_CODES
from monitor.errors import BrokenPromise
from monitor.judgement.status import judge
from tests.support.making import ROW, judge_rows, settings_of
from tests.support.together import Together, cases_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitor.judgement.status import Clock
    from monitor.records.records import Validated
    from tests.support.together import Case

TOGETHER = Together()


def judged_as(folder: Path, *rows: Mapping[str, str], **rules: Any) -> pd.DataFrame:
    settings = settings_of(rules=rules)
    return judge_rows(folder, [{**ROW, **row} for row in rows], settings).night.judged


def a_case(*rows: Mapping[str, str]) -> Case:
    return TOGETHER.case([{**ROW, **row} for row in rows])


@pytest.mark.parametrize(
    ("case", "status"),
    cases_of(
        lambda deadline: a_case({"deadline": deadline}),
        pytest.param("15/07/2015", "overdue", id="Wed, the day before the as-at Thu"),
        pytest.param("16/07/2015", "due_soon", id="Thu, the as-at date itself"),
        pytest.param("17/07/2015", "due_soon", id="Fri, the day after"),
        pytest.param("23/07/2015", "due_soon", id="Thu, 5 working days on"),
        pytest.param("24/07/2015", "on_track", id="Fri, 6 working days on"),
        pytest.param("", "no_deadline", id="blank"),
        pytest.param("31/02/2015", "no_deadline", id="no such day"),
    ),
)
def test_an_open_assessment_is_judged_by_the_as_at_date(case: Case, status: str) -> None:
    assert case.records["status"].tolist() == [status]


@pytest.mark.parametrize(
    ("case", "status"),
    cases_of(
        lambda authorised: a_case(
            {"deadline": "10/07/2015", "authorised_date": authorised, "state": "Authorised"}
        ),
        pytest.param("09/07/2015", "completed_on_time", id="Thu, the day before the deadline"),
        pytest.param("10/07/2015", "completed_on_time", id="Fri, the deadline itself"),
        pytest.param("11/07/2015", "completed_late", id="Sat, the day after"),
        pytest.param("16/07/2015", "completed_late", id="Thu, the as-at date"),
        pytest.param("17/07/2015", "overdue", id="Fri, still to come"),
        pytest.param("01/07/2015", "overdue", id="Wed, before the start"),
        pytest.param("nonsense", "overdue", id="unreadable"),
    ),
)
def test_an_authorised_assessment_is_judged_by_the_authorised_date(case: Case, status: str) -> None:
    assert case.records["status"].tolist() == [status]


LATE_ON_SATURDAY = a_case({"deadline": "10/07/2015", "authorised_date": "11/07/2015", "state": ""})


def test_missed_on_friday_and_looked_at_on_saturday_is_late_by_no_working_day() -> None:
    assert LATE_ON_SATURDAY.records["status"].tolist() == ["completed_late"]
    assert LATE_ON_SATURDAY.records["working_days_late"].tolist() == [0]


@pytest.mark.parametrize(
    ("case", "status"),
    cases_of(
        lambda state: a_case({"authorised_date": "10/07/2015", "state": state}),
        pytest.param("", "completed_on_time", id="blank"),
        pytest.param("Authorised", "completed_on_time", id="authorised"),
        pytest.param("Open", "on_track", id="open"),
        pytest.param("Awaiting authorisation", "on_track", id="awaiting authorisation"),
        pytest.param("Whatever", "on_track", id="a word that is not known"),
        pytest.param("Cancelled", "cancelled", id="cancelled"),
    ),
)
def test_the_state_decides_whether_an_authorised_date_completes(case: Case, status: str) -> None:
    assert case.records["status"].tolist() == [status]


NOTHING = dict.fromkeys(("assessment_id", "child_id", "start_date", "deadline"), "")
AUTHORISED = {"authorised_date": "10/07/2015", "state": ""}
WITHOUT_DEADLINE = a_case({**AUTHORISED, "deadline": ""})
UNREADABLE = a_case({**NOTHING, **AUTHORISED})


def test_completed_without_a_deadline_is_told_apart() -> None:
    assert WITHOUT_DEADLINE.records["status"].tolist() == ["completed_no_deadline"]


def test_a_record_of_which_nothing_is_usable_is_unreadable_even_when_authorised() -> None:
    assert UNREADABLE.records["status"].tolist() == ["unreadable"]
    assert UNREADABLE.records["is_open"].tolist() == [True]


COPIES = a_case({}, {}, {"worker": "Another"})
CANCELLED_COPIES = a_case({"state": "Cancelled"}, {"state": "Cancelled"})
COPIES_WITHOUT_IDS = a_case(
    {"assessment_id": ""},
    {"assessment_id": ""},
    {"assessment_id": "", "referral_date": ""},
    {"assessment_id": "", "referral_date": ""},
)


def test_the_first_copy_is_judged_and_the_later_is_the_duplicate() -> None:
    assert COPIES.records["status"].tolist() == ["on_track", "duplicate", "on_track"]


def test_a_duplicate_comes_before_cancelled() -> None:
    assert CANCELLED_COPIES.records["status"].tolist() == ["cancelled", "duplicate"]


def test_records_without_ids_are_the_same_by_child_referral_and_start() -> None:
    found = COPIES_WITHOUT_IDS.records["status"].tolist()
    assert found == ["on_track", "duplicate", "on_track", "on_track"]


#: Wed 1 July 2015 to Fri 10 July is 7 working days, to Thu 16 July 11.
DAYS_OF_45 = a_case(AUTHORISED, {"assessment_id": "A2"})
OF_ONE_REFERRAL = a_case(
    {"authorised_date": "06/07/2015", "state": ""},
    *({"assessment_id": f"A{day}", "start_date": f"{day:02}/07/2015"} for day in (5, 6, 7)),
)
AFTER_CANCELLED = a_case(
    {"authorised_date": "06/07/2015", "state": "Cancelled"},
    {"assessment_id": "A2", "start_date": "07/07/2015"},
)


def test_the_days_of_45_run_from_the_referral_to_the_authorised_date() -> None:
    assert DAYS_OF_45.records["working_days_since_referral"].tolist()[0] == 7


def test_an_assessment_that_follows_another_of_its_referral_has_no_day_of_45() -> None:
    known = OF_ONE_REFERRAL.records["working_days_since_referral"].notna().tolist()
    assert known == [True, True, True, False]


def test_a_cancelled_assessment_ends_no_case() -> None:
    known = AFTER_CANCELLED.records["working_days_since_referral"].notna().tolist()
    assert known == [False, True]


A_YEAR_AGO = {"referral_date": "", "start_date": "01/07/2014", "deadline": "15/07/2014"}


@pytest.mark.parametrize(
    ("case", "inside"),
    cases_of(
        lambda authorised: a_case({**A_YEAR_AGO, "authorised_date": authorised, "state": ""}),
        pytest.param("16/07/2014", False, id="Wed, twelve months ago to the day"),
        pytest.param("17/07/2014", True, id="Thu, the day after"),
    ),
)
def test_the_headline_reaches_back_twelve_months(case: Case, *, inside: bool) -> None:
    assert case.records["in_headline"].tolist() == [inside]


def test_the_windows_are_the_configuration_s(tmp_path: Path) -> None:
    judged = judged_as(tmp_path, {"deadline": "17/07/2015"}, due_soon_working_days=0)
    assert judged["status"].tolist() == ["on_track"]


def test_a_closure_shortens_the_lateness_and_not_the_45_days(tmp_path: Path) -> None:
    row = {"deadline": "14/07/2015"}
    judged = judged_as(tmp_path, row, closures=["2015-07-15"])
    assert judged["working_days_late"].tolist() == [1]
    assert judged["working_days_since_referral"].tolist() == [11]


AWAITING = a_case(
    {"state": "Awaiting authorisation", "submitted_date": "14/07/2015"},
    {"state": "Awaiting authorisation", "assessment_id": "A2"},
    {"submitted_date": "14/07/2015", "assessment_id": "A3"},
)


def test_awaiting_authorisation_is_counted_from_the_submitted_date() -> None:
    assert AWAITING.records["working_days_awaiting"].fillna(-1).tolist() == [2, -1, -1]


def test_a_record_that_fits_no_status_stops_the_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = tuple(code for code in STATUS_CODES if code != "on_track")
    monkeypatch.setattr("monitor.judgement.status.STATUS_CODES", fewer)
    with pytest.raises(BrokenPromise, match=r"^1 records fit no status"):
        judged_as(tmp_path, {}, {"state": "Cancelled", "assessment_id": "A2"}, {})


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
