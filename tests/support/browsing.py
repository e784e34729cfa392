"""A real browser for the pages: Chromium, with nothing of it allowed to reach the network."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

#: As root Chromium runs without its sandbox only; the rest keeps it from calling home.
_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: WCAG 2.2 AA as the design asks for it, and what axe-core holds to be good practice beside it.
_EVERYTHING = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: All that the light or the dark changes, which is also all that takes long.
_COLOURS = ("color-contrast", "link-in-text-block")
EVERY_RULE = {"runOnly": list(_EVERYTHING)}
RULES_OF_COLOUR = {"runOnly": list(_COLOURS)}
ALL_BUT_COLOUR = {**EVERY_RULE, "rules": {rule: {"enabled": False} for rule in _COLOURS}}
_AXE = Axe().axe_script
#: Of rules that hold, the elements are neither gathered nor handed over: that took longest.
_WHAT_FAILS = {"resultTypes": ["violations", "incomplete"]}
_RUN_AXE = """async ([context, options]) => {
    const found = await axe.run(context, options);
    const places = rules => rules.flatMap(
        rule => rule.nodes.map(node => `${rule.id}: ${JSON.stringify(node.target)}`));
    return {
        violations: places(found.violations),
        incomplete: places(found.incomplete),
        passed: found.passes.length,
    };
}"""
#: Set by any script of a page that runs.
SENTINEL = "somethingRan"


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Start the system's Chromium and close it at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_SWITCHES))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watched:
    """What a page did beside being shown."""

    page: Page
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: Path) -> None:
        """Open a file and wait until nothing more is loaded."""
        self.requests.clear()
        self.page.goto(path.as_uri(), wait_until="load")

    @property
    def words(self) -> str:
        """Return what a reader sees, with each run of white space as one space."""
        return one_spaced(self.page.inner_text("body"))

    @property
    def something_ran(self) -> bool:
        """True if a script of the page left its mark."""
        return bool(self.page.evaluate(f"typeof window.{SENTINEL} !== 'undefined'"))


def watched_page(context: BrowserContext) -> Watched:
    """Return a new page that notes every request, dialog and error of its own."""
    page = context.new_page()
    watched = Watched(page)

    def dismissed(dialog: Any) -> None:
        watched.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: watched.requests.append(request.url))
    page.on("dialog", dismissed)
    page.on("pageerror", lambda error: watched.errors.append(str(error)))
    page.on("console", lambda message: watched.errors.append(message.text))
    return watched


def one_spaced(text: str) -> str:
    """Return a text with each run of white space as one space."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Findings:
    """What axe-core has to say, each with its rule and place."""

    violations: list[str]
    undecided: list[str]


def axe_findings(page: Page, rules: Mapping[str, Any], *, but_for: str = "noscript") -> Findings:
    """Hold the page as it is shown to rules of axe-core, all `but_for` those elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    found = page.evaluate(_RUN_AXE, [{"exclude": [[but_for]]}, {**rules, **_WHAT_FAILS}])
    assert found["passed"], "no rule was run"
    return Findings(found["violations"], found["incomplete"])
