"""Each flag holds on its day and not on the day before; most hold for open records alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.judgement.flags import RULES
from tests.support.making import HEADINGS, ROW, judge_rows, settings_of
from tests.support.together import Together, cases_of, names_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.together import Case

TOGETHER = Together()
COMPLETED = {"authorised_date": "10/07/2015", "state": "Authorised"}


def due_within_45_days(cells: dict[str, str]) -> Case:
    return TOGETHER.case([{**ROW, "deadline": "14/07/2015", **cells}])


CASES = cases_of(
    due_within_45_days,
    pytest.param({"child_seen": "No"}, {"child_not_seen"}, id="not seen"),
    pytest.param({"child_seen": "Unborn"}, set(), id="unborn is not unseen"),
    pytest.param({"child_seen": "No", **COMPLETED}, set(), id="not seen, but completed"),
    pytest.param({"child_seen": ""}, {"child_seen_not_recorded"}, id="seen is blank"),
    pytest.param({"child_seen": "Perhaps"}, {"child_seen_not_recorded"}, id="seen is unknown"),
    pytest.param({"referral_date": "21/05/2015"}, set(), id="referred on a Thu, day 39 of 45"),
    pytest.param({"referral_date": "20/05/2015"}, {"day_45_soon"}, id="on a Wed, day 40"),
    pytest.param(
        {"referral_date": "20/05/2015", **COMPLETED}, set(), id="completed before day 40 of 45"
    ),
    pytest.param(
        {"referral_date": "13/05/2015", "authorised_date": "16/07/2015", "state": ""},
        set(),
        id="completed on day 45",
    ),
    pytest.param({"referral_date": "13/05/2015"}, {"day_45_soon"}, id="on a Wed, day 45"),
    pytest.param({"referral_date": "12/05/2015"}, {"past_45_working_days"}, id="on a Tue, day 46"),
    pytest.param(
        {"referral_date": "12/05/2015", "authorised_date": "16/07/2015", "state": ""},
        {"past_45_working_days"},
        id="completed on day 46",
    ),
    pytest.param(
        {"referral_date": "14/05/2015", "deadline": "17/07/2015"},
        {"day_45_soon"},
        id="due on Fri, day 45",
    ),
    pytest.param(
        {"referral_date": "14/05/2015", "deadline": "18/07/2015"},
        {"day_45_soon", "deadline_beyond_45"},
        id="due on the Sat after day 45",
    ),
    pytest.param(
        {"state": "Awaiting authorisation"}, {"awaiting_authorisation"}, id="the manager has it"
    ),
    pytest.param(
        {"case_closed_date": "16/07/2015"}, {"case_closed_unfinished"}, id="closed on the as-at Thu"
    ),
    pytest.param({"case_closed_date": "17/07/2015"}, set(), id="closed the Fri after"),
    pytest.param({"case_closed_date": "10/07/2015", **COMPLETED}, set(), id="closed and completed"),
    pytest.param(
        {**COMPLETED, "authorised_date": "02/07/2015"}, {"authorised_on_start_date"}, id="same Thu"
    ),
    pytest.param({**COMPLETED, "authorised_date": "03/07/2015"}, set(), id="the Fri after"),
)


@pytest.mark.parametrize(("case", "expected"), CASES)
def test_a_flag_holds_when_its_rule_says_so(case: Case, expected: set[str]) -> None:
    assert case.flags == [expected]


OF_APRIL = {**ROW, "referral_date": "", "start_date": "01/04/2015"}


@pytest.mark.parametrize(
    ("case", "late", "flagged"),
    cases_of(
        lambda deadline: TOGETHER.case([{**OF_APRIL, "deadline": deadline}]),
        pytest.param("07/04/2015", 70, False, id="Tue after Easter, 70 working days late"),
        pytest.param("06/04/2015", 71, True, id="Easter Mon, 71 working days late"),
    ),
)
def test_long_overdue_begins_beyond_70_working_days(
    case: Case, late: int, *, flagged: bool
) -> None:
    assert case.records["working_days_late"].tolist() == [late]
    assert ("long_overdue" in case.flags[0]) is flagged


def test_seen_is_not_asked_where_the_column_is_not_mapped(tmp_path: Path) -> None:
    columns = {column: name for column, name in HEADINGS.items() if column != "child_seen"}
    rows, settings = [{**ROW, "deadline": "17/07/2015"}], settings_of(columns)
    night = judge_rows(tmp_path, rows, settings, columns=columns).night
    assert names_of(night.flags) == [set()]


CONFLICTING = TOGETHER.case([ROW, {**ROW, "worker": "Another"}, {**ROW, "child_id": "0002"}])


def test_conflicting_records_are_both_flagged() -> None:
    is_flagged = ["conflicting_record" in flags for flags in CONFLICTING.flags]
    assert is_flagged == [True, True, False]


def test_every_flag_says_what_it_means_and_what_to_do() -> None:
    for flag in RULES:
        assert flag.label
        assert flag.when
        assert flag.action.endswith(".")
