"""The list of nights shows each night's figures, the newest first, and first of all a failure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from monitor.assessments.statuses import STATUS_CODES
from monitor.judgement.night import FailedNight
from monitor.publishing.render import to_html
from monitor.reports.pages.nights import nights_list
from tests.reports.reading import ReadPage, read_page
from tests.support.making import settings_of

FAILED = FailedNight(date(2015, 7, 20), "extract.csv: the file is empty.")


def summary(as_at: str, *, alarms: list[str] | None = None, **past: Any) -> dict[str, Any]:
    return {
        "as_at": as_at,
        "alarms": alarms or [],
        "records": {
            "read": 192,
            "statuses": {**dict.fromkeys(STATUS_CODES, 0), "overdue": 94, "no_deadline": 20},
        },
        "past_deadline": {
            "count": 94,
            "of": 192,
            "percent": 49.0,
            "mean_working_days_late": 38.0,
            "max_working_days_late": 139,
            **past,
        },
    }


def page(*summaries: dict[str, Any], failed: FailedNight | None = None) -> ReadPage:
    listed = nights_list(summaries, settings_of(), failed)
    return read_page(to_html("nights.html", nights=listed).decode())


def test_the_newest_night_stands_first_with_its_figures() -> None:
    table = page(summary("2015-07-15"), summary("2015-07-16")).tables["nights"]
    assert table.column("Night") == ["Thu 16 Jul 2015", "Wed 15 Jul 2015"]
    assert table.links == ["2015-07-16/index.html", "2015-07-15/index.html"]
    assert table.rows[0][1:] == [
        *("Published", "114", "94", "20", "94 of 192", "49.0%", "38.0", "139", "192")
    ]


def test_a_night_with_an_alarm_is_no_all_clear() -> None:
    told = page(summary("2015-07-16", alarms=["No assessment is open."]), summary("2015-07-15"))
    assert told.sentences[:2] == [
        "Do not rely on the newest report yet",
        "No assessment is open.",
    ]
    states = told.tables["nights"].column("State")
    assert states == ["Do not rely on this report yet", "Published"]
    older = page(summary("2015-07-16"), summary("2015-07-15", alarms=["No assessment is open."]))
    assert "Do not rely on the newest report yet" not in older.text


def test_the_newest_night_says_how_many_need_action_and_how_that_changed() -> None:
    before = summary("2015-07-09")
    before["records"]["statuses"]["overdue"] = 90
    assert (
        "114 assessments need action, up 4 in a week."
        in page(summary("2015-07-16"), summary("2015-07-15"), before).sentences
    )
    assert "114 assessments need action." in page(summary("2015-07-16")).sentences


def test_of_a_suspicious_night_no_change_in_a_week_is_said() -> None:
    newest = summary("2015-07-16", alarms=["No assessment is open."])
    newest["records"]["statuses"]["overdue"] = 1
    assert "21 assessments need action." in page(newest, summary("2015-07-09")).sentences


@pytest.mark.parametrize(
    ("because", "said"),
    [
        (["age_unknown"], "Nothing needs action, down 114 in a week."),
        (["alarm"], "Nothing is listed, but that is no all-clear: see the report."),
        (["vanished"], "Nothing is listed, but that is no all-clear: see the report."),
    ],
)
def test_that_nothing_needs_action_is_said_only_where_it_is_known(
    because: list[str], said: str
) -> None:
    newest = {**summary("2015-07-16"), "not_all_clear_because": because}
    newest["records"]["statuses"] = dict.fromkeys(STATUS_CODES, 0)
    assert said in page(newest, summary("2015-07-09")).sentences


def test_the_newest_night_says_whether_to_rely_on_it() -> None:
    rely = {"verdict": "Mostly.", "reasons": ["2 dates could not be read."]}
    told = page({**summary("2015-07-16"), "can_be_relied_on": rely}).sentences
    place = told.index("Can I rely on this?")
    assert told[place + 1 : place + 3] == ["Mostly.", "2 dates could not be read."]
    assert "Can I rely on this?" not in page(summary("2015-07-16")).sentences


def test_of_a_damaged_newest_night_nothing_is_said() -> None:
    damaged = {"as_at": "2015-07-16", "damaged": True}
    told = page(damaged, summary("2015-07-15", alarms=["No assessment is open."]))
    assert "need action." not in told.text
    assert "Do not rely on the newest report yet" not in told.text
    assert told.tables["nights"].column("State")[0] == "Damaged: its summary.json cannot be read"


def test_nothing_late_has_no_share_and_no_days() -> None:
    nothing: dict[str, Any] = {
        "count": 0,
        "of": 0,
        "percent": None,
        "mean_working_days_late": None,
        "max_working_days_late": None,
    }
    told = page(summary("2015-07-16", **nothing)).tables["nights"].rows[0]
    assert told[5:9] == ["0 of 0", "–", "–", "–"]


def test_a_failure_says_first_which_night_why_and_of_when_the_newest_reports_are() -> None:
    assert page(summary("2015-07-16"), failed=FAILED).sentences[:3] == [
        "The night of Monday 20 July 2015 failed.",
        "extract.csv: the file is empty.",
        "The newest reports are of Thursday 16 July 2015.",
    ]


def test_a_failure_before_any_night_says_that_there_are_no_reports() -> None:
    told = page(failed=FAILED)
    assert told.sentences[2] == "There are no reports yet."
    assert "No night has been published yet." in told.sentences


def test_a_published_night_says_nothing_of_failure() -> None:
    told = page(summary("2015-07-16"))
    assert "failed" not in told.text
    assert told.sentences[1:3] == ["Newest reports:", "Thursday 16 July 2015"]
    assert told.links[0] == "2015-07-16/index.html"


def test_the_nights_are_drawn_from_the_oldest_but_for_damaged_ones() -> None:
    damaged = {"as_at": "2015-07-15", "damaged": True}
    told = page(summary("2015-07-16"), damaged, summary("2015-07-14")).charts["nights"]
    assert told.key == ["Need action: 114 at first, 114 tonight"]
    assert told.description.startswith("2 nights. ")
    assert told.words[-2:] == ["Tue 14 Jul 2015", "Thu 16 Jul 2015"]


def test_tonight_and_ninety_nights_before_it_are_drawn() -> None:
    days = [date(2015, 1, 1) + timedelta(days=number) for number in range(92)]
    told = page(*(summary(day.isoformat()) for day in days)).charts["nights"]
    assert told.description.startswith("91 nights. ")
    assert told.words[-2:] == ["Fri 2 Jan 2015", "Thu 2 Apr 2015"]


SHOWN = "Assessments that need action, night by night"


@pytest.mark.parametrize("doubtful", ["2015-07-14", "2015-07-16"])
def test_the_picture_says_its_course_but_not_of_a_suspicious_night(doubtful: str) -> None:
    days = ("2015-07-14", "2015-07-15", "2015-07-16")
    told = page(*map(summary, days)).charts["nights"]
    assert told.title == "As many need action as on Tue 14 Jul 2015: 114"
    assert told.subtitle == SHOWN
    told = page(
        *(
            summary(day, alarms=["No assessment is open."] if day == doubtful else [])
            for day in days
        )
    ).charts["nights"]
    assert (told.title, told.subtitle) == (SHOWN, "")


def test_the_picture_says_no_course_where_the_newest_night_is_damaged() -> None:
    damaged = {"as_at": "2015-07-16", "damaged": True}
    told = page(damaged, summary("2015-07-15"), summary("2015-07-14")).charts["nights"]
    assert told.title == SHOWN


def test_one_night_is_not_drawn() -> None:
    assert page(summary("2015-07-16")).charts == {}
