"""A page goes to its own team's recipients and to nobody else, or to the service's with a word."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.reports.messages.routing import Route, route_of
from monitor.reports.sections.page_paths import SERVICE_PAGE, Page
from tests.reports.messages.drafting import HEAD, NORTH, SOUTH
from tests.support.making import settings_of
from tests.support.nights import THURSDAY

NORTH_PAGE = Page("North", "teams/north-1.html", ("North",))
UNKNOWN = Page(UNKNOWN_TEAMS, "teams/not-in-configuration.html", ("Elsewhere", "Nowhere"))
NOBODYS = Page(NO_TEAM, "teams/no-team-recorded.html", (NO_TEAM,))
BASE = "https://intranet.example.gov.uk/assessments/"


def route(page: Page, *teams: dict[str, Any], **tables: Any) -> Route:
    settings = settings_of(teams=list(teams), **{"service": HEAD, **tables})
    return route_of(page, settings, THURSDAY)


def test_a_team_page_goes_to_that_team_alone() -> None:
    found = route(NORTH_PAGE, SOUTH, NORTH)
    assert found.recipients == ("north@example.gov.uk",)
    assert found.note == ""


@pytest.mark.parametrize(
    ("page", "teams", "word"),
    [
        (NORTH_PAGE, [{"name": "North"}, SOUTH], "no recipients"),
        (NORTH_PAGE, [], "names no such team"),
        (UNKNOWN, [NORTH, SOUTH], "names no such team"),
        (NOBODYS, [NORTH, SOUTH], "no team is recorded"),
    ],
    ids=["a team without recipients", "nothing configured", "unknown teams", "no team recorded"],
)
def test_what_no_team_can_get_goes_to_the_service_with_a_word_on_why(
    page: Page, teams: list[dict[str, Any]], word: str
) -> None:
    found = route(page, *teams)
    assert found.recipients == ("head@example.gov.uk",)
    assert word in found.note
    assert found.note.startswith("This report goes to the service because")


@pytest.mark.parametrize("title", [UNKNOWN_TEAMS, NO_TEAM])
def test_no_team_can_have_the_title_of_a_shared_page(title: str) -> None:
    with pytest.raises(ValueError, match=r"is what this program calls a page of its own"):
        settings_of(teams=[{"name": title, "recipients": ["namesake@example.gov.uk"]}])


def test_where_nobody_is_configured_nobody_is_told() -> None:
    assert route(NOBODYS, NORTH, service={}).recipients == ()
    assert route_of(SERVICE_PAGE, settings_of(), THURSDAY).recipients == ()


def test_the_service_report_goes_to_the_service() -> None:
    found = route_of(SERVICE_PAGE, settings_of(service=HEAD, teams=[NORTH]), THURSDAY)
    assert (found.recipients, found.note) == (("head@example.gov.uk",), "")


@pytest.mark.parametrize(
    ("page", "when"), [(NORTH_PAGE, "always"), (UNKNOWN, "changes")], ids=["its own", "shared"]
)
def test_each_reader_has_an_own_word_on_when(page: Page, when: str) -> None:
    team = {**NORTH, "send_when": "always"}
    assert route(page, team, service={**HEAD, "send_when": "changes"}).send_when == when


def test_without_an_own_word_that_of_the_delivery_holds() -> None:
    settings = settings_of(teams=[NORTH], service=HEAD, delivery={"send_when": "changes"})
    assert route_of(NORTH_PAGE, settings, THURSDAY).send_when == "changes"
    assert route_of(SERVICE_PAGE, settings, THURSDAY).send_when == "changes"


@pytest.mark.parametrize(
    ("where", "link"),
    [
        ({"folder": "//server/north"}, "file://server/north/north-1.html"),
        ({"folder": "north", "report_link_base": BASE}, f"{BASE}north-1.html"),
        ({"folder": "//server/north", "report_link_base": BASE}, f"{BASE}north-1.html"),
        ({"folder": "north"}, ""),
        ({}, ""),
    ],
    ids=["a share", "its own address", "both", "a relative folder", "neither"],
)
def test_a_team_with_a_folder_finds_its_page_there(where: dict[str, str], link: str) -> None:
    assert route(NORTH_PAGE, {**NORTH, **where}).link == link


def test_a_team_without_a_folder_finds_it_in_the_folder_of_the_nights() -> None:
    found = route(NORTH_PAGE, NORTH, delivery={"report_link_base": BASE})
    assert found.link == f"{BASE}2015-07-16/teams/north-1.html"


def test_a_folder_that_cannot_be_opened_is_told_in_words() -> None:
    found = route(NORTH_PAGE, {**NORTH, "folder": "north"}, delivery={"report_link_base": BASE})
    assert found.link == ""
    assert found.whereabouts == "north-1.html in the folder that receives it every night"
    assert route(UNKNOWN, NORTH).whereabouts == (
        "2015-07-16/teams/not-in-configuration.html in the folder of the reports"
    )


def test_the_copy_of_the_service_report_has_a_name_of_its_own() -> None:
    service = {**HEAD, "folder": "//server/heads"}
    found = route_of(SERVICE_PAGE, settings_of(service=service), THURSDAY)
    assert found.link == "file://server/heads/service.html"
