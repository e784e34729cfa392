"""`explain` counts every day aloud, names what is no working day, and shows every rule's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.judgement.snapshot import NO_NIGHT
from monitor.reports.explained.explanation import explanation, positions_of
from tests.reports.keeping import assert_golden
from tests.reports.rows import completed, overdue, row
from tests.support.making import judge_rows, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Friday 10 July 2015 the offices were shut, and Monday 13 July 2015 was proclaimed a holiday.
RULES = {"closures": ["2015-07-10"], "extra_bank_holidays": ["2015-07-13"]}

ROWS = {
    "overdue": overdue(1, deadline="03/07/2015", referral_date="29/06/2015"),
    "late": completed(2, deadline="10/07/2015", authorised_date="14/07/2015"),
    "on time": completed(3),
    "due today": row(4, deadline="16/07/2015"),
    "no deadline": row(5, deadline="tbc", team=""),
    "no referral": row(6, referral_date=""),
    "long ago": completed(7, start_date="02/06/2014", authorised_date="10/06/2014"),
    "cancelled": row(8, state="Cancelled"),
    "copy": row(4, deadline="16/07/2015"),
    "may": overdue(9, deadline="22/05/2015", start_date="21/05/2015", referral_date=""),
    "lone child": row(10, assessment_id=""),
    "flagged": row(11, child_seen="No"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    judged = judge_rows(
        tmp_path_factory.mktemp("explained"), list(ROWS.values()), settings_of(rules=RULES)
    )
    found = {
        text.partition(",")[2].split()[1]: text
        for each in ROWS.values()
        for position in positions_of(judged.night, each["child_id"])
        for text in [explanation(judged.night, judged.clock, position, NO_NIGHT)]
    }
    return {name: found[f"{place},"] for place, name in enumerate(ROWS, start=2)}


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_the_whole_text_of_one_assessment(told: Mapping[str, str]) -> None:
    assert_golden("explanation.txt", told["overdue"] + "\n")


def test_weekends_closures_and_holidays_are_named_and_not_counted(told: Mapping[str, str]) -> None:
    counted = lines(told["overdue"])
    start = counted.index("Working days late: 7")
    assert counted[start + 1 : start + 15] == [
        *("Fri 3 Jul 2015 day 0", "Sat 4 Jul 2015 – weekend", "Sun 5 Jul 2015 – weekend"),
        *("Mon 6 Jul 2015 1", "Tue 7 Jul 2015 2", "Wed 8 Jul 2015 3", "Thu 9 Jul 2015 4"),
        *("Fri 10 Jul 2015 – closure", "Sat 11 Jul 2015 – weekend", "Sun 12 Jul 2015 – weekend"),
        *("Mon 13 Jul 2015 – extra bank holiday", "Tue 14 Jul 2015 5", "Wed 15 Jul 2015 6"),
        "Thu 16 Jul 2015 7",
    ]


def test_the_statutory_clock_counts_closures(told: Mapping[str, str]) -> None:
    counted = lines(told["overdue"])
    assert "Working days since the referral (statutory limit 45): 12" in counted
    assert "Fri 10 Jul 2015 9" in counted


def test_a_bank_holiday_is_called_by_its_name(told: Mapping[str, str]) -> None:
    assert "Mon 25 May 2015 – Spring Bank Holiday" in lines(told["may"])


SAYS = [
    ("late", "Status: Completed late"),
    ("late", "Working days late: 1"),
    ("late", "Headline: counted, past the deadline."),
    ("on time", "Headline: counted, not past the deadline."),
    ("on time", "YES Completed on time: authorised on or before the deadline"),
    ("on time", "not asked No deadline set: open, and there is no usable deadline"),
    ("on time", "no Cancelled: the state says cancelled"),
    ("due today", "Working days to the deadline: 0"),
    ("no deadline", "team No team recorded"),
    ("no deadline", "deadline –"),
    ("no deadline", "Working days since the referral (statutory limit 45): 32"),
    ("no referral", "Working days since the referral: unknown or not counted"),
    ("cancelled", "Working days since the referral: unknown or not counted"),
    ("copy", "Status: Duplicate record"),
    ("flagged", "YES Child not seen: open, and recorded as not seen"),
    ("on time", "no Child not seen: open, and recorded as not seen"),
]


@pytest.mark.parametrize(("name", "line"), SAYS)
def test_an_explanation_says(told: Mapping[str, str], name: str, line: str) -> None:
    assert line in lines(told[name])


@pytest.mark.parametrize("name", ["long ago", "cancelled", "copy"])
def test_what_is_not_in_the_headline_says_so(told: Mapping[str, str], name: str) -> None:
    assert lines(told[name])[-1].startswith("Headline: not counted")


@pytest.mark.parametrize("name", ["on time", "no deadline"])
def test_what_is_not_late_has_no_days_late(told: Mapping[str, str], name: str) -> None:
    assert "Working days late:" not in told[name]


def test_a_problem_is_told_with_what_to_do(told: Mapping[str, str]) -> None:
    problems = [line for line in lines(told["no deadline"]) if line.startswith("Problem: ")]
    assert problems[0].startswith(
        "Problem: “Deadline” cannot be read as a date, so it counts as blank. Correct the date"
    )
    assert len(problems) == 2


def test_it_is_found_by_either_id_and_every_copy_is_explained(tmp_path: Path) -> None:
    judged = judge_rows(tmp_path, [row(1), row(1), row(2, child_id="C001")])
    assert len(positions_of(judged.night, "C001")) == 3
    assert len(positions_of(judged.night, "A001")) == 2
    assert positions_of(judged.night, "A00") == []
