"""In a real browser the pages hold for every reader: axe-core finds nothing, nothing overflows."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from monitor.nights.night import run_night
from tests.reports.states import STATES, USUAL
from tests.support.browsing import (
    ALL_BUT_COLOUR,
    EVERY_RULE,
    RULES_OF_COLOUR,
    Watched,
    axe_findings,
    watched_page,
)
from tests.support.making import csv_text, order_for, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WIDE, NARROW = 1280, 320
#: Small pages on which every colour occurs: judging contrast takes long.
EACH_COLOUR = {"one record", "not an all-clear", "nothing to do", "nights after a failure"}
#: One page of each kind (the nights are among those above), and those with the longest words.
EACH_KIND = {"team", "service", "not an all-clear", "long name"}
TABLES = "Array.from(document.querySelectorAll('table'), table => table.innerText)"
#: Each gives a list of what is wrong.
STORED = (
    "[...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie]"
    ".filter(each => each)"
)
WITHOUT_HEADING = (
    "Array.from(document.querySelectorAll('section'))"
    ".filter(each => !/^H[234]$/.test(each.firstElementChild.tagName)).map(each => each.id)"
)
WIDER = "[document.documentElement.scrollWidth].filter(width => width > {})"
CUT_WORDS = (
    "Array.from(document.querySelectorAll('.chart text')).filter(word => {"
    "  const box = word.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth"
    "}).map(word => word.textContent)"
)
OFF_THE_PAPER = (
    "Array.from(document.querySelectorAll('table, svg'), part => part.clientWidth)"
    ".filter(width => width > {})"
)
OVER_OTHERS = (
    "Array.from(document.querySelectorAll('.scroll'))"
    ".filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.innerText)"
)


def some_of(*states: str, then: Iterable[str]) -> list[Any]:
    """Return some states for every run of the tests, and others for .ci/run."""
    return [*states, *(pytest.param(each, marks=pytest.mark.exhaustive) for each in then)]


def whole_of(some: set[str]) -> list[Any]:
    """Return some states for every run of the tests, and all others for .ci/run."""
    return some_of(*sorted(some), then=(each for each in STATES if each not in some))


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder into which the page of a state is written once it is asked for."""
    return tmp_path_factory.mktemp("states")


@pytest.fixture(scope="module")
def visiting(chromium: Browser) -> Iterator[Watched]:
    """Return one page for all visits: a new one takes longer than most of what is done in it."""
    with chromium.new_context() as context:
        yield watched_page(context)


@pytest.fixture
def watched(visiting: Watched) -> Watched:
    """Return a page that is wide and light, and has done nothing yet."""
    visiting.page.set_viewport_size({"width": WIDE, "height": 900})
    visiting.page.emulate_media(media="null", color_scheme="light")
    visiting.errors.clear()
    return visiting


@pytest.fixture
def shown(watched: Watched) -> Page:
    return watched.page


def written(folder: Path, state: str) -> Path:
    path = folder / f"{state}.html"
    if not path.exists():
        path.write_bytes(STATES[state]().encode("utf-8", "replace"))
    return path


def show(page: Page, folder: Path, state: str) -> None:
    page.goto(written(folder, state).as_uri())


@pytest.mark.parametrize("state", whole_of(EACH_KIND | EACH_COLOUR))
def test_a_page_holds_for_every_reader_wide_narrow_and_printed(
    watched: Watched, states: Path, state: str
) -> None:
    """All that is checked in one visit, each by its name."""
    path, shown = written(states, state), watched.page
    found: dict[str, Any] = {}
    watched.open(path)
    found["loaded"] = [each for each in watched.requests if each != path.as_uri()]
    found["said to the console"] = [*watched.errors]
    found["stored"] = shown.evaluate(STORED)
    found["headings out of order"] = headings_out_of_order(shown)
    found["parts without a heading"] = shown.evaluate(WITHOUT_HEADING)
    found["wide"] = axe_findings(shown, ALL_BUT_COLOUR).violations
    # A screen of 1280 at four times the size is one of 320.
    shown.set_viewport_size({"width": NARROW, "height": 900})
    found["at four times the size"] = axe_findings(shown, ALL_BUT_COLOUR).violations
    found["wider than the screen"] = shown.evaluate(WIDER.format(NARROW))
    if state != "long name":  # even the shortened name of a worker is too wide
        found["words of a picture that are cut"] = shown.evaluate(CUT_WORDS)
    # A4 on its side, less 12 mm on each side, is 273 mm: 1,031 of the pixels of CSS.
    shown.set_viewport_size({"width": 1031, "height": 700})
    shown.emulate_media(media="print")
    found["off the printed page"] = shown.evaluate(OFF_THE_PAPER.format(1031))
    found["printed over other columns"] = shown.evaluate(OVER_OTHERS)
    assert {check: wrong for check, wrong in found.items() if wrong} == {}


def headings_out_of_order(page: Page) -> list[int]:
    """Return the levels of the headings, where they are not one above all, each in its place."""
    levels: list[int] = page.evaluate(
        "Array.from(document.querySelectorAll('h1, h2, h3, h4'), each => +each.tagName[1])"
    )
    is_first = levels[:1] == [1] and levels.count(1) == 1
    in_order = is_first and all(after <= before + 1 for before, after in pairwise(levels))
    return [] if in_order else levels


@pytest.mark.parametrize("state", whole_of(EACH_COLOUR))
def test_axe_core_finds_the_contrast_high_enough_in_light_and_in_dark(
    shown: Page, states: Path, state: str
) -> None:
    show(shown, states, state)
    # What stands in a picture has the ink and the paper of the page, which axe-core cannot see.
    light = axe_findings(shown, RULES_OF_COLOUR, but_for="svg")
    shown.emulate_media(color_scheme="dark")
    dark = axe_findings(shown, RULES_OF_COLOUR, but_for="svg")
    assert (light.violations, dark.violations) == ([], [])
    if "long" not in state:  # text that must be scrolled to cannot be judged
        assert (light.undecided, dark.undecided) == ([], [])


@pytest.mark.parametrize(
    ("state", "rules"),
    [
        ("one record", ALL_BUT_COLOUR),
        pytest.param("one record", EVERY_RULE, marks=pytest.mark.exhaustive),
        pytest.param("team", ALL_BUT_COLOUR, marks=pytest.mark.exhaustive),
    ],
)
def test_axe_core_finds_nothing_in_a_page_that_is_sorted_filtered_emptied_or_printed(
    shown: Page, states: Path, state: str, rules: dict[str, Any]
) -> None:
    show(shown, states, state)
    shown.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    shown.locator("thead button").first.click()
    for words in ("A00", "nothing holds this"):
        shown.get_by_label("Words or numbers").fill(words)
        assert axe_findings(shown, rules, but_for="svg").violations == []
    shown.emulate_media(media="print")
    assert axe_findings(shown, rules, but_for="svg").violations == []


def test_pages_print_on_light_paper_whatever_the_screen(shown: Page, states: Path) -> None:
    shown.emulate_media(media="print", color_scheme="dark")
    show(shown, states, "not an all-clear")
    ink = "getComputedStyle(document.querySelector('.alarm p')).color"
    paper = "getComputedStyle(document.body).backgroundColor"
    assert shown.evaluate(ink) == "rgb(0, 0, 0)"
    assert shown.evaluate(paper) == "rgb(255, 255, 255)"


def test_a_page_prints_on_a4_on_its_side_with_headings_repeated_and_nothing_folded_away(
    shown: Page, states: Path
) -> None:
    show(shown, states, "team")
    printed = shown.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 (\d+)[.\d]* (\d+)", printed)
    assert set(boxes) == {(b"841", b"594")} or set(boxes) == {(b"842", b"595")}
    shown.emulate_media(media="print")
    display = "part => getComputedStyle(document.querySelector(part)).display"
    assert shown.evaluate(display, "thead") == "table-header-group"
    # Chromium repeats a heading without the buttons in it.
    assert shown.evaluate(display, "thead button") == "contents"
    for control in (".tools", ".filter", "summary"):
        assert shown.evaluate(display, control) == "none"
    assert shown.locator("#course table").is_visible()


@pytest.mark.parametrize("state", some_of("team", then=("service", "nights")))
def test_without_javascript_a_page_lacks_nothing_but_its_controls(
    chromium: Browser, states: Path, state: str
) -> None:
    words, tables = {}, {}
    for enabled in (True, False):
        with chromium.new_context(java_script_enabled=enabled) as context:
            watched = watched_page(context)
            watched.open(written(states, state))
            assert bool(watched.page.locator("button").count()) is enabled
            watched.page.evaluate(
                "document.querySelectorAll('.tools, .filter').forEach(e => e.remove());"
                "document.querySelectorAll('details').forEach(e => e.open = true)"
            )
            words[enabled] = watched.words
            tables[enabled] = watched.page.evaluate(TABLES)
    assert words[True] == words[False]
    assert tables[True] == tables[False]


def test_a_reader_goes_from_the_nights_to_a_team_by_link_and_by_keyboard(
    shown: Page, tmp_path: Path
) -> None:
    (tmp_path / "extract.csv").write_text(csv_text(USUAL), encoding="utf-8")
    run_night(order_for(tmp_path, settings_of()))
    shown.goto((tmp_path / "output" / "index.html").as_uri())
    shown.get_by_role("link", name="Thursday 16 July 2015").first.click()
    assert shown.inner_text("h1") == "The service"
    shown.get_by_role("link", name="North", exact=True).focus()
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/teams/*")
    assert shown.inner_text("h1") == "North"


TOP = "Math.round(document.querySelector('{}').getBoundingClientRect().top)"


@pytest.mark.parametrize("state", some_of("team", then=("200 rows", "all problems")))
def test_the_list_begins_in_the_first_screen_and_on_a_telephone_in_the_second(
    shown: Page, states: Path, state: str
) -> None:
    shown.set_viewport_size({"width": WIDE, "height": 800})
    show(shown, states, state)
    assert shown.evaluate(TOP.format("#needs-you h2")) < 600
    assert shown.evaluate(TOP.format(".card")) < 700
    shown.set_viewport_size({"width": 375, "height": 800})
    assert shown.evaluate(TOP.format(".card")) < 1600


@pytest.mark.parametrize("state", some_of("team", then=("200 rows",)))
def test_at_most_a_dozen_stops_of_the_keyboard_stand_before_the_list(
    shown: Page, states: Path, state: str
) -> None:
    show(shown, states, state)
    inside = "document.activeElement.closest('#needs-you table, #needs-you .tools') !== null"
    stop = "document.activeElement === document.body ? '' : document.activeElement.innerText"
    stops: list[str] = []
    while len(stops) < 20 and not shown.evaluate(inside):
        shown.keyboard.press("Tab")
        stops.append(shown.evaluate(stop))
    assert len(stops) <= 12
    # A key that comes before the page is painted may be lost.
    assert next(filter(None, stops)) == "Skip to the list"
    shown.get_by_role("link", name="Skip to the list").press("Enter")
    shown.wait_for_url(re.compile("#needs-you$"))


def test_a_region_is_a_stop_only_where_it_scrolls(shown: Page, states: Path) -> None:
    show(shown, states, "all problems")
    regions = (
        "Array.from(document.querySelectorAll('.scroll')).filter(each => each.checkVisibility())"
        ".map(each => [each.scrollWidth > each.clientWidth, each.tabIndex === 0])"
    )
    for width, scrolls in ((WIDE, False), (700, True), (NARROW, False)):
        shown.set_viewport_size({"width": width, "height": 900})
        shown.reload()
        found = shown.evaluate(regions)
        assert all(one == other for one, other in found), width
        assert any(one for one, _ in found) is scrolls, width


@pytest.mark.parametrize("state", some_of("team", "long name", then=("200 rows", "all problems")))
def test_on_a_telephone_a_row_is_a_card_and_no_text_is_off_screen(
    shown: Page, states: Path, state: str
) -> None:
    shown.set_viewport_size({"width": NARROW, "height": 900})
    show(shown, states, state)
    cut = shown.evaluate(
        "Array.from(document.querySelectorAll('main :is(h2, h3, p, li, th, td, dd, a)'))"
        ".filter(each => each.checkVisibility() && !each.closest('thead, caption'))"
        ".filter(each => each.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert cut == 0
    for place, label in ((4, "Deadline"), (5, "Working days late"), (7, "Nights listed")):
        assert label_of(shown, ".to-do", place) == f'"{label}"'
    headings = shown.locator("#trend th[scope=col]").all_text_contents()
    for place, label in enumerate(headings[1:], start=2):
        assert label_of(shown, "#trend", place) == f'"{label}"'


def label_of(page: Page, table: str, place: int) -> Any:
    """Return how a cell of a card is labelled."""
    cell = f"document.querySelector('{table} tbody td:nth-child({place})')"
    return page.evaluate(f"getComputedStyle({cell}, '::before').content")


def test_what_a_figure_leads_to_is_unfolded(shown: Page, states: Path) -> None:
    show(shown, states, "service with answers")
    table = shown.locator("#unanswered table")
    assert not table.is_visible()
    shown.get_by_role("link", name="no answer from a manager").click()
    table.wait_for(state="visible")
    assert "Child" in table.inner_text()


REFERENCES = """
Array.from(document.querySelectorAll('main *'), each => [...each.childNodes]).flat()
  .filter(node => node.nodeType === 3 && node.parentElement.checkVisibility())
  .flatMap(node => [...node.data.matchAll(/R-\\w{7}-\\w/g)].map(found => {
    const range = document.createRange();
    range.setStart(node, found.index);
    range.setEnd(node, found.index + found[0].length);
    return range.getClientRects().length;
  }))
"""


@pytest.mark.parametrize("state", ["team with answers", "service with answers"])
def test_no_reference_is_broken_at_the_end_of_a_line(shown: Page, states: Path, state: str) -> None:
    show(shown, states, state)
    shown.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    for width in (WIDE, 700, NARROW):
        shown.set_viewport_size({"width": width, "height": 900})
        lines = shown.evaluate(REFERENCES)
        assert set(lines) == {1}, width
