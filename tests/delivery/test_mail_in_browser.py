"""Each kind of message in a real browser: it fits a wide and a narrow screen, and axe agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.delivery.inlining import inlined
from tests.delivery.letters import letters
from tests.support.browsing import axe_findings, watched_page

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

#: A message is no page of its own: its landmarks are those of the mail program around it.
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
#: Made of the same parts as others: axe looks at them in make test-all alone.
_ALIKE = {"unknown teams", "no team", "empty alarm", "no link", "long", "refused"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return a file of each kind of message, as it leaves."""
    folder = tmp_path_factory.mktemp("mail")
    made = []
    for name, (_, html) in letters(folder).items():
        made.append(folder / f"{name}.html")
        made[-1].write_text(inlined(html), encoding="utf-8")
    return made


@pytest.mark.parametrize("width", [600, 320])
def test_a_message_fits_the_screen(width: int, chromium: Browser, files: list[Path]) -> None:
    with chromium.new_context(viewport={"width": width, "height": 800}) as context:
        watched = watched_page(context)
        for file in files:
            watched.open(file)
            wide = watched.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, file.name
            assert watched.requests == [file.as_uri()]


def test_a_message_is_no_wider_than_600_pixels(chromium: Browser, files: list[Path]) -> None:
    with chromium.new_context(viewport={"width": 1400, "height": 800}) as context:
        watched = watched_page(context)
        for file in files:
            watched.open(file)
            assert watched.page.evaluate("document.querySelector('.page').offsetWidth") == 600


def test_axe_finds_nothing_in_any_message(
    chromium: Browser, files: list[Path], *, whole: bool
) -> None:
    with chromium.new_context(viewport={"width": 600, "height": 800}) as context:
        watched = watched_page(context)
        for file in [file for file in files if whole or file.stem not in _ALIKE]:
            watched.open(file)
            found = axe_findings(watched.page, _RULES)
            assert (found.violations, found.undecided) == ([], []), file.name
