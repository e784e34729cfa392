"""What the records of a CIN census say on a night: deadlines, teams, dates, copies, and more."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from monitor.nights.judging import judge_night
from monitor.reports.sections.provenance import footnotes
from tests.extracts.census.censuses import (
    ASSESSMENT,
    CHILD,
    REVIEW,
    canonical,
    census,
    judged,
    problems,
    read,
    settings,
)
from tests.support.making import order_for
from tests.support.nights import past_after

if TYPE_CHECKING:
    from pathlib import Path


def test_a_deadline_is_read_only_where_the_configuration_says_so(tmp_path: Path) -> None:
    with_it = judged(tmp_path, census(CHILD)).night
    without = judged(tmp_path, census(CHILD), settings({})).night
    assert with_it.judged["status"].tolist() == ["overdue"]
    assert without.judged["status"].tolist() == ["no_deadline"]
    assert not any("deadline" in alarm for alarm in with_it.alarm_sentences)
    (alarm,) = without.alarm_sentences
    assert "may be a review: it is the manager's deadline only where" in alarm


def test_a_census_has_no_teams_and_the_report_says_so(tmp_path: Path) -> None:
    found = judged(tmp_path, census(CHILD))
    assert [team.name for team in found.night.teams] == ["No team recorded"]
    assert dict(found.night.sources[0].lacks).keys() == {"team", "child_seen"}
    assert problems(found) == []
    told = footnotes(found.night, found.night.service)
    assert "census.xml: No team is read from it: a CIN census holds none." in told


def test_a_bad_date_is_a_problem_and_the_assessment_stays(tmp_path: Path) -> None:
    text = census(
        CHILD.replace("2015-07-02", "02.07.15"),
        CHILD.replace("2015-07-01", "1015-07-01").replace("0012345", "2"),
        CHILD.replace("2015-07-10", "soon").replace("0012345", "3"),
    )
    found = judged(tmp_path, text)
    assert [code for _, code in problems(found)] == [
        "unparsed_date",
        "implausible_date",
        "unparsed_date",
    ]
    assert found.night.judged["status"].tolist() == ["overdue", "overdue", "no_deadline"]


def test_a_date_that_stands_twice_and_differs_cannot_be_read(tmp_path: Path) -> None:
    again = "<AssessmentActualStartDate>{}</AssessmentActualStartDate></Assessments>"
    same = CHILD.replace("</Assessments>", again.format("2015-07-02"))
    other = CHILD.replace("</Assessments>", again.format("2015-07-03")).replace("0012345", "2")
    marks = canonical(tmp_path, census(same, other)).marks
    assert marks["unparsed_date@start_date"].tolist() == [False, True]


def test_a_child_without_an_id_is_a_problem(tmp_path: Path) -> None:
    text = census(CHILD.replace("<LAchildID>0012345</LAchildID>", ""))
    assert [code for _, code in problems(judged(tmp_path, text))] == ["missing_child_id"]


def test_an_empty_assessment_is_still_a_record(tmp_path: Path) -> None:
    records = canonical(tmp_path, census(CHILD.replace(ASSESSMENT, "<Assessments/>"))).records
    assert records["start_date"].isna().tolist() == [True]


@pytest.mark.parametrize(
    ("text", "code"),
    [("0", "no"), ("1", "yes"), ("true", "yes"), ("false", "no"), ("", "not_recorded")],
)
def test_an_element_of_the_authority_s_own_is_read_where_it_is_mapped(
    tmp_path: Path, text: str, code: str
) -> None:
    own = settings({**REVIEW, "child_seen": "ChildSeen", "team": "Team"})
    added = f"<Team>North</Team><Assessments><ChildSeen>{text}</ChildSeen>"
    text = census(CHILD.replace("<Assessments>", added))
    records = canonical(tmp_path, text, own).records
    assert records[["child_seen", "team"]].to_numpy().tolist() == [[code, "North"]]
    assert read(tmp_path, text, own).file.lacks == ()


def test_a_repeated_assessment_is_a_duplicate_and_a_contradiction_is_judged(tmp_path: Path) -> None:
    authorised = ASSESSMENT.replace(
        "</Assessments>",
        "<AssessmentAuthorisationDate>2015-07-09</AssessmentAuthorisationDate></Assessments>",
    )
    found = judged(tmp_path, census(CHILD.replace(ASSESSMENT, ASSESSMENT * 2 + authorised)))
    assert found.night.judged["status"].tolist() == ["overdue", "duplicate", "completed_on_time"]
    assert [code for _, code in problems(found)].count("conflicting_record") == 2


def test_an_assessment_is_followed_from_night_to_night_by_child_referral_start_and_order(
    tmp_path: Path,
) -> None:
    first = ASSESSMENT.replace("2015-07-10", "2015-07-08")
    two = CHILD.replace(ASSESSMENT, first + ASSESSMENT)
    other = CHILD.replace("0012345", "2")
    (tmp_path / "census.xml").write_text(census(two, other))
    before = judge_night(order_for(tmp_path, settings(), as_at=date(2015, 7, 15)))
    done = "<AssessmentAuthorisationDate>2015-07-15</AssessmentAuthorisationDate></Assessments>"
    tonight = two.replace("</Assessments>", done, 1)
    (tmp_path / "census.xml").write_text(census(other, tonight))
    night = judge_night(order_for(tmp_path, settings()), past_after(before)).night
    assert night.compared.followed["is_matched"].all()
    assert night.judged["status"].tolist() == ["overdue", "completed_late", "overdue"]
    assert night.compared.followed["life"].tolist() == [2, 0, 1]
    assert len(night.compared.vanished) == 0


def test_a_time_behind_a_date_is_dropped(tmp_path: Path) -> None:
    text = census(CHILD.replace("2015-07-02", "2015-07-02T00:00:00"))
    assert canonical(tmp_path, text).records["start_date"].tolist() == [datetime(2015, 7, 2)]
