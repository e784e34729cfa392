"""Whatever a cell, a heading or a name holds, a page shows it as text; nothing runs or loads."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from monitor.nights.night import run_night
from tests.functional.hostile import AUTHORITY, COLUMNS, CONFIGURED, HOSTILE, ROWS, RUN
from tests.reports.reading import ReadPage, read_page
from tests.reports.rows import overdue, read_pages
from tests.support.browsing import one_spaced, watched_page
from tests.support.making import csv_text, order_for, settings_of
from tests.support.worlds import files_below

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.sync_api import Browser

NORTH = {"name": "North"}
SERVICE = "2015-07-16/index.html"
UNKNOWN = "2015-07-16/teams/not-in-configuration.html"
RECORDS = "2015-07-16/assessments.csv"
PROBLEMS = "2015-07-16/problems.csv"
TEXT_COLUMNS = ("assessment_id", "child_id", "family_id", "team", "worker")
#: Sorts by every column, copies every table, and filters by every worker and flag.
USE_EVERY_CONTROL = """
document.querySelectorAll('thead button, .tools button').forEach(button => button.click());
document.querySelectorAll('option').forEach(option => {
    option.selected = true;
    option.parentNode.dispatchEvent(new Event('input', {bubbles: true}));
});
document.querySelectorAll('.filter button').forEach(button => button.click());
"""
FORMULA = ("=", "+", "-", "@")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish a night that is hostile wherever a text can stand."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "extract.csv").write_bytes(csv_text(ROWS, COLUMNS).encode())
    settings = settings_of(COLUMNS, teams=[{"name": name} for name in CONFIGURED])
    order = order_for(folder, settings.model_copy(update={"authority": AUTHORITY}))
    run_night(order)
    return order.output


@pytest.fixture(scope="module")
def pages(output: Path) -> dict[str, ReadPage]:
    """Return every page of the night and the list of nights, read back."""
    files = files_below(output)
    return {path: read_page(files[path].decode()) for path in files if path.endswith(".html")}


def records(output: Path, path: str) -> list[dict[str, str]]:
    text = (output / path).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def team_pages(pages: Mapping[str, ReadPage]) -> dict[str, ReadPage]:
    """Return the page of each configured team by its heading."""
    return {page.h1[0]: page for path, page in pages.items() if "/teams/" in path}


def as_a_team(text: str) -> str:
    """Return a text as the name of a team: where it is not configured, without unseen signs."""
    return text if text in CONFIGURED else text.replace("\N{ZERO WIDTH JOINER}", "")


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) == len(set(HOSTILE.values())) >= 28


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_text_stands_on_its_team_s_page_as_it_is(
    pages: Mapping[str, ReadPage], kind: str
) -> None:
    text = HOSTILE[kind]
    page = team_pages(pages)[text] if text in CONFIGURED else pages[UNKNOWN]
    number = list(HOSTILE).index(kind)
    told = page.exceptions.row(f"{text} {number}")
    assert (told["Assessment"], told["Worker"]) == (text, text)
    assert text in page.tables["workers"].column("Worker")
    if text not in CONFIGURED:
        assert told["Team"] == as_a_team(text)


def test_every_name_stands_on_the_service_page_as_it_is(pages: Mapping[str, ReadPage]) -> None:
    assert set(pages[SERVICE].tables["teams"].column("Team")) == set(
        map(as_a_team, HOSTILE.values())
    )


def test_the_authority_stands_on_every_page_as_it_is(pages: Mapping[str, ReadPage]) -> None:
    for path, page in pages.items():
        assert AUTHORITY in page.text, path
        assert AUTHORITY in page.title, path


def test_a_heading_stands_in_what_is_wrong_as_it_is(pages: Mapping[str, ReadPage]) -> None:
    wrong = " ".join(pages[UNKNOWN].tables["to-mend"].column("What is wrong"))
    for column in ("referral_date", "authorised_date", "submitted_date", "state", "child_seen"):
        assert f"“{COLUMNS[column]}”" in wrong


def test_no_text_becomes_an_element_or_an_attribute(
    pages: Mapping[str, ReadPage], tmp_path: Path
) -> None:
    plain = read_pages(tmp_path, [overdue(1), overdue(2, team="")], settings_of(teams=[NORTH]))
    elements = {element for page in plain.values() for element in page.tags}
    for path, page in pages.items():
        if path != "index.html":
            assert {element for element in page.tags if element not in elements} == set(), path
        for table in page.tables.values():
            assert {len(cells) for cells in table.rows} == {len(table.headings)}, path


def test_every_text_is_in_the_record_file_and_none_begins_a_formula(output: Path) -> None:
    published = records(output, RECORDS)
    for row, read in zip(ROWS, published, strict=True):
        for column in TEXT_COLUMNS:
            text = as_a_team(row[column]) if column == "team" else row[column]
            assert read[column].removeprefix("'") == text.removeprefix("'")
    cells = [cell for each in (*published, *records(output, PROBLEMS)) for cell in each.values()]
    assert not [cell for cell in cells if cell.startswith(FORMULA)]


def test_a_heading_stands_in_the_problem_file_as_it_is(output: Path) -> None:
    messages = " ".join(problem["message"] for problem in records(output, PROBLEMS))
    assert f"“{COLUMNS['referral_date']}”" in messages


def test_every_page_lies_below_teams_under_a_name_that_every_system_takes(output: Path) -> None:
    paths = [path for path in files_below(output) if "/teams/" in path]
    assert len(paths) == len(CONFIGURED) + 1
    assert len({path.casefold() for path in paths}) == len(paths)
    for path in paths:
        assert re.fullmatch(r"2015-07-16/teams/[a-z0-9-]{1,60}\.html", path), path


def test_nothing_is_written_but_the_night_and_the_list_of_nights(output: Path) -> None:
    named = {path.name for path in output.iterdir()}
    assert named == {"2015-07-16", "index.html", "figures.csv", ".lock", "history.sqlite"}
    assert {path.name for path in output.parent.iterdir()} == {"extract.csv", "output"}


@pytest.mark.browser
def test_in_a_browser_nothing_runs_nothing_loads_and_every_text_is_read(
    output: Path, chromium: Browser
) -> None:
    # The content security policy is switched off: the escaping alone must hold.
    with chromium.new_context(bypass_csp=True) as context:
        watched = watched_page(context)
        words = {}
        for page in output.rglob("*.html"):
            watched.open(page)
            assert watched.requests == [page.as_uri()]
            words[page] = watched.words
            watched.page.evaluate(USE_EVERY_CONTROL)
            assert not watched.something_ran, page
            assert watched.requests == [page.as_uri()]
        assert (watched.dialogs, watched.errors) == ([], [])
    for page, read in words.items():
        assert one_spaced(AUTHORITY) in read, page
    everything = " ".join(words.values())
    for row in ROWS:
        assert one_spaced(row["child_id"]) in everything
        assert one_spaced(row["team"]) in words[output / SERVICE]


@pytest.mark.browser
def test_the_watch_itself_sees_what_runs_and_what_loads(tmp_path: Path, chromium: Browser) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<img src='x.png' onerror='{RUN};alert(1);nothing()'>", encoding="utf-8")
    with chromium.new_context() as context:
        watched = watched_page(context)
        watched.open(page)
        watched.page.wait_for_timeout(200)
        assert watched.something_ran
        assert watched.requests == [page.as_uri(), (tmp_path / "x.png").as_uri()]
        assert watched.dialogs == ["1"]
        assert any("nothing" in error for error in watched.errors)
