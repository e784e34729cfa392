"""Each kind of message in a real browser: it fits a wide and a narrow screen, and axe agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


def test_a_message_fits_every_screen_and_axe_finds_nothing_in_it(
    chromium: Browser, files: list[Path], *, whole: bool
) -> None:
    """All that is checked in one visit of each message, each by its name."""
    found: dict[tuple[str, str], Any] = {}
    with chromium.new_context(viewport={"width": 600, "height": 800}) as context:
        watched = watched_page(context)
        shown = watched.page
        for file in files:
            watched.open(file)
            found[file.stem, "loaded"] = [
                each for each in watched.requests if each != file.as_uri()
            ]
            if whole or file.stem not in _ALIKE:
                of_axe = axe_findings(shown, _RULES)
                found[file.stem, "found by axe"] = of_axe.violations + of_axe.undecided
            for width in (320, 600, 1400):
                shown.set_viewport_size({"width": width, "height": 800})
                if shown.evaluate("document.documentElement.scrollWidth") > width:
                    found[file.stem, "wider than the screen"] = width
            if shown.evaluate("document.querySelector('.page').offsetWidth") != 600:
                found[file.stem, "not of 600 pixels on a wide screen"] = True
            shown.set_viewport_size({"width": 600, "height": 800})
    assert {check: wrong for check, wrong in found.items() if wrong} == {}
    assert len(found) > len(files)
