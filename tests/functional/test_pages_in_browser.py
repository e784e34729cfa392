"""In a real browser the pages hold for every reader: axe-core finds nothing, nothing overflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.config import Settings, read_settings
from monitor.errors import ExtractRefused
from monitor.extracts import READERS
from monitor.nightly import Order, run_night
from tests.functional.browsing import axe_findings, open_chromium, watched_page
from tests.making import INSPECTION_DAY, SAMPLES, csv_text, settings_of
from tests.reports.rows import completed, overdue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

NIGHT = INSPECTION_DAY.isoformat()
WIDE, NARROW = 1280, 320
LONG = "Llanfairpwllgwyngyll" * 15

PAGES = {
    "service": f"messy/{NIGHT}/index.html",
    "team": f"messy/{NIGHT}/teams/assessment-team-north-*.html",
    "team without a record": f"messy/{NIGHT}/teams/family-support-west-*.html",
    "not in the configuration": f"messy/{NIGHT}/teams/not-in-configuration.html",
    "no team recorded": f"messy/{NIGHT}/teams/no-team-recorded.html",
    "service with an alarm": f"alarm/{NIGHT}/index.html",
    "team with an alarm": f"alarm/{NIGHT}/teams/north-*.html",
    "service of long words": f"long/{NIGHT}/index.html",
    "team of long words": f"long/{NIGHT}/teams/llan*.html",
    "nights": "messy/index.html",
    "nights after a failure": "alarm/index.html",
    "no night yet": "failed/index.html",
}


def run(settings: Settings, folder: Path, output: Path) -> None:
    run_night(Order(settings, folder, INSPECTION_DAY, as_at_given=True, output=output))


def refused(settings: Settings, folder: Path, output: Path) -> None:
    first = settings.extracts[0].model_copy(update={"minimum_rows": 10_000})
    with pytest.raises(ExtractRefused):
        run(settings.model_copy(update={"extracts": (first,)}), folder, output)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish a night of everything, one with an alarm, one of long words, and one that failed."""
    folder = tmp_path_factory.mktemp("nights")
    sample = read_settings(SAMPLES / "monitor.toml", formats=READERS)
    messy = sample.extracts[0].model_copy(update={"path": "messy.csv"})
    run(sample.model_copy(update={"extracts": (messy,)}), SAMPLES, folder / "messy")
    refused(sample, SAMPLES, folder / "failed")

    made = settings_of(teams=[{"name": "North"}, {"name": LONG}])
    (folder / "extract.csv").write_text(csv_text([completed(1), completed(2)]), encoding="utf-8")
    run(made, folder, folder / "alarm")
    refused(made, folder, folder / "alarm")

    words = {"assessment_id": "A" * 200, "worker": "W" * 250, "team": LONG, "child_seen": "No"}
    rows = [overdue(1, child_id="C" * 300, **words), overdue(2, **{**words, "team": "X" * 300})]
    (folder / "extract.csv").write_text(csv_text(rows), encoding="utf-8")
    run(made, folder, folder / "long")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


def path_of(nights: Path, page: str) -> Path:
    (found,) = nights.glob(PAGES[page])
    return found


@pytest.mark.parametrize("page", PAGES)
def test_axe_core_finds_nothing_in_any_light_at_any_width(
    chromium: Browser, nights: Path, page: str
) -> None:
    for scheme in ("light", "dark"):
        for width in (WIDE, NARROW):
            with chromium.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="light" if scheme == "light" else "dark",
            ) as context:
                shown = context.new_page()
                shown.goto(path_of(nights, page).as_uri())
                assert axe_findings(shown)["violations"] == [], (scheme, width)


@pytest.mark.parametrize("page", ["service", "team", "nights after a failure"])
def test_axe_core_leaves_nothing_undecided_where_the_whole_page_is_in_view(
    chromium: Browser, nights: Path, page: str
) -> None:
    for scheme in ("light", "dark"):
        with chromium.new_context(
            viewport={"width": WIDE, "height": 900},
            color_scheme="light" if scheme == "light" else "dark",
        ) as context:
            shown = context.new_page()
            shown.goto(path_of(nights, page).as_uri())
            assert axe_findings(shown)["incomplete"] == [], scheme


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_wider_than_a_narrow_screen(chromium: Browser, nights: Path, page: str) -> None:
    with chromium.new_context(viewport={"width": NARROW, "height": 900}) as context:
        shown = context.new_page()
        shown.goto(path_of(nights, page).as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= NARROW


@pytest.mark.parametrize("page", ["service", "team", "not in the configuration", "nights"])
def test_no_table_runs_off_the_printed_page(chromium: Browser, nights: Path, page: str) -> None:
    # A4 on its side less 12 mm on each side is 273 mm, which is 1,032 CSS pixels.
    with chromium.new_context(viewport={"width": 1032, "height": 700}) as context:
        shown = context.new_page()
        shown.emulate_media(media="print")
        shown.goto(path_of(nights, page).as_uri())
        widths = "Array.from(document.querySelectorAll('table'), t => t.offsetWidth)"
        assert max(shown.evaluate(widths)) <= 1032


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


def test_a_reader_goes_from_the_nights_to_a_team_by_links_and_by_keyboard(
    chromium: Browser, nights: Path
) -> None:
    with chromium.new_context() as context:
        shown = context.new_page()
        shown.goto(path_of(nights, "nights").as_uri())
        shown.get_by_role("link", name="Thursday 16 July 2015").click()
        assert shown.inner_text("h1") == "The service"
        shown.get_by_role("link", name="Assessment Team North").focus()
        shown.keyboard.press("Enter")
        shown.wait_for_url("**/teams/*")
        assert shown.inner_text("h1") == "Assessment Team North"
