"""In a real browser tables are sorted, filtered and copied, by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.reports.rows import completed, overdue, row
from tests.reports.states import STATES, many, pages
from tests.support.browsing import Watched, watched_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

#: All but the last are one group: children to be seen.
_NOT_SEEN = {"child_seen": "No"}
ROWS = [
    overdue(1, child_id="C10", deadline="10/07/2015", worker="Ben", **_NOT_SEEN),
    overdue(2, child_id="C2", deadline="15/07/2015", worker="Amy", **_NOT_SEEN),
    overdue(3, child_id="C1", deadline="01/06/2015", worker="Ben", **_NOT_SEEN),
    row(4, child_id="C4", deadline="", worker="Cal", start_date="02/02/2014", **_NOT_SEEN),
    row(5, child_id="=1+1", deadline="", worker="Amy", start_date="29/05/2015", **_NOT_SEEN),
    row(6, child_id="C6", deadline="20/07/2015", worker="Ben"),
    completed(7, child_id="C7", deadline="10/07/2015", authorised_date="11/07/2015"),
    overdue(8, child_id="C8", deadline="06/07/2015", worker="Cal"),
]
PUBLISHED = ["C1", "C10", "C2", "C4", "=1+1"]
GROUP = "do-see-child"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "team.html"
    path.write_text(pages([ROWS[0]], ROWS)["North"], encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def watched(chromium: Browser) -> Iterator[Watched]:
    """Return one page for all visits: a new one takes longer than most of what is done in it."""
    with chromium.new_context() as context:
        yield watched_page(context)


@pytest.fixture
def shown(watched: Watched) -> Page:
    watched.page.emulate_media(media="null")
    watched.errors.clear()
    return watched.page


@pytest.fixture
def page(shown: Page, file: Path) -> Page:
    """Return the page as it is when it is opened, nothing of it folded away."""
    shown.goto(file.as_uri())
    unfold(shown)
    return shown


def column(page: Page, place: int = 1, table: str = GROUP) -> list[str]:
    """Return the cells of a column, from the rows that can be seen."""
    cells = page.locator(f"#{table} tbody tr:visible > :nth-child({place})").all_inner_texts()
    return [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells]


def heading(page: Page, name: str, table: str = GROUP) -> Locator:
    return page.locator(f"#{table}").get_by_role("columnheader", name=name, exact=True)


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def press(page: Page, name: str, table: str = GROUP) -> None:
    heading(page, name, table).get_by_role("button").click()


def choose(page: Page, label: str) -> Locator:
    return page.get_by_role("combobox", name=label)


def said(page: Page) -> str:
    return page.get_by_role("status").inner_text()


# Sorting.


#: By the heading: the order of the children up, and down.
ORDERS = {
    # Text, with numbers in it by their size.
    "Child": (["=1+1", "C1", "C2", "C4", "C10"], ["C10", "C4", "C2", "C1", "=1+1"]),
    # Dates and numbers: those without one last both ways.
    "Deadline": (["C1", "C10", "C2", "C4", "=1+1"], ["C2", "C10", "C1", "C4", "=1+1"]),
    "Working days late": (["C2", "C10", "C1", "C4", "=1+1"], ["C1", "C10", "C2", "C4", "=1+1"]),
    # Equal ones in the order of the report.
    "Worker": (["C2", "=1+1", "C1", "C10", "C4"], ["C4", "C1", "C10", "C2", "=1+1"]),
}


def test_a_column_is_sorted_one_way_the_other_and_back_to_the_order_of_the_report(
    page: Page,
) -> None:
    assert column(page) == PUBLISHED
    for name, (rising, falling) in ORDERS.items():
        for order, expected in (("ascending", rising), ("descending", falling), (None, PUBLISHED)):
            press(page, name)
            assert column(page) == expected, (name, order)
            assert heading(page, name).get_attribute("aria-sort") == order, name
            assert said(page) == "See the child (5)" + (
                f": by {name}, {order}" if order else ": as published"
            )


def test_only_the_column_that_is_sorted_by_says_so(page: Page) -> None:
    press(page, "Deadline")
    press(page, "Child")
    marked = page.locator("th[aria-sort]")
    assert marked.count() == 1
    assert marked.inner_text() == "Child"


def test_a_column_of_counts_is_sorted_by_its_first_number(page: Page) -> None:
    press(page, "Past the deadline", "trend")
    assert column(page, 3, "trend") == ["1 of 1", "5 of 8"]
    press(page, "Past the deadline", "trend")
    assert column(page, 3, "trend") == ["5 of 8", "1 of 1"]


def test_one_row_is_not_sorted(page: Page) -> None:
    assert page.locator("#due-soon tbody tr").count() == 1
    assert heading(page, "Child", "due-soon").get_by_role("button").count() == 0


def test_the_keyboard_sorts_and_stays_where_it_is(page: Page) -> None:
    heading(page, "Child").get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert heading(page, "Child").get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert heading(page, "Child").get_attribute("aria-sort") == "descending"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert heading(page, "Assessment").get_attribute("aria-sort") == "ascending"


def test_whoever_tabs_sees_where_they_are(page: Page) -> None:
    for control in (
        "#needs-you thead button",
        ".tools button",
        "select",
        "input",
        "summary",
    ):
        page.locator(control).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outline")
        assert "3px" in outline, control


# Filtering.


def test_a_worker_s_rows_are_shown_and_the_headings_count_them(page: Page) -> None:
    choose(page, "Worker").select_option("Ben")
    assert column(page) == ["C1", "C10"]
    assert column(page, table="due-soon") == ["C6"]
    told = page.locator("h2, h3").all_inner_texts()
    assert "See the child (5) – 2 shown" in told
    assert "Finish (1) – 0 shown" in told


def test_the_workers_and_flags_to_choose_from_are_those_of_the_page(page: Page) -> None:
    options = {
        label: choose(page, label).locator("option").all_inner_texts()
        for label in ("Worker", "Why it is listed")
    }
    assert options["Worker"] == ["All", "Amy", "Ben", "Cal"]
    assert options["Why it is listed"] == [*("All", "New", "No deadline set", "Overdue")]


def test_a_flag_is_found_among_others_and_a_table_without_flags_stays_whole(page: Page) -> None:
    before = column(page, table="new")
    choose(page, "Why it is listed").select_option("New")
    assert column(page) == ["C1", "C2", "C4", "=1+1"]
    assert column(page, table="new") == before
    assert len(before) > 1


def test_words_are_found_in_any_cell_whatever_their_case(page: Page) -> None:
    for words in ("c10", "  C10 ", "fri 10 jul 2015", "a001"):
        page.get_by_label("Words or numbers").fill("")
        assert column(page) == PUBLISHED
        page.get_by_label("Words or numbers").fill(words)
        assert column(page) == ["C10"], words


def test_the_three_are_held_together_and_show_all_takes_them_back(page: Page) -> None:
    choose(page, "Worker").select_option("Amy")
    choose(page, "Why it is listed").select_option("New")
    page.get_by_label("Words or numbers").fill("C4")
    assert column(page) == []
    page.get_by_role("button", name="Show all").click()
    assert column(page) == PUBLISHED
    assert "shown" not in " ".join(page.locator("h2, h3").all_inner_texts())
    assert choose(page, "Worker").input_value() == ""


def test_sorting_a_filtered_table_keeps_it_filtered(page: Page) -> None:
    choose(page, "Worker").select_option("Ben")
    press(page, "Child")
    assert column(page) == ["C1", "C10"]


def test_the_keyboard_filters_and_enter_does_not_leave_the_page(page: Page) -> None:
    address = page.url
    choose(page, "Worker").focus()
    page.keyboard.type("Ben")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("C10")
    page.keyboard.press("Enter")
    assert column(page) == ["C10"]
    assert page.url == address


def test_the_figures_at_the_top_are_those_of_the_night_whatever_is_shown(page: Page) -> None:
    figures = page.locator(".need").inner_text()
    choose(page, "Worker").select_option("Ben")
    assert page.locator(".need").inner_text() == figures


def test_a_filtered_page_is_printed_as_it_is_shown(page: Page) -> None:
    choose(page, "Worker").select_option("Ben")
    page.emulate_media(media="print")
    assert column(page) == ["C1", "C10"]
    assert page.get_by_text("– 2 shown").first.is_visible()


# Copying.


def copied(page: Page, table: str) -> dict[str, str]:
    """Copy a table by its button, paste it, and return what the clipboard held."""
    page.locator(f"#{table} .tools button").first.click()
    page.evaluate(
        """document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}));
        document.querySelector('#paste').addEventListener('paste', event => {
            window.pasted = {html: event.clipboardData.getData('text/html'),
                             text: event.clipboardData.getData('text/plain')};
        })"""
    )
    page.locator("#paste").focus()
    page.keyboard.press("Control+V")
    held: dict[str, Any] = page.evaluate("window.pasted")
    return held


def test_a_table_is_copied_for_excel_as_it_is_shown(page: Page) -> None:
    choose(page, "Worker").select_option("Amy")
    lines = copied(page, GROUP)["text"].split("\n")
    assert lines[0].split("\t")[:3] == ["Child", "Assessment", "Worker"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["C2", "'=1+1"]
    assert lines[1].split("\t")[3:5] == ["15 Jul 2015", "1"]
    assert page.locator(f"#{GROUP} .tools button").first.inner_text() == "Rows copied: 2"
    assert said(page) == "Rows copied: 2"


def test_copied_ids_stay_text_and_numbers_and_days_do_not(page: Page) -> None:
    html = copied(page, GROUP)["html"]
    text = """<td style="mso-number-format:'\\@'">"""
    assert f"{text}C2" in html
    assert f"{text}A002" in html
    assert "<td>15 Jul 2015" in html
    assert "<td>33" in html


def test_a_copied_cell_is_never_a_formula_nor_html(shown: Page, tmp_path: Path) -> None:
    cells = {"worker": "<b>&co", "assessment_id": "@SUM(1)"}
    path = tmp_path / "team.html"
    path.write_text(pages([overdue(1, **cells)])["North"], encoding="utf-8")
    shown.goto(path.as_uri())
    held = copied(shown, "do-finish")
    assert "\t'@SUM(1)\t" in held["text"]
    assert "\t<b>&co\t" in held["text"]
    assert "&lt;b&gt;&amp;co" in held["html"]


# Elsewhere.


@pytest.mark.parametrize("state", ["service", "nights", "one record", "no night yet"])
def test_every_kind_of_page_has_the_controls_that_it_needs(
    watched: Watched, shown: Page, tmp_path: Path, state: str
) -> None:
    path = tmp_path / "page.html"
    path.write_text(STATES[state](), encoding="utf-8")
    shown.goto(path.as_uri())
    assert shown.locator("main table").count() == shown.locator(".tools button").count()
    assert shown.locator(".filter").count() == (state in {"service", "one record"})
    assert watched.errors == []


@pytest.mark.exhaustive
def test_two_thousand_rows_are_sorted_and_filtered_while_the_reader_waits(
    chromium: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "team.html"
    path.write_text(pages(many(2000))["North"], encoding="utf-8")
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(path.as_uri())
        page.set_default_timeout(3000)
        unfold(page)
        press(page, "Deadline", "do-finish")
        choose(page, "Worker").select_option("SW014")
        assert "shown" in page.locator("#do-finish h3").inner_text()
