"""Headings are known by their usual names; a deadline only where it says that it is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.settings.columns import Columns
from monitor.starter.usual_headings import USUAL, guess_mapping, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

ANNEX_A = {
    "child_id": "Child Unique ID",
    "start_date": "Continuous Assessment Start Date",
    "child_seen": "Child Seen During Continuous Assessment",
    "authorised_date": "Continuous Assessment Date of Authorisation",
    "team": "Allocated Team",
    "worker": "Allocated Worker",
}
SSD = {
    "assessment_id": "cina_assessment_id",
    "child_id": "cina_person_id",
    "start_date": "cina_assessment_start_date",
    "child_seen": "cina_assessment_child_seen",
    "authorised_date": "cina_assessment_auth_date",
    "team": "cina_assessment_team",
    "worker": "cina_assessment_worker_id",
}
CENSUS = {
    "child_id": "LAchildID",
    "referral_date": "CINreferralDate",
    "start_date": "AssessmentActualStartDate",
    "authorised_date": "AssessmentAuthorisationDate",
    "case_closed_date": "CINclosureDate",
}
OTHERS = ("Gender", "Date of Birth", "Age", "Ethnicity", "cina_assessment_outcome_json")


@pytest.mark.parametrize("columns", [ANNEX_A, SSD, CENSUS], ids=["Annex A", "SSD", "census"])
def test_the_headings_of_public_layouts_are_known(columns: dict[str, str]) -> None:
    guess = guess_mapping([*OTHERS, *columns.values()])
    assert guess.columns == columns
    assert guess.perhaps_deadline == ()


@pytest.mark.parametrize(
    "heading",
    [
        "Deadline",
        "Manager's deadline",
        "MANAGERS DEADLINE",
        "Deadline set by manager",
        "Target completion date set by the manager",
        "Target_Date_Set_By_Team_Manager",
        "Manager set target date",
    ],
)
def test_a_heading_that_says_so_is_the_deadline(heading: str) -> None:
    assert guess_mapping(["Child ID", heading]).columns["deadline"] == heading


@pytest.mark.parametrize(
    "heading",
    [
        "DUEDATE",
        "Due date",
        "Assessment due",
        "Review date",
        "AssessmentInternalReviewDate",
        "45 day limit",
        "Statutory deadline",
        "Expected completion date",
        "Timescale",
        "Priority",
        "Target date",
    ],
)
def test_a_heading_that_may_be_something_else_is_only_a_candidate(heading: str) -> None:
    guess = guess_mapping(["Child ID", heading])
    assert "deadline" not in guess.columns
    assert guess.perhaps_deadline == (heading,)


def test_of_two_deadlines_neither_is_taken() -> None:
    guess = guess_mapping(["Deadline", "Manager's deadline"])
    assert "deadline" not in guess.columns
    assert guess.perhaps_deadline == ("Deadline", "Manager's deadline")


def test_the_surer_of_two_names_is_taken() -> None:
    guess = guess_mapping(["Completed date", "Date authorised"])
    assert guess.columns == {"authorised_date": "Date authorised"}
    assert guess.to_look_at == {}
    assert guess.perhaps_deadline == ()


@pytest.mark.parametrize(
    "heading", ["Completed within timescale", "Date completed", "Assessment completed", "Complete?"]
)
def test_what_was_completed_is_no_candidate_for_the_deadline(heading: str) -> None:
    assert guess_mapping(["Child ID", "Authorised date", heading]).perhaps_deadline == ()


def test_a_completion_is_taken_for_the_authorisation_only_to_be_looked_at() -> None:
    assert guess_mapping(["Completed date"]).to_look_at == {"authorised_date": "Completed date"}


@pytest.mark.parametrize("headings", [("1234567", "01/02/2015", "Jane"), (), ("", "Name", "DOB")])
def test_a_row_that_holds_no_headings_gives_nothing(headings: Sequence[str]) -> None:
    assert guess_mapping(headings).columns == {}


def test_every_usual_name_is_plain_and_stands_under_one_column_of_the_configuration() -> None:
    names = [name for usual in USUAL.values() for name in usual]
    assert [plain(name) for name in names] == names
    assert len(set(names)) == len(names)
    assert set(USUAL) <= set(Columns.model_fields)
    assert not {"deadline", "timescale"} & set(USUAL)
