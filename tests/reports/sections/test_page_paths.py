"""Every team has one page, at a path that holds on every system and belongs to no other team."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.reports.sections.page_paths import (
    SERVICE_PATH,
    Page,
    copy_name,
    page_numbers,
    pages_of,
    slug,
)
from tests.reports.figures import figures

NAMES = (
    *("North", "NORTH", "north", "North ", "N-o-r-t-h", "Assessment Team North"),
    *("../../etc/passwd", "..", ".", "/", "\\", "C:\\Windows", "a/b", "a\\b", "a:b", "~", "%2e%2e"),
    *("CON", "con", "PRN", "AUX", "NUL", "COM1", "LPT9", "nul.html", "CON.html"),
    *("", " ", "-", "html", "index", "not-in-configuration", "no-team-recorded"),
    *("Tîm Gogledd", "Tim Gogledd", "\u5317\u533a", "\U0001f469\u200d\U0001f467", "\u202eabc"),
    *("a\u200bb", "ab", "\ufb01", "fi", "x" * 300, "x" * 299 + "y", "Ünïcödé " * 40, "\ud800"),
)
WINDOWS_KEEPS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def pages(*names: str, configured: tuple[str, ...] = ()) -> tuple[Page, ...]:
    return pages_of([replace(figures(), name=name) for name in names], configured=configured)


def assert_safe_file_name(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= 60
    assert not WINDOWS_KEEPS.fullmatch(name)


def test_a_slug_is_a_safe_file_name_everywhere() -> None:
    for name in NAMES:
        assert_safe_file_name(slug(name))


def test_no_two_names_share_a_slug_even_where_case_does_not_count() -> None:
    assert len({slug(name).casefold() for name in NAMES}) == len(NAMES)


@given(names=st.lists(st.text(max_size=80), unique=True, max_size=20))
def test_slugs_of_any_names_are_safe_and_distinct(names: list[str]) -> None:
    for name in names:
        assert_safe_file_name(slug(name))
    assert len({slug(name).casefold() for name in names}) == len(names)


def test_a_slug_reads_like_the_name() -> None:
    assert slug("Tîm Asesu: Gogledd & De").startswith("tim-asesu-gogledd-de-")
    assert slug("\u5317\u533a").startswith("team-")


def test_a_cut_slug_does_not_end_its_words_with_a_hyphen() -> None:
    assert "--" not in slug("x" * 50 + " y" * 50)


def test_without_a_configuration_every_name_has_its_page() -> None:
    assert [page.title for page in pages("North", "South", NO_TEAM)] == ["North", "South", NO_TEAM]


def test_with_one_the_names_that_are_not_in_it_share_a_page() -> None:
    made = pages("North", "Elsewhere", "Nowhere", NO_TEAM, configured=("North",))
    assert [(page.title, page.teams) for page in made] == [
        ("North", ("North",)),
        (UNKNOWN_TEAMS, ("Elsewhere", "Nowhere")),
        (NO_TEAM, (NO_TEAM,)),
    ]
    assert [page.path for page in made[1:]] == [
        "teams/not-in-configuration.html",
        "teams/no-team-recorded.html",
    ]
    assert [page.with_team for page in made] == [False, True, False]


def test_pages_that_nobody_needs_are_not_made() -> None:
    assert [page.title for page in pages("North", configured=("North",))] == ["North"]


def test_no_team_takes_the_place_of_a_shared_page() -> None:
    shared = {"teams/not-in-configuration.html", "teams/no-team-recorded.html"}
    assert shared.isdisjoint(f"teams/{slug(name)}.html" for name in NAMES)


def test_each_record_belongs_to_the_page_of_its_team() -> None:
    made = pages("North", "Elsewhere", "Nowhere", NO_TEAM, configured=("North",))
    teams = pd.Series(["Nowhere", "", "North", "Elsewhere", "North"], dtype="str")
    assert page_numbers(teams, made).tolist() == [1, 2, 0, 1, 0]


def test_a_copy_of_a_page_alone_is_called_as_the_page_and_the_services_by_its_own_name() -> None:
    assert copy_name(pages("North")[0].path) == f"{slug('North')}.html"
    assert copy_name(SERVICE_PATH) == "service.html"
