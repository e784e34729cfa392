"""The HTML part of every kind of message holds to what classic Outlook can do (`outlook.toml`)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.delivery.inlining import Element, elements_of, inlined
from tests.delivery.letters import letters, long_draft
from tests.reports.messages.drafting import html_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RULES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "outlook.toml").read_text(encoding="utf-8")
)
ELEMENTS = {name for rule in RULES["elements"] for name in rule["names"]}
#: Gmail clips a message near 102 KB.
MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("letters")


@pytest.fixture(scope="module")
def messages(folder: Path) -> dict[str, str]:
    """Return the HTML of every kind of message as it leaves, by its name."""
    return {name: inlined(html) for name, (_, html) in letters(folder).items()}


def faults(html: str) -> Iterator[str]:
    """Yield what of the HTML classic Outlook cannot do."""
    yield from (rule["text"] for rule in RULES["anywhere"] if rule["text"] in html)
    for element in elements_of(html):
        if element.tag in ELEMENTS:
            yield f"<{element.tag}>"
        for name, value in element.styles:
            yield from _faults_of_style(element, name, value)


def _faults_of_style(element: Element, name: str, value: str) -> Iterator[str]:
    if any(re.search(rf"(?<![a-z]){re.escape(rule['text'])}", value) for rule in RULES["values"]):
        yield f"{name}: {value}"
    for rule in RULES["properties"]:
        if (name == rule["name"] or name.startswith(f"{rule['name']}-")) and not _may(
            rule, element
        ):
            yield f"{name} on <{element.tag}>"


def _may(rule: Mapping[str, Any], element: Element) -> bool:
    beside = rule.get("beside")
    return element.tag in rule.get("only_on", ()) and (
        beside is None or beside in element.attributes
    )


def test_every_rule_names_its_source() -> None:
    for kind in RULES.values():
        assert all(rule["source"].startswith("https://") for rule in kind)


def test_no_message_uses_what_classic_outlook_cannot_do(messages: Mapping[str, str]) -> None:
    found = {name: set(faults(html)) for name, html in messages.items()}
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize(
    "html",
    [
        "<svg></svg>",
        '<p style="display: flex">x</p>',
        '<div style="padding-left: 2px">x</div>',
        '<table style="max-width: 100%"></table>',
        '<td style="width: calc(2px)"></td>',
        '<p style="margin: 0 auto">x</p>',
        '<td style="padding: 2rem"></td>',
        "<style>@media print {}</style>",
    ],
)
def test_the_rules_find_what_they_are_there_for(html: str) -> None:
    assert list(faults(html))


@pytest.mark.parametrize(
    "html",
    [
        '<table width="600" style="max-width: 100%"></table>',
        '<td style="padding: 2px"></td>',
        '<p style="margin: 0 0 10px 0">x</p>',
    ],
)
def test_the_rules_let_pass_what_word_honours(html: str) -> None:
    assert not list(faults(html))


def test_nothing_is_loaded_run_or_left_of_the_style_sheet(messages: Mapping[str, str]) -> None:
    for name, html in messages.items():
        tags = {element.tag for element in elements_of(html)}
        assert not tags & {"img", "link", "style", "script", "base"}, name
        assert not re.search(r"background=|http-equiv|javascript:", html), name


def test_the_only_way_out_is_the_link_to_the_report(messages: Mapping[str, str]) -> None:
    for name, html in messages.items():
        links = [each.attributes["href"] for each in elements_of(html) if each.tag == "a"]
        assert len(links) <= 1, name
        assert all(re.match(r"(https?|file)://", link) for link in links), name
    assert "<a " not in messages["no link"]
    assert "The full report is " in messages["no link"]


def test_every_table_is_for_layout_and_says_so(messages: Mapping[str, str]) -> None:
    for name, html in messages.items():
        found = elements_of(html)
        roles = {each.attributes.get("role") for each in found if each.tag == "table"}
        assert roles == {"presentation"}, name
        assert "th" not in {each.tag for each in found}, name


def test_every_text_in_a_table_has_a_font_of_its_own(messages: Mapping[str, str]) -> None:
    # Word gives what a cell does not say itself its own Times New Roman.
    for name, html in messages.items():
        for element in elements_of(html):
            if element.tag in ("td", "th") and "".join(element.texts).strip():
                fonts = [value for style, value in element.styles if style == "font"]
                assert fonts, name
                assert "Arial" in fonts[0], name


def test_every_message_says_its_language_its_title_and_one_heading(
    messages: Mapping[str, str],
) -> None:
    for name, html in messages.items():
        found = elements_of(html)
        assert found[0].attributes["lang"] == "en-GB", name
        assert [element.tag for element in found].count("h1") == 1, name
        (title,) = (element for element in found if element.tag == "title")
        assert "".join(title.texts).strip(), name


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_stands_out_from_what_is_behind_it(messages: Mapping[str, str]) -> None:
    for kind, html in messages.items():
        for element in elements_of(html):
            if "body" in [each.tag for each in element.around] and "".join(element.texts).strip():
                around = (*element.around, element)
                inks = [value for each in around for name, value in each.styles if name == "color"]
                papers = [each.attributes.get("bgcolor") for each in around]
                assert contrast(inks[-1], [*filter(None, papers)][-1]) >= 4.5, (kind, element.tag)


@pytest.mark.parametrize(
    "text",
    ["Long words again and again " * 40, "x" * 10_000, "\U0001f469" * 500],
    ids=["words", "one word", "wide characters"],
)
def test_the_longest_message_is_not_clipped(folder: Path, text: str) -> None:
    draft = long_draft(folder, text)
    assert len(draft.lists[0].items) == 60
    assert len(inlined(html_of(draft)).encode()) < MOST_BYTES


def test_a_message_as_it_is_sent_by_default_is_under_60_kb(folder: Path) -> None:
    draft = long_draft(folder, "Long words again and again " * 40, most_rows=10)
    assert len(inlined(html_of(draft)).encode()) < 60 * 1024
