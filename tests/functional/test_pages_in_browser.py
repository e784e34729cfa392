"""In a real browser the pages hold for every reader: axe-core finds nothing, nothing overflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.errors import ExtractRefused
from monitor.judging import Order
from monitor.nightly import run_night
from tests.functional.browsing import (
    EVERY_RULE,
    RULES_OF_COLOUR,
    RULES_OF_SIZE,
    axe_findings,
    open_chromium,
    watched_page,
)
from tests.making import INSPECTION_DAY, csv_text, settings_of
from tests.reports.rows import completed, overdue, row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from monitor.config import Settings

pytestmark = pytest.mark.browser

NIGHT = INSPECTION_DAY.isoformat()
WIDE, NARROW = 1280, 320
LONG = "Llanfairpwllgwyngyll" * 15
TEAMS = [{"name": "North"}, {"name": "Empty"}, {"name": LONG}]

PAGES = {
    "service": f"night/{NIGHT}/index.html",
    "team": f"night/{NIGHT}/teams/north-*.html",
    "team without a record": f"night/{NIGHT}/teams/empty-*.html",
    "not in the configuration": f"night/{NIGHT}/teams/not-in-configuration.html",
    "no team recorded": f"night/{NIGHT}/teams/no-team-recorded.html",
    "service with an alarm": f"alarm/{NIGHT}/index.html",
    "team with an alarm": f"alarm/{NIGHT}/teams/north-*.html",
    "service of long words": f"long/{NIGHT}/index.html",
    "team of long words": f"long/{NIGHT}/teams/llan*.html",
    "nights": "night/index.html",
    "nights after a failure": "alarm/index.html",
    "no night yet": "failed/index.html",
}
#: Text that must be scrolled to is text that axe-core cannot judge the contrast of.
ALL_IN_VIEW = {page for page in PAGES if "long words" not in page}

ROWS = [
    overdue(1, child_seen="No", deadline="24/12/2014", start_date="28/11/2014"),
    overdue(2, family_id="F1", state="Awaiting authorisation", submitted_date="14/07/2015"),
    row(3, family_id="F1", deadline="tbc"),
    row(4, deadline="17/07/2015"),
    row(5, child_seen="", worker=""),
    completed(6, deadline="10/07/2015", authorised_date="11/07/2015"),
    overdue(7, team="Elsewhere"),
    row(8, team="Nowhere", deadline=""),
    overdue(9, team=""),
]
LONG_WORDS = {"assessment_id": "A" * 200, "worker": "W" * 250, "team": LONG, "child_seen": "No"}
EXTRACTS = {
    "night": ROWS,
    "alarm": [completed(1), completed(2)],
    "long": [
        overdue(1, child_id="C" * 300, **LONG_WORDS),
        overdue(2, **{**LONG_WORDS, "team": "X" * 300}),
    ],
}


def run(settings: Settings, folder: Path, output: Path) -> None:
    run_night(
        Order(settings, folder, INSPECTION_DAY, as_at_given=True, output=output, first_night=True)
    )


def refused(settings: Settings, folder: Path, output: Path) -> None:
    first = settings.extracts[0].model_copy(update={"minimum_rows": 10_000})
    with pytest.raises(ExtractRefused):
        run(settings.model_copy(update={"extracts": (first,)}), folder, output)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish a night of each kind of record, one with an alarm, one of long words; fail two."""
    folder = tmp_path_factory.mktemp("nights")
    settings = settings_of(teams=TEAMS)
    for name, rows in EXTRACTS.items():
        (folder / "extract.csv").write_text(csv_text(rows), encoding="utf-8")
        run(settings, folder, folder / name)
    refused(settings, folder, folder / "alarm")
    refused(settings, folder, folder / "failed")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def shown(chromium: Browser) -> Iterator[Page]:
    """Return a page that is wide and light."""
    with chromium.new_context(viewport={"width": WIDE, "height": 900}) as context:
        yield context.new_page()


def path_of(nights: Path, page: str) -> Path:
    (found,) = nights.glob(PAGES[page])
    return found


@pytest.mark.parametrize("page", PAGES)
def test_axe_core_finds_nothing_in_light_in_dark_and_on_a_narrow_screen(
    shown: Page, nights: Path, page: str
) -> None:
    shown.goto(path_of(nights, page).as_uri())
    light = axe_findings(shown, EVERY_RULE)
    shown.emulate_media(color_scheme="dark")
    dark = axe_findings(shown, RULES_OF_COLOUR)
    shown.set_viewport_size({"width": NARROW, "height": 900})
    narrow = axe_findings(shown, RULES_OF_SIZE)
    assert (light.violations, dark.violations, narrow.violations) == ([], [], [])
    if page in ALL_IN_VIEW:
        assert (light.undecided, dark.undecided) == ([], [])


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_wider_than_a_narrow_screen(shown: Page, nights: Path, page: str) -> None:
    shown.set_viewport_size({"width": NARROW, "height": 900})
    shown.goto(path_of(nights, page).as_uri())
    assert shown.evaluate("document.documentElement.scrollWidth") <= NARROW


@pytest.mark.parametrize("page", PAGES)
def test_no_table_runs_off_the_printed_page(shown: Page, nights: Path, page: str) -> None:
    # A4 on its side, less 12 mm on each side, is 273 mm: 1,031 of the pixels of CSS.
    shown.set_viewport_size({"width": 1031, "height": 700})
    shown.emulate_media(media="print")
    shown.goto(path_of(nights, page).as_uri())
    tables = "Array.from(document.querySelectorAll('table'), table => table.offsetWidth)"
    assert max(shown.evaluate(tables), default=0) <= 1031


def test_pages_print_on_light_paper_whatever_the_screen(shown: Page, nights: Path) -> None:
    shown.emulate_media(media="print", color_scheme="dark")
    shown.goto(path_of(nights, "team with an alarm").as_uri())
    ink = "getComputedStyle(document.querySelector('.alarm p')).color"
    paper = "getComputedStyle(document.body).backgroundColor"
    assert shown.evaluate(ink) == "rgb(0, 0, 0)"
    assert shown.evaluate(paper) == "rgb(255, 255, 255)"


def test_a_page_loads_nothing_but_itself_and_says_nothing_to_the_console(
    chromium: Browser, nights: Path
) -> None:
    with chromium.new_context() as context:
        watched = watched_page(context)
        for page in PAGES:
            watched.open(path_of(nights, page))
            assert watched.requests == [path_of(nights, page).as_uri()]
            assert watched.errors == []


def test_a_page_is_whole_without_javascript(chromium: Browser, nights: Path) -> None:
    words = {}
    for enabled in (True, False):
        with chromium.new_context(java_script_enabled=enabled) as context:
            watched = watched_page(context)
            watched.open(path_of(nights, "team"))
            words[enabled] = watched.words
    assert words[True] == words[False]
    assert "Needs you now, worst first" in words[False]


def test_a_reader_goes_from_the_nights_to_a_team_by_link_and_by_keyboard(
    shown: Page, nights: Path
) -> None:
    shown.goto(path_of(nights, "nights").as_uri())
    shown.get_by_role("link", name="Thursday 16 July 2015").click()
    assert shown.inner_text("h1") == "The service"
    shown.get_by_role("link", name="North", exact=True).focus()
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/teams/*")
    assert shown.inner_text("h1") == "North"
